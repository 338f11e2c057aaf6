"""No channel says more than it may: words that stand nowhere else are put into every gated text
and into everything unpublished, and then looked for at every public address.

Which addresses there are comes from the URL resolver, which texts from the models and blocks: a new
address, field or block that nobody thought of here fails a test.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any
from unittest import mock

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Max
from django.http import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import translation
from wagtail import blocks
from wagtail.contrib.routable_page.models import RoutablePageMixin
from wagtail.contrib.table_block.blocks import TableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.fields import RichTextField, StreamField
from wagtail.images.blocks import ImageChooserBlock
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction, Site
from wagtail.snippets.blocks import SnippetChooserBlock

from articles.models import (
    ArticleIndexPage,
    ArticlePage,
    PersonPage,
    Reference,
    RelatedArticle,
    TopicIndexPage,
    TopicPage,
)
from core.models import HubDocument, HubImage
from core.pages import BasePage
from feedback.models import AgreementSet, PairedOption, PairedQuestion, Poll, Remark
from feedback.tests.factories import make_poll, make_set
from gate.exposure import is_gated_page, public_view
from gate.models import GateSettings
from home.models import HomePage, HomePinnedArticle, HubSettings, StandardPage
from home.models.texts import texts_in
from hub.card_address import card_address, card_texts
from sponsors.models import FundingRecord, LedgerEntry
from tests import factories

LANGUAGES = [code for code, _name in settings.LANGUAGES]
TITLE = "What a registry shows about remission"
PUBLIC_SUMMARY = "A registry study of treatment in routine care, told in public."


# --- Words that stand nowhere else ----------------------------------------------------------------
@dataclass
class Words:
    """Made-up words, each in one place. `unseen` are in places that no page shows to anybody."""

    stem: str
    places: dict[str, str] = field(default_factory=dict)
    unseen: set[str] = field(default_factory=set)

    def put(self, place: str, *, seen: bool = True) -> str:
        word = f"{self.stem}{len(self.places):03}x"
        self.places[word] = place
        if not seen:
            self.unseen.add(place)
        return word

    def found_in(self, text: str) -> set[str]:
        """The places whose words are in the text."""
        text = text.lower()
        return {place for word, place in self.places.items() if word in text}

    @property
    def expected(self) -> set[str]:
        return set(self.places.values()) - self.unseen


@dataclass
class Stock:
    """What blocks point to."""

    image: HubImage
    document: HubDocument
    reference: Reference
    poll: Poll
    related: list[ArticlePage] = field(default_factory=list)


# Blocks that show some texts in one form only are put in once for each form. A value stands for the
# part of the block at that place.
FORMS: dict[str, list[dict[str, Any]]] = {
    "video": [{"video.external_url": ""}, {"video.file": None, "video.captions": None}],
    "audio": [{"audio.external_url": ""}, {"audio.file": None}],
    "heading": [{}, {"heading.level": "3"}],
    "callout": [{}, {"callout.kind": "caution"}, {"callout.kind": "off_label"}],
    "chart": [
        {"chart.kind": "bars", "chart.x_label": ""},
        {"chart.kind": "landmark", "chart.series.points.label": "12"},
    ],
}


def filled(
    block: blocks.Block, place: str, words: Words, stock: Stock, given: dict[str, Any] | None = None
) -> Any:
    """A stored value of the block with a word in each of its texts."""
    given = given or {}
    for end, value in given.items():
        if place.endswith(f".{end}"):
            return value

    def part(name: str, child: blocks.Block, form: dict[str, Any] | None = None) -> Any:
        return filled(child, f"{place}.{name}", words, stock, given if form is None else form)

    match block:
        case blocks.StreamBlock():
            return [
                factories.block(name, part(name, child, form))
                for name, child in block.child_blocks.items()
                for form in FORMS.get(name, [{}])
            ]
        case blocks.StructBlock():
            return {name: part(name, child) for name, child in block.child_blocks.items()}
        case blocks.ListBlock(child_block=blocks.PageChooserBlock()):
            return factories.items([article.pk for article in stock.related])
        case blocks.ListBlock():
            return factories.items([filled(block.child_block, place, words, stock, given)])
    return text(block, place, words) or constant(block, stock)


def text(block: blocks.Block, place: str, words: Words) -> Any:
    """A value of a block that holds text, else None."""
    match block:
        case TableBlock():
            cells = [[words.put(f"{place} {row}{column}") for column in "ab"] for row in "12"]
            return factories.table(*cells)["value"]["table"]
        case blocks.RichTextBlock():
            return factories.rich(words.put(place))
        case blocks.URLBlock():
            return f"https://example.org/{words.put(place)}"
        case blocks.CharBlock() | blocks.TextBlock():
            return words.put(place)
    return None


def constant(block: blocks.Block, stock: Stock) -> Any:
    """A value of a block that holds no text of its own."""
    match block:
        case ImageChooserBlock():
            return stock.image.pk
        case DocumentChooserBlock():
            return stock.document.pk
        case SnippetChooserBlock():
            return stock.poll.pk if block.target_model is Poll else stock.reference.pk
        case blocks.ChoiceBlock():
            return block.get_default()
        case blocks.BooleanBlock():
            return False
        case blocks.IntegerBlock() | blocks.DecimalBlock():
            return 50
        case blocks.RegexBlock():
            return "0:42"
    raise NotImplementedError(f"{type(block).__name__}: say here what a test should put into it")


TEXTS = (models.CharField, models.TextField, StreamField)
# Texts with a fixed form, and one that article pages show to everybody as a label of the topic.
NO_WORDS = {"country", "orcid", "menu_title"}
# Read by search engines only if a page has no better title: a person's is the name.
UNSEEN = {(PersonPage, "seo_title")}


def texts_of(model: type[Page]) -> list[models.Field]:
    """The fields in which editors write text; choices are no texts."""
    inherited = [
        Page._meta.get_field(name) for name in ("title", "seo_title", "search_description")
    ]
    return [
        each
        for each in [*inherited, *model._meta.local_fields]
        if isinstance(each, TEXTS) and not each.choices and each.name not in NO_WORDS
    ]


def gated_texts(model: type[BasePage]) -> list[models.Field]:
    return [each for each in texts_of(model) if each.name not in model.public_fields]


def values_of(
    model: type[Page], fields: list[models.Field], words: Words, stock: Stock, prefix: str = ""
) -> dict[str, Any]:
    """A word in each of the fields; streams as lists of blocks."""
    values: dict[str, Any] = {}
    for each in fields:
        place = f"{prefix}{each.name}"
        if isinstance(each, StreamField):
            values[each.name] = filled(each.stream_block, place, words, stock)
        else:
            word = words.put(place, seen=(model, each.name) not in UNSEEN)
            values[each.name] = factories.rich(word) if isinstance(each, RichTextField) else word
    return values


def gated_values(model: type[BasePage], words: Words, stock: Stock) -> dict[str, Any]:
    return values_of(model, gated_texts(model), words, stock)


def all_values(model: type[Page], words: Words, stock: Stock, prefix: str) -> dict[str, Any]:
    return values_of(model, texts_of(model), words, stock, prefix)


def make_stock(words: Words, prefix: str = "", *, cited: bool = True) -> Stock:
    image = factories.make_image(
        title=words.put(f"{prefix}image.title", seen=False),
        description=words.put(f"{prefix}image.description", seen=False),
        caption=words.put(f"{prefix}image.caption", seen=False),
        credit=words.put(f"{prefix}image.credit"),
    )
    document = factories.make_document(
        title=words.put(f"{prefix}document.title", seen=False),
        name="slides.pdf",
        content=words.put(f"{prefix}document").encode(),
    )
    reference = factories.make_reference(
        title=words.put(f"{prefix}reference.title", seen=cited),
        author=[{"family": words.put(f"{prefix}reference.author", seen=cited), "given": "A"}],
        **{"container-title-short": words.put(f"{prefix}reference.journal", seen=cited)},
    )
    # The caveat stands below the results, which nobody sees before voting.
    poll = make_poll(
        words.put(f"{prefix}poll.option", seen=cited),
        words.put(f"{prefix}poll.other option", seen=cited),
        question=words.put(f"{prefix}poll.question", seen=cited),
        caveat=words.put(f"{prefix}poll.caveat", seen=False),
    )
    return Stock(image, document, reference, poll)


def make_asked(words: Words, prefix: str = "") -> dict[str, AgreementSet | PairedQuestion]:
    """Statements and a paired question, as fields of an article. Thanks and explanation come after
    an answer only."""
    asked = make_set(
        words.put(f"{prefix}statement"),
        heading=words.put(f"{prefix}statements.heading"),
        introduction=words.put(f"{prefix}statements.introduction"),
        thanks=words.put(f"{prefix}statements.thanks", seen=False),
    )
    question = PairedQuestion(
        question=words.put(f"{prefix}paired question"),
        explanation=words.put(f"{prefix}paired question.explanation", seen=False),
        locale=asked.locale,
    )
    question.options = [
        PairedOption(
            text=words.put(f"{prefix}paired question.{which}"),
            is_right=which == "right",
            locale=asked.locale,
        )
        for which in ("right", "wrong")
    ]
    question.save()
    return {"agreement_set": asked, "paired_question": question}


def leave_remark(page: Page, word: str) -> None:
    """A reader's words to the editors."""
    Remark.objects.create(
        page_key=page.translation_key,
        language="en",
        text=word,
        fingerprint="0" * 64,
        received_on=date(2026, 1, 20),
    )


