"""Reading is counted without following anybody, and only people are counted."""

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier
from urllib.parse import urlencode
from uuid import UUID, uuid4

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.contrib.sessions.models import Session
from django.db import connection
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from django.utils.datastructures import CaseInsensitiveMapping
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import PageViewRestriction

from feedback import reading_views
from feedback.models import FeedbackSettings, ReadingCount
from feedback.reading import (
    FIRST_SECONDS,
    PROGRAMS,
    RULES,
    Stage,
    count_reading,
    timetable,
    why_not_counted,
)
from tests.factories import make_article, make_plain_page, make_topic

ADDRESS = "/voice/reading/"
AT_ONCE = 16
QUERIES = 7  # site, settings, page, restrictions, and the count between two of a transaction

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"
WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
CHROME = f"{WEBKIT} Chrome/142.0.0.0 Mobile Safari/537.36"
BROWSERS = [
    FIREFOX,
    f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {CHROME} Edg/142.0.0.0",
    f"Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) {WEBKIT} Version/18.6 Safari/604.1",
    f"Mozilla/5.0 (Linux; Android 10; K) {WEBKIT} SamsungBrowser/28.0 Chrome/130.0.0.0",
    f"Mozilla/5.0 (Linux; Android 11; CUBOT_P50) {CHROME}",
]
PROGRAM_NAMES = [
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    f"Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X) {CHROME} (compatible; GoogleOther)",
    f"Mozilla/5.0 (X11; Linux x86_64) {WEBKIT} HeadlessChrome/142.0.0.0 Safari/537.36",
    f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {CHROME} Chrome-Lighthouse",
    f"Mozilla/5.0 {WEBKIT}; GPTBot/1.2; +https://openai.com/gptbot",
    f"Mozilla/5.0 (Linux; Android 11; CUBOT_P50) {CHROME} AdsBot",
    f"Mozilla/5.0 (Windows NT 6.1; WOW64) {WEBKIT} BingPreview/1.0b",
]

# What a page of ours sends in a browser, and what makes each rule apply to it.
GENUINE = {
    "User-Agent": FIREFOX,
    "Origin": "http://testserver",
    "Sec-Fetch-Site": "same-origin",
    "Sec-Fetch-Mode": "no-cors",
}
NOT_COUNTED = [
    ("gpc", {"Sec-GPC": "1"}),
    ("dnt", {"DNT": "1"}),
    ("no-browser", {"User-Agent": "curl/8.14.1"}),
    ("no-browser", {"User-Agent": None}),
    *(("program", {"User-Agent": name}) for name in PROGRAM_NAMES),
    ("no-page", {"Sec-Fetch-Site": "none"}),
    ("no-page", {"Sec-Fetch-Site": None, "Origin": None}),
    ("ahead", {"Sec-Purpose": "prefetch"}),
    ("ahead", {"Sec-Purpose": "prefetch;prerender"}),
    ("ahead", {"Purpose": "prefetch"}),
    ("ahead", {"X-Moz": "prefetch"}),
]


def headers(changes=()):
    return {name: value for name, value in {**GENUINE, **dict(changes)}.items() if value}


def why(changes=()):
    return why_not_counted(CaseInsensitiveMapping(headers(changes)))


def send(client, page_key, stage="started", address=ADDRESS, changes=(), **meta):
    body = urlencode({"page_key": str(page_key), "stage": stage})
    return post(client, body, address, changes, **meta)


def post(client, body, address=ADDRESS, changes=(), **meta):
    form = "application/x-www-form-urlencoded"
    return client.post(address, body, content_type=form, headers=headers(changes), **meta)


def counted(page_key=None):
    """(language, started, half, completed) of each row."""
    rows = ReadingCount.objects.filter(**({"page_key": page_key} if page_key else {}))
    return sorted(rows.values_list("language", "started", "half", "completed"))


@pytest.fixture
def article(db):
    ReadingCount.objects.all().delete()
    return make_article()


# --- When a stage is reached ----------------------------------------------------------------------
@given(st.integers(min_value=0, max_value=300))
def test_nobody_reads_faster_than_people_can(minutes):
    started, half, completed = timetable(minutes)
    seconds = 60 * max(1, minutes)
    assert started == ("started", 0, FIRST_SECONDS, FIRST_SECONDS)
    assert half.soonest >= seconds / 8
    assert completed.soonest >= seconds / 4
    assert (half.seen, completed.seen) == (0.5, 1)


