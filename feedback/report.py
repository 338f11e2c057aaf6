"""The outcomes report: what readers did, said and learned, each figure with its denominator.

Everything but polls is a sum of the atoms inside the filter (`feedback.outcomes`), so that no two
reports can be subtracted to show fewer than ten people.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _

from feedback import report_cells as cells
from feedback.likert import Agreement, Distribution, agreement, as_distribution
from feedback.models import Measure
from feedback.moore import PARTICIPATION, Level, level_of
from feedback.outcomes import Partition, Report, Total, Within, partition, report, trend
from feedback.report_names import questions, statements
from feedback.report_polls import PollResult, poll_results
from feedback.report_query import ReportQuery
from feedback.statistics import (
    Change,
    Interval,
    mcnemar_exact,
    mcnemar_mid_p,
    paired_change,
    percentages,
    wilson,
)


class Share(NamedTuple):
    """k of n with its 95% Wilson interval."""

    k: int
    n: int
    share: float
    interval: Interval


@dataclass(frozen=True)
class Reading:
    started: int
    half: int
    completed: int
    completion: Share | None
    held_back: int
    level: Level = PARTICIPATION


@dataclass(frozen=True)
class Response:
    """`rate` is of those who opened a page in the same pages, languages and months."""

    respondents: int
    started: int
    rate: Share | None
    held_back: int
    level: Level = PARTICIPATION


@dataclass(frozen=True)
class StatementResult:
    key: UUID
    text: str
    measure: str
    level: Level | None
    counts: Distribution
    agreement: Agreement
    held_back: int

    @property
    def n(self) -> int:
        return self.agreement.n

    @property
    def percentages(self) -> list[int]:
        return percentages(self.counts)

    @property
    def in_three(self) -> list[int]:
        """Whole per cents of those who agree, are neutral, disagree; they add up to 100."""
        one, two, three, four, five = self.counts
        return percentages([four + five, three, one + two])


@dataclass(frozen=True)
class PairedResult:
    """The same readers before and after; `change` is None where nobody answered twice."""

    key: UUID
    question: str
    level: Level | None
    both: int
    before_only: int
    after_only: int
    neither: int
    held_back: int
    before: Share | None
    after: Share | None
    change: Change | None
    p: float | None
    mid_p: float | None

    @property
    def n(self) -> int:
        return self.both + self.before_only + self.after_only + self.neither


@dataclass(frozen=True)
class Quarter:
    """`statements` are in the order of the report's; n of a statement may be 0."""

    first: date
    started: int
    completed: int
    completion: Share | None
    respondents: int
    statements: tuple[Agreement, ...]

    @property
    def label(self) -> str:
        return _("Q%(number)s %(year)s") % {
            "year": self.first.year,
            "number": (self.first.month + 2) // 3,
        }


@dataclass(frozen=True)
class OutcomesReport:
    """`through` is the last complete month: nothing later is in it, polls apart. `made_on` is the
    day on which it was made."""

    query: str
    through: date
    made_on: date
    reading: Reading
    response: Response
    statements: tuple[StatementResult, ...]
    polls: tuple[PollResult, ...]
    paired: tuple[PairedResult, ...]
    quarters: tuple[Quarter, ...]

    @property
    def held_back(self) -> int:
        """Groups (a page in a language) that some figure holds back; the largest number of them."""
        return max(
            self.reading.held_back,
            self.response.held_back,
            *(each.held_back for each in self.statements),
            *(each.held_back for each in self.paired),
        )

    @property
    def is_empty(self) -> bool:
        return not (
            self.reading.started
            or self.response.respondents
            or any(each.n for each in self.statements)
            or any(each.n for each in self.paired)
            or self.polls
        )


