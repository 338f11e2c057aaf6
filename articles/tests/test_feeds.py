"""Feeds: valid, the newest first, per topic and language, and nothing but public fields."""

import json
from datetime import date
from xml.etree import ElementTree

import feedparser
import pytest

from articles.feeds import ITEMS
from tests.factories import make_article, make_topic

KINDS = ("rss", "atom", "json")
TYPES = {
    "rss": "application/rss+xml",
    "atom": "application/atom+xml",
    "json": "application/feed+json",
}


def titles(response, kind):
    if kind == "json":
        return [item["title"] for item in json.loads(response.content)["items"]]
    parsed = feedparser.parse(response.content)
    assert not parsed.bozo, parsed.get("bozo_exception")
    return [entry.title for entry in parsed.entries]


@pytest.mark.parametrize("kind", KINDS)
def test_the_newest_articles_come_first(visitor, kind):
    make_article(title="The newest", published_on=date(2099, 1, 1))
    make_article(title="The one before", published_on=date(2098, 1, 1))
    response = visitor.get(f"/feeds/articles.{kind}")
    assert response.headers["Content-Type"].startswith(TYPES[kind])
    assert titles(response, kind)[:2] == ["The newest", "The one before"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_feed_has_so_many_entries_at_most(visitor, kind):
    for _ in range(ITEMS + 1):
        make_article()
    assert len(titles(visitor.get(f"/feeds/articles.{kind}"), kind)) == ITEMS


@pytest.mark.parametrize("kind", KINDS)
def test_drafts_are_not_announced(visitor, kind):
    make_article(title="Not yet", live=False, published_on=date(2099, 1, 1))
    assert "Not yet" not in titles(visitor.get(f"/feeds/articles.{kind}"), kind)


@pytest.mark.parametrize("kind", KINDS)
def test_the_feed_of_a_topic_holds_the_topic_and_what_is_below(visitor, kind):
    broad = make_topic()
    narrow = make_topic(broader=broad)
    make_article(title="Above", topics=[broad])
    make_article(title="Below", topics=[narrow])
    make_article(title="Elsewhere", topics=[make_topic()])
    response = visitor.get(f"/feeds/topics/{broad.slug}.{kind}")
    assert sorted(titles(response, kind)) == ["Above", "Below"]
    assert titles(visitor.get(f"/feeds/topics/{narrow.slug}.{kind}"), kind) == ["Below"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_topic_that_does_not_exist_has_no_feed(visitor, kind):
    assert visitor.get(f"/feeds/topics/no-such-topic.{kind}").status_code == 404


@pytest.mark.parametrize("kind", KINDS)
def test_a_language_has_its_own_feed(visitor, kind):
    make_article(title="Em português", language="pt", published_on=date(2099, 1, 1))
    assert titles(visitor.get(f"/pt/feeds/articles.{kind}"), kind)[0] == "Em português"
    assert "Em português" not in titles(visitor.get(f"/feeds/articles.{kind}"), kind)


@pytest.mark.parametrize("kind", KINDS)
def test_a_feed_is_the_same_for_every_reader(visitor, reader, kind):
    address = f"/feeds/articles.{kind}"
    assert visitor.get(address).content == reader.get(address).content


@pytest.mark.parametrize("kind", KINDS)
def test_signs_and_control_characters_do_no_harm(visitor, kind):
    title = "p < 0.05 & “CRi” > 86% \x0b]]>"
    make_article(title=title, slug="signs", published_on=date(2099, 1, 1))
    first = titles(visitor.get(f"/feeds/articles.{kind}"), kind)[0]
    assert first.startswith("p < 0.05 & “CRi” > 86%")


@pytest.mark.parametrize("kind", KINDS)
def test_feeds_are_read_only(visitor, kind):
    response = visitor.post(f"/feeds/articles.{kind}")
    assert response.status_code == 405
    assert response.headers["Allow"]


def test_entries_lead_to_the_article_by_a_full_address(visitor):
    article = make_article(published_on=date(2099, 1, 1))
    host = "http://testserver"
    for kind in ("rss", "atom"):
        entry = feedparser.parse(visitor.get(f"/feeds/articles.{kind}").content).entries[0]
        assert entry.link == f"{host}/articles/{article.slug}/"
    item = json.loads(visitor.get("/feeds/articles.json").content)["items"][0]
    assert item["url"] == f"{host}/articles/{article.slug}/"


def test_atom_says_what_the_standard_demands(visitor):
    root = ElementTree.fromstring(visitor.get("/feeds/articles.atom").content)
    atom = {"a": "http://www.w3.org/2005/Atom"}
    for name in ("id", "title", "updated"):
        assert root.findtext(f"a:{name}", namespaces=atom)
    assert root.find("a:link[@rel='self']", atom).get("href").endswith("/feeds/articles.atom")
    for entry in root.findall("a:entry", atom):
        assert all(entry.findtext(f"a:{name}", namespaces=atom) for name in ("id", "title"))
        assert entry.findtext("a:updated", namespaces=atom)


def test_the_json_feed_says_what_the_standard_demands(visitor):
    feed = json.loads(visitor.get("/pt/feeds/articles.json").content)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["language"] == "pt"
    assert feed["feed_url"].endswith("/pt/feeds/articles.json")
    for item in feed["items"]:
        assert item["id"]
        assert item["content_text"]
        assert date.fromisoformat(item["date_published"][:10])


@pytest.mark.parametrize("kind", ["rss", "atom"])
def test_the_name_in_a_feed_is_the_name_of_the_hub(visitor, kind):
    parsed = feedparser.parse(visitor.get(f"/feeds/articles.{kind}").content)
    assert parsed.feed.title == "ALL Hub"
    assert parsed.feed.language == "en"
