"""Polls in a report: whole polls only, never narrowed down, from their minimum of votes on."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from feedback.atoms import MINIMUM
from feedback.models import Poll
from feedback.poll_counts import OptionCount, Votes, option_counts, votes_of, votes_of_all
from feedback.poll_rules import PollInForce, poll_in_force, polls_in_force


@dataclass(frozen=True)
class PollResult:
    """Without options while fewer than `minimum` voted; `voters` is 0 then."""

    key: UUID
    question: str
    is_multiple: bool
    minimum: int
    voters: int
    options: tuple[OptionCount, ...]
    caveat: str

    @property
    def is_shown(self) -> bool:
        return self.voters > 0


def poll_results() -> tuple[PollResult, ...]:
    """Every poll that somebody voted in, the newest first. Votes of all languages and months,
    the running one included: readers see the same totals below the poll. Three queries."""
    votes = votes_of_all()
    return tuple(_result(poll, votes[key]) for key, poll in polls_in_force(list(votes)).items())


@dataclass(frozen=True)
class PollTotals:
    """A poll as editors see it, open or closed: `options` from ten voters on, whatever readers
    must wait for."""

    voters: int
    options: tuple[OptionCount, ...]


def poll_totals(poll: Poll) -> PollTotals:
    """Three queries."""
    votes = votes_of(poll.translation_key)
    found = poll_in_force(poll.translation_key) or PollInForce(poll, poll)
    return PollTotals(votes.get(None, 0), option_counts(found, votes, MINIMUM))


def _result(poll: PollInForce, votes: Votes) -> PollResult:
    options = option_counts(poll, votes)
    return PollResult(
        key=poll.key,
        question=poll.words.question,
        is_multiple=poll.is_multiple,
        minimum=poll.minimum,
        voters=votes.get(None, 0) if options else 0,
        options=options,
        caveat=poll.words.caveat,
    )