# --- The hub with the words in it -----------------------------------------------------------------
@dataclass
class Planted:
    """`shown`: the words of each page that readers see; `hidden`: words that nobody may see."""

    article: ArticlePage
    topic: TopicPage
    person: PersonPage
    stock: Stock
    shown: dict[Page, Words]
    hidden: Words
    unreachable: list[Page]
    secret: Stock
    closed_files: Stock
    open_files: Stock
    restriction: PageViewRestriction

    @property
    def gated(self) -> list[Words]:
        return list(self.shown.values())


@pytest.fixture
def planted(db: None) -> Planted:
    hidden = Words("zqhidden")
    secret = make_stock(hidden, "secret ")
    topic_words, person_words = Words("zqtopic"), Words("zqperson")
    article_words = Words("zqarticle")
    stock = make_stock(article_words)

    draft_topic = factories.make_topic(
        live=False, **all_values(TopicPage, hidden, secret, "draft topic ")
    )
    topic = factories.make_topic(broader=draft_topic, **gated_values(TopicPage, topic_words, stock))
    person = factories.make_person(
        title="Ada Example",
        statement=person_words.put("disclosures.statement"),
        **gated_values(PersonPage, person_words, stock),
    )
    neighbours = [draft_topic, *hidden_pages(hidden, secret, topic, person)]
    hidden_articles = [page for page in neighbours if isinstance(page, ArticlePage) and page.pk]
    stock.related = hidden_articles
    article = factories.make_article(
        title=TITLE,
        public_summary=PUBLIC_SUMMARY,
        published_on=date(2099, 1, 1),
        topics=[topic, *(page for page in neighbours if isinstance(page, TopicPage))],
        people=[person],
        references=[stock.reference],
        notes=[article_words.put("version_notes.text")],
        **make_asked(article_words),
        **gated_values(ArticlePage, article_words, stock),
    )
    leave_remark(article, hidden.put("remark", seen=False))
    for other in hidden_articles:
        RelatedArticle.objects.create(page=article, target=other)
    unreachable = [*neighbours, *translations(article, hidden, secret)]
    # Numbers name the place in a source only if the article cites the source.
    drafted = Stock(secret.image, secret.document, stock.reference, secret.poll)
    revise(article, topic, person, hidden=hidden, secret=drafted)
    front_page(article, hidden_articles)
    closed_files, open_files = public_files(hidden, unreachable)
    shown = {article: article_words, topic: topic_words, person: person_words}
    restriction = PageViewRestriction.objects.filter(restriction_type="password").first()
    return Planted(
        *(article, topic, person, stock, shown, hidden, unreachable),
        *(secret, closed_files, open_files, restriction),
    )


