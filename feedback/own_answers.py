"""What the reader of a request answered about one page or in one poll."""

from __future__ import annotations

from uuid import UUID

from feedback.models import AgreementResponse, PollVote
from feedback.readers import agreement_reader, poll_reader


def own_answers(token: str | None, page_key: UUID) -> dict[UUID, int]:
    """Points by statement; empty for a reader who has not answered."""
    if token is None:
        return {}
    reader = agreement_reader(token, page_key)
    response = AgreementResponse.objects.filter(page_key=page_key, reader=reader).first()
    return dict(response.answers.values_list("statement_key", "answer")) if response else {}


def own_vote(token: str | None, poll_key: UUID) -> frozenset[UUID]:
    """The chosen options; empty for a reader who has not voted."""
    if token is None:
        return frozenset()
    vote = PollVote.objects.filter(poll_key=poll_key, reader=poll_reader(token, poll_key)).first()
    return frozenset(vote.choices.values_list("option_key", flat=True)) if vote else frozenset()
