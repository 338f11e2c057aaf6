"""Paired questions: the same item before and after a text, and what readers learned as pairs."""

import datetime
import itertools
import json
import re
import uuid
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse
from django.utils import timezone, translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from wagtail.models import PageViewRestriction
from wagtail.test.utils.form_data import inline_formset, nested_form_data
from wagtail_localize.models import (
    StringTranslation,
    Translation,
    TranslationSource,
)

from articles.models import ArticlePage
from feedback.erasing import erase_reader
from feedback.errors import AnswerError
from feedback.models import PairedCount, PairedQuestion, PairedResponse
from feedback.paired_rules import Moment
from feedback.readers import COOKIE_NAME, paired_reader
from feedback.services import record_paired
from feedback.tests.factories import (
    keys_of,
    make_question,
    make_set,
    new_token,
    pair_totals,
)
from tests.factories import make_article

pytestmark = pytest.mark.django_db

BEFORE, AFTER = Moment.BEFORE, Moment.AFTER
RIGHT, WRONG, MISSING = "right", "wrong", "missing"
SECRETS = ("Because Lorikeet counted", "is_right")
AT_ONCE, ROUNDS = 16, 3
QUESTIONS = "wagtailsnippets_feedback_pairedquestion"


@pytest.fixture
def question():
    return make_question("Heron", "Ibis", "Jabiru", explanation="Because Lorikeet counted.")


@pytest.fixture
def article(question):
    return make_article(paired_question=question)


@pytest.fixture
def known(reader):
    """A reader whose browser has a token."""
    reader.cookies[COOKIE_NAME] = new_token()
    return reader


def url(question, page, moment, query=""):
    keys = (question.translation_key, page.translation_key)
    return reverse("feedback:question", args=[*keys, moment]) + query


def rows(question):
    return PairedResponse.objects.filter(question_key=question.translation_key)


def main_of(response):
    return response.content.decode().split("<main", 1)[1].split("</main>")[0]


def words_of(response):
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())


def has_form(response):
    return 'name="option"' in response.content.decode()


class Reader:
    """Somebody who answers by the services. Options are 0 (the right one), 1 and 2."""

    def __init__(self, question, page_key=None):
        self.question, self.token = question, new_token()
        self.page_key = page_key or uuid.uuid4()

    def answers(self, moment, option, language="en"):
        key = keys_of(self.question)[option]
        record_paired(
            self.question.translation_key, self.page_key, self.token, key, moment, language
        )


# --- Counting -------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("before", "after", "counted"),
    [
        (0, 0, (RIGHT, RIGHT)),
        (0, 2, (RIGHT, WRONG)),
        (1, 0, (WRONG, RIGHT)),
        (1, 2, (WRONG, WRONG)),
        (0, None, (RIGHT, MISSING)),
        (1, None, (WRONG, MISSING)),
        (None, 0, (MISSING, RIGHT)),
        (None, 2, (MISSING, WRONG)),
    ],
)
def test_each_reader_is_counted_in_one_place(question, before, after, counted):
    reader = Reader(question)
    if before is not None:
        reader.answers(BEFORE, before)
    if after is not None:
        reader.answers(AFTER, after)
    assert pair_totals(question) == {counted: 1}


def test_the_first_answer_of_each_moment_counts(question):
    reader = Reader(question)
    for option in (1, 0, 2):
        reader.answers(BEFORE, option)
    assert pair_totals(question) == {(WRONG, MISSING): 1}
    for option in (0, 1):
        reader.answers(AFTER, option)
    assert pair_totals(question) == {(WRONG, RIGHT): 1}
    _, wrong, _ = keys_of(question)
    assert rows(question).values_list("before_key", flat=True).get() == wrong


def test_after_reading_nothing_can_be_answered_before(question):
    reader = Reader(question)
    reader.answers(AFTER, 1)
    reader.answers(BEFORE, 0)
    assert pair_totals(question) == {(MISSING, WRONG): 1}
    assert rows(question).get().before_key is None


def test_a_second_answer_in_a_later_month_is_kept_and_changes_no_count(question):
    reader = Reader(question)
    with time_machine.travel(datetime.datetime(2026, 3, 31, 12, tzinfo=datetime.UTC), tick=False):
        reader.answers(BEFORE, 1)
    before = list(PairedCount.objects.order_by("pk").values())
    with time_machine.travel(datetime.datetime(2026, 4, 1, 12, tzinfo=datetime.UTC), tick=False):
        reader.answers(AFTER, 0)
        assert rows(question).get().after_key == keys_of(question)[0]
        assert list(PairedCount.objects.order_by("pk").values()) == before
        erase_reader(reader.token)
    assert list(PairedCount.objects.order_by("pk").values()) == before
    assert pair_totals(question) == {(WRONG, MISSING): 1}