def close(page: Page, kind: str) -> Page:
    PageViewRestriction.objects.create(page=page, restriction_type=kind, password="a password")
    return page


def hidden_pages(words: Words, stock: Stock, topic: TopicPage, person: PersonPage) -> list[Page]:
    """Pages that nobody may see, in the company of a topic and a person that everybody may see."""

    def article(state: str, *, live: bool) -> ArticlePage:
        return factories.make_article(
            live=live,
            topics=[topic],
            people=[person],
            references=[stock.reference],
            published_on=date(2099, 2, 1),
            **make_asked(words, f"{state} article "),
            **all_values(ArticlePage, words, stock, f"{state} article "),
        )

    unpublished = article("unpublished", live=True)
    unpublished.unpublish()
    deleted = article("deleted", live=True)
    deleted_pk = deleted.pk
    deleted.delete()
    assert not Page.objects.filter(pk=deleted_pk).exists()
    statement = words.put("closed person disclosure")
    closed_person = factories.make_person(
        statement=statement, **all_values(PersonPage, words, stock, "closed person ")
    )
    draft_person = factories.make_person(
        live=False, **all_values(PersonPage, words, stock, "draft person ")
    )
    closed_topic = factories.make_topic(
        broader=topic, **all_values(TopicPage, words, stock, "closed topic ")
    )
    return [
        article("draft", live=False),
        unpublished,
        close(article("password", live=True), PageViewRestriction.PASSWORD),
        close(article("login", live=True), PageViewRestriction.LOGIN),
        close(closed_person, PageViewRestriction.LOGIN),
        close(closed_topic, PageViewRestriction.PASSWORD),
        draft_person,
    ]


def translations(article: ArticlePage, words: Words, stock: Stock) -> list[Page]:
    """A draft in Portuguese, a closed page in Spanish."""
    draft, closed = (
        factories.make_article(
            language=code,
            live=live,
            slug=article.slug,
            translation_key=article.translation_key,
            references=[stock.reference],
            **all_values(ArticlePage, words, stock, f"translation into {code} "),
        )
        for code, live in (("pt", False), ("es", True))
    )
    return [draft, close(closed, PageViewRestriction.PASSWORD)]


