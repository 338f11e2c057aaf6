"""Which single answers have been kept long enough. Their counts stay for good."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from feedback.atoms import month_of
from feedback.models import AgreementResponse, FeedbackSettings, PairedResponse, PollVote


@dataclass(frozen=True)
class Pruned:
    """The first month that is kept, and how many rows of earlier months went."""

    kept_from: date
    agreement_answers: int
    votes: int
    paired_answers: int


def first_month_kept(today: date, settings: FeedbackSettings) -> date:
    """Answers of earlier months go. No month is pruned while a token of it may be alive: its
    reader could answer once more, and would count twice."""
    whole = today.year * 12 + today.month - 1 - settings.answers_months
    by_age = date(whole // 12, whole % 12 + 1, 1)
    return min(by_age, month_of(today - timedelta(days=settings.token_days)))


def prune(today: date) -> Pruned:
    """Delete them."""
    first = first_month_kept(today, FeedbackSettings.load())
    with transaction.atomic():
        gone = [
            model._default_manager.filter(month__lt=first).delete()[1].get(model._meta.label, 0)
            for model in (AgreementResponse, PollVote, PairedResponse)
        ]
    return Pruned(first, *gone)