def test_a_pair_is_counted_in_the_month_and_language_of_its_first_answer(question):
    reader = Reader(question)
    with time_machine.travel(datetime.datetime(2026, 3, 1, 12, tzinfo=datetime.UTC), tick=False):
        reader.answers(BEFORE, 1, "pt")
        reader.answers(AFTER, 0, "en")
    counts = PairedCount.objects.filter(question_key=question.translation_key, count__gt=0)
    [count] = counts.values_list("page_key", "language", "month", "before", "after", "count")
    assert count == (reader.page_key, "pt", datetime.date(2026, 3, 1), WRONG, RIGHT, 1)


def test_two_pages_with_the_same_question_are_two_pairs(question):
    reader = Reader(question)
    reader.answers(BEFORE, 0)
    reader.page_key = uuid.uuid4()
    reader.answers(BEFORE, 1)
    assert pair_totals(question) == {(RIGHT, MISSING): 1, (WRONG, MISSING): 1}
    readers = set(rows(question).values_list("reader", flat=True))
    assert len(readers) == 2
    assert paired_reader(reader.token, question.translation_key, reader.page_key) in readers
    assert not any(reader.token in each for each in readers)


@pytest.mark.parametrize("moment", [BEFORE, AFTER])
def test_an_answer_of_another_question_writes_nothing(question, moment):
    reader, foreign = Reader(question), keys_of(make_question())[0]
    with pytest.raises(AnswerError):
        record_paired(
            question.translation_key, reader.page_key, reader.token, foreign, moment, "en"
        )
    assert not rows(question).exists()
    assert pair_totals(question) == {}


@pytest.mark.parametrize("right", [(), ("Heron", "Ibis")])
def test_a_question_without_exactly_one_right_answer_is_not_asked(reader, article, question, right):
    question.options.update(is_right=False)
    question.options.filter(text__in=right).update(is_right=True)
    with pytest.raises(AnswerError):
        Reader(question, article.translation_key).answers(BEFORE, 0)
    assert reader.get(url(question, article, BEFORE)).status_code == 404
    assert question.question not in reader.get(article.url).content.decode()


def test_the_original_decides_what_is_right(question, portuguese):
    translated = question.copy_for_translation(portuguese)
    translated.save()
    translated.options.update(is_right=False)
    translated.options.filter(text="Ibis").update(is_right=True)
    with translation.override("pt"):
        Reader(question).answers(AFTER, 0, "pt")
    assert pair_totals(question) == {(MISSING, RIGHT): 1}


class CountsAgree(TestCase):
    """Whatever readers do within a month, the counts are those of the stored answers."""

    @settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        st.lists(
            st.tuples(
                st.integers(0, 3),
                st.none() | st.tuples(st.sampled_from(Moment), st.integers(0, 2)),
            ),
            max_size=14,
        )
    )
    def test_counts_always_are_those_of_the_stored_answers(self, deeds):
        question, page = make_question(), uuid.uuid4()
        readers = [Reader(question, page) for _ in range(4)]
        first = {}
        for number, deed in deeds:
            if deed is None:
                erase_reader(readers[number].token)
                first.pop(number, None)
                continue
            moment, option = deed
            readers[number].answers(moment, option)
            pair = first.setdefault(number, {})
            if AFTER not in pair:
                pair.setdefault(moment, option)
        expected = {}
        for pair in first.values():
            place = tuple(
                MISSING if pair.get(m) is None else WRONG if pair[m] else RIGHT
                for m in (BEFORE, AFTER)
            )
            expected[place] = expected.get(place, 0) + 1
        assert pair_totals(question) == expected


# --- At once --------------------------------------------------------------------------------------
def all_at_once(deed):
    barrier = Barrier(AT_ONCE)

    def run(number):
        try:
            barrier.wait(timeout=30)
            deed(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(run, range(AT_ONCE)))