def revise(*pages: Page, hidden: Words, secret: Stock) -> None:
    """Save a draft of each live page; what is live stays as it is."""
    for page in pages:
        draft = page.specific_class.objects.get(pk=page.pk)
        prefix = f"draft of the live {page.specific_class.__name__} "
        for name, value in all_values(page.specific_class, hidden, secret, prefix).items():
            is_stream = isinstance(draft._meta.get_field(name), StreamField)
            setattr(draft, name, json.dumps(value) if is_stream else value)
        draft.save_revision()


def front_page(article: ArticlePage, hidden: list[ArticlePage]) -> None:
    home = HomePage.objects.get(locale__language_code="en")
    home.lead_article = article
    home.pinned_articles = [HomePinnedArticle(article=other) for other in hidden]
    home.save()


def public_files(words: Words, unreachable: list[Page]) -> tuple[Stock, Stock]:
    """Files of a plain page that is closed, with a page below it, and of one that is open."""
    closed, opened = make_stock(words, "closed files ", cited=False), make_stock(Words("zqopen"))
    page = factories.make_plain_page(**all_values(StandardPage, words, closed, "closed page "))
    below = StandardPage(
        title=words.put("page below a closed one"), slug="below", locale=page.locale
    )
    page.add_child(instance=below)
    unreachable += [close(page, PageViewRestriction.PASSWORD), below]
    body = [factories.figure(opened.image), download(opened.document)]
    factories.make_plain_page(body=body)
    return closed, opened


def download(document: HubDocument) -> dict[str, Any]:
    return factories.block("download", {"document": document.pk, "text": ""})


# --- The walk -------------------------------------------------------------------------------------
def in_each_language(name: str, query: str = "", **kwargs: Any) -> list[str]:
    found = []
    for code in LANGUAGES:
        with translation.override(code):
            found.append(reverse(name, kwargs=kwargs) + query)
    return found


def _whatever_is_planted(name: str, planted: Planted) -> list[str]:
    return in_each_language(name)


def page_addresses(planted: Planted) -> list[str]:
    """Pages of the hub and those that are none; of the demo's own articles one will do."""
    own = [planted.article, planted.topic, planted.person, *planted.unreachable]
    others = Page.objects.live().filter(depth__gt=1).not_type(ArticlePage)
    article = ArticlePage.objects.live().exclude(pk=planted.article.pk).first()
    found = [page.url for page in [*own, *others, article]]
    found += [planted.article.url + address for address in sub_addresses(planted.article)]
    for page in [planted.topic, planted.person, *planted.unreachable]:
        if isinstance(page, (TopicPage, PersonPage)):
            found += [f"/articles/?topic={page.slug}&year=2099", f"/articles/?author={page.slug}"]
    return [*found, "/no-such-page/", "/pt/no-such-page/"]


def sub_addresses(article: ArticlePage) -> Iterator[str]:
    for child in article.body:
        if child.block_type == "data_table":
            yield article.reverse_subpage("table", kwargs={"block_id": child.id})


def search_addresses(planted: Planted) -> list[str]:
    """For a word of a public title, for gated ones, and for one of a draft."""
    article = planted.article
    words = ["remission", article.standfirst, article.congress_name, planted.unreachable[0].title]
    return [
        address for word in words for address in in_each_language("search:results", f"?q={word}")
    ]


def topic_feeds(kind: str, planted: Planted) -> list[str]:
    topics = [planted.topic, *(page for page in planted.unreachable if isinstance(page, TopicPage))]
    return [
        address
        for topic in topics
        for address in in_each_language(f"feed-topic-{kind}", slug=topic.slug)
    ]


def card_addresses(planted: Planted) -> list[str]:
    """Of every planted page, as somebody would guess who knows its title."""
    site = Site.objects.get()
    return [
        card_address(view, card_texts(view, HubSettings.of(site).hub_name, strapline))
        for page in [planted.article, planted.topic, planted.person, *planted.unreachable]
        for view, strapline in [(public_view(page), texts_in(page.locale).get("strapline", ""))]
    ]


def media_addresses(planted: Planted) -> list[str]:
    """Of planted images: smaller copies, the originals, and what is no file at all."""
    images = [planted.stock.image, planted.secret.image, planted.closed_files.image]
    found = ["/media/", "/media/no-such.png", "/media/%2e%2e/hub.sqlite3"]
    for image in images:
        found += [image.get_rendition("width-480|format-webp").url, f"/media/{image.file.name}"]
    return found


def document_addresses(planted: Planted) -> list[str]:
    files = [planted.stock, planted.secret, planted.closed_files]
    return [each.document.url for each in files]


def restriction_addresses(planted: Planted) -> list[str]:
    """The form that asks for a password, for every planted page."""
    return [
        reverse("wagtailcore_authenticate_with_password", args=[planted.restriction.pk, page.pk])
        for page in [planted.article, *planted.unreachable]
    ]


