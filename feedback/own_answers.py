"""What the reader of a request answered about one page or in one poll."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from feedback.models import AgreementResponse, PairedResponse, PollVote
from feedback.paired_rules import Moment
from feedback.readers import agreement_reader, paired_reader, poll_reader


@dataclass(frozen=True)
class OwnPair:
    """The answers to a paired question; None where there is none."""

    before: UUID | None = None
    after: UUID | None = None

    def takes(self, moment: Moment) -> bool:
        """Whether an answer at that moment would be a first one. After the second answer there is
        none to give: the right one has been shown."""
        return self.after is None and (moment is Moment.AFTER or self.before is None)


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


def own_pair(token: str | None, question_key: UUID, page_key: UUID) -> OwnPair:
    """What the reader chose before and after reading a page."""
    if token is None:
        return OwnPair()
    reader = paired_reader(token, question_key, page_key)
    response = PairedResponse.objects.filter(
        question_key=question_key, page_key=page_key, reader=reader
    ).first()
    return OwnPair(response.before_key, response.after_key) if response else OwnPair()