@pytest.mark.django_db(transaction=True)
def test_16_answers_of_one_reader_at_once_are_one_pair():
    for _ in range(ROUNDS):
        question = make_question()
        reader = Reader(question)
        all_at_once(lambda n, r=reader: r.answers((BEFORE, AFTER)[n % 2], n % 3))
        row = rows(question).get()
        right = keys_of(question)[0]
        place = tuple(
            MISSING if key is None else RIGHT if key == right else WRONG
            for key in (row.before_key, row.after_key)
        )
        assert pair_totals(question) == {place: 1}


@pytest.mark.django_db(transaction=True)
def test_16_requests_of_one_reader_at_once_count_once():
    question = make_question()
    article = make_article(paired_question=question)
    token, options = new_token(), keys_of(question)
    address = url(question, article, BEFORE)
    clients = [Client() for _ in range(AT_ONCE)]
    for client in clients:
        client.post("/acknowledge/", {"next": "/"})
        client.cookies[COOKIE_NAME] = token
    all_at_once(lambda n: clients[n].post(address, {"option": options[n % 3]}))
    assert rows(question).count() == 1
    assert sum(pair_totals(question).values()) == 1


@pytest.mark.django_db(transaction=True)
def test_16_readers_at_once_are_16_pairs():
    question, page = make_question(), uuid.uuid4()
    readers = [Reader(question, page) for _ in range(AT_ONCE)]
    for reader in readers:
        reader.answers(BEFORE, 1)
    all_at_once(lambda n: readers[n].answers(AFTER, 0))
    assert pair_totals(question) == {(WRONG, RIGHT): AT_ONCE}


# --- Over HTTP ------------------------------------------------------------------------------------
def test_a_reader_answers_before_and_after_and_sees_what_was_learned(known, article, question):
    right, wrong, _ = keys_of(question)
    before, after = url(question, article, BEFORE), url(question, article, AFTER)
    response = known.post(before, {"option": wrong, "back": article.url})
    assert response.status_code == 303
    thanks = known.get(response.headers["Location"])
    assert "You are asked again after the text." in words_of(thanks)
    assert "Your answer: <b>Ibis</b>" in main_of(thanks)
    anchor = f"question-{question.translation_key.hex}-before"
    assert f'href="{article.url}#{anchor}"' in main_of(thanks)
    assert f'id="{anchor}"' in known.get(article.url).content.decode()
    response = known.post(after, {"option": right, "back": article.url})
    assert response.status_code == 303
    text = words_of(known.get(response.headers["Location"]))
    assert "Your answer is right." in text
    assert "Before reading Ibis (wrong)" in text
    assert "After reading Heron (right)" in text
    assert "The right answer Heron" in text
    assert "Because Lorikeet counted." in text
    assert pair_totals(question) == {(WRONG, RIGHT): 1}


def test_who_answered_after_reading_alone_is_told_so(known, article, question):
    right, wrong, _ = keys_of(question)
    known.post(url(question, article, AFTER), {"option": wrong})
    text = words_of(known.get(url(question, article, AFTER)))
    assert "Before reading You gave no answer." in text
    assert "another one is right" in text
    late = known.post(url(question, article, BEFORE, "?fragment=1"), {"option": right})
    assert late.status_code == 200
    assert "can no longer be added" in words_of(late)
    assert url(question, article, AFTER) in late.content.decode()
    assert pair_totals(question) == {(MISSING, WRONG): 1}


@pytest.mark.parametrize("query", ["", "?fragment=1"])
def test_another_answer_shows_the_first_one(known, article, question, query):
    right, wrong, _ = keys_of(question)
    for moment in Moment:
        known.post(url(question, article, moment), {"option": wrong})
        known.post(url(question, article, moment, query), {"option": right})
        shown = known.get(url(question, article, moment, query)).content.decode()
        assert "Ibis" in shown
        assert "Jabiru" not in shown
    assert pair_totals(question) == {(WRONG, WRONG): 1}


def test_reload_and_back_answer_nothing_twice(known, article, question):
    for _ in range(3):
        known.post(url(question, article, BEFORE), {"option": keys_of(question)[1]})
        known.get(url(question, article, BEFORE))
    assert pair_totals(question) == {(WRONG, MISSING): 1}


def test_once_both_are_answered_the_first_question_leads_to_the_review(known, article, question):
    for moment in Moment:
        known.post(url(question, article, moment), {"option": keys_of(question)[1]})
    shown = known.get(url(question, article, BEFORE, "?back=/articles/"))
    review = url(question, article, AFTER, "?back=%2Farticles%2F")
    assert f'href="{review}"' in main_of(shown)
    assert "Your answer: <b>Ibis</b>" in main_of(shown)


