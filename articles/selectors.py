"""Reads for screens: plain arguments in, fetched rows out, a fixed number of queries each.

Models are looked up in the app registry, since page models call these functions.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from wagtail.models import Locale

from articles.formats import ContributorRole
from core.locales import default_locale, locale_of
from core.restricted import is_in_the_open, without_closed_pages

if TYPE_CHECKING:
    from articles.models import ArticlePage, PersonPage, TopicPage

# A list shows none of these, so they are not read for it.
HEAVY_FIELDS = ("body", "summary", "learning_objectives", "key_learning", "lead_media")


def live_articles(locale: Locale) -> QuerySet[ArticlePage]:
    """Published articles in one language, newest first. No aliases: those are the same text."""
    articles = apps.get_model("articles", "ArticlePage").objects
    return without_closed_pages(
        articles.live()
        .filter(locale=locale, alias_of__isnull=True)
        .order_by("-published_on", "-pk")
    )


def for_list(articles: QuerySet[ArticlePage]) -> QuerySet[ArticlePage]:
    """The same articles without the fields that only their own page shows."""
    return articles.defer(*HEAVY_FIELDS)


@dataclass
class TopicTree:
    """All topics as one language shows them: translated where a translation is live.

    `by_key` maps translation key -> TopicPage; `parent` maps a key to the broader topic's key.
    """

    by_key: dict[Any, TopicPage] = field(default_factory=dict)
    key_of_pk: dict[int, Any] = field(default_factory=dict)
    parent: dict[Any, Any] = field(default_factory=dict)

    def lineage(self, key: Any) -> list[Any]:
        """The key and the keys of all broader topics, nearest first. A circle ends the walk."""
        line: list[Any] = []
        while key is not None and key not in line:
            line.append(key)
            key = self.parent.get(key)
        return line

    def narrower(self, key: Any) -> list[TopicPage]:
        """Topics directly below, by title."""
        below = [self.by_key[child] for child, parent in self.parent.items() if parent == key]
        return sorted(below, key=lambda topic: topic.title)

    def roots(self) -> list[TopicPage]:
        tops = [topic for key, topic in self.by_key.items() if self.parent.get(key) is None]
        return sorted(tops, key=lambda topic: topic.title)


def topics_in(locale: Locale) -> TopicTree:
    """The topic tree for `locale`: one query for the pages, one for the default language."""
    default = default_locale()
    pages = without_closed_pages(
        apps.get_model("articles", "TopicPage")
        .objects.live()
        .filter(locale_id__in={locale.pk, default.pk}, alias_of__isnull=True)
        .defer("introduction")
    )
    tree = TopicTree()
    for page in pages:
        tree.key_of_pk[page.pk] = page.translation_key
        if page.translation_key not in tree.by_key or page.locale_id == locale.pk:
            tree.by_key[page.translation_key] = page
    for key, page in tree.by_key.items():
        tree.parent[key] = tree.key_of_pk.get(page.broader_id)
    return tree


@dataclass(frozen=True)
class TopicEntry:
    """A topic, the number of articles on it or on a topic below, and the topics below."""

    topic: TopicPage
    articles: int
    narrower: list[TopicEntry]


def topic_tree(locale: Locale) -> list[TopicEntry]:
    """Top topics with what lies below, by title: two queries for any number of topics."""
    tree = topics_in(locale)
    filed: dict[Any, set[int]] = {}
    pairs = apps.get_model("articles", "ArticleTopic").objects.filter(
        page__in=live_articles(locale).order_by()
    )
    for page_id, topic_id in pairs.values_list("page_id", "topic_id"):
        for key in tree.lineage(tree.key_of_pk.get(topic_id)):
            filed.setdefault(key, set()).add(page_id)

    def entry(topic: TopicPage) -> TopicEntry:
        key = topic.translation_key
        return TopicEntry(
            topic, len(filed.get(key, ())), [entry(below) for below in tree.narrower(key)]
        )

    return [entry(root) for root in tree.roots()]


def narrower_topics(topic: TopicPage) -> list[TopicPage]:
    return topics_in(locale_of(topic.locale_id)).narrower(topic.translation_key)


def topic_family(topic: TopicPage) -> set[Any]:
    """Translation keys of the topic and of everything below it."""
    tree = topics_in(locale_of(topic.locale_id))
    return {key for key in tree.by_key if topic.translation_key in tree.lineage(key)} | {
        topic.translation_key
    }


def topics_in_language(topics: Sequence[TopicPage], locale_id: int) -> list[TopicPage]:
    """The topics, each as its live translation where it is in another language; no query if none
    is."""
    if all(topic.locale_id == locale_id for topic in topics):
        return list(topics)
    tree = topics_in(locale_of(locale_id))
    return [tree.by_key.get(topic.translation_key, topic) for topic in topics]


def localized_topics(topics: Iterable[TopicPage | None]) -> list[TopicPage]:
    """The given topics in the active language where a live translation exists; drafts and closed
    ones are left out."""
    localized = [topic.localized for topic in topics if topic]
    return [topic for topic in localized if is_in_the_open(topic)]


def articles_in_topics(locale: Locale, keys: Iterable[Any]) -> QuerySet[ArticlePage]:
    """Articles filed under any of the topics (by translation key, so in every language)."""
    pages = (
        apps.get_model("articles", "ArticleTopic")
        .objects.filter(topic__translation_key__in=list(keys))
        .values("page_id")
    )
    return live_articles(locale).filter(pk__in=pages)


def articles_by_person(person: PersonPage) -> QuerySet[ArticlePage]:
    """Articles the person wrote, reviewed or edited, in the person page's language."""
    pages = (
        apps.get_model("articles", "ArticleContributor")
        .objects.filter(person__translation_key=person.translation_key)
        .values("page_id")
    )
    return live_articles(locale_of(person.locale_id)).filter(pk__in=pages)


