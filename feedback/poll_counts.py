"""The votes of a poll as everybody is shown them: readers, editors, reports and their files.

The one place that decides from how many voters on, of which options, and in what per cents.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Sum

from feedback.models import PollCount
from feedback.poll_rules import PollInForce
from feedback.statistics import percentages, whole_percent

Votes = Mapping[UUID | None, int]
"""Votes by option; the voters under None. All languages and months."""


@dataclass(frozen=True)
class OptionCount:
    """`percent` is a whole number: of the voters where several options may be chosen, otherwise
    one of a list that adds up to 100."""

    key: UUID
    text: str
    votes: int
    percent: int
    is_retired: bool


def votes_of(poll_key: UUID) -> Votes:
    """One query."""
    rows = PollCount.objects.filter(poll_key=poll_key).values_list("option_key")
    return dict(rows.annotate(total=Sum("count")).order_by())


def votes_of_all() -> dict[UUID, Votes]:
    """The votes of every poll that somebody voted in. One query."""
    votes: dict[UUID, dict[UUID | None, int]] = {}
    rows = PollCount.objects.values_list("poll_key", "option_key").annotate(total=Sum("count"))
    for poll, option, count in rows.order_by():
        votes.setdefault(poll, {})[option] = count
    return {poll: counts for poll, counts in votes.items() if counts.get(None)}


def option_counts(
    poll: PollInForce, votes: Votes, minimum: int | None = None
) -> tuple[OptionCount, ...]:
    """In the poll's own order; () while fewer than `minimum` voted, of readers the poll's own.

    A retired option that nobody chose says nothing and is left out.
    """
    voters = votes.get(None, 0)
    if voters < (poll.minimum if minimum is None else minimum):
        return ()
    shown = [
        option
        for option in poll.options
        if option.translation_key not in poll.retired or votes.get(option.translation_key)
    ]
    counts = [votes.get(option.translation_key, 0) for option in shown]
    shares = (
        [whole_percent(count, voters) for count in counts]
        if poll.is_multiple
        else percentages(counts)
    )
    return tuple(
        OptionCount(
            key=option.translation_key,
            text=option.text,
            votes=count,
            percent=share,
            is_retired=option.translation_key in poll.retired,
        )
        for option, count, share in zip(shown, counts, shares, strict=True)
    )