def test_the_first_answer_is_repeated_by_the_browser_with_a_token_and_counts_once(
    reader, article, question
):
    data = {"option": keys_of(question)[1], "back": article.url}
    first = reader.post(url(question, article, BEFORE, "?fragment=1"), data)
    again = url(question, article, BEFORE, "?again=1&fragment=1")
    assert (first.status_code, first.headers["Location"]) == (307, again)
    assert re.fullmatch("[0-9a-f]{32}", first.cookies[COOKIE_NAME].value)
    assert not rows(question).exists()
    second = reader.post(again, data)
    assert second.status_code == 200
    assert "data-answers-own" in second.content.decode()
    assert pair_totals(question) == {(WRONG, MISSING): 1}


def test_a_browser_without_cookies_is_told_that_its_answer_was_not_counted(
    reader, article, question
):
    again = url(question, article, AFTER, "?again=1")
    response = reader.post(again, {"option": keys_of(question)[0]})
    assert "refuses cookies" in response.content.decode()
    assert SECRETS[0] not in response.content.decode()
    assert not rows(question).exists()


@pytest.mark.parametrize("moment", Moment)
def test_reading_and_wrong_answers_set_no_token(reader, article, question, moment):
    address = url(question, article, moment)
    assert COOKIE_NAME not in reader.get(address).cookies
    assert COOKIE_NAME not in reader.post(address, {}).cookies


@pytest.mark.parametrize("query", ["", "?fragment=1"])
@pytest.mark.parametrize("wrong", ["nothing", "foreign", "no key", "NUL", "two", "twice"])
@pytest.mark.parametrize("moment", Moment)
def test_what_cannot_be_an_answer_brings_the_form_back_with_a_message(
    known, article, question, moment, wrong, query
):
    first, second, _ = keys_of(question)
    data = {
        "nothing": [],
        "foreign": [keys_of(make_question())[0]],
        "no key": ["7"],
        "NUL": [f"{first}\x00"],
        "two": [first, second],
        "twice": [first, first],
    }
    response = known.post(url(question, article, moment, query), {"option": data[wrong]})
    assert response.status_code == 400
    assert re.search(r'role="alert"[^>]*>[^<]+<', response.content.decode())
    assert has_form(response)
    assert not rows(question).exists()


def test_only_the_live_public_page_that_asks_the_question_takes_answers(known, article, question):
    other = make_question()
    silent = make_article()
    draft = make_article(paired_question=question, live=False)
    closed = make_article(paired_question=question)
    PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.LOGIN)
    for asked, page in [
        (other, article),
        (question, silent),
        (question, draft),
        (question, closed),
    ]:
        for moment in Moment:
            address = url(asked, page, moment)
            assert known.get(address).status_code == 404
            data = {"option": keys_of(asked)[0]}
            assert known.post(address, data).status_code == 404
    assert not rows(question).exists()
    assert not rows(other).exists()


def test_a_page_without_statements_still_asks_its_question(known, question):
    article = make_article(paired_question=question, asks_agreement=False)
    assert has_form(known.get(url(question, article, BEFORE)))


def test_there_are_two_moments(known, article, question):
    with pytest.raises((NoReverseMatch, ValueError)):
        url(question, article, "meanwhile")
    address = url(question, article, BEFORE).replace("/before/", "/meanwhile/")
    assert known.get(address).status_code == 404


def test_a_question_named_in_any_language_is_the_same_question(known, question, portuguese):
    translated = question.copy_for_translation(portuguese)
    translated.question = "Quanto tempo dura?"
    translated.explanation = "Porque sim."
    translated.save()
    right = keys_of(question)[0]
    translated.options.filter(translation_key=right).update(text="Garça")
    article = make_article(paired_question=translated)
    english = words_of(known.get(url(question, article, AFTER)))
    assert question.question in english
    assert "Garça" not in english
    address = f"/pt{url(question, article, AFTER)}"
    form = words_of(known.get(address))
    assert "Quanto tempo dura?" in form
    assert "Garça" in form
    known.post(address, {"option": right})
    assert "Porque sim." in words_of(known.get(address))
    assert pair_totals(question) == {(MISSING, RIGHT): 1}