def year_addresses(name: str) -> list[str]:
    return [
        address for year in (1999, 2025, 2026) for address in in_each_language(name, year=str(year))
    ]


def entry_addresses(planted: Planted) -> list[str]:
    """Of the newest entries of the ledger, and of one that nobody wrote."""
    newest = LedgerEntry.objects.aggregate(newest=Max("number"))["newest"] or 0
    numbers = range(max(1, newest - 10), newest + 2)
    return [
        address
        for number in numbers
        for address in in_each_language("sponsors:ledger-entry", number=str(number))
    ]


def agreement_addresses(planted: Planted) -> list[str]:
    """Of the first funding records; each stands for all."""
    keys = list(FundingRecord.objects.order_by("pk").values_list("pk", flat=True)[:5]) or [1]
    return [
        address for pk in keys for address in in_each_language("sponsors:agreement", pk=str(pk))
    ]


def voice_addresses(name: str, planted: Planted, *more: str) -> list[str]:
    """Where the statements, or the paired question, of each planted article are answered."""
    found = []
    for page in [planted.article, *planted.unreachable]:
        if not isinstance(page, ArticlePage):
            continue
        keys: dict[str, Any] = {"page_key": page.translation_key}
        if name == "feedback:question":
            if page.paired_question is None:
                continue
            keys["question_key"] = page.paired_question.translation_key
        forms = [{**keys, "moment": moment} for moment in more] or [keys]
        found += [each for form in forms for each in in_each_language(name, **form)]
    return found


def poll_addresses(planted: Planted) -> list[str]:
    """As a page and as the part of one that a script puts in."""
    return [
        address
        for query in ("", "?fragment=1", "?change=1")
        for address in in_each_language(
            "feedback:poll", query, poll_key=planted.stock.poll.translation_key
        )
    ]


Addresses = Callable[[Planted], list[str]]
# Every public address by its name in the URL configuration. The CMS has a test of its own.
CHANNELS: dict[str, Addresses] = {
    "wagtail_serve": page_addresses,
    "wagtailcore_login": lambda planted: in_each_language("wagtailcore_login", "?next=/articles/"),
    "wagtailcore_authenticate_with_password": restriction_addresses,
    "wagtaildocs_serve": document_addresses,
    # No collection of files is closed, so there is nothing to ask a password for.
    "wagtaildocs_authenticate_with_password": lambda planted: [
        "/documents/authenticate_with_password/1/"
    ],
    "media": media_addresses,
    "gate:acknowledge": lambda planted: [f"/acknowledge/?next={planted.article.url}"],
    "gate:withdraw": lambda planted: ["/acknowledge/withdraw/"],
    "appearance": lambda planted: [f"/appearance/?next={planted.article.url}"],
    "healthz": lambda planted: ["/healthz"],
    "readyz": lambda planted: ["/readyz"],
    "robots": lambda planted: ["/robots.txt"],
    "security-txt": lambda planted: ["/.well-known/security.txt"],
    "sitemap-index": lambda planted: ["/sitemap.xml"],
    "sitemap-languages": lambda planted: ["/sitemap-languages.xml"],
    "sitemap": lambda planted: [f"/sitemap-{code}.xml" for code in (*LANGUAGES, "xx")],
    "share-card": card_addresses,
    "favicon": lambda planted: ["/favicon.ico"],
    "feed-all-rss": lambda planted: in_each_language("feed-all-rss"),
    "feed-all-atom": lambda planted: in_each_language("feed-all-atom"),
    "feed-all-json": lambda planted: in_each_language("feed-all-json"),
    "feed-topic-rss": lambda planted: topic_feeds("rss", planted),
    "feed-topic-atom": lambda planted: topic_feeds("atom", planted),
    "feed-topic-json": lambda planted: topic_feeds("json", planted),
    "search:results": search_addresses,
    "feedback:agreement": lambda planted: voice_addresses("feedback:agreement", planted),
    "feedback:question": lambda planted: voice_addresses(
        "feedback:question", planted, "before", "after"
    ),
    "feedback:poll": poll_addresses,
    "sponsors:year-csv": lambda planted: year_addresses("sponsors:year-csv"),
    "sponsors:year-json": lambda planted: year_addresses("sponsors:year-json"),
    "sponsors:ledger-entry": entry_addresses,
    "sponsors:agreement": agreement_addresses,
    **{
        name: partial(_whatever_is_planted, name)
        for name in (
            "feedback:reading",
            "feedback:about-me",
            "impact:outcomes",
            "impact:outcomes-csv",
            "impact:outcomes-json",
            "sponsors:data-csv",
            "sponsors:data-json",
            "sponsors:schema",
            "sponsors:statement",
            "sponsors:ledger",
            "sponsors:ledger-lines",
            "sponsors:sponsor-access",
            # A sponsor's own area, from outside; tests/test_canaries.py goes in.
            "sponsor:overview",
            "sponsor:report",
            "sponsor:report-pdf",
            "sponsor:record-csv",
            "sponsor:log",
            "sponsor:login",
            "sponsor:logout",
            "sponsor:password",
            "sponsor:forgotten",
        )
    },
}


