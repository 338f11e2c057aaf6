"""Who pays is said in every channel: an article with the record of the day it was published, the
rest of the hub with what holds today."""

import json
import re
from datetime import date
from importlib import import_module

import feedparser
import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from home.models import SiteText
from sponsors.disclosed import no_record
from sponsors.models import Funder, Involvement, LevelScheme, Scope, SupportKind
from sponsors.selectors import current_funding, frozen_funding, reporting_currency
from sponsors.services import book_record, reverse_record
from tests.factories import make_article, make_plain_page

LEGAL, PUBLIC = "Quillbourne Laboratories Limited", "Quillbourne Labs"
LANGUAGES = ["en", "pt", "es"]


@pytest.fixture
def funder(db):
    return Funder.objects.create(
        legal_name=LEGAL, public_name=PUBLIC, slug="quillbourne-labs", kind="company"
    )


def pay(funder, **more):
    year = timezone.localdate().year
    values = {
        "funder": funder,
        "kind": SupportKind.SPONSORSHIP,
        "amount_minor": 3_000_000,
        "currency": reporting_currency(),
        "period_start": date(year, 1, 1),
        "period_end": date(year, 12, 31),
        "scope": Scope.HUB,
        "involvement": Involvement.FUNDS_ONLY,
        "reference": f"T-{funder.slug}",
        **more,
    }
    return book_record(**values)


def published(language="en", **fields):
    """An article that was published as an editor does it: its newest version has a record."""
    article = make_article(language=language, published_on=date(2099, 1, 1), **fields)
    publish(article)
    return article


def publish(article):
    article.save_revision().publish()
    article.refresh_from_db()


# --- Where a reader or a machine meets it ---------------------------------------------------------
def words(element):
    return " ".join(element.get_text(" ", strip=True).split()) if element else ""