def test_an_option_that_is_not_translated_yet_is_asked_in_the_words_of_the_original(
    known, article, question, portuguese
):
    translated = question.copy_for_translation(portuguese)
    translated.save()
    translated.options.filter(text="Jabiru").delete()
    assert "Jabiru" in words_of(known.get(f"/pt{url(question, article, BEFORE)}"))


# --- What is refused ------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}]
)
def test_a_post_from_another_site_is_refused(known, article, question, headers):
    data = {"option": keys_of(question)[0]}
    response = known.post(url(question, article, AFTER), data, headers=headers)
    assert response.status_code == 403
    assert not rows(question).exists()


def test_a_body_of_4_mb_is_refused(known, article, question):
    body = b"option=" + b"x" * 4 * 1024 * 1024
    kind = "application/x-www-form-urlencoded"
    address = url(question, article, BEFORE)
    assert known.generic("POST", address, body, content_type=kind).status_code == 413
    assert not rows(question).exists()


@pytest.mark.parametrize("moment", Moment)
def test_nothing_is_kept_by_a_cache_or_a_search_engine(known, article, question, moment):
    for _ in range(2):  # the form, then the result
        response = known.get(url(question, article, moment))
        assert response.status_code == 200
        assert "no-store" in response.headers["Cache-Control"]
        assert "noindex" in response.headers["X-Robots-Tag"]
        known.post(url(question, article, moment), {"option": keys_of(question)[0]})


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_not_allowed(known, article, question, method):
    assert getattr(known, method)(url(question, article, BEFORE)).status_code == 405


def test_the_answer_leads_nowhere_else(known, article, question):
    data = {"option": keys_of(question)[0], "back": "//evil.example/"}
    location = known.post(url(question, article, BEFORE), data).headers["Location"]
    assert location == url(question, article, BEFORE, "?back=%2F")


@pytest.mark.parametrize("moment", Moment)
def test_who_has_not_acknowledged_reads_and_answers_nothing(visitor, article, question, moment):
    visitor.cookies[COOKIE_NAME] = new_token()
    notice = visitor.get(url(question, article, moment)).content.decode()
    assert "data-gate" in notice
    assert question.question not in notice
    data = {"option": keys_of(question)[0], "back": article.url}
    response = visitor.post(url(question, article, moment), data)
    assert (response.status_code, response.headers["Location"]) == (303, article.url)
    assert not rows(question).exists()
    assert pair_totals(question) == {}


# --- The right answer is nobody's before the second answer ----------------------------------------
def test_nobody_learns_the_right_answer_before_answering_after_reading(reader, article, question):
    """Which option is right must make no difference to any answer up to then."""
    right, wrong, _ = keys_of(question)
    clients = {"new": reader, "token": Client(), "before": Client()}
    for name in ("token", "before"):
        clients[name].post("/acknowledge/", {"next": "/"})
        clients[name].cookies[COOKIE_NAME] = new_token()
    clients["before"].post(url(question, article, BEFORE), {"option": right})
    foreign = keys_of(make_question())[0]

    def everything():
        for (name, client), moment in itertools.product(clients.items(), Moment):
            for query in ("", "?fragment=1", "?change=1", "?again=1"):
                address = url(question, article, moment, query)
                yield name, address, client.get(address)
                yield name, address, client.post(address, {})
                yield name, address, client.post(address, {"option": foreign})
        address = url(question, article, BEFORE, "?fragment=1")
        for option in (right, wrong):  # too late for this reader: changes nothing
            yield "before", address, clients["before"].post(address, {"option": option})
        for address in (article.url, "/", "/articles/", "/feeds/articles.json", "/search/?q=Heron"):
            yield "new", address, reader.get(address)
        yield "before", "about", clients["before"].get(reverse("feedback:about-me"))

    def texts():
        found = []
        for name, address, response in everything():
            text = response.content.decode()
            for secret in SECRETS:
                assert secret not in text, (name, address)
            found.append((name, address, re.sub(r'nonce="[^"]*"', "", text)))
        return found

    as_it_is = texts()
    question.options.update(is_right=False)
    question.options.filter(translation_key=wrong).update(is_right=True)
    assert texts() == as_it_is
    own = clients["before"]
    own.post(url(question, article, AFTER), {"option": right})
    assert SECRETS[0] in own.get(url(question, article, AFTER)).content.decode()
    assert SECRETS[0] not in own.get(article.url).content.decode()


