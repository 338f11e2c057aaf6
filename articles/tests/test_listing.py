"""A listing counts right, is shared by its address, and survives whatever stands in it."""

import random
from collections import Counter
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from articles.listing import MAXIMUM_CHOICES_READ, PER_PAGE, listing_for
from articles.models import ArticlePage, TopicPage
from articles.selectors import live_articles
from tests.factories import make_article, make_person, make_topic

FACETS = ("topic", "format", "year", "author")


def listing(locale, query="", **options):
    query = query if isinstance(query, str) else urlencode(query, doseq=True)
    request = RequestFactory().get(f"/articles/?{query}")
    return listing_for(request, live_articles(locale), own_address="/articles/", **options)


def facet(result, name):
    """{value: count} of one facet."""
    return {
        choice.value: choice.count
        for one in result.facets
        if one.name == name
        for choice in one.choices
    }


def at(locale, address):
    """The listing that a link of a listing leads to."""
    return listing(locale, urlsplit(address).query)


# --- Counting, against the plainest way to count --------------------------------------------------
def broader_slugs(topic):
    slugs = set()
    while topic is not None:
        slugs.add(topic.slug)
        topic = topic.broader
    return slugs


def facts_of(article):
    topics = [row.topic for row in article.topics.all()]
    return {
        "topic": set().union(*(broader_slugs(topic) for topic in topics)),
        "format": {article.format},
        "year": {str(article.published_on.year)},
        "author": {row.person.slug for row in article.contributors.all() if row.role == "author"},
    }


def expected(facts, chosen):
    """(total, {facet: Counter}) by looking at every article for every choice."""

    def fits(fact, leaving_out=""):
        return all(
            name == leaving_out or not values or fact[name] & set(values)
            for name, values in chosen.items()
        )

    counts = {
        name: Counter(value for fact in facts if fits(fact, name) for value in fact[name])
        for name in FACETS
    }
    return sum(map(fits, facts)), counts


@pytest.fixture
def facts(english):
    return [facts_of(article) for article in ArticlePage.objects.live().filter(locale=english)]


