"""Which single answers have been kept long enough. Their counts stay for good."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction

from feedback.atoms import month_of
from feedback.models import AgreementResponse, FeedbackSettings, PollVote


def first_month_kept(today: date, settings: FeedbackSettings) -> date:
    """Answers of earlier months go. No month is pruned while a token of it may be alive: its
    reader could answer once more, and would count twice."""
    whole = today.year * 12 + today.month - 1 - settings.answers_months
    by_age = date(whole // 12, whole % 12 + 1, 1)
    return min(by_age, month_of(today - timedelta(days=settings.token_days)))


def prune(today: date) -> tuple[date, int, int]:
    """Delete them; the first month that is kept, how many responses and votes went."""
    first = first_month_kept(today, FeedbackSettings.load())
    with transaction.atomic():
        _all, responses = AgreementResponse.objects.filter(month__lt=first).delete()
        _all, votes = PollVote.objects.filter(month__lt=first).delete()
    return (
        first,
        responses.get(AgreementResponse._meta.label, 0),
        votes.get(PollVote._meta.label, 0),
    )
