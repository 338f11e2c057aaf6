"""Both sides of the notice: an article keeps everything back from whoever has not acknowledged,
however they ask, and shows everything to whoever has.

Which addresses there are at all is looked at in test_channels.py; here it is the ways of asking.
"""

import html
import json
import re

import pytest
from django.test import Client

from articles.models import ArticlePage
from tests.factories import (
    block,
    chart,
    datum,
    every_block,
    figure,
    heading,
    items,
    key_data,
    make_article,
    make_document,
    make_image,
    make_person,
    make_reference,
    make_topic,
    paragraph,
    rich,
    table,
)

CANARY = "zq7canary"  # one word, so that searches and slugs keep it whole


def text(place):
    return f"{CANARY} {place}"


class Site:
    """Pages whose gated fields all hold the canary."""

    def __init__(self):
        image = make_image(text("image title"), description=text("image alt"))
        image.credit = text("credit")
        image.caption = text("image caption")
        image.save()
        captions = make_document(text("captions"), "captions.vtt", f"WEBVTT {CANARY}".encode())
        document = make_document(text("document"), "slides.pdf", f"%PDF {CANARY}".encode())
        self.image, self.document, self.captions = image, document, captions
        self.topic = make_topic(
            title="Open topic",
            introduction=rich(text("introduction")),
            synonyms=text("synonym"),
        )
        self.person = make_person(
            title="Open Name",
            biography=rich(text("biography")),
            statement=text("disclosure"),
            photo=image,
        )
        reference = make_reference(title=text("reference"))
        self.table = table(
            [text("column"), "n"],
            [text("row"), "1"],
            title=text("table title"),
            note=rich(text("note")),
        )
        self.other = make_article(title="Another open title", standfirst=text("other standfirst"))
        video = every_block(image, document, self.other)[11]["value"]
        video |= {
            "title": text("video"),
            "captions": captions.pk,
            "transcript": items(
                [{"at": "0:00", "speaker": text("speaker"), "text": text("transcript")}]
            ),
        }
        number = datum(
            text("datum label"),
            reference,
            population=text("population"),
            time_point=text("time point"),
            comparator=text("comparator"),
            note=text("datum note"),
            locator=text("locator"),
        )
        self.article = make_article(
            title="Open title",
            slug="open-title",
            public_summary="An open summary.",
            search_description="An open description.",
            standfirst=text("standfirst"),
            summary=rich(text("summary")),
            learning_objectives=[block("objective", text("objective"))],
            key_learning=[block("point", text("key learning"))],
            key_data=[block("datum", number)],
            key_data_note=text("key data note"),
            lead_media=[block("video", video)],
            congress_name=text("congress"),
            congress_session=text("session"),
            topics=[self.topic],
            people=[self.person],
            references=[reference],
            notes=[text("version note")],
            published_on="2099-01-01",
            body=[
                heading(text("heading")),
                paragraph(text("paragraph")),
                block(
                    "callout",
                    {"kind": "caution", "title": text("callout"), "text": rich(text("in callout"))},
                ),
                block(
                    "quotation",
                    {"quotation": text("quotation"), "attribution": text("attribution")},
                ),
                key_data(number),
                block("key_learning", {"points": items([text("point")])}),
                block(
                    "factor_pair",
                    {
                        "better_title": text("better title"),
                        "better": items([text("better")]),
                        "worse_title": text("worse title"),
                        "worse": items([text("worse")]),
                    },
                ),
                figure(
                    image,
                    alt=text("alt"),
                    title=text("figure title"),
                    caption=rich(text("caption")),
                    long_description=text("long description"),
                ),
                self.table,
                chart(text("chart title"), text("conclusion"), text("label"), text("series")),
                block(
                    "timeline",
                    {
                        "title": text("timeline"),
                        "entries": items([{"when": text("when"), "what": text("what")}]),
                    },
                ),
                block("download", {"document": document.pk, "text": text("download")}),
            ],
        )

    @property
    def table_address(self):
        return f"{self.article.url}table/{self.table['id']}/"


@pytest.fixture
def site(db):
    return Site()


