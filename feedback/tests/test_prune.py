"""Single answers go in time; what was counted stays."""

import datetime

import pytest
from django.core.management import call_command
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from feedback.atoms import month_of
from feedback.models import (
    AgreementResponse,
    FeedbackSettings,
    PairedCount,
    PairedResponse,
    PollCount,
    PollVote,
)
from feedback.paired_rules import Moment
from feedback.poll_rules import poll_in_force
from feedback.pruning import first_month_kept
from feedback.readers import paired_reader
from feedback.services import record_agreement, record_paired, record_vote
from feedback.tests.factories import (
    keys_of,
    make_poll,
    make_question,
    make_set,
    new_token,
    pair_totals,
    poll_totals,
)


@pytest.mark.django_db
def test_old_answers_are_deleted_and_their_counts_stay(capsys):
    poll, asked = make_poll(), keys_of(make_set())
    option, page = keys_of(poll)[0], asked[0]
    record_vote(poll_in_force(poll.translation_key), new_token(), [option], "en")
    record_agreement(page, "en", new_token(), {asked[0]: 5}, asked)
    old = datetime.date(2020, 1, 1)
    for model in (PollVote, PollCount):
        model.objects.filter(poll_key=poll.translation_key).update(month=old)
    AgreementResponse.objects.filter(page_key=page).update(month=old)
    record_vote(poll_in_force(poll.translation_key), new_token(), [option], "en")
    call_command("prune_feedback")
    assert "deleted 1 agreement answers, 1 votes" in capsys.readouterr().out
    assert PollVote.objects.filter(poll_key=poll.translation_key).count() == 1
    assert not AgreementResponse.objects.filter(page_key=page).exists()
    assert poll_totals(poll) == {None: 2, option: 2}


@pytest.mark.django_db
def test_old_pairs_are_deleted_and_their_counts_stay(capsys):
    question = make_question()
    key, [right, wrong, _] = question.translation_key, keys_of(question)
    old, kept = new_token(), new_token()
    for token in (old, kept):
        record_paired(key, right, token, wrong, Moment.BEFORE, "en")
        record_paired(key, right, token, right, Moment.AFTER, "en")
        if token is old:
            for model in (PairedResponse, PairedCount):
                model.objects.filter(question_key=key).update(month=datetime.date(2020, 1, 1))
    call_command("prune_feedback")
    assert "1 paired answers." in capsys.readouterr().out
    left = PairedResponse.objects.get(question_key=key)
    assert left.reader == paired_reader(kept, key, right)
    assert pair_totals(question) == {("wrong", "right"): 2}


@pytest.mark.parametrize(
    ("today", "months", "days", "first"),
    [
        ((2026, 11, 24), 13, 180, (2025, 10, 1)),
        ((2026, 1, 31), 1, 1, (2025, 12, 1)),
        ((2026, 3, 1), 1, 395, (2025, 1, 1)),
    ],
)
def test_answers_are_kept_for_the_months_of_the_settings_and_while_tokens_live(
    today, months, days, first
):
    settings = FeedbackSettings(answers_months=months, token_days=days)
    assert first_month_kept(datetime.date(*today), settings) == datetime.date(*first)


@given(st.dates(datetime.date(2020, 1, 1)), st.integers(1, 25), st.integers(1, 395))
def test_nobody_whose_token_lives_is_forgotten_and_counted_twice(today, months, days):
    settings = FeedbackSettings(answers_months=months, token_days=days)
    given_at_the_earliest = today - datetime.timedelta(days=days)
    assert first_month_kept(today, settings) <= month_of(given_at_the_earliest)


def test_the_running_month_is_always_kept():
    settings = FeedbackSettings(answers_months=1, token_days=1)
    assert first_month_kept(timezone.localdate(), settings) <= month_of(timezone.localdate())