@settings(
    max_examples=60,
    deadline=None,
    phases=[Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_counts_are_right_for_any_combination_of_choices(english, facts, data):
    values = {name: sorted(set().union(*(fact[name] for fact in facts))) for name in FACETS}
    chosen = {
        name: data.draw(st.lists(st.sampled_from(values[name]), max_size=3, unique=True), name)
        for name in FACETS
    }
    result = listing(english, chosen)
    total, counts = expected(facts, chosen)
    assert result.total == total
    for name in FACETS:
        shown = facet(result, name)
        assert {value: count for value, count in shown.items() if count} == dict(counts[name])
        # A chosen value stays on offer, with zero if it finds nothing, or nobody could untick it.
        assert set(chosen[name]) <= set(shown)


def test_each_count_is_what_the_reader_gets_by_choosing_it(english):
    chosen = {"format": ["article", "video"], "topic": ["car-t-cell-therapy"]}
    for one in listing(english, chosen).facets:
        for choice in one.choices:
            follow = listing(english, {**chosen, one.name: [choice.value]})
            assert follow.total == choice.count, (one.name, choice.value)


def test_several_choices_of_one_facet_widen(english):
    both = listing(english, {"format": ["video", "podcast"]}).total
    each = [listing(english, {"format": [kind]}).total for kind in ("video", "podcast")]
    assert min(each) > 0
    assert both == sum(each)


def test_different_facets_narrow(english):
    author = make_person()
    topic = make_topic()
    make_article(topics=[topic], people=[author], format="video")
    make_article(topics=[topic], people=[author], format="podcast")
    make_article(topics=[topic], format="video")
    chosen = {"topic": topic.slug, "author": author.slug, "format": "video"}
    assert listing(english, chosen).total == 1


def test_a_topic_includes_the_articles_of_narrower_topics(english):
    broad = make_topic()
    narrow = make_topic(broader=broad)
    narrowest = make_topic(broader=narrow)
    article = make_article(topics=[narrowest])
    for topic in (broad, narrow, narrowest):
        result = listing(english, {"topic": topic.slug})
        assert [page.pk for page in result.articles] == [article.pk]
        assert facet(result, "topic")[topic.slug] == 1


def test_an_article_filed_twice_under_one_branch_counts_once(english):
    broad = make_topic()
    topics = [make_topic(broader=broad), make_topic(broader=broad), broad]
    make_article(topics=topics)
    result = listing(english, {"topic": broad.slug})
    assert result.total == 1
    assert facet(result, "topic")[broad.slug] == 1


def test_only_authors_are_in_the_author_facet(english):
    author, editor = make_person(), make_person()
    make_article(people=[author, (editor, "editor")])
    names = facet(listing(english), "author")
    assert author.slug in names
    assert editor.slug not in names


def test_drafts_and_other_languages_are_neither_shown_nor_counted(english):
    topic = make_topic()
    make_article(topics=[topic], live=False)
    make_article(topics=[topic], language="pt")
    result = listing(english, {"topic": topic.slug})
    assert result.total == 0
    assert topic.slug not in facet(listing(english), "topic")


def test_a_page_of_a_topic_offers_no_topic_facet(english):
    assert "topic" not in {one.name for one in listing(english, without="topic").facets}


# --- Addresses ------------------------------------------------------------------------------------
def test_the_address_alone_says_what_is_shown(english):
    chosen = {"format": ["article"], "year": ["2026", "2025"], "sort": ["oldest"]}
    pairs = [(name, value) for name, values in chosen.items() for value in values]
    random.Random(7).shuffle(pairs)
    again = listing(english, urlencode(pairs))
    first = listing(english, chosen)
    assert [page.pk for page in first.articles] == [page.pk for page in again.articles]
    assert first.total == again.total


def test_each_filter_can_be_taken_away_alone(english):
    chosen = {"format": ["article", "video"], "year": ["2026"]}
    result = listing(english, chosen)
    assert len(result.active) == 3
    for active in result.active:
        left = at(english, active.remove_url)
        assert len(left.active) == 2
        assert active.label not in [one.label for one in left.active]


def test_all_filters_can_be_taken_away_at_once_and_the_order_stays(english):
    result = listing(english, {"format": ["article"], "sort": ["oldest"]})
    cleared = at(english, result.clear_url)
    assert cleared.active == []
    assert cleared.sort == "oldest"


def test_the_pages_keep_the_filters_and_together_hold_every_article_once(english):
    author = make_person()
    made = [make_article(people=[author]) for _ in range(2 * PER_PAGE + 1)]
    result = listing(english, {"author": author.slug, "sort": "oldest"})
    seen = [page.pk for page in result.articles]
    while result.next_url:
        parameters = parse_qs(urlsplit(result.next_url).query)
        assert parameters["author"] == [author.slug]
        assert parameters["sort"] == ["oldest"]
        result = at(english, result.next_url)
        seen += [page.pk for page in result.articles]
    assert sorted(seen) == sorted(page.pk for page in made)
    assert len(seen) == len(set(seen))
    assert result.previous_url
    assert all(author.slug in link.url for link in result.pages if link.number)


def test_the_first_page_has_one_address(english):
    second = listing(english, {"page": "2"})
    assert second.previous_url == "/articles/"
    assert "page=1" not in "".join(f"{link.url}|" for link in second.pages if link.number == 1)


def test_newest_first_unless_asked_otherwise(english):
    newest = listing(english).articles
    oldest = listing(english, {"sort": "oldest"}).articles
    assert [page.published_on for page in newest] == sorted(
        (page.published_on for page in newest), reverse=True
    )
    assert [page.published_on for page in oldest] == sorted(page.published_on for page in oldest)
    assert newest[0].published_on > oldest[0].published_on


# --- Bad input ------------------------------------------------------------------------------------
FIRST = ["abc", "-1", "0", "", "1e3", "2.5", " ", "٢", "²", "0x2", "--2", "-", "1 2", "\u202e2"]
LAST = ["999999", "9" * 400, "2147483648", "9223372036854775808"]


@pytest.mark.parametrize("page", FIRST)
def test_what_is_no_page_number_gives_the_first_page(reader, english, page):
    assert listing(english, {"page": page}).page_number == 1
    assert reader.get("/articles/", {"page": page}).status_code == 200


@pytest.mark.parametrize("page", LAST)
def test_a_number_beyond_the_end_gives_the_last_page(reader, english, page):
    result = listing(english, {"page": page})
    assert result.next_url is None
    assert result.articles
    assert reader.get("/articles/", {"page": page}).status_code == 200


HOSTILE = [
    "x'\"<",
    "<script>alert(1)</script>",
    "%00",
    "' OR 1=1 --",
    "a" * 10_000,
    "٢٠٢٥",
    "👩🏽‍⚕️",
    "topic__pk",
    "..",
    "{{7*7}}",
]


@pytest.mark.parametrize("name", FACETS)
@pytest.mark.parametrize("value", HOSTILE)
def test_an_unknown_choice_finds_nothing_and_can_be_taken_away(reader, name, value):
    response = reader.get("/articles/", {name: value})
    assert response.status_code == 200
    shown = response.context["listing"]
    assert shown.total == 0
    assert [active.remove_url for active in shown.active] == ["/articles/"]
    html = BeautifulSoup(response.content, "html.parser")
    assert not html.find_all("script", string=True, type=None)
    assert b"<script>alert" not in response.content


@pytest.mark.parametrize("name", FACETS)
def test_a_nul_is_refused_with_a_page(reader, name):
    assert reader.get("/articles/?" + f"{name}=%00").status_code == 400


def test_unknown_parameters_and_lookups_change_nothing(reader):
    plain = reader.get("/articles/").context["listing"]
    odd = reader.get(
        "/articles/?user__password__startswith=a&live=0&sort=owner__password&order_by=-pk"
    ).context["listing"]
    assert [page.pk for page in odd.articles] == [page.pk for page in plain.articles]
    assert odd.sort == "newest"


def test_only_so_many_choices_are_read(english):
    result = listing(english, [("topic", f"t{number}") for number in range(500)])
    assert len(result.active) == MAXIMUM_CHOICES_READ


def test_repeated_choices_count_once(english):
    result = listing(english, [("format", "video")] * 5)
    assert len(result.active) == 1


@pytest.mark.parametrize("address", ["/articles/", "/topics/car-t-cell-therapy/", "/search/?q=all"])
@pytest.mark.parametrize("page", ["abc", "-1", "0", "999999", "9" * 400, "٣"])
def test_every_listing_survives_any_page_number(reader, address, page):
    sign = "&" if "?" in address else "?"
    assert reader.get(f"{address}{sign}{urlencode({'page': page})}").status_code == 200


def test_choosing_costs_no_further_query(english):
    with CaptureQueriesContext(connection) as plain:
        listing(english)
    chosen = {"format": ["article"], "year": ["2026", "2025"], "topic": ["car-t-cell-therapy"]}
    with CaptureQueriesContext(connection) as filtered:
        assert listing(english, chosen).total
    assert len(filtered) <= len(plain)


def test_a_circle_of_topics_ends(english):
    one = make_topic()
    other = make_topic(broader=one)
    TopicPage.objects.filter(pk=one.pk).update(broader=other)
    make_article(topics=[other])
    assert listing(english, {"topic": one.slug}).total == 1