def people_by_role(locale: Locale) -> tuple[list[PersonPage], list[PersonPage]]:
    """The editorial board, then everybody else, by name."""
    people = list(
        without_closed_pages(
            apps.get_model("articles", "PersonPage")
            .objects.live()
            .filter(locale=locale, alias_of__isnull=True)
            .order_by("title")
            .prefetch_related("disclosures")
        )
    )
    return (
        [person for person in people if person.is_board_member],
        [person for person in people if not person.is_board_member],
    )


def related_articles(article: ArticlePage, *, wanted: int = 4) -> list[ArticlePage]:
    """Pinned articles first, then the newest that share a topic; never the article itself."""
    filed = apps.get_model("articles", "ArticleTopic").objects
    pins = apps.get_model("articles", "RelatedArticle").objects
    sharing = filed.filter(topic_id__in=[row.topic_id for row in article.topics.all()])
    pin = pins.filter(
        page_id=article.pk, target__translation_key=OuterRef("translation_key")
    ).values("sort_order")[:1]
    candidates = (
        for_list(live_articles(locale_of(article.locale_id)))
        .exclude(translation_key=article.translation_key)
        .annotate(pin=Subquery(pin))
        .filter(Q(pin__isnull=False) | Q(pk__in=sharing.values("page_id")))
        .order_by(F("pin").asc(nulls_last=True), "-published_on", "-pk")
    )
    return list(candidates[:wanted])


def attach_teaser_facts(articles: Sequence[ArticlePage], tree: TopicTree) -> None:
    """Give each article its primary topic and authors for a list: two queries for any number."""
    ids = [article.pk for article in articles]
    topic_of: dict[int, TopicPage] = {}
    rows = apps.get_model("articles", "ArticleTopic").objects.filter(page_id__in=ids)
    for page_id, topic_id in rows.order_by("page_id", "sort_order", "pk").values_list(
        "page_id", "topic_id"
    ):
        topic = tree.by_key.get(tree.key_of_pk.get(topic_id))
        if topic is not None:
            topic_of.setdefault(page_id, topic)
    authors_of: dict[int, list[PersonPage]] = {}
    contributions = (
        apps.get_model("articles", "ArticleContributor")
        .objects.filter(page_id__in=ids, role=ContributorRole.AUTHOR)
        .select_related("person")
        .order_by("page_id", "sort_order", "pk")
    )
    for row in contributions:
        authors_of.setdefault(row.page_id, []).append(row.person)
    for article in articles:
        article.primary_topic = topic_of.get(article.pk)
        article.authors = authors_of.get(article.pk, [])
