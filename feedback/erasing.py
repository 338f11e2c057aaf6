"""Find and erase what one reader answered: only who holds the token can."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils import timezone

from feedback import counting
from feedback.atoms import month_of
from feedback.models import (
    AgreementCount,
    AgreementResponse,
    PairedCount,
    PairedResponse,
    PollCount,
    PollVote,
)
from feedback.models.answered import Counted
from feedback.paired_rules import question_in_force
from feedback.readers import agreement_reader, paired_reader, poll_reader
from feedback.services import AGREEMENT_PLACE, PAIRED_PLACE, POLL_PLACE, paired_place

PLACES: dict[type[Counted], tuple[str, ...]] = {
    AgreementCount: AGREEMENT_PLACE,
    PollCount: POLL_PLACE,
    PairedCount: PAIRED_PLACE,
}
AT_ONCE = 400  # SQLite takes a limited number of values


@dataclass(frozen=True)
class Known:
    """Everything stored under one token."""

    responses: tuple[AgreementResponse, ...]
    votes: tuple[PollVote, ...]
    pairs: tuple[PairedResponse, ...]


def known_about(token: str) -> Known:
    """The hashes cannot be joined, so the token is tried on everything that has answers."""
    pages = AgreementResponse.objects.values_list("page_key", flat=True).distinct()
    polls = PollVote.objects.values_list("poll_key", flat=True).distinct()
    pairs = PairedResponse.objects.values_list("question_key", "page_key").distinct()
    return Known(
        tuple(_with(AgreementResponse.objects.all(), [agreement_reader(token, k) for k in pages])),
        tuple(_with(PollVote.objects.all(), [poll_reader(token, k) for k in polls])),
        tuple(_with(PairedResponse.objects.all(), [paired_reader(token, *k) for k in pairs])),
    )


def _with(rows: QuerySet[Any], readers: list[str]) -> list[Any]:
    found: list[Any] = []
    for start in range(0, len(readers), AT_ONCE):
        found.extend(rows.filter(reader__in=readers[start : start + AT_ONCE]).order_by("pk"))
    return found


Changes = dict[type[Counted], Counter[counting.Place]]


def erase_reader(token: str) -> int:
    """Delete the reader's answers, votes and pairs; how many. Counts of this month, and of polls,
    lose them; months that are over stay as they were reported."""
    with transaction.atomic():
        known = known_about(token)
        this_month = month_of(timezone.localdate())
        changes: Changes = {model: Counter() for model in PLACES}
        done = 0
        for response in known.responses:
            done += _erase_response(response, this_month, changes)
        for vote in known.votes:
            done += _erase_vote(vote, changes)
        for pair in known.pairs:
            done += _erase_pair(pair, this_month, changes)
        # At the end and in one order, so that two readers never wait for each other in a circle.
        for model, names in PLACES.items():
            counting.apply(model, names, changes[model])
    return done


def _erase_response(response: AgreementResponse, this_month: date, changes: Changes) -> bool:
    if not _lock(response):
        return False
    answers = list(response.answers.values_list("statement_key", "answer"))
    response.delete()
    if response.month == this_month:
        where = (response.language, response.month)
        changes[AgreementCount][response.page_key, None, *where, 0] -= 1
        for key, value in answers:
            changes[AgreementCount][response.page_key, key, *where, value] -= 1
    return True


def _erase_vote(vote: PollVote, changes: Changes) -> bool:
    if not _lock(vote):
        return False
    chosen: list[UUID] = list(vote.choices.values_list("option_key", flat=True))
    vote.delete()
    for key in (None, *chosen):
        changes[PollCount][vote.poll_key, key, vote.language, vote.month] -= 1
    return True


def _erase_pair(pair: PairedResponse, this_month: date, changes: Changes) -> bool:
    if not _lock(pair):
        return False
    pair.refresh_from_db()
    question = question_in_force(pair.question_key) if pair.month == this_month else None
    pair.delete()
    # Of a question that is gone nobody knows any more what was right, so its counts stay.
    if question is not None:
        changes[PairedCount][paired_place(pair, question)] -= 1
    return True


def _lock(row: Model) -> bool:
    """Nobody changes it from here on. False when another request has erased it."""
    rows = type(row)._default_manager.select_for_update()
    return rows.filter(pk=row.pk).first() is not None
