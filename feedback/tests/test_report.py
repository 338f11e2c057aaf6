"""The report counts what the tables hold, narrows it down, and never shows fewer than ten."""

from __future__ import annotations

import gc
import hashlib
import json
import random
from datetime import date
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from articles.models import ArticlePage
from feedback import scopes
from feedback.models import (
    AgreementCount,
    AgreementSet,
    AgreementStatement,
    Outcome,
    PairedCount,
    PairedQuestion,
    PollCount,
    ReadingCount,
)
from feedback.outcomes import Within
from feedback.report import outcomes_report, read_partition, report_from
from feedback.report_data import as_json, canonical_data, canonical_json, data_hash
from feedback.report_query import ReportQuery
from feedback.statistics import wilson
from feedback.tests.counted import answered, make_poll, opened, paired
from sponsors.models import Funder
from sponsors.selectors import pages_naming
from tests.factories import make_article, make_topic

pytestmark = pytest.mark.django_db

TODAY = date(2026, 6, 15)
ONE, OTHER = UUID(int=1), UUID(int=2)
EVERYTHING = ReportQuery()


@pytest.fixture(autouse=True)
def nothing_counted(db):
    for model in (AgreementCount, PairedCount, PollCount, ReadingCount):
        model.objects.all().delete()


@pytest.fixture
def statement(english):
    chosen = AgreementSet.objects.create(
        title="Test", heading="Useful?", thanks="Thanks.", locale=english
    )
    return AgreementStatement.objects.create(
        set=chosen, text="I will change my practice", measure="intent", locale=english
    )


def test_a_statement_has_its_own_denominator_interval_and_level(statement):
    answered(ONE, statement.translation_key, (1, 2, 4, 10, 3), respondents=25)
    result = outcomes_report(EVERYTHING, TODAY).statements[0]
    assert result.text == "I will change my practice"
    assert result.counts == (1, 2, 4, 10, 3)
    assert (result.n, result.agreement.agree) == (20, 13)
    assert result.agreement.interval == wilson(13, 20)
    assert result.level.is_subjective
    assert sum(result.percentages) == sum(result.in_three) == 100


def test_reading_and_response_have_their_rates(statement):
    opened(ONE, 200, 120, 80)
    opened(ONE, 50, 30, 20, day=date(2026, 3, 31))
    answered(ONE, statement.translation_key, (0, 0, 0, 20, 0), respondents=25)
    report = outcomes_report(EVERYTHING, TODAY)
    assert (report.reading.started, report.reading.half, report.reading.completed) == (
        250,
        150,
        100,
    )
    assert report.reading.completion.share == 0.4
    assert (report.response.respondents, report.response.started) == (25, 250)
    assert report.response.rate.interval == wilson(25, 250)


def test_no_rate_is_claimed_when_more_answered_than_were_counted(statement):
    opened(ONE, 12, 0, 0)
    answered(ONE, statement.translation_key, (0, 0, 0, 20, 0), respondents=20)
    assert outcomes_report(EVERYTHING, TODAY).response.rate is None


def test_nine_readers_are_held_back_and_wait_for_more(statement):
    answered(ONE, statement.translation_key, (0, 0, 0, 9, 0), respondents=9)
    report = outcomes_report(EVERYTHING, TODAY)
    assert report.statements[0].n == 0
    assert report.statements[0].agreement.share is None
    assert report.held_back == 1
    answered(ONE, statement.translation_key, (0, 1, 0, 0, 0), month=date(2026, 4, 1))
    assert outcomes_report(EVERYTHING, TODAY).statements[0].n == 10


def test_the_running_month_is_left_out(statement):
    answered(ONE, statement.translation_key, (0, 0, 0, 30, 0), month=date(2026, 6, 1))
    report = outcomes_report(EVERYTHING, TODAY)
    assert report.statements == ()
    assert report.through == date(2026, 5, 1)