@given(st.integers(min_value=1, max_value=300))
def test_who_does_not_scroll_is_counted_by_the_stated_time(minutes):
    _started, half, completed = timetable(minutes)
    assert (half.latest, completed.latest) == (30 * minutes, 54 * minutes)


@given(st.integers(min_value=0, max_value=300))
def test_the_stages_follow_one_another(minutes):
    stages = timetable(minutes)
    assert [each.stage for each in stages] == list(Stage.values)
    for field in ("seen", "soonest", "latest"):
        times = [getattr(each, field) for each in stages]
        assert times == sorted(times)
    assert all(each.soonest <= each.latest for each in stages)


# --- Who is counted -------------------------------------------------------------------------------
@pytest.mark.parametrize("name", BROWSERS)
def test_browsers_of_people_are_counted(name):
    assert why({"User-Agent": name}) is None


def test_an_old_browser_that_only_names_its_origin_is_counted():
    assert why({"Sec-Fetch-Site": None}) is None


def test_a_browser_may_say_that_it_does_not_mind():
    assert why({"DNT": "0", "Sec-GPC": "0"}) is None


@pytest.mark.parametrize(("rule", "changes"), NOT_COUNTED)
def test_each_rule_keeps_its_kind_out(rule, changes):
    assert why(changes) == rule


@pytest.mark.parametrize("word", PROGRAMS)
def test_each_published_word_gives_a_program_away(word):
    assert why({"User-Agent": f"Mozilla/5.0 (X11) {word.upper()}/1.0"}) == "program"


def test_every_rule_is_tried_here():
    assert {rule for rule, _changes in NOT_COUNTED} == set(RULES)


# --- Messages of a page ---------------------------------------------------------------------------
def test_a_reader_who_reads_to_the_end_counts_once_in_each_stage(reader, article):
    for stage in Stage.values:
        assert send(reader, article.translation_key, stage).status_code == 204
    assert counted() == [("en", 1, 1, 1)]


@pytest.mark.parametrize(("rule", "changes"), NOT_COUNTED)
def test_what_is_not_counted_is_answered_all_the_same(rule, changes, reader, article):
    response = send(reader, article.translation_key, changes=changes)
    assert (response.status_code, response.content) == (204, b"")
    assert counted() == []


def test_switched_off_nothing_is_counted(reader, article):
    settings = FeedbackSettings.load()
    settings.counts_reading = False
    settings.save()
    assert send(reader, article.translation_key).status_code == 204
    assert counted() == []


def test_languages_are_counted_apart(reader, article, portuguese):
    article.copy_for_translation(portuguese, copy_parents=True).get_latest_revision().publish()
    send(reader, article.translation_key)
    send(reader, article.translation_key, address=f"/pt{ADDRESS}")
    send(reader, article.translation_key, "half", address=f"/pt{ADDRESS}")
    assert counted() == [("en", 1, 0, 0), ("pt", 1, 1, 0)]


def test_nobody_reads_what_is_not_there_in_that_language(reader, article):
    assert send(reader, article.translation_key, address=f"/pt{ADDRESS}").status_code == 400
    assert counted() == []


@pytest.mark.parametrize(
    "body",
    [
        "",
        "page_key={key}",
        "stage=started",
        "page_key={key}&stage=read",
        "page_key={key}&stage=",
        "page_key=1&stage=started",
        "page_key=%00&stage=started",
        "page_key={key}&stage=started&stage=half",
        "page_key={key}&page_key={key}&stage=started",
        f"page_key={UUID(int=7)}&stage=started",
        '{{"page_key": "{key}", "stage": "started"}}',
    ],
)
def test_what_no_page_sends_is_refused_in_plain_words(body, reader, article):
    response = post(reader, body.format(key=article.translation_key))
    assert response.status_code == 400
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert counted() == []


