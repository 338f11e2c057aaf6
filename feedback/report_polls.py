"""Polls in a report: whole polls only, never narrowed down, from their minimum of votes on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Sum

from feedback.atoms import MINIMUM
from feedback.models import Poll, PollCount
from feedback.report_names import best_of
from feedback.statistics import percentages


@dataclass(frozen=True)
class OptionResult:
    """`percent` is a whole number: of the voters where several options may be chosen, otherwise
    one of a list that adds up to 100."""

    key: UUID
    text: str
    votes: int
    percent: int


@dataclass(frozen=True)
class PollResult:
    """Without options while fewer than `minimum` voted; `voters` is 0 then."""

    key: UUID
    question: str
    is_multiple: bool
    minimum: int
    voters: int
    options: tuple[OptionResult, ...]
    caveat: str

    @property
    def is_shown(self) -> bool:
        return self.voters > 0


def poll_results() -> tuple[PollResult, ...]:
    """Every poll that somebody voted in, the newest first. Votes of all languages and months,
    the running one included: readers see the same totals below the poll. Three queries."""
    counts: dict[UUID, dict[UUID | None, int]] = {}
    rows = PollCount.objects.values_list("poll_key", "option_key").annotate(total=Sum("count"))
    for poll, option, count in rows.order_by():
        counts.setdefault(poll, {})[option] = count
    polls = best_of(
        Poll.objects.filter(translation_key__in=counts).prefetch_related("options")
    ).values()
    newest = sorted(polls, key=lambda poll: -poll.pk)
    return tuple(
        _result(poll, counts[poll.translation_key])
        for poll in newest
        if counts[poll.translation_key].get(None)
    )


def option_results(
    poll: Poll, counts: Mapping[UUID | None, int], voters: int
) -> tuple[OptionResult, ...]:
    """Every option with its votes; a retired one that nobody chose says nothing and is left out."""
    shown = [
        (option, counts.get(option.translation_key, 0))
        for option in poll.options.all()
        if not option.is_retired or counts.get(option.translation_key)
    ]
    votes = [count for _option, count in shown]
    is_multiple = poll.choice == Poll.Choice.MULTIPLE
    shares = [round(100 * n / voters) for n in votes] if is_multiple else percentages(votes)
    return tuple(
        OptionResult(option.translation_key, option.text, count, share)
        for (option, count), share in zip(shown, shares, strict=True)
    )


@dataclass(frozen=True)
class PollTotals:
    """A poll as editors see it, open or closed: `options` from ten voters on, whatever readers
    must wait for."""

    voters: int
    options: tuple[OptionResult, ...]


def poll_totals(poll: Poll) -> PollTotals:
    """One query for the counts, one for the options."""
    rows = PollCount.objects.filter(poll_key=poll.translation_key).values_list("option_key")
    counts = dict(rows.annotate(total=Sum("count")).order_by())
    voters = counts.get(None, 0)
    return PollTotals(voters, option_results(poll, counts, voters) if voters >= MINIMUM else ())


def _result(poll: Poll, counts: dict[UUID | None, int]) -> PollResult:
    voters = counts.get(None, 0)
    minimum = max(MINIMUM, poll.minimum_votes)
    is_multiple = poll.choice == Poll.Choice.MULTIPLE
    options: tuple[OptionResult, ...] = ()
    if voters >= minimum:
        options = option_results(poll, counts, voters)
    return PollResult(
        key=poll.translation_key,
        question=poll.question,
        is_multiple=is_multiple,
        minimum=minimum,
        voters=voters if options else 0,
        options=options,
        caveat=poll.caveat,
    )
