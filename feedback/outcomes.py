"""Reports on outcomes: sums over the atoms inside a filter. Pure; `feedback.atoms` says why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import TypeVar

from feedback.atoms import (
    MINIMUM,
    Atom,
    Cell,
    Key,
    Partition,
    Waiting,
    cells_from,
    last_complete_month,
    month_of,
    partition,
)

__all__ = [
    "MINIMUM",
    "Atom",
    "Cell",
    "Partition",
    "Report",
    "Total",
    "Waiting",
    "Within",
    "cells_from",
    "last_complete_month",
    "month_of",
    "partition",
    "quarter_of",
    "report",
    "report_by_language",
    "report_by_page",
    "trend",
]

_K = TypeVar("_K", bound=Hashable)


@dataclass(frozen=True)
class Within:
    """What a report is about. None means all; `first` and `last` are months and belong to it."""

    pages: Collection[Key] | None = None
    languages: Collection[str] | None = None
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True)
class Total:
    """The sum over `atoms` atoms. `held_back` counts the groups (a page in a language) that have
    answers in these months which are not in the sum, because too few came or because the atom
    reaches beyond the months."""

    n: int = 0
    counts: tuple[int, ...] = ()
    atoms: int = 0
    held_back: int = 0


Report = dict[Key, Total]
"""A total for each series that has anything inside the filter."""


def quarter_of(month: date) -> date:
    """The first day of the quarter."""
    return date(month.year, (month.month - 1) // 3 * 3 + 1, 1)


def report(parts: Partition, within: Within) -> Report:
    """The totals of the atoms entirely inside the filter."""
    return _summed(parts, within, lambda span: True).get(True, {})


def report_by_page(parts: Partition, within: Within) -> dict[Key, Report]:
    """A report for each page that has anything inside the filter."""
    return _summed(parts, within, attrgetter("page"))


def report_by_language(parts: Partition, within: Within) -> dict[str, Report]:
    """A report for each language that has anything inside the filter."""
    return _summed(parts, within, attrgetter("language"))


def trend(parts: Partition, within: Within) -> dict[date, Report]:
    """A report for each calendar quarter, by its first day, oldest first.

    An atom that reaches over the end of a quarter is in none, so the quarters may add up to less
    than the report. Nothing is said about what is held back.
    """
    inside = (atom for atom in parts.atoms if _is_inside(atom, within))
    whole = (atom for atom in inside if quarter_of(atom.first) == quarter_of(atom.last))
    ordered = sorted(whole, key=attrgetter("first"))
    return {
        quarter: {series: _total(group) for series, group in _by_series(atoms).items()}
        for quarter, atoms in groupby(ordered, key=lambda atom: quarter_of(atom.first))
    }


def _is_asked_for(span: Atom | Waiting, within: Within) -> bool:
    return (within.languages is None or span.language in within.languages) and (
        within.pages is None or span.page in within.pages
    )


def _is_inside(atom: Atom, within: Within) -> bool:
    return (
        (within.first is None or atom.first >= month_of(within.first))
        and (within.last is None or atom.last <= month_of(within.last))
        and _is_asked_for(atom, within)
    )


def _touches(first: date, last: date, within: Within) -> bool:
    return (within.first is None or last >= month_of(within.first)) and (
        within.last is None or first <= month_of(within.last)
    )


def _summed(
    parts: Partition, within: Within, key: Callable[[Atom | Waiting], _K]
) -> dict[_K, Report]:
    inside: dict[_K, list[Atom]] = defaultdict(list)
    held: dict[_K, dict[Key, set[tuple[Key, str]]]] = defaultdict(lambda: defaultdict(set))
    for atom in parts.atoms:
        if not _is_asked_for(atom, within):
            continue
        if _is_inside(atom, within):
            inside[key(atom)].append(atom)
        elif _touches(atom.first, atom.last, within):
            held[key(atom)][atom.series].add((atom.page, atom.language))
    for rest in parts.waiting:
        if _is_asked_for(rest, within) and _touches(rest.first, parts.through, within):
            held[key(rest)][rest.series].add((rest.page, rest.language))
    return {name: _report(inside.get(name, []), held.get(name, {})) for name in {**inside, **held}}


def _report(atoms: list[Atom], held: dict[Key, set[tuple[Key, str]]]) -> Report:
    by_series = _by_series(atoms)
    return {
        series: _total(by_series.get(series, []), len(held.get(series, ())))
        for series in {**by_series, **held}
    }


def _by_series(atoms: Iterable[Atom]) -> dict[Key, list[Atom]]:
    groups: dict[Key, list[Atom]] = defaultdict(list)
    for atom in atoms:
        groups[atom.series].append(atom)
    return groups


def _total(atoms: list[Atom], held_back: int = 0) -> Total:
    return Total(
        n=sum(atom.n for atom in atoms),
        counts=tuple(map(sum, zip(*(atom.counts for atom in atoms), strict=True))),
        atoms=len(atoms),
        held_back=held_back,
    )
