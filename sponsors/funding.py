"""Shares and levels of a year, computed from what is booked. Pure: whole numbers, no floats.

The formula, in words. An amount is spread evenly over the days of its period, first and last day
included. A funder's share is its part of the year over the parts of everybody, readers included.
Its level is the highest threshold that the share reaches, compared before any rounding.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

WHOLE = 1000  # tenths of a per cent


@dataclass(frozen=True)
class Booked:
    """An amount booked for a period; both days belong to it.

    `minor` is in the reporting currency, negative for a reversal and None while a rate is missing.
    `group` is the group of companies behind the funder, or the funder's own name.
    """

    funder: str
    name: str
    group: str
    is_readers: bool
    minor: int | None
    start: date
    end: date


@dataclass(frozen=True)
class Threshold:
    """A level and the share, in tenths of a per cent, from which on it holds."""

    level: str
    minimum_tenths: int


@dataclass(frozen=True)
class FunderYear:
    """What one funder paid for a year. `share_tenths` are rounded so that a year makes 1000."""

    funder: str
    name: str
    is_readers: bool
    minor: int | None
    share_tenths: int | None
    level: str | None


@dataclass(frozen=True)
class YearFigures:
    """A year's income. Where it is not complete there is no total, share, level or ceiling.

    Rows stand in the order of their amounts, then of their names; by name alone in a year that is
    not complete. `over_ceiling` names groups, largest first.
    """

    year: int
    is_complete: bool
    total: int | None
    rows: tuple[FunderYear, ...]
    over_ceiling: tuple[str, ...]


def part_of_year(minor: int, start: date, end: date, year: int) -> int:
    """What of an amount falls to `year`. The parts of all years add up to the amount.

    A reversal (negative) is the exact negative of what it reverses. Raises ValueError for a period
    that ends before it starts.
    """
    days = (end - start).days + 1
    if days < 1:
        raise ValueError(f"The period ends ({end}) before it starts ({start}).")
    paid = abs(minor)
    until_end = paid * _days_until_end_of(year, start, days) // days
    before = paid * _days_until_end_of(year - 1, start, days) // days
    return (until_end - before) * (-1 if minor < 0 else 1)


def years_of(booked: Booked) -> list[int]:
    """The years that a period touches, first to last."""
    return list(range(booked.start.year, booked.end.year + 1))


def level_of(amount: int, total: int, thresholds: Iterable[Threshold]) -> str | None:
    """The highest level whose minimum `amount` reaches, exactly; None below all of them."""
    if amount <= 0 or total <= 0:
        return None
    for threshold in sorted(thresholds, key=lambda step: (-step.minimum_tenths, step.level)):
        if amount * WHOLE >= threshold.minimum_tenths * total:
            return threshold.level
    return None


def shares_in_tenths(amounts: Mapping[str, int]) -> dict[str, int]:
    """Tenths of a per cent by largest remainder: they make exactly 1000 of any positive total.

    A larger amount never gets a smaller share; between equal ones the key decides. Raises
    ValueError for a negative amount.
    """
    if any(amount < 0 for amount in amounts.values()):
        raise ValueError("A share of a negative amount has no meaning.")
    total = sum(amounts.values())
    if total == 0:
        return dict.fromkeys(amounts, 0)
    shares = {key: amount * WHOLE // total for key, amount in amounts.items()}
    left = WHOLE - sum(shares.values())
    by_remainder = sorted(amounts, key=lambda key: (-(amounts[key] * WHOLE % total), key))
    for key in by_remainder[:left]:
        shares[key] += 1
    return shares


def year_figures(
    booked: Iterable[Booked],
    year: int,
    thresholds: Iterable[Threshold],
    ceiling_tenths: int | None,
) -> YearFigures:
    """Everything about one year. The order of `booked` does not matter; other years are ignored."""
    here = [entry for entry in booked if entry.start.year <= year <= entry.end.year]
    funders: dict[str, list[Booked]] = defaultdict(list)
    for entry in here:
        funders[entry.funder].append(entry)
    amounts = {key: _net(entries, year) for key, entries in funders.items()}
    amounts = {key: amount for key, amount in amounts.items() if amount != 0}
    names = {key: min(entry.name for entry in funders[key]) for key in amounts}
    readers = {key for key in amounts if any(entry.is_readers for entry in funders[key])}

    known = {key: amount for key, amount in amounts.items() if amount is not None and amount > 0}
    if len(known) != len(amounts):
        # A rate is missing, or more is reversed than was ever booked: no figure would be right.
        rows = tuple(
            FunderYear(key, names[key], key in readers, amounts[key], None, None)
            for key in sorted(amounts, key=lambda key: (names[key].casefold(), key))
        )
        return YearFigures(year, False, None, rows, ())

    total, steps = sum(known.values()), tuple(thresholds)
    order = sorted(known, key=lambda key: (-known[key], names[key].casefold(), key))
    # Keys that sort as the rows do, so that between equal amounts the first name gets the tenth.
    places = {key: f"{place:09d}" for place, key in enumerate(order)}
    shares = shares_in_tenths({places[key]: known[key] for key in order})
    return YearFigures(
        year=year,
        is_complete=True,
        total=total,
        rows=tuple(
            FunderYear(
                funder=key,
                name=names[key],
                is_readers=key in readers,
                minor=known[key],
                share_tenths=shares[places[key]],
                level=None if key in readers else level_of(known[key], total, steps),
            )
            for key in order
        ),
        over_ceiling=_over_ceiling(
            {key: known[key] for key in order if key not in readers}, funders, total, ceiling_tenths
        ),
    )


def _days_until_end_of(year: int, start: date, days: int) -> int:
    """How many of the period's days have passed when `year` ends."""
    return min(max((date(year, 12, 31) - start).days + 1, 0), days)


def _net(entries: Iterable[Booked], year: int) -> int | None:
    """A funder's part of the year less what was reversed; None if an amount is not known."""
    net = 0
    for entry in entries:
        if entry.minor is None:
            return None
        net += part_of_year(entry.minor, entry.start, entry.end, year)
    return net


def _over_ceiling(
    amounts: Mapping[str, int],
    funders: Mapping[str, list[Booked]],
    total: int,
    ceiling_tenths: int | None,
) -> tuple[str, ...]:
    """Groups whose share is above the ceiling; how a name is capitalised or spaced is ignored."""
    if ceiling_tenths is None:
        return ()
    paid: dict[str, int] = defaultdict(int)
    written: dict[str, set[str]] = defaultdict(set)
    for key, amount in amounts.items():
        group = min(entry.group for entry in funders[key])
        same = " ".join(group.split()).casefold()
        paid[same] += amount
        written[same].add(group)
    over = [same for same, amount in paid.items() if amount * WHOLE > ceiling_tenths * total]
    return tuple(min(written[same]) for same in sorted(over, key=lambda same: (-paid[same], same)))