def test_paired_answers_are_tested_as_pairs(english):
    question = PairedQuestion.objects.create(
        question="How long?", explanation="Long.", locale=english
    )
    paired(ONE, question.translation_key, (30, 5, 25, 10))
    PairedCount.objects.create(
        question_key=question.translation_key,
        page_key=ONE,
        language="en",
        month=date(2026, 3, 1),
        before=Outcome.RIGHT,
        after=Outcome.MISSING,
        count=40,
    )
    result = outcomes_report(EVERYTHING, TODAY).paired[0]
    assert result.question == "How long?"
    assert result.n == 70
    assert (result.before.k, result.after.k) == (35, 55)
    assert result.change.difference == pytest.approx(20 / 70)
    assert result.p == pytest.approx(0.000325, rel=1e-2)
    assert result.mid_p < result.p


def test_polls_are_whole_and_come_from_their_minimum_on(english):
    make_poll(english, {"Flow": 7, "PCR": 6}, question="Shown")
    make_poll(english, {"Flow": 5, "PCR": 4}, question="Hidden")
    make_poll(english, {"Flow": 15, "PCR": 9}, question="Thirty", minimum_votes=30)
    polls = {poll.question: poll for poll in outcomes_report(EVERYTHING, TODAY).polls}
    assert [(o.text, o.votes, o.percent) for o in polls["Shown"].options] == [
        ("Flow", 7, 54),
        ("PCR", 6, 46),
    ]
    for held in (polls["Hidden"], polls["Thirty"]):
        assert not held.is_shown
        assert (held.voters, held.options) == (0, ())


def test_several_options_are_given_as_shares_of_voters(english):
    make_poll(english, {"Flow": 15, "PCR": 10}, voters=20, choice="multiple")
    poll = outcomes_report(EVERYTHING, TODAY).polls[0]
    assert poll.voters == 20
    assert [option.percent for option in poll.options] == [75, 50]


def test_the_trend_goes_by_quarter(statement):
    answered(ONE, statement.translation_key, (0, 0, 0, 12, 0), month=date(2026, 2, 1))
    answered(ONE, statement.translation_key, (8, 0, 0, 4, 0), month=date(2026, 4, 1))
    quarters = outcomes_report(EVERYTHING, TODAY).quarters
    assert [quarter.first for quarter in quarters] == [date(2026, 1, 1), date(2026, 4, 1)]
    assert [quarter.statements[0].agree for quarter in quarters] == [12, 4]


# --- Filters --------------------------------------------------------------------------------------
def test_topic_format_and_article_narrow_it_down(statement):
    topic = make_topic()
    filed = make_article(topics=[topic], format="video")
    elsewhere = make_article()
    for page, count in ((filed, 11), (elsewhere, 13)):
        answered(page.translation_key, statement.translation_key, (0, 0, 0, count, 0))
    for scope, value, n in (
        ("topic", str(topic.translation_key), 11),
        ("article", str(elsewhere.translation_key), 13),
        ("format", "podcast", 0),
    ):
        query = ReportQuery(scopes={scope: value})
        assert sum(each.n for each in outcomes_report(query, TODAY).statements) == n
    both = ReportQuery(scopes={"topic": str(topic.translation_key), "format": "video"})
    assert outcomes_report(both, TODAY).statements[0].n == 11
    assert (str(filed.translation_key), filed.title) in _scope("article").choices()
    assert (str(topic.translation_key), topic.title) in _scope("topic").choices()


def test_a_funder_narrows_it_down_to_the_pages_that_name_it(statement):
    named, pages = next(
        (funder, pages)
        for funder in Funder.objects.all()
        if (pages := [page for page, _entry in pages_naming(funder.slug)])
    )
    answered(pages[0].translation_key, statement.translation_key, (0, 0, 0, 14, 0))
    answered(UUID(int=77), statement.translation_key, (0, 0, 0, 20, 0))
    query = ReportQuery(scopes={"funder": named.slug})
    assert outcomes_report(query, TODAY).statements[0].n == 14
    assert (named.slug, named.public_name) in _scope("funder").choices()


