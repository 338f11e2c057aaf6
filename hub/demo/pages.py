"""Writes the demo pages. Each piece is written again only when its files changed."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from typing import Any

from django.utils import timezone
from wagtail.models import Locale, Page

from articles.models import (
    ArticleContributor,
    ArticleIndexPage,
    ArticlePage,
    ArticleReference,
    ArticleTopic,
    PeopleIndexPage,
    PersonDisclosure,
    PersonPage,
    RelatedArticle,
    TopicIndexPage,
    TopicPage,
    VersionNote,
)
from core.models import User
from home.models import HomePage, StandardPage
from hub.demo import content
from hub.demo.library import Library
from hub.demo.markup import plain, rich
from hub.demo.streams import StreamWriter
from hub.demo.voice import find_poll, find_question
from hub.models import DemoRecord

Data = dict[str, Any]


def moment_of(day: datetime.date) -> datetime.datetime:
    """The hour of a day at which a demo page is published."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(8)))


class PageLoader:
    """Loads all pages of one language. English first: the others are its translations."""

    def __init__(self, locale: Locale, library: Library, owner: User) -> None:
        self.locale = locale
        self.language = "" if locale == Locale.get_default() else locale.language_code
        self.library = library
        self.owner = owner
        self.changed = 0
        # Primary keys of the pages that were made, and of those that were published again.
        self.made: set[int] = set()
        self.republished: set[int] = set()

    # --- One page ------------------------------------------------------------------------------
    def page(
        self,
        model: type[Page],
        parent: Page,
        slug: str,
        data: Data,
        fill: Callable[[Any], None],
        *,
        first_published: datetime.date | None = None,
        needs: Data | None = None,
    ) -> Any:
        """The page `slug` under `parent`, created or brought up to date with `data`. `needs` holds
        fields without which the database refuses it."""
        key = f"{self.locale.language_code}/{model.__name__}/{slug}"
        digest = content.digest_of(data)
        existing = model.objects.child_of(parent).filter(slug=slug).first()
        record = DemoRecord.objects.filter(key=key).first()
        if existing and record and record.digest == digest:
            return existing
        page = existing or self._new(model, parent, slug, needs or {})
        fill(page)
        page.save_revision(user=self.owner, clean=False).publish(user=self.owner)
        page.refresh_from_db()
        if first_published and not existing:
            moment = moment_of(first_published)
            type(page).objects.filter(pk=page.pk).update(
                first_published_at=moment, last_published_at=moment
            )
        (self.republished if existing else self.made).add(page.pk)
        DemoRecord.objects.update_or_create(key=key, defaults={"digest": digest})
        self.changed += 1
        return page

    def _new(self, model: type[Page], parent: Page, slug: str, needs: Data) -> Any:
        """A new page, or the copy for translation of the English one."""
        if self.language:
            source = model.objects.filter(slug=slug, locale=Locale.get_default()).get()
            return source.copy_for_translation(self.locale, copy_parents=True)
        page = model(
            title=slug, slug=slug, locale=self.locale, owner=self.owner, live=False, **needs
        )
        # Fresh from the database: a parent remembers how many children it had when it was read.
        return Page.objects.get(pk=parent.pk).add_child(instance=page)

    def translated(self, name: str, default: Data | None = None) -> Data:
        """The file in this language, or `default`."""
        data = content.read(name, self.language)
        return data if data is not None else (default or {})

    # --- The tree ------------------------------------------------------------------------------
    def index(self, model: type[Page], home: Page, slug: str) -> Any:
        texts = self.translated("index.yaml").get(slug, {})

        def fill(page: Any) -> None:
            page.title = texts.get("title", slug.capitalize())
            page.introduction = plain(texts.get("introduction"))
            page.search_description = plain(texts.get("introduction"))[:160]

        return self.page(model, home, slug, texts, fill)

    def topics(self, home: HomePage) -> None:
        index = self.index(TopicIndexPage, home, "topics")
        english = {topic["slug"]: topic for topic in content.read("topics.yaml")}
        translated = content.read("topics.yaml", self.language) if self.language else english
        for slug, base in english.items():
            if slug not in (translated or {}):
                continue
            data = {**base, **{k: v for k, v in translated[slug].items() if v}}
            broader = (
                TopicPage.objects.child_of(index).filter(slug=base["broader"]).first()
                if base.get("broader")
                else None
            )

            def fill(page: Any, data: Data = data, broader: TopicPage | None = broader) -> None:
                page.title = plain(data["title"])
                page.menu_title = plain(data.get("menu_title"))
                page.introduction = rich(data["introduction"])
                page.synonyms = "\n".join(plain(s) for s in data.get("synonyms") or [])
                page.reviewed_on = data.get("reviewed_on")
                page.broader = broader
                page.search_description = plain(data["introduction"]).split(". ")[0][:160]

            self.page(TopicPage, index, slug, data, fill)

    def people(self, home: HomePage) -> None:
        index = self.index(PeopleIndexPage, home, "people")
        translated = content.read("people.yaml", self.language) if self.language else None
        for base in content.read("people.yaml"):
            if self.language and base["slug"] not in (translated or {}):
                continue
            changes = (translated or {}).get(base["slug"], {})
            statements = changes.get("disclosures") or [
                disclosure.get("statement") for disclosure in base["disclosures"]
            ]
            data = {**base, **{k: v for k, v in changes.items() if k != "disclosures"}}
            data["statements"] = statements

            def fill(page: Any, data: Data = data) -> None:
                page.title = data["name"]
                page.credentials = data.get("credentials") or ""
                page.role = plain(data.get("role"))
                page.affiliation = plain(data.get("affiliation"))
                page.country = data.get("country") or ""
                page.biography = rich(data.get("biography"))
                page.is_board_member = bool(data.get("board"))
                page.search_description = plain(f"{data['name']}, {data.get('role', '')}")[:160]
                page.disclosures = [
                    PersonDisclosure(
                        sort_order=number,
                        declared_on=disclosure["declared_on"],
                        nothing_to_declare=bool(disclosure.get("nothing_to_declare")),
                        statement=plain(statement),
                    )
                    for number, (disclosure, statement) in enumerate(
                        zip(data["disclosures"], data["statements"], strict=True)
                    )
                ]

            self.page(PersonPage, index, data["slug"], data, fill)

    def plain_pages(self, home: HomePage) -> None:
        for slug in content.slugs("pages", self.language):
            base = content.read(f"pages/{slug}.yaml")
            data = {**base, **(content.read(f"pages/{slug}.yaml", self.language) or {})}

            def fill(page: Any, data: Data = data) -> None:
                self.fill_plain(page, data)

            self.page(StandardPage, home, slug, data, fill)

    def fill_plain(self, page: Any, data: Data) -> None:
        writer = StreamWriter(f"page/{data['slug']}", self.library)
        page.title = plain(data["title"])
        page.introduction = plain(data["introduction"])
        page.search_description = plain(data["introduction"])[:160]
        page.reviewed_on = data.get("reviewed_on")
        page.body = json.dumps(writer.body(data.get("body")))

    def articles(self, home: HomePage) -> None:
        index = self.index(ArticleIndexPage, home, "articles")
        for slug in content.slugs("articles", self.language):
            base = content.read(f"articles/{slug}.yaml")
            texts = content.read(f"articles/{slug}.yaml", self.language) if self.language else {}
            data = _with_texts(base, texts or {})

            def fill(page: ArticlePage, data: Data = data) -> None:
                self._fill_article(page, data)

            self.page(ArticlePage, index, slug, data, fill, first_published=data["published_on"])
        for slug in content.slugs("articles", self.language):
            self._relate(slug, index)

    def _fill_article(self, page: ArticlePage, data: Data) -> None:
        writer = StreamWriter(f"article/{data['slug']}", self.library, self.locale)
        congress = data.get("congress") or {}
        page.title = plain(data["title"])
        page.format = data["format"]
        page.standfirst = plain(data["standfirst"])
        page.public_summary = plain(data["public_summary"])
        page.search_description = plain(data["public_summary"])[:300]
        page.learning_objectives = json.dumps(
            writer.simple("objective", data["objectives"], "objectives")
        )
        page.summary = rich(data["summary"])
        page.key_data = json.dumps(writer.key_data(data.get("key_data") or []))
        page.key_data_note = plain(data.get("key_data_note"))
        page.lead_media = json.dumps(writer.media(data.get("media"), data["title"]))
        page.body = json.dumps(writer.body(data.get("body")))
        page.key_learning = json.dumps(writer.simple("point", data["key_learning"], "key_learning"))
        page.published_on = data["published_on"]
        page.updated_on = data.get("updated_on")
        page.evidence_searched_to = data.get("evidence_searched_to")
        page.congress_name = plain(
            " ".join(str(part) for part in (congress.get("name"), congress.get("edition")) if part)
        )
        page.congress_session = plain(congress.get("session"))
        page.poll = find_poll(data.get("poll"), self.locale)
        page.paired_question = find_question(data.get("paired_question"), self.locale)
        page.topics = [
            ArticleTopic(sort_order=number, topic=self._topic(slug))
            for number, slug in enumerate(data["topics"])
        ]
        page.contributors = [
            ArticleContributor(
                sort_order=number,
                person=self._person(contributor["person"]),
                role=contributor["role"],
            )
            for number, contributor in enumerate(data["contributors"])
        ]
        page.references = [
            ArticleReference(sort_order=number, reference_id=self.library.reference(key))
            for number, key in enumerate(data.get("references") or [])
        ]
        page.version_notes = [
            VersionNote(
                sort_order=number,
                changed_on=change["on"],
                kind=change["kind"],
                text=plain(change["text"]),
            )
            for number, change in enumerate(data.get("changes") or [])
        ]

    def _topic(self, slug: str) -> TopicPage:
        return self._in_language(TopicPage, slug)

    def _person(self, slug: str) -> PersonPage:
        return self._in_language(PersonPage, slug)

    def _in_language(self, model: type[Page], slug: str) -> Any:
        """The page in this language where it exists, else the English one."""
        found = model.objects.filter(slug=slug, locale=self.locale).first()
        return found or model.objects.get(slug=slug, locale=Locale.get_default())

    def _relate(self, slug: str, index: Page) -> None:
        """Pinned articles, once all articles exist."""
        page = ArticlePage.objects.child_of(index).get(slug=slug)
        wanted = content.read(f"articles/{slug}.yaml").get("related") or []
        targets = [
            target
            for other in wanted
            if (target := ArticlePage.objects.child_of(index).filter(slug=other).first())
        ]
        if list(page.related_articles.values_list("target_id", flat=True)) == [
            target.pk for target in targets
        ]:
            return
        page.related_articles = [
            RelatedArticle(sort_order=number, target=target)
            for number, target in enumerate(targets)
        ]
        page.save_revision(user=self.owner, clean=False).publish(user=self.owner)
        if page.pk not in self.made:
            self.republished.add(page.pk)


def _with_texts(base: Data, texts: Data) -> Data:
    """The English article with a translation's texts laid over it; numbers stay the original's."""
    merged = {
        **base,
        **{k: v for k, v in texts.items() if k not in ("key_data", "changes", "media")},
    }
    if texts.get("key_data"):
        merged["key_data"] = [
            {**number, **words}
            for number, words in zip(base["key_data"], texts["key_data"], strict=True)
        ]
    if texts.get("media") and base.get("media"):
        merged["media"] = {**base["media"], **texts["media"]}
    if texts.get("changes"):
        merged["changes"] = [
            {**change, "text": text}
            for change, text in zip(base["changes"], texts["changes"], strict=True)
        ]
    return merged