def text_of(response: HttpResponseBase, asked: str = "") -> str:
    """Everything an answer says, headers included, but for what was asked for."""
    said = response.getvalue().decode("utf-8", "replace")
    said += "".join(f"\n{name}: {value}" for name, value in response.items())
    for echo in (asked, *re.findall(r"\?q=(\w+)", asked)):
        said = said.replace(echo, "") if echo else said
    return said


@pytest.fixture(autouse=True)
def cards_that_can_be_read():
    """Share cards say their words instead of drawing them."""
    with mock.patch("hub.machines.draw_share_card", side_effect=lambda *t: "\n".join(t).encode()):
        yield


def walk(client: Client, planted: Planted) -> dict[str, str]:
    """What each address says."""
    addresses = {each for channel in CHANNELS.values() for each in channel(planted)}
    return {address: text_of(client.get(address), address) for address in sorted(addresses)}


def leaks(said: dict[str, str], *kinds: Words) -> list[str]:
    return sorted(
        f"{address} says {place}"
        for address, text in said.items()
        for words in kinds
        for place in words.found_in(text)
    )


def paths_to(pages: list[Page], said: dict[str, str]) -> list[str]:
    """Addresses that lead to one of the pages."""
    return sorted(
        f"{address} leads to {page.url}"
        for address, text in said.items()
        for page in pages
        if re.search(rf"""["'>t]{re.escape(page.url)}["'<?#]""", text)
        and not address.startswith(page.url)
    )


# --- Nothing is forgotten -------------------------------------------------------------------------
def routes(patterns: list[Any], prefix: str = "", spaces: tuple[str, ...] = ()) -> Iterator[Any]:
    """(path, name) of every view."""
    for pattern in patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = (*spaces, pattern.namespace) if pattern.namespace else spaces
            yield from routes(pattern.url_patterns, path, inner)
        elif isinstance(pattern, URLPattern):
            yield path, ":".join([*spaces, pattern.name or ""])


def test_every_public_address_is_walked():
    public = {name for path, name in routes(get_resolver().url_patterns) if path[:6] != "admin/"}
    assert public == set(CHANNELS)


def test_every_address_below_a_page_is_walked():
    below = {
        (model, route.name)
        for model in apps.get_models()
        if issubclass(model, RoutablePageMixin)
        for route in model.get_subpage_urls()
    }
    assert below == {(ArticlePage, "index_route"), (ArticlePage, "table")}


def test_every_kind_of_page_behind_the_notice_is_planted():
    gated = {
        model for model in apps.get_models() if issubclass(model, BasePage) and is_gated_page(model)
    }
    with_texts = {model for model in gated if len(gated_texts(model)) > 1}
    assert with_texts == {ArticlePage, TopicPage, PersonPage}
    # The others hold no text of their own but their title for search engines.
    assert gated - with_texts == {HomePage, ArticleIndexPage, TopicIndexPage}


# --- The promise ----------------------------------------------------------------------------------
def test_a_visitor_meets_nothing_gated_and_nothing_hidden(planted, visitor):
    said = walk(visitor, planted)
    assert leaks(said, *planted.gated, planted.hidden) == []
    assert paths_to(planted.unreachable, said) == []


def test_a_reader_meets_nothing_hidden(planted, reader):
    said = walk(reader, planted)
    # Files have no drafts: who uploads one hands it to readers who know its address.
    for files in (planted.secret, planted.closed_files):
        assert said.pop(files.document.url)
    assert leaks(said, planted.hidden) == []
    assert paths_to(planted.unreachable, said) == []


def test_a_reader_meets_every_gated_text(planted, reader):
    for page, words in planted.shown.items():
        said = text_of(reader.get(page.url))
        if page == planted.article:
            said += text_of(reader.get(planted.stock.document.url))
        assert words.expected - words.found_in(said) == set()


def test_the_walk_meets_every_word_once_everything_is_open(planted, visitor):
    """The tests above could not pass because the words were never anywhere."""
    open_everything(planted)
    found = {
        place for text in walk(visitor, planted).values() for place in all_found(planted, text)
    }
    for words in (*planted.gated, planted.hidden):
        missing = words.expected - found
        assert {
            place for place in missing if not place.startswith(("draft of", "deleted"))
        } == set()
    for page in planted.shown:
        page.refresh_from_db()
        page.get_latest_revision().publish()
    found = {
        place
        for page in planted.shown
        for place in all_found(planted, text_of(visitor.get(page.url)))
    }
    drafts = {place for place in planted.hidden.expected if place.startswith("draft of")}
    assert drafts - found == set()