def everything_in(response):
    """Headers and body of an answer, with escapes undone."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    lines = [f"{name}: {value}" for name, value in response.headers.items()]
    decoded = body.decode("utf-8", "replace")
    return "\n".join([*lines, decoded, html.unescape(decoded)])


def places_to_ask(site):
    """One address of every kind that an article comes out at."""
    rendition = site.image.get_rendition("width-32|format-webp")
    return [
        site.article.url,
        f"{site.article.url}?preview=1",
        f"{site.article.url}?format=json",
        site.table_address,
        site.topic.url,
        site.person.url,
        "/",
        "/articles/",
        f"/articles/?topic={site.topic.slug}",
        "/search/?q=open+title",
        "/feeds/articles.rss",
        "/feeds/articles.json",
        f"/feeds/topics/{site.topic.slug}.atom",
        site.document.url,
        site.captions.url,
        rendition.url,
        site.image.file.url,
    ]


def answers(client, address):
    """The address in every way a client can ask for it."""
    yield "GET", client.get(address)
    yield "HEAD", client.head(address)
    yield "OPTIONS", client.options(address)
    yield "POST", client.post(address)
    yield "PUT", client.put(address)
    for name, value in {
        "If-None-Match": "*",
        "If-Modified-Since": "Thu, 01 Jan 1970 00:00:00 GMT",
        "Range": "bytes=0-50",
        "X-Requested-With": "XMLHttpRequest",
        "Accept": "application/json",
        "User-Agent": "Googlebot/2.1 (+http://www.google.com/bot.html)",
        "Purpose": "prefetch",
    }.items():
        yield name, client.get(address, headers={name: value})


def test_nothing_gated_is_said_however_one_asks(site, visitor):
    leaks = [
        (address, way)
        for address in places_to_ask(site)
        for way, response in answers(visitor, address)
        if CANARY in everything_in(response)
    ]
    assert leaks == []


def test_cookies_that_are_none_open_nothing(site):
    for value in ("1", "true", "1.0000", "1." + "0" * 64, '"', "{}", "a" * 4000):
        for name in ("hub_hcp", "__Host-hub_hcp", "hub_session", "hcp_acknowledged"):
            client = Client()
            client.cookies[name] = value
            for address in (site.article.url, site.table_address, site.document.url):
                assert CANARY not in everything_in(client.get(address)), (name, value)


def test_the_notice_tells_no_more_of_one_article_than_of_another(site, visitor):
    """No oracle: with and without a condition the answer is the same notice."""
    first = visitor.get(site.article.url)
    again = visitor.get(site.article.url, headers={"If-None-Match": first.headers.get("ETag", "x")})
    assert again.status_code in (200, 304)
    assert "data-gate" in first.content.decode()
    as_reader = Client()
    as_reader.post("/acknowledge/", {"next": "/"})
    known = as_reader.get(site.article.url).headers.get("ETag")
    if known:
        answer = visitor.get(site.article.url, headers={"If-None-Match": known})
        assert answer.status_code == 200
        assert "data-gate" in answer.content.decode()


# --- The other side: a test that cannot fail is worse than none -----------------------------------
def places_of(site):
    """Everything that was hidden in the article, as written."""
    page = ArticlePage.objects.get(pk=site.article.pk)
    streams = [page.body, page.key_data, page.lead_media, page.learning_objectives]
    stored = json.dumps([list(stream.raw_data) for stream in [*streams, page.key_learning]])
    words = set(re.findall(rf"{CANARY} [a-z ]+", html.unescape(re.sub(r"<[^>]+>", "|", stored))))
    fields = {page.standfirst, page.key_data_note, text("summary"), text("version note")}
    return words | fields | {text("disclosure"), text("reference"), text("credit")}


# Read by the CMS or by search only; congress_* say which congress a report is about.
NOT_SHOWN = {"locator"}


def test_with_acknowledgement_the_article_shows_all_of_it(site, reader):
    said = " ".join(everything_in(reader.get(site.article.url)).split())
    missing = {place for place in places_of(site) if place not in said}
    assert {place.removeprefix(f"{CANARY} ") for place in missing} <= NOT_SHOWN


@pytest.mark.parametrize("attribute", ["table_address", "document", "captions"])
def test_with_acknowledgement_the_files_are_handed_out(site, reader, attribute):
    target = getattr(site, attribute)
    assert CANARY in everything_in(reader.get(getattr(target, "url", target)))


def test_with_acknowledgement_topics_people_and_lists_show_theirs(site, reader):
    for address in (site.topic.url, site.person.url, "/articles/", f"/search/?q={CANARY}"):
        assert CANARY in everything_in(reader.get(address)), address


def test_what_is_public_does_leave(site, visitor):
    for address in (site.article.url, "/feeds/articles.rss", "/feeds/articles.json"):
        said = everything_in(visitor.get(address))
        assert "Open title" in said
        assert "An open summary." in said
    assert "An open description." in everything_in(visitor.get(site.article.url))


# --- JSON-LD and Open Graph -----------------------------------------------------------------------
def json_ld(response):
    scripts = re.findall(
        r'<script type="application/ld\+json">(.*?)</script>', response.content.decode(), re.S
    )
    return [json.loads(script) for script in scripts]


def test_what_machines_read_is_the_same_on_both_sides(site, visitor, reader):
    before, after = json_ld(visitor.get(site.article.url)), json_ld(reader.get(site.article.url))
    assert before
    assert before == after
    assert CANARY not in json.dumps(after)


def test_the_article_says_to_machines_that_it_is_gated(site, reader):
    graph = [
        node
        for document in json_ld(reader.get(site.article.url))
        for node in document.get("@graph", [document])
    ]
    article = next(node for node in graph if "Article" in str(node["@type"]))
    assert article["headline"] == "Open title"
    assert article["isAccessibleForFree"] in (False, "False")
    selector = article["hasPart"]["cssSelector"]
    assert f'class="{selector.removeprefix(".")}' in reader.get(site.article.url).content.decode()


def test_meta_elements_hold_public_texts_on_both_sides(site, visitor, reader):
    for client in (visitor, reader):
        head = client.get(site.article.url).content.decode().partition("</head>")[0]
        assert CANARY not in head
        assert 'property="og:title" content="Open title"' in head
