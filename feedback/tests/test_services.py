"""What is written when readers answer: answers and counts together, each reader once."""

import datetime
from collections import Counter

import pytest
from django.apps import apps
from django.db import models
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from feedback.erasing import erase_reader
from feedback.errors import AnswerError, PollClosedError
from feedback.models import (
    AgreementAnswer,
    AgreementCount,
    AgreementResponse,
    PollCount,
    PollVote,
    Remark,
)
from feedback.openness import closed_on
from feedback.paired_rules import Moment
from feedback.poll_rules import poll_in_force
from feedback.services import add_remark, record_agreement, record_paired, record_vote
from feedback.tests.factories import (
    keys_of,
    make_poll,
    make_question,
    make_set,
    new_token,
    pair_totals,
    poll_totals,
)

pytestmark = pytest.mark.django_db
PAGE = "0c7f0f6e-0000-4000-8000-00000000aaaa"


@pytest.fixture
def asked():
    return keys_of(make_set())


def agree(token, answers, asked):
    record_agreement(PAGE, "en", token, answers, asked)


def counted(**where):
    rows = AgreementCount.objects.filter(page_key=PAGE, count__gt=0, **where)
    return {(r.statement_key, r.answer): r.count for r in rows}


# --- Agreement ------------------------------------------------------------------------------------
def test_an_answer_is_counted_once_and_so_is_its_reader(asked):
    agree(new_token(), {asked[0]: 4}, asked)
    assert counted() == {(None, 0): 1, (asked[0], 4): 1}


def test_the_same_answer_again_changes_nothing(asked):
    token = new_token()
    for _ in range(3):
        agree(token, {asked[0]: 4}, asked)
    assert counted() == {(None, 0): 1, (asked[0], 4): 1}


def test_a_changed_answer_replaces_the_old_one_and_others_stay(asked):
    token = new_token()
    agree(token, {asked[0]: 4, asked[1]: 2}, asked)
    agree(token, {asked[0]: 1}, asked)
    assert counted() == {(None, 0): 1, (asked[0], 1): 1, (asked[1], 2): 1}
    assert AgreementAnswer.objects.filter(response__page_key=PAGE).count() == 2


def test_an_answer_changed_after_its_month_leaves_what_was_counted(asked):
    token = new_token()
    agree(token, {asked[0]: 4}, asked)
    earlier = datetime.date(2020, 5, 1)
    AgreementResponse.objects.filter(page_key=PAGE).update(month=earlier)
    AgreementCount.objects.filter(page_key=PAGE).update(month=earlier)
    agree(token, {asked[0]: 1, asked[1]: 5}, asked)
    assert counted() == {(None, 0): 1, (asked[0], 4): 1}
    own = AgreementAnswer.objects.filter(response__page_key=PAGE)
    assert dict(own.values_list("statement_key", "answer")) == {asked[0]: 1, asked[1]: 5}


@pytest.mark.parametrize("wrong", ["none", "off the scale", "not asked"])
def test_what_cannot_be_an_answer_writes_nothing(asked, wrong):
    answers = {"none": {}, "off the scale": {asked[0]: 6}, "not asked": {keys_of(make_set())[0]: 4}}
    with pytest.raises(AnswerError):
        agree(new_token(), answers[wrong], asked)
    assert not AgreementResponse.objects.filter(page_key=PAGE).exists()
    assert counted() == {}


class CountsAgree(TestCase):
    """Whatever readers do, the counts are those of the stored answers."""

    @settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        st.lists(
            st.tuples(
                st.integers(0, 3),
                st.none() | st.dictionaries(st.integers(0, 1), st.integers(1, 5), min_size=1),
            ),
            max_size=12,
        )
    )
    def test_counts_always_are_those_of_the_stored_answers(self, deeds):
        asked, tokens = keys_of(make_set()), [new_token() for _ in range(4)]
        for reader, answers in deeds:
            if answers is None:
                erase_reader(tokens[reader])
            else:
                agree(tokens[reader], {asked[k]: v for k, v in answers.items()}, asked)
        stored = Counter(
            AgreementAnswer.objects.filter(response__page_key=PAGE).values_list(
                "statement_key", "answer"
            )
        )
        stored[None, 0] = AgreementResponse.objects.filter(page_key=PAGE).count()
        assert counted() == {key: n for key, n in stored.items() if n}


# --- Polls ----------------------------------------------------------------------------------------
def vote(poll, token, *keys):
    record_vote(poll_in_force(poll.translation_key), token, keys, "en")


def test_a_vote_is_counted_once_and_a_new_one_replaces_it():
    poll = make_poll()
    first, second, _ = keys_of(poll)
    token = new_token()
    vote(poll, token, first)
    vote(poll, token, first)
    assert poll_totals(poll) == {None: 1, first: 1}
    vote(poll, token, second)
    assert poll_totals(poll) == {None: 1, second: 1}


def test_several_options_make_one_voter():
    poll = make_poll(choice="multiple")
    first, second, third = keys_of(poll)
    token = new_token()
    vote(poll, token, first, second)
    vote(poll, token, second, third)
    assert poll_totals(poll) == {None: 1, second: 1, third: 1}


@pytest.mark.parametrize("wrong", ["none", "two", "twice", "foreign", "retired"])
def test_what_cannot_be_a_vote_writes_nothing(wrong):
    poll = make_poll()
    first, second, third = keys_of(poll)
    poll.options.filter(translation_key=third).update(is_retired=True)
    foreign = keys_of(make_poll())[0]
    keys = {
        "none": [],
        "two": [first, second],
        "twice": [first, first],
        "foreign": [foreign],
        "retired": [third],
    }
    with pytest.raises(AnswerError):
        vote(poll, new_token(), *keys[wrong])
    assert not PollVote.objects.filter(poll_key=poll.translation_key).exists()
    assert poll_totals(poll) == {}