def test_the_page_of_a_reader_who_answered_is_the_page_of_everybody(reader, article, question):
    before = reader.get(article.url).content
    reader.cookies[COOKIE_NAME] = new_token()
    for moment in Moment:
        reader.post(url(question, article, moment), {"option": keys_of(question)[0]})
    assert pair_totals(question) == {(RIGHT, RIGHT): 1}
    response = reader.get(article.url)
    assert response.content == before
    assert COOKIE_NAME not in response.cookies


def test_machines_are_told_nothing_of_the_question(reader, article, question):
    page = BeautifulSoup(reader.get(article.url).content, "html.parser")
    for script in page.find_all("script", type="application/ld+json"):
        text = json.dumps(json.loads(script.string), ensure_ascii=False)
        for words in (question.question, "Heron", *SECRETS):
            assert words not in text


# --- On the page ----------------------------------------------------------------------------------
def test_an_article_asks_before_its_text_and_after_it_and_then_the_statements(reader, question):
    asked = make_set("It was clear.")
    article = make_article(paired_question=question, agreement_set=asked)
    html = reader.get(article.url).content.decode()
    places = [
        html.index("After reading you can state the response."),
        html.index(f'action="{url(question, article, BEFORE)}"'),
        html.index("A registry followed patients"),
        html.index("Relapses continue into the second year."),
        html.index(f'action="{url(question, article, AFTER)}"'),
        html.index("It was clear."),
    ]
    assert places == sorted(places)
    page = BeautifulSoup(html, "html.parser")
    ids = [each["id"] for each in page.find_all(id=True)]
    assert len(ids) == len(set(ids))
    for moment in Moment:
        form = page.find("form", action=url(question, article, moment))
        assert form.fieldset.legend.get_text() == question.question
        assert [i["value"] for i in form.select("[name=option]")] == [
            str(key) for key in keys_of(question)
        ]
        assert form.select_one("[name=back]")["value"] == article.url
        assert not form.select("[checked], [required]")


def test_an_article_without_a_question_asks_none(reader):
    assert "/voice/questions/" not in reader.get(make_article().url).content.decode()


def test_the_question_speaks_the_language_of_the_page(reader, question, portuguese):
    translated = question.copy_for_translation(portuguese)
    translated.question = "Quanto tempo dura?"
    translated.save()
    article = make_article(language="pt", paired_question=question)
    assert reader.get(article.url).content.decode().count("Quanto tempo dura?") == 2


