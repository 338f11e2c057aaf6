"""Where invented answers are put: the complete months before a day. Pure."""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from feedback.atoms import last_complete_month


def months_before(day: date, count: int) -> list[date]:
    """First days of the `count` complete months before the month of `day`, oldest first."""
    months: list[date] = []
    for _number in range(count):
        day = last_complete_month(day)
        months.append(day)
    return months[::-1]


def in_turn(shares: Sequence[int], count: int) -> Iterator[int]:
    """`count` places of `shares`, one after the other, so that at every moment each place has
    come about as often as its share says. No chance in it. ValueError for shares without a sum.

    Each step takes the place that is furthest behind, the first of them where several are.
    """
    total = sum(shares)
    if total <= 0:
        raise ValueError(f"{shares} are no shares")
    given = [0] * len(shares)
    for number in range(1, count + 1):
        place = max(
            range(len(shares)), key=lambda each: shares[each] * number - total * given[each]
        )
        given[place] += 1
        yield place


def nested_by_day(month: date, totals: Sequence[int]) -> dict[date, tuple[int, ...]]:
    """Totals of a month, each at most as large as the one before, spread evenly over its days.

    On every day too, none is larger than the one before. Days without anything are left out.
    ValueError for totals that grow.
    """
    if any(more > fewer for fewer, more in pairwise(totals)):
        raise ValueError(f"{totals} grow")
    days = calendar.monthrange(month.year, month.month)[1]
    counts = [[0] * len(totals) for _day in range(days)]
    # Who is counted first is counted on a day; of these, evenly, come those counted next.
    counted = [number * days // totals[0] for number in range(totals[0])] if totals[0] else []
    for place, total in enumerate(totals):
        counted = [counted[number * len(counted) // total] for number in range(total)]
        for day in counted:
            counts[day][place] += 1
    return {
        month.replace(day=day + 1): tuple(numbers)
        for day, numbers in enumerate(counts)
        if any(numbers)
    }
