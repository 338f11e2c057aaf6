"""Find and erase what one reader answered: only who holds the token can."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
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
from feedback.paired_rules import question_in_force
from feedback.readers import agreement_reader, paired_reader, poll_reader
from feedback.services import AGREEMENT_PLACE, PAIRED_PLACE, POLL_PLACE, paired_place

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


def erase_reader(token: str) -> int:
    """Delete the reader's answers, votes and pairs; how many. Counts of this month, and of polls,
    lose them; months that are over stay as they were reported."""
    with transaction.atomic():
        known = known_about(token)
        this_month = month_of(timezone.localdate())
        done = 0
        for response in known.responses:
            done += _erase_response(response, counted=response.month == this_month)
        for vote in known.votes:
            done += _erase_vote(vote)
        for pair in known.pairs:
            done += _erase_pair(pair, counted=pair.month == this_month)
    return done


def _erase_response(response: AgreementResponse, *, counted: bool) -> bool:
    answers = list(response.answers.values_list("statement_key", "answer"))
    if not _delete(AgreementResponse, response.pk):
        return False
    if not counted:
        return True
    where = (response.language, response.month)
    changes: Counter[counting.Place] = Counter()
    changes[response.page_key, None, *where, 0] -= 1
    for key, value in answers:
        changes[response.page_key, key, *where, value] -= 1
    counting.apply(AgreementCount, AGREEMENT_PLACE, changes)
    return True


def _erase_vote(vote: PollVote) -> bool:
    chosen: list[UUID] = list(vote.choices.values_list("option_key", flat=True))
    if not _delete(PollVote, vote.pk):
        return False
    where = (vote.language, vote.month)
    changes: Counter[counting.Place] = Counter()
    changes[vote.poll_key, None, *where] -= 1
    for key in chosen:
        changes[vote.poll_key, key, *where] -= 1
    counting.apply(PollCount, POLL_PLACE, changes)
    return True


def _erase_pair(pair: PairedResponse, *, counted: bool) -> bool:
    if not _delete(PairedResponse, pair.pk):
        return False
    # Of a question that is gone nobody knows any more what was right, so its counts stay.
    question = question_in_force(pair.question_key) if counted else None
    if question is not None:
        place = paired_place(pair, question)
        counting.apply(PairedCount, PAIRED_PLACE, Counter({place: -1}))
    return True


def _delete(model: type[Model], pk: int) -> bool:
    """False when another request was first."""
    return bool(model._default_manager.filter(pk=pk).delete()[0])