def queries_of(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_both_forms_cost_a_page_two_queries(reader, portuguese):
    plain = make_article()
    question = make_question(*"ABCDEF")
    question.copy_for_translation(portuguese).save()
    asking = make_article(paired_question=question)
    assert queries_of(reader, asking.url) - queries_of(reader, plain.url) == 2


# --- Own answers ----------------------------------------------------------------------------------
def test_readers_see_and_erase_their_pairs(known, article, question):
    other = Reader(question, article.translation_key)
    other.answers(BEFORE, 0)
    for moment, option in zip(Moment, keys_of(question), strict=False):
        known.post(url(question, article, moment), {"option": option})
    address = reverse("feedback:about-me")
    page = known.get(address)
    assert question.question in words_of(page)
    assert "Before reading: Heron" in words_of(page)
    assert "After reading: Ibis" in words_of(page)
    assert f'href="{url(question, article, AFTER)}"' in page.content.decode()
    known.post(address, {"erase": "1"})
    assert pair_totals(question) == {(RIGHT, MISSING): 1}
    assert rows(question).count() == 1
    assert "has no random number of ours" in words_of(known.get(address))


def test_pairs_of_a_question_that_is_gone_are_listed_and_erased(known, article, question):
    known.post(url(question, article, BEFORE), {"option": keys_of(question)[0]})
    question.delete()
    address = reverse("feedback:about-me")
    assert "A question that is no longer here" in words_of(known.get(address))
    known.post(address, {"erase": "1"})
    assert not rows(question).exists()


# --- In the CMS -----------------------------------------------------------------------------------
@pytest.fixture
def publisher(client, django_user_model):
    client.force_login(django_user_model.objects.get(username="publisher"))
    return client


def cms_form(*rights, question="How long?", rows=(), initial=0):
    rows = rows or [
        {"text": text, "is_right": "on" if text in rights else ""} for text in ("One", "Two")
    ]
    return nested_form_data(
        {
            "question": question,
            "explanation": "Because.",
            "options": inline_formset(list(rows), initial=initial),
        }
    )


def test_a_publisher_makes_a_question_with_one_right_answer(publisher):
    add = reverse(f"{QUESTIONS}:add")
    assert publisher.get(add).status_code == 200
    for rights in ([], ["One", "Two"]):
        response = publisher.post(add, cms_form(*rights))
        assert response.status_code == 200
        assert "Mark exactly one answer as right." in response.content.decode()
    assert not PairedQuestion.objects.filter(question="How long?").exists()
    assert publisher.post(add, cms_form("Two")).status_code == 302
    made = PairedQuestion.objects.get(question="How long?")
    assert dict(made.options.values_list("text", "is_right")) == {"One": False, "Two": True}


def test_an_answered_question_is_reworded_but_gets_no_answers_more(publisher, question):
    Reader(question).answers(BEFORE, 0)
    edit = reverse(f"{QUESTIONS}:edit", args=[question.pk])
    kept = [
        {"id": o.pk, "text": f"{o.text}!", "is_right": "on" if o.is_right else ""}
        for o in question.options.all()
    ]
    more = [*kept, {"text": "Kea", "is_right": ""}]
    response = publisher.post(edit, cms_form(rows=more, initial=3))
    assert "not added or deleted" in response.content.decode()
    assert question.options.count() == 3
    assert publisher.post(edit, cms_form(rows=kept, initial=3)).status_code == 302
    assert {o.text for o in question.options.all()} == {"Heron!", "Ibis!", "Jabiru!"}


def test_an_answered_question_cannot_be_deleted(publisher, administrator, question):
    Reader(question).answers(BEFORE, 0)
    administrator.post(reverse(f"{QUESTIONS}:delete", args=[question.pk]))
    assert PairedQuestion.objects.filter(pk=question.pk).exists()


def test_a_question_is_translated_with_its_answers_and_one_of_them_stays_right(
    question, portuguese
):
    source, _created = TranslationSource.update_or_create_from_instance(question)
    target = Translation.objects.create(source=source, target_locale=portuguese)
    words = {"Heron": "Garça", "Because Lorikeet counted.": "Porque o lóri contou."}
    segments = source.stringsegment_set.select_related("string", "context")
    texts = {segment.string.data for segment in segments}
    assert texts == {question.question, "Heron", "Ibis", "Jabiru", "Because Lorikeet counted."}
    for segment in segments:
        StringTranslation.objects.create(
            translation_of=segment.string,
            locale=portuguese,
            context=segment.context,
            data=words.get(segment.string.data, f"{segment.string.data} (pt)"),
        )
    target.save_target()
    translated = PairedQuestion.objects.get(
        translation_key=question.translation_key, locale=portuguese
    )
    assert translated.explanation == "Porque o lóri contou."
    answers = translated.options.order_by("sort_order").values_list("text", "is_right")
    assert list(answers) == [("Garça", True), ("Ibis (pt)", False), ("Jabiru (pt)", False)]
    assert keys_of(translated) == keys_of(question)


@pytest.mark.parametrize("who", ["writer", "publisher"])
def test_editors_choose_a_question_for_an_article(client, django_user_model, question, who):
    client.force_login(django_user_model.objects.get(username=who))
    choosing = "wagtailsnippetchoosers_feedback_pairedquestion"
    listed = client.get(reverse(f"{choosing}:choose"))
    assert question.question in listed.json()["html"]
    found = client.get(reverse(f"{choosing}:choose_results"), {"q": question.question.split()[-1]})
    assert question.question in found.content.decode()
    chosen = client.get(reverse(f"{choosing}:chosen", args=[question.pk])).json()
    assert chosen["result"]["string"] == question.question


def test_the_form_of_an_article_offers_its_question(publisher, article, question):
    page = publisher.get(reverse("wagtailadmin_pages:edit", args=[article.pk])).content.decode()
    field = BeautifulSoup(page, "html.parser").find("input", {"name": "paired_question"})
    assert field["value"] == str(question.pk)
    form = ArticlePage.get_edit_handler().get_form_class()
    assert "paired_question" in form.base_fields


def test_a_translated_article_keeps_the_question_of_the_original(question, portuguese):
    article = make_article(paired_question=question)
    copy = article.copy_for_translation(portuguese, copy_parents=True)
    assert copy.paired_question_id == question.pk


def test_the_running_month_is_the_first_of_it(question):
    Reader(question).answers(BEFORE, 0)
    assert rows(question).get().month == timezone.localdate().replace(day=1)