def all_found(planted: Planted, text: str) -> set[str]:
    return {place for words in (*planted.gated, planted.hidden) for place in words.found_in(text)}


def open_everything(planted: Planted) -> None:
    """No notice, no closed pages, and what was a draft is live."""
    gate, _created = GateSettings.objects.get_or_create(site=Site.objects.get())
    gate.mode = "none"
    gate.save()
    for restriction in PageViewRestriction.objects.all():
        PageViewRestriction.objects.get(pk=restriction.pk).delete()
    for page in planted.unreachable:
        page.live = True
        page.save()


# --- What is public does leave --------------------------------------------------------------------
def test_public_texts_reach_every_channel(planted, visitor):
    article = planted.article

    def said(where):
        return visitor.get(where).content.decode()

    feeds = [f"/feeds/articles.{kind}" for kind in ("rss", "atom", "json")]
    for where in (article.url, *feeds, f"/feeds/topics/{planted.topic.slug}.json"):
        for text in (TITLE, PUBLIC_SUMMARY, "Ada Example", planted.topic.title, article.url):
            assert text in said(where), where
    assert f"<loc>http://localhost{article.url}</loc>" in said("/sitemap-en.xml")
    assert f'property="og:description" content="{PUBLIC_SUMMARY}"' in said(article.url)
    for page in planted.shown:
        head = said(page.url)
        [card] = re.findall(r'"og:image" content="http://localhost(/cards/[^"]+)', head)
        assert page.title in said(card)
        assert f'property="og:title" content="{page.title}"' in head
        graph = json.loads(re.findall(r'ld\+json">(.*?)</script>', head)[0])["@graph"]
        assert page.title in json.dumps(graph)


def test_files_leave_with_the_page_that_shows_them(planted, visitor, reader):
    def statuses(client, stock):
        """Of a smaller copy and of the original; and whether the document itself comes."""
        copy = stock.image.get_rendition("width-480|format-webp").url
        document = client.get(stock.document.url).getvalue().decode()
        return (
            client.get(copy).status_code,
            client.get(f"/media/{stock.image.file.name}").status_code,
            document.startswith("zq"),
        )

    assert statuses(visitor, planted.open_files) == (200, 404, True)
    for stock in (planted.stock, planted.secret, planted.closed_files):
        assert statuses(visitor, stock) == (404, 404, False)
    assert statuses(reader, planted.stock) == (200, 404, True)


def test_a_document_in_a_closed_collection_is_for_those_who_may_see_it(planted, reader):
    closed = Collection.get_first_root_node().add_child(name="Closed")
    CollectionViewRestriction.objects.create(
        collection=closed, restriction_type="password", password="a password"
    )
    document = planted.stock.document
    document.collection = closed
    document.save()
    assert not document_leaks(reader, planted)


def document_leaks(client: Client, planted: Planted) -> set[str]:
    return all_found(planted, text_of(client.get(planted.stock.document.url)))


# --- No way of asking opens the notice ------------------------------------------------------------
ROBOTS = ("Googlebot/2.1 (+http://www.google.com/bot.html)", "Twitterbot/1.0", "GPTBot/1.2", "")
OTHER_ADDRESS = ("X-Original-URL", "X-Rewrite-URL", "X-Forwarded-Path", "X-HTTP-Method-Override")
QUERIES = ("print=1", "preview=true", "in_preview_panel=true", "format=json", "hcp=1", "next=/")
IN_THE_FUTURE = "Fri, 01 Jan 2100 00:00:00 GMT"
METHODS = ("HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND")


def gated_addresses(planted: Planted) -> list[str]:
    """One of each kind of address that readers get something gated from."""
    article = planted.article
    tables = [article.url + address for address in sub_addresses(article)]
    pages = [article.url, planted.topic.url, planted.person.url, "/", "/articles/", "/topics/"]
    question = article.paired_question
    assert question is not None
    voice = [
        reverse("feedback:agreement", args=[article.translation_key]),
        reverse("feedback:poll", args=[planted.stock.poll.translation_key]),
        reverse(
            "feedback:question",
            args=[question.translation_key, article.translation_key, "before"],
        ),
    ]
    return [*pages, *tables, *voice, planted.stock.document.url, "/search/?q=remission"]


def test_every_one_of_these_addresses_has_something_for_readers(planted, reader):
    assert len(list(sub_addresses(planted.article))) == 1
    for address in gated_addresses(planted):
        if address != "/topics/":
            assert all_found(planted, text_of(reader.get(address))), address