def test_a_poll_closes_on_time_and_says_when():
    closing = datetime.datetime(2025, 3, 31, 12, tzinfo=datetime.UTC)
    poll = make_poll(closes_at=closing)
    with pytest.raises(PollClosedError) as error:
        vote(poll, new_token(), keys_of(poll)[0])
    assert error.value.closed_on == closed_on(poll) == datetime.date(2025, 3, 31)
    assert poll_totals(poll) == {}


@pytest.mark.parametrize("fields", [{"is_open": False}, {"opened_on": datetime.date(2999, 1, 1)}])
def test_a_poll_that_is_not_open_takes_no_vote(fields):
    poll = make_poll(**fields)
    with pytest.raises(PollClosedError):
        vote(poll, new_token(), keys_of(poll)[0])


def test_a_poll_closed_in_the_original_is_closed_in_a_translation_that_does_not_know_yet(
    portuguese,
):
    poll = make_poll()
    translated = poll.copy_for_translation(portuguese)
    translated.save()
    poll.is_open = False
    poll.save()
    with pytest.raises(PollClosedError):
        vote(translated, new_token(), keys_of(poll)[0])


# --- Remarks --------------------------------------------------------------------------------------
def test_a_remark_sent_twice_is_one_remark():
    for _ in range(2):
        add_remark(PAGE, "en", "  The table is hard to read. \r\n")
    assert [r.text for r in Remark.objects.filter(page_key=PAGE)] == ["The table is hard to read."]


def test_a_remark_that_is_too_long_is_refused():
    with pytest.raises(AnswerError):
        add_remark(PAGE, "en", "x" * 1001)
    assert not Remark.objects.filter(page_key=PAGE).exists()


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("NUL \x00 and bell \x07", "NUL  and bell"),
        ("reads \u202eleft\u202c to right", "reads left to right"),
        ("e\u0301 is one letter", "\xe9 is one letter"),
        ("p < 0.05\r\n\tand <b>", "p < 0.05\n\tand <b>"),
        ("\x00", None),
    ],
)
def test_a_remark_looks_like_what_it_says(text, kept):
    add_remark(PAGE, "en", text)
    found = [r.text for r in Remark.objects.filter(page_key=PAGE)]
    assert found == ([kept] if kept else [])


# --- Taking everything back -----------------------------------------------------------------------
def test_a_reader_takes_everything_back_and_nobody_elses(asked):
    poll, question = make_poll(), make_question()
    first, right = keys_of(poll)[0], keys_of(question)[0]
    mine, other = new_token(), new_token()
    for token in (mine, other):
        agree(token, {asked[0]: 4}, asked)
        vote(poll, token, first)
        for moment in Moment:
            record_paired(question.translation_key, PAGE, token, right, moment, "en")
    assert erase_reader(mine) == 3
    assert counted() == {(None, 0): 1, (asked[0], 4): 1}
    assert poll_totals(poll) == {None: 1, first: 1}
    assert pair_totals(question) == {("right", "right"): 1}
    assert erase_reader(mine) == 0


def test_what_is_taken_back_after_its_month_stays_counted(asked):
    token, earlier = new_token(), datetime.date(2020, 5, 1)
    agree(token, {asked[0]: 4}, asked)
    AgreementResponse.objects.filter(page_key=PAGE).update(month=earlier)
    AgreementCount.objects.filter(page_key=PAGE).update(month=earlier)
    erase_reader(token)
    assert not AgreementResponse.objects.filter(page_key=PAGE).exists()
    assert counted() == {(None, 0): 1, (asked[0], 4): 1}


# --- Who it was -----------------------------------------------------------------------------------
def test_answers_of_one_reader_have_nothing_in_common(asked):
    token = new_token()
    agree(token, {asked[0]: 4}, asked)
    record_agreement(asked[0], "en", token, {asked[0]: 4}, asked)
    poll = make_poll()
    vote(poll, token, keys_of(poll)[0])
    readers = [
        *AgreementResponse.objects.filter(page_key__in=[PAGE, asked[0]]).values_list(
            "reader", flat=True
        ),
        *PollVote.objects.filter(poll_key=poll.translation_key).values_list("reader", flat=True),
    ]
    assert len(set(readers)) == 3
    assert all(len(reader) == 64 and token not in reader for reader in readers)


def test_no_table_of_answers_has_a_place_for_an_address_a_device_or_a_time_of_day():
    answers = [
        model
        for model in apps.get_app_config("feedback").get_models()
        if model._meta.label.split(".")[1]
        in {
            "AgreementResponse",
            "AgreementAnswer",
            "AgreementCount",
            "PollVote",
            "PollChoice",
            "PollCount",
            "PairedResponse",
            "PairedCount",
            "ReadingCount",
            "Remark",
        }
    ]
    assert len(answers) == 10
    for model in answers:
        for field in model._meta.get_fields():
            assert not isinstance(
                field, models.DateTimeField | models.TimeField | models.GenericIPAddressField
            ), field
            name = field.name.lower()
            assert not any(word in name for word in ("ip", "agent", "address", "user", "session"))


def test_rows_of_votes_hold_the_month_only():
    poll = make_poll()
    vote(poll, new_token(), keys_of(poll)[0])
    assert {row.month.day for row in PollVote.objects.filter(poll_key=poll.translation_key)} == {1}
    assert {row.month.day for row in PollCount.objects.filter(poll_key=poll.translation_key)} == {1}