def soup(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    return BeautifulSoup(response.content, "html.parser")


def json_ld(page):
    text = page.select_one('script[type="application/ld+json"]').string
    return {node["@type"]: node for node in json.loads(text)["@graph"]}


def channels(article, visitor, reader, language="en"):
    """What each channel says about the money behind the article, by channel."""
    prefix = "" if language == "en" else f"/{language}"
    shown, notice = soup(reader, article.url), soup(visitor, article.url)
    said = {
        "first line": words(shown.select_one(".article-head .funding-line")),
        "end of the article": words(shown.select_one("#funding")),
        "notice": words(notice.select_one(".funding-line")),
        "notice in full": words(notice.select_one("main > .gate-text > .hint")),
        "JSON-LD": json.dumps(json_ld(shown)["Article"], ensure_ascii=False),
        "JSON-LD of the notice": json.dumps(json_ld(notice)["Article"], ensure_ascii=False),
    }
    for kind in ("rss", "atom"):
        feed = feedparser.parse(visitor.get(f"{prefix}/feeds/articles.{kind}").content)
        entry = next(entry for entry in feed.entries if entry.title == article.title)
        said[kind] = entry.summary
    feed = json.loads(visitor.get(f"{prefix}/feeds/articles.json").content)
    item = next(item for item in feed["items"] if item["title"] == article.title)
    said["JSON feed"] = item["content_text"]
    said["JSON feed, for machines"] = json.dumps(item["_funding"], ensure_ascii=False)
    return said


# These give the statement in full, which need not repeat the line word for word.
IN_FULL = {"end of the article", "notice in full"}


# --- An article keeps its record ------------------------------------------------------------------
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_channel_gives_the_line_of_the_articles_record(funder, visitor, reader, language):
    pay(funder)
    article = published(language)
    record = frozen_funding(article)
    assert PUBLIC in record.line
    assert record.language == language
    for channel, text in channels(article, visitor, reader, language).items():
        expected = record.statement if channel in IN_FULL else record.line
        assert " ".join(expected.split()) in " ".join(text.split()), channel


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_payment_shows_everywhere_but_in_yesterdays_article(funder, visitor, reader, language):
    article = published(language)
    plain = make_plain_page(language=language)
    before = channels(article, visitor, reader, language)
    assert not any(PUBLIC in text for text in before.values())
    for client, address in ((reader, plain.url), (visitor, article.url)):
        client.get(address)  # so that the frame is remembered

    record = pay(funder)
    assert channels(article, visitor, reader, language) == before
    home = "/" if language == "en" else f"/{language}/"
    assert PUBLIC in words(soup(reader, home).select_one(".funding-line"))
    assert PUBLIC in words(soup(reader, home).select_one(".funder-strip .funder-levels"))
    assert PUBLIC in words(soup(visitor, home).select_one(".funding-line"))
    assert PUBLIC in words(soup(visitor, plain.url).select_one(".funding-line"))
    assert PUBLIC in words(soup(visitor, plain.url).select_one(".funder-strip p"))
    assert PUBLIC in words(soup(reader, article.url).select_one(".funder-strip"))
    today = [each["name"] for each in json_ld(soup(visitor, plain.url))["Organization"]["funder"]]
    assert PUBLIC in today

    reverse_record(record, reason="Booked twice", by=None)
    assert PUBLIC not in words(soup(reader, home))
    assert channels(article, visitor, reader, language) == before


def test_publishing_again_writes_a_new_record_and_lists_the_old_one(funder, reader, visitor):
    article = published()
    old = frozen_funding(article)
    pay(funder)
    publish(article)
    new = frozen_funding(article)
    assert new.number > old.number
    assert all(PUBLIC in text for text in channels(article, visitor, reader).values())
    history = soup(reader, article.url).select_one("#history")
    assert old.line in words(history)
    assert new.line in words(history)
    addresses = [link["href"] for link in history.select(".history a")]
    assert addresses == [f"/funders/ledger/{record.number}/" for record in (new, old)]


def test_what_is_said_at_the_end_names_the_day_the_levels_and_the_entry(funder, reader):
    pay(funder, amount_minor=90_000_000_00)
    article = published()
    end = soup(reader, article.url).select_one("#funding")
    record = frozen_funding(article)
    assert record.published_at.date().isoformat() == end.select_one("summary time")["datetime"]
    named = next(item for item in end.select(".funders-then li") if PUBLIC in item.get_text())
    level = next(each.level for each in record.funders if each.name == PUBLIC)
    assert level is None or level in words(named).lower()
    assert end.select_one(f'a[href="/funders/ledger/{record.number}/"]')


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_article_without_a_record_says_so_and_names_nobody(funder, visitor, reader, language):
    pay(funder)
    article = make_article(language=language, published_on=date(2099, 1, 1))
    with translation.override(language):
        expected = no_record()
    said = channels(article, visitor, reader, language)
    for channel, text in said.items():
        assert PUBLIC not in text, channel
        if not channel.startswith("JSON-LD"):
            assert expected in text, channel
    assert "funder" not in json.loads(said["JSON-LD"])


def test_accredited_education_names_funders_by_their_legal_names_alone(funder, visitor, reader):
    pay(funder)
    article = published(is_accredited=True)
    for channel, text in channels(article, visitor, reader).items():
        assert LEGAL in text, channel
        assert PUBLIC not in text, channel
    for client in (visitor, reader):
        page = client.get(article.url).content.decode()
        assert LEGAL in page
        assert PUBLIC not in page
    strip = soup(reader, article.url).select_one(".funder-strip")
    assert LEGAL in words(strip)
    assert strip.select("img, svg.logo, .level") == []


def test_machines_read_who_sponsors_and_who_else_funds(funder, visitor):
    granting = Funder.objects.create(
        legal_name="Quillbourne Foundation gGmbH",
        public_name="Quillbourne Foundation",
        slug="quillbourne-foundation",
        kind="foundation",
    )
    pay(funder)
    pay(granting, kind=SupportKind.EDUCATIONAL_GRANT)
    article = json_ld(soup(visitor, published().url))["Article"]
    sponsor = {"@type": "Organization", "name": PUBLIC, "legalName": LEGAL}
    assert sponsor in article["funder"]
    assert sponsor in article["sponsor"]
    assert "Quillbourne Foundation" in [each["name"] for each in article["funder"]]
    assert "Quillbourne Foundation" not in [each["name"] for each in article["sponsor"]]


def test_the_json_feed_carries_the_record_for_machines(funder, visitor):
    pay(funder)
    article = published()
    record = frozen_funding(article)
    items = json.loads(visitor.get("/feeds/articles.json").content)["items"]
    funding = next(item["_funding"] for item in items if item["title"] == article.title)
    assert (funding["entry"], funding["hash"]) == (record.number, record.hash)
    assert funding["statement"] == record.statement
    assert funding["url"] == f"http://testserver/funders/ledger/{record.number}/"
    named = next(each for each in funding["funders"] if each["name"] == PUBLIC)
    assert (named["kind"], named["support"]) == ("company", ["sponsorship"])


# --- How it stands --------------------------------------------------------------------------------
def test_the_line_stands_before_the_title(funder, visitor, reader):
    pay(funder)
    article, plain = published(), make_plain_page()
    for client, address in (
        (reader, article.url),
        (visitor, article.url),
        (visitor, plain.url),
        (reader, "/articles/"),
    ):
        main = client.get(address).content.decode().partition("<main")[2]
        assert 0 < main.find('class="funding-line"') < main.find("<h1"), address


def test_funders_are_plain_text_in_one_colour(funder, reader):
    pay(funder)
    for level in soup(reader, "/").select(".funder-strip .level"):
        assert level.select("a, img, svg") == []
        for element in [level, *level.select("*")]:
            assert set(element.attrs) <= {"class"}
            assert set(element.get("class", [])) <= {
                "level",
                *(f"level--{each}" for each in ("principal", "major", "supporting")),
                "level--contributing",
            }


def test_the_strip_has_one_row_a_level_from_the_most_to_the_least():
    html = render_to_string(
        "components/funder_strip.html",
        {
            "statement": "Several pay.",
            "levels": [
                ("principal", "Principal", ["A & B"]),
                ("supporting", "Supporting", ["C", "D"]),
                ("", "", ["E"]),
            ],
            "readers": True,
            "notice": "",
            "url": "/funders/",
        },
    )
    rows = [
        (words(row.dt), [words(name) for name in row.select("dd span")], row.dd["class"])
        for row in BeautifulSoup(html, "html.parser").select(".funder-levels > div")
    ]
    assert rows == [
        ("Principal", ["A & B"], ["level", "level--principal"]),
        ("Supporting", ["C", "D"], ["level", "level--supporting"]),
        ("Level not known yet", ["E"], ["level"]),
        ("Not ranked", ["Readers"], ["level"]),
    ]


def test_who_passes_the_ceiling_is_named_on_the_front_page(funder, reader):
    assert PUBLIC not in words(soup(reader, "/").select_one(".funder-strip .notice"))
    LevelScheme.objects.get_or_create(from_year=timezone.localdate().year)
    pay(funder, amount_minor=90_000_000_00)
    assert PUBLIC in current_funding("en").over_ceiling
    notice = words(soup(reader, "/").select_one(".funder-strip .notice"))
    assert PUBLIC in notice
    assert "ceiling" in notice


def test_a_name_with_signs_of_markup_stays_text(funder, reader, visitor):
    Funder.objects.filter(pk=funder.pk).update(public_name='Q & <b onclick="x">Labs</b>')
    funder.refresh_from_db()
    pay(funder)
    article = published()
    for client in (reader, visitor):
        page = client.get(article.url).content.decode()
        assert "<b onclick" not in page
    feed = feedparser.parse(visitor.get("/feeds/articles.rss").content)
    assert not feed.bozo


# --- What it costs --------------------------------------------------------------------------------
def asked(client, address):
    """The queries of a request for a page whose frame is remembered."""
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return [query["sql"] for query in captured if re.search(r'FROM "sponsors_', query["sql"])]


def test_an_article_costs_one_query_more_and_other_pages_none(funder, visitor, reader):
    pay(funder)
    article, plain = published(), make_plain_page()
    publish(article)
    assert len(asked(reader, article.url)) == 1
    assert len(asked(visitor, article.url)) == 1
    for client, address in ((reader, "/"), (visitor, "/"), (reader, plain.url)):
        assert asked(client, address) == [], address


@pytest.mark.parametrize("kind", ["rss", "atom", "json"])
def test_a_feed_costs_one_query_more_however_long(visitor, kind):
    for _ in range(3):
        published()
    with CaptureQueriesContext(connection) as captured:
        visitor.get(f"/feeds/articles.{kind}")
    queries = [query["sql"] for query in captured]
    assert len([sql for sql in queries if "sponsors_" in sql]) == 1
    assert len([sql for sql in queries if 'FROM "wagtailcore_locale"' in sql]) <= 1


# --- The texts that were typed by hand ------------------------------------------------------------
def test_texts_that_were_typed_by_hand_are_deleted(english):
    for key in ("funding_line", "funding_statement"):
        SiteText.objects.create(key=key, locale=english, text="Nobody pays.")
    kept = set(SiteText.objects.exclude(key__startswith="funding_").values_list("pk", flat=True))
    migration = import_module("home.migrations.0002_funding_from_the_register")
    migration.delete_typed_texts(apps, None)
    assert set(SiteText.objects.values_list("pk", flat=True)) == kept