def test_no_method_and_no_query_opens_the_notice(planted, visitor):
    for address in gated_addresses(planted):
        mark = "&" if "?" in address else "?"
        answers = [
            *(visitor.generic(method, address) for method in METHODS),
            *(visitor.get(f"{address}{mark}{query}") for query in QUERIES),
        ]
        # An answer that is not taken leads back to where the reader came from.
        expected = (200, 303, 405) if address.startswith("/voice/") else (200, 405)
        for answer in answers:
            assert answer.status_code in expected, address
            assert all_found(planted, text_of(answer)) == set(), address
        # Its length would give away a page that HEAD had let through.
        head, notice = visitor.head(address), visitor.get(address)
        assert head.headers["Content-Length"] == notice.headers["Content-Length"], address


def test_a_header_that_names_another_address_changes_nothing(planted, visitor, reader):
    for client in (visitor, reader):
        plain = client.get("/privacy/").content
        for name in OTHER_ADDRESS:
            headers = {name: planted.article.url}
            assert client.get("/privacy/", headers=headers).content == plain


def test_robots_read_what_everybody_reads(planted, visitor):
    for address in gated_addresses(planted):
        plain = visitor.get(address).getvalue()
        for robot in ROBOTS:
            assert visitor.get(address, headers={"User-Agent": robot}).getvalue() == plain


def test_what_a_reader_holds_tells_a_visitor_nothing(planted, visitor, reader):
    """No oracle: with the ETag or the date of the page, a visitor gets the notice as ever."""
    tags = set()
    for address in gated_addresses(planted):
        page, notice = reader.get(address), visitor.get(address).getvalue()
        tag, day = page.headers.get("ETag", '"none"'), page.headers.get("Last-Modified", "")
        tags.add(tag)
        for headers in (
            {"If-None-Match": tag},
            {"If-None-Match": tag, "If-Modified-Since": day or IN_THE_FUTURE},
            {"If-Modified-Since": IN_THE_FUTURE},
            {"Range": "bytes=0-20"},
        ):
            answer = visitor.get(address, headers=headers)
            assert (answer.status_code, answer.getvalue()) == (200, notice), address
        match, other = (
            visitor.get(address, headers={"If-Match": each}) for each in (tag, '"another"')
        )
        assert (match.status_code, match.getvalue()) == (other.status_code, other.getvalue())
    assert len(tags) > 5


def test_the_notice_that_a_visitor_holds_does_not_hide_the_page(planted, visitor, reader):
    for address in gated_addresses(planted):
        notice = visitor.get(address)
        kept = {"If-None-Match": notice.headers.get("ETag", '"none"')}
        assert reader.get(address, headers=kept).status_code == 200, address


def test_search_finds_nothing_that_is_hidden(planted, reader):
    def number_found(words, language):
        with translation.override(language):
            address = reverse("search:results")
        return reader.get(address, {"q": " ".join(words)}).context["listing"].total

    words: dict[str, list[str]] = {code: [] for code in LANGUAGES}
    for word, place in planted.hidden.places.items():
        words[place[17:19] if place.startswith("translation into") else "en"].append(word)
    for language, hidden in words.items():
        assert hidden
        for start in range(0, len(hidden), 12):
            assert number_found(hidden[start : start + 12], language) == 0
    assert number_found([planted.article.standfirst], "en") == 1
    body = [
        word for word, place in planted.shown[planted.article].places.items() if "body" in place
    ]
    assert number_found(body[:12], "en") == 1


# --- The CMS --------------------------------------------------------------------------------------
# What somebody who is not logged in may see of the CMS: the way in, and its words and pictures.
DOORS = {
    "wagtailadmin_login",
    "wagtailadmin_logout",
    "wagtailadmin_password_reset",
    "wagtailadmin_password_reset_done",
    "wagtailadmin_password_reset_confirm",
    "wagtailadmin_password_reset_complete",
    "wagtailadmin_javascript_catalog",
    "wagtailadmin_sprite",
}


def cms_address(path: str, page: Page) -> str:
    """An address of the route, with the page's number or a name wherever it wants an argument."""
    path = re.sub(r"<(?:int:|uuid:)?\w*(?:id|pk|version)\w*>", str(page.pk), path)
    path = re.sub(r"<int:\w+>", str(page.pk), path)
    return "/" + re.sub(r"<[^>]+>", "articles", re.sub(r"[\^$]|\(\?:?|\)", "", path))


def test_the_cms_says_nothing_before_login(planted, visitor):
    inside = [
        (name, cms_address(path, planted.article))
        for path, name in routes(get_resolver().url_patterns)
        if path.startswith("admin/")
    ]
    assert len(inside) > 200
    for name, address in inside:
        answer = visitor.get(address)
        assert all_found(planted, text_of(answer)) == set(), address
        if name not in DOORS:
            assert answer.status_code in (302, 403, 404), f"{name} {address}"
            if answer.status_code == 302:
                assert answer.headers["Location"].startswith("/admin/login/"), f"{name} {address}"