@contextmanager
def _without_collector() -> Iterator[None]:
    """A report makes some 200,000 small tuples, none of them in a cycle. Python's search for cycles
    would look through all of them again and again and take a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@_without_collector()
def read_partition(within: Within, today: date) -> Partition:
    """The atoms of the pages and language of the filter, all months. Four queries."""
    kinds = (cells.reading_and_response_cells, cells.statement_cells, cells.paired_cells)
    # One kind after the other: its cells are gone before those of the next are read.
    parts = [partition(kind(within), today) for kind in kinds]
    return Partition(
        atoms=tuple(atom for part in parts for atom in part.atoms),
        waiting=tuple(rest for part in parts for rest in part.waiting),
        through=parts[0].through,
    )


def outcomes_report(query: ReportQuery, today: date) -> OutcomesReport:
    """The report in the words of the active language."""
    within = query.within()
    parts = read_partition(within, today)
    return report_from(parts, within, query.text, today, polls=poll_results())


@_without_collector()
def report_from(
    parts: Partition,
    within: Within,
    query: str,
    today: date,
    *,
    polls: tuple[PollResult, ...] = (),
) -> OutcomesReport:
    """The report over atoms that are read already."""
    totals = report(parts, within)
    said = statement_results(totals)
    return OutcomesReport(
        query=query,
        through=parts.through,
        made_on=today,
        reading=_reading(totals.get(cells.READING, Total())),
        response=_response(totals.get(cells.RESPONSE, Total())),
        statements=said,
        polls=polls,
        paired=_paired(totals),
        quarters=_quarters(trend(parts, within), [each.key for each in said]),
    )


def share_of(k: int, n: int) -> Share | None:
    """None without a denominator, and where counters disagree (more completed than started)."""
    return Share(k, n, k / n, wilson(k, n)) if 0 <= k <= n and n else None


def statement_results(totals: Report) -> tuple[StatementResult, ...]:
    """Statements in their order in the sets; one that was deleted comes last, without its words."""
    known = statements()
    keys = _keys(totals, cells.STATEMENT)
    results = []
    for key in [*(key for key in known if key in keys), *sorted(keys - set(known))]:
        total = totals[cells.STATEMENT, key]
        statement = known.get(key)
        measure = statement.measure if statement else Measure.OTHER.value
        counts = as_distribution(total.counts)
        results.append(
            StatementResult(
                key=key,
                text=statement.text if statement else _("A statement that was deleted"),
                measure=measure,
                level=level_of(measure),
                counts=counts,
                agreement=agreement(counts),
                held_back=total.held_back,
            )
        )
    return tuple(results)


def _reading(total: Total) -> Reading:
    started, half, completed = total.counts or (0, 0, 0)
    return Reading(started, half, completed, share_of(completed, started), total.held_back)


def _response(total: Total) -> Response:
    respondents, started = total.counts or (0, 0)
    return Response(respondents, started, share_of(respondents, started), total.held_back)


def _paired(totals: Report) -> tuple[PairedResult, ...]:
    known = questions()
    results = []
    for key in sorted(_keys(totals, cells.PAIRED)):
        total = totals[cells.PAIRED, key]
        both, before_only, after_only, neither = total.counts or (0, 0, 0, 0)
        n = both + before_only + after_only + neither
        results.append(
            PairedResult(
                key=key,
                question=known[key].question if key in known else _("A question that was deleted"),
                level=level_of(cells.PAIRED),
                both=both,
                before_only=before_only,
                after_only=after_only,
                neither=neither,
                held_back=total.held_back,
                before=share_of(both + before_only, n),
                after=share_of(both + after_only, n),
                change=paired_change(both, before_only, after_only, neither) if n else None,
                p=mcnemar_exact(before_only, after_only) if n else None,
                mid_p=mcnemar_mid_p(before_only, after_only) if n else None,
            )
        )
    return tuple(results)


def _quarters(reports: dict[date, Report], keys: Sequence[UUID]) -> tuple[Quarter, ...]:
    lines = []
    for first, totals in reports.items():
        reading = _reading(totals.get(cells.READING, Total()))
        lines.append(
            Quarter(
                first=first,
                started=reading.started,
                completed=reading.completed,
                completion=reading.completion,
                respondents=_response(totals.get(cells.RESPONSE, Total())).respondents,
                statements=tuple(
                    agreement(totals.get((cells.STATEMENT, key), Total()).counts) for key in keys
                ),
            )
        )
    return tuple(lines)


def _keys(totals: Report, kind: str) -> set[UUID]:
    return {series[1] for series in totals if isinstance(series, tuple) and series[0] == kind}