def test_only_articles_in_the_open_are_counted(reader, article):
    restricted = make_article()
    PageViewRestriction.objects.create(page=restricted, restriction_type="login")
    for page in (make_article(live=False), restricted, make_topic(), make_plain_page()):
        assert send(reader, page.translation_key).status_code == 400
    assert counted() == []


def test_a_large_message_is_not_read(reader, article):
    padding = "x" * (reading_views.LARGEST_BODY + 1)
    response = post(reader, f"page_key={article.translation_key}&stage=started&more={padding}")
    assert response.status_code == 413
    assert counted() == []


@pytest.mark.parametrize(
    "changes",
    [
        {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": None, "Origin": "https://evil.example"},
    ],
)
def test_another_site_cannot_count_here(changes, reader, article):
    assert send(reader, article.translation_key, changes=changes).status_code == 403
    assert counted() == []


@pytest.mark.parametrize("method", ["get", "put", "delete", "patch"])
def test_it_only_takes_messages(method, reader, article):
    response = getattr(reader, method)(ADDRESS, headers=headers())
    assert (response.status_code, response.headers["Allow"]) == (405, "POST")


def test_who_has_not_acknowledged_is_not_counted(visitor, article):
    response = send(visitor, article.translation_key)
    assert (response.status_code, response.headers["Location"]) == (303, "/")
    assert visitor.get(ADDRESS).templates[0].name == "gate/gate.html"
    assert counted() == []


def test_a_message_leaves_nothing_in_the_browser_and_in_no_cache(reader, article):
    sessions = Session.objects.count()
    response = send(reader, article.translation_key)
    assert not response.cookies
    assert Session.objects.count() == sessions
    assert response.headers["Cache-Control"] == "private, no-store"


def test_a_message_takes_few_queries(reader, article):
    send(reader, article.translation_key)
    with CaptureQueriesContext(connection) as captured:
        send(reader, article.translation_key)
    assert counted() == [("en", 2, 0, 0)]
    assert len(captured) <= QUERIES


# --- The limit ------------------------------------------------------------------------------------
@pytest.fixture
def three_a_minute(monkeypatch, article):
    """A small limit, and a clock that stands: no minute ends within the test."""
    monkeypatch.setattr(reading_views, "MESSAGES", 3)
    with time_machine.travel(datetime(2026, 3, 4, 12, 0, 30, tzinfo=UTC), tick=False) as clock:
        yield clock


def test_a_single_machine_cannot_inflate_the_counters(three_a_minute, reader, article):
    codes = [send(reader, article.translation_key).status_code for _ in range(5)]
    assert codes == [204, 204, 204, 429, 429]
    assert send(reader, article.translation_key, REMOTE_ADDR="192.0.2.7").status_code == 204
    three_a_minute.shift(60)
    assert send(reader, article.translation_key).status_code == 204
    assert counted() == [("en", 5, 0, 0)]


@pytest.mark.parametrize(
    ("addresses", "is_one"),
    [
        (["2001:db8::1", "2001:db8::2", "2001:db8::ffff:3", "2001:db8:0:0:9::4"], True),
        (["2001:db8::1", "2001:db8:0:1::1", "2001:db8:0:2::1", "2001:db8:0:3::1"], False),
    ],
)
def test_a_household_has_one_limit(addresses, is_one, three_a_minute, reader, article):
    for address in addresses:
        response = send(reader, article.translation_key, REMOTE_ADDR=address)
    assert response.status_code == (429 if is_one else 204)


def test_readers_behind_a_trusted_proxy_have_a_limit_each(
    three_a_minute, settings, reader, article
):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    for last in range(5):
        forwarded = {"X-Forwarded-For": f"203.0.113.9, 192.0.2.{last}"}
        assert send(reader, article.translation_key, changes=forwarded).status_code == 204
    forged = [{"X-Forwarded-For": f"192.0.2.{last}, 203.0.113.9"} for last in range(4)]
    codes = [send(reader, article.translation_key, changes=each).status_code for each in forged]
    assert codes == [204, 204, 204, 429]


# --- Counting -------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_no_rate_is_ever_above_a_hundred_per_cent():
    key, chance = uuid4(), random.Random(4)
    for stage in chance.choices(list(Stage), weights=(1, 2, 3), k=200):
        count_reading(key, "en", stage)
        for _language, started, half, completed in counted(key):
            assert started >= half >= completed
    assert counted(key)[0][3] > 0


@pytest.mark.django_db
def test_over_midnight_a_later_stage_counts_where_there_is_room():
    key, other = uuid4(), uuid4()
    with time_machine.travel(datetime(2026, 3, 4, 12, tzinfo=UTC)):
        assert count_reading(key, "en", Stage.STARTED)
        assert count_reading(other, "en", Stage.STARTED)
    with time_machine.travel(datetime(2026, 3, 5, 12, tzinfo=UTC)):
        assert not count_reading(key, "en", Stage.HALF)
        assert count_reading(other, "en", Stage.STARTED)
        assert count_reading(other, "en", Stage.HALF)
    assert counted(key) == [("en", 1, 0, 0)]
    assert counted(other) == [("en", 1, 0, 0), ("en", 1, 1, 0)]


def all_at_once(key, stage):
    barrier = Barrier(AT_ONCE)

    def run(_number):
        try:
            barrier.wait(timeout=30)
            return count_reading(key, "en", stage)
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return sum(pool.map(run, range(AT_ONCE)))


@pytest.mark.django_db(transaction=True)
def test_16_readers_at_once_are_16():
    key = uuid4()
    for stage in Stage:
        assert all_at_once(key, stage) == AT_ONCE
    assert counted(key) == [("en", AT_ONCE, AT_ONCE, AT_ONCE)]


@pytest.mark.django_db(transaction=True)
def test_at_once_too_nobody_is_half_through_what_nobody_opened():
    key = uuid4()
    for _ in range(10):
        count_reading(key, "en", Stage.STARTED)
    assert all_at_once(key, Stage.HALF) == 10
    assert counted(key) == [("en", 10, 10, 0)]


# --- What pages and readers are told --------------------------------------------------------------
def attributes_of(html):
    return BeautifulSoup(html, "html.parser").find(attrs={"data-reading": True})


def test_an_article_says_where_to_send_what(reader, article):
    response = reader.get(article.get_url())
    text = attributes_of(response.content)
    assert text["data-reading"] == ADDRESS
    assert text["data-reading-page"] == str(article.translation_key)
    assert text["data-reading-stages"] == (
        '[["started", 0, 5, 5], ["half", 0.5, 8, 30], ["completed", 1, 15, 54]]'
    )
    page = BeautifulSoup(response.content, "html.parser")
    assert page.find(id=text["data-reading-end"])
    assert page.find("script", src="/static/hub/js/reading.js")
    assert reader.get(article.get_url()).content == response.content


def test_a_page_sends_to_its_own_language(article):
    with translation.override("pt"):
        html = render_attributes(article)
    assert f'data-reading="/pt{ADDRESS}"' in html


def test_where_something_is_heard_or_seen_its_length_is_the_stated_time(article):
    article.media_minutes = 20
    assert "[&quot;completed&quot;, 1, 300, 1080]" in render_attributes(article)


def test_editors_who_preview_are_not_counted(article):
    assert render_attributes(article, is_preview=True) == "<div></div>"


def render_attributes(page, **marks):
    request = RequestFactory().get("/")
    request.__dict__.update(marks)
    template = Template("{% load reading_tags %}<div{% reading_attributes page %}></div>")
    return template.render(Context({"request": request, "page": page}))


def test_a_page_that_is_no_article_counts_nothing(reader):
    assert attributes_of(reader.get("/articles/").content) is None


@pytest.mark.django_db
def test_readers_are_told_every_rule():
    told = BeautifulSoup(render_to_string("feedback/reading_rules.html"), "html.parser")
    lines = {" ".join(line.text.split()) for line in told.find_all("li")}
    assert {str(rule.words) for rule in RULES.values()} <= lines
    assert [code.text for code in told.find_all("code")] == list(PROGRAMS)
    assert f"{reading_views.MESSAGES} messages a minute" in told.text
    assert "At present reading is not counted" not in told.text


@pytest.mark.django_db
def test_readers_are_told_that_nothing_is_counted():
    FeedbackSettings.objects.update_or_create(defaults={"counts_reading": False})
    html = render_to_string("feedback/reading_rules.html")
    assert "At present reading is not counted" in html
