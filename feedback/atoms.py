"""Which numbers may be published, so that no group under ten can be read off. Pure.

**Atoms.** Answers are counted in cells: one series (a statement, a question, ...) on one page, in
one language, in one month. Within a series, page and language the months are put together, oldest
first, until they hold at least ten people: that is an atom. What is left over at the end waits for
more answers. This partition depends on the answers alone, never on what somebody asks for, and
answers of later months never change the atoms of earlier ones.

A report is the sum of the atoms that lie entirely inside its filter. Whatever the filters of two
reports, and whenever they are made, each of them holds an atom whole or not at all: what one has
and the other has not is again a sum of atoms, so nobody or at least ten people.

**The running month is never part of it**: the functions take the present day and leave out its
month. Months that are over must not change any more. Where they can (an answer is changed or
erased later), hand over the atoms made so far as `published`: they are kept as they are, and what
is changed behind them is ignored.

What can be read off: that nobody answered in a month; that a month held fewer than ten; and the
answers of ten people who all answered the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from operator import add, attrgetter
from typing import NamedTuple

MINIMUM = 10

Key = Hashable
Group = tuple[Key, Key, str]
"""Series, page, language."""


class Cell(NamedTuple):
    """`n` people and how they divide. `counts` has one shape within a series; it need not add up
    to n (several options chosen, or started and completed beside respondents)."""

    series: Key
    page: Key
    language: str
    month: date  # its first day
    n: int
    counts: tuple[int, ...]


class Atom(NamedTuple):
    """At least ten people; `first` and `last` are months and belong to it."""

    series: Key
    page: Key
    language: str
    first: date
    last: date
    n: int
    counts: tuple[int, ...]


class Waiting(NamedTuple):
    """Fewer than ten, since the month `first`. How many, nobody is told: numbers of this kind from
    two days or two filters could be subtracted."""

    series: Key
    page: Key
    language: str
    first: date


@dataclass(frozen=True)
class Partition:
    """`through` is the last complete month."""

    atoms: tuple[Atom, ...]
    waiting: tuple[Waiting, ...]
    through: date


def month_of(day: date) -> date:
    return date(day.year, day.month, 1)


def last_complete_month(today: date) -> date:
    """The first day of the month before that of `today`."""
    return date(today.year - (today.month == 1), (today.month - 2) % 12 + 1, 1)


def cells_from(rows: Iterable[tuple[Key, Key, str, date, int, int]], places: int) -> Iterator[Cell]:
    """Cells of a series in which everybody chose one of `places` places.

    A row is series, page, language, month, place (from 0) and how many chose it. Rows of the same
    place are added up. IndexError for a place outside.
    """
    counts: defaultdict[tuple[Key, Key, str, date], list[int]] = defaultdict(lambda: [0] * places)
    for series, page, language, month, place, count in rows:
        counts[series, page, language, month][place] += count
    for (series, page, language, month), numbers in counts.items():
        yield Cell(series, page, language, month, sum(numbers), tuple(numbers))


def partition(
    cells: Iterable[Cell],
    today: date,
    *,
    published: Iterable[Atom] = (),
    minimum: int = MINIMUM,
) -> Partition:
    """The atoms of all complete months before `today`. One cell for each series, page, language
    and month, in any order.

    Atoms in `published` are taken over; new ones begin after the last of them. ValueError for a
    minimum under ten and for two cells of one month.
    """
    if minimum < MINIMUM:
        raise ValueError(f"a minimum of {minimum} is under {MINIMUM}")
    through = last_complete_month(today)
    atoms = [atom for atom in published if atom.last <= through]
    ends = _last_months(atoms)
    waiting: list[Waiting] = []
    for group, months in _by_group(cells, through, ends).items():
        months.sort(key=attrgetter("month"))
        made, rest = _accumulate(months, minimum)
        atoms.extend(made)
        if rest is not None:
            waiting.append(Waiting(*group, rest))
    return Partition(tuple(atoms), tuple(waiting), through)


def _last_months(atoms: Iterable[Atom]) -> dict[Group, date]:
    ends: dict[Group, date] = {}
    for atom in atoms:
        group = (atom.series, atom.page, atom.language)
        ends[group] = max(atom.last, ends.get(group, atom.last))
    return ends


def _by_group(
    cells: Iterable[Cell], through: date, ends: dict[Group, date]
) -> dict[Group, list[Cell]]:
    """The complete months after the group's last published atom; empty cells are left out."""
    groups: dict[Group, list[Cell]] = {}
    for cell in cells:
        series, page, language, month, n, counts = cell
        if month > through or (n == 0 and not any(counts)):
            continue
        group = (series, page, language)
        if ends and month <= ends.get(group, date.min):
            continue
        groups.setdefault(group, []).append(cell)
    return groups


def _accumulate(months: list[Cell], minimum: int) -> tuple[list[Atom], date | None]:
    """The atoms of one group, and the first month of what is left over.

    ValueError for a second cell of a month: its place in the order would be left to chance.
    """
    atoms: list[Atom] = []
    first: date | None = None
    seen: date | None = None
    n = 0
    counts: tuple[int, ...] = ()
    for series, page, language, month, more, shares in months:
        if month == seen:
            raise ValueError(f"two cells of {month} for {series} on {page} in {language}")
        seen = month
        if first is None:
            first, n, counts = month, more, shares
        else:
            n, counts = n + more, tuple(map(add, counts, shares))
        if n >= minimum:
            atoms.append(Atom(series, page, language, first, month, n, counts))
            first = None
    return atoms, first