def test_language_and_months_narrow_it_down(statement):
    key = statement.translation_key
    answered(ONE, key, (0, 0, 0, 11, 0), month=date(2026, 1, 1))
    answered(ONE, key, (0, 0, 0, 12, 0), month=date(2026, 2, 1))
    answered(ONE, key, (0, 0, 0, 13, 0), month=date(2026, 2, 1), language="pt")
    february = ReportQuery(first=date(2026, 2, 1), last=date(2026, 2, 1))
    assert outcomes_report(february, TODAY).statements[0].n == 25
    assert outcomes_report(ReportQuery(language="pt"), TODAY).statements[0].n == 13


def test_two_overlapping_reports_never_differ_by_fewer_than_ten(statement):
    """The attack on the tables themselves, not only on the pure rule."""
    rng = random.Random(4)
    key = statement.translation_key
    pages = [UUID(int=number) for number in range(10, 14)]
    for page in pages:
        for month in range(1, 6):
            counts = [rng.randint(0, 3) for _point in range(5)]
            answered(page, key, counts, month=date(2026, month, 1), respondents=sum(counts) or None)
    reports = []
    for first in range(1, 6):
        for last in range(first, 6):
            for chosen in (None, {pages[0]}, set(pages[:2]), set(pages[1:])):
                within = Within(chosen, None, date(2026, first, 1), date(2026, last, 1))
                made = report_from(read_partition(within, TODAY), within, "", TODAY)
                reports.append((within, made.statements[0].n if made.statements else 0))
    sizes = [n for _within, n in reports]
    assert all(n == 0 or n >= 10 for n in sizes)
    whole = {within.pages and frozenset(within.pages): n for within, n in reports if _all(within)}
    assert whole[None] - whole[frozenset(pages[1:])] == whole[frozenset({pages[0]})]


def _all(within):
    return within.first == date(2026, 1, 1) and within.last == date(2026, 5, 1)


# --- What is printed ------------------------------------------------------------------------------
def test_the_hash_is_that_of_the_data_in_the_file_and_not_of_the_language(statement):
    answered(ONE, statement.translation_key, (1, 2, 4, 10, 3), respondents=25)
    report = outcomes_report(EVERYTHING, TODAY)
    file = json.loads(json.dumps(as_json(report)))
    text = json.dumps(file["data"], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert hashlib.sha256(text.encode()).hexdigest() == file["sha256"] == data_hash(report)
    with translation.override("pt"):
        assert data_hash(outcomes_report(EVERYTHING, TODAY)) == file["sha256"]
    assert data_hash(outcomes_report(EVERYTHING, date(2026, 6, 20))) == file["sha256"]
    answered(OTHER, statement.translation_key, (0, 0, 0, 10, 0))
    assert data_hash(outcomes_report(EVERYTHING, TODAY)) != file["sha256"]


def test_the_query_is_written_in_one_order():
    query = ReportQuery(
        scopes={"topic": "b", "article": "a", "format": ""},
        language="pt",
        first=date(2026, 1, 1),
        last=date(2026, 2, 1),
    )
    assert query.text == "article=a&from=2026-01&language=pt&to=2026-02&topic=b"
    assert EVERYTHING.text == ""


def test_canonical_data_holds_whole_numbers_only(statement):
    answered(ONE, statement.translation_key, (1, 2, 4, 10, 3), respondents=25)
    data = canonical_json(canonical_data(outcomes_report(EVERYTHING, TODAY)))
    assert "." not in data


def test_the_number_of_queries_does_not_grow(statement):
    with CaptureQueriesContext(connection) as few:
        outcomes_report(EVERYTHING, TODAY)
    for number in range(30):
        answered(UUID(int=number), statement.translation_key, (0, 0, 0, 11, 0), respondents=11)
    with CaptureQueriesContext(connection) as many:
        outcomes_report(EVERYTHING, TODAY)
    assert len(many) <= len(few) + 1
    assert len(many) < 15


def test_the_collector_runs_again_afterwards(statement):
    outcomes_report(EVERYTHING, TODAY)
    assert gc.isenabled()


def test_articles_have_a_screen_and_other_pages_have_none():
    assert scopes.is_answered(ArticlePage.objects.first())
    assert not scopes.is_answered(ArticlePage.objects.first().get_parent())


def _scope(name):
    return next(scope for scope in scopes.registered() if scope.name == name)
