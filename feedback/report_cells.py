"""The counts as cells, added up by the database. Which of them are shown decides `outcomes`.

Only pages and language narrow a read down: the months of a page in a language are always read
whole, because its atoms must not depend on what somebody asks for.

There may be a hundred thousand cells. Rows are therefore taken as the database's driver gives them,
and each key and month is turned into its object once: Django would do so for each row, which takes
longer than all the rest of a report.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Q, QuerySet, Sum, TextField
from django.db.models.functions import Cast, Coalesce, Substr

from feedback.atoms import Cell
from feedback.likert import Point
from feedback.models import AgreementCount, Outcome, PairedCount, ReadingCount
from feedback.outcomes import Within

READING = "reading"
RESPONSE = "response"
STATEMENT = "statement"
PAIRED = "paired"

AT_ONCE = 2000
MOST_KEYS = 500  # SQLite takes a limited number of values; more pages are sorted out in Python

Place = tuple[UUID, str, date]


def reading_and_response_cells(within: Within) -> Iterator[Cell]:
    """READING: n times opened, counts (started, half read, completed). RESPONSE: n respondents,
    counts (respondents, times opened)."""
    opened: dict[Place, int] = {}
    for (page, language, month), counts in _places(
        ReadingCount.objects.all(),
        within,
        "day",
        {"a": _sum("started"), "b": _sum("half"), "c": _sum("completed")},
    ):
        opened[page, language, month] = counts[0]
        yield Cell(READING, page, language, month, counts[0], counts)
    respondents = AgreementCount.objects.filter(statement_key=None, answer=0)
    answered = dict(_places(respondents, within, "month", {"a": _sum("count")}))
    for place in {**opened, **answered}:
        (n,) = answered.get(place, (0,))
        yield Cell(RESPONSE, *place, n, (n, opened.get(place, 0)))


def statement_cells(within: Within) -> Iterator[Cell]:
    """Series (STATEMENT, key of the statement); counts for the five points."""
    points = {f"p{point.value}": _sum("count", answer=point.value) for point in Point}
    rows = AgreementCount.objects.filter(statement_key__isnull=False)
    return _series(STATEMENT, "statement_key", rows, within, points)


def paired_cells(within: Within) -> Iterator[Cell]:
    """Series (PAIRED, key of the question); counts right both times, only before, only after,
    never. Readers with one answer only are in none."""
    right, wrong = Outcome.RIGHT, Outcome.WRONG
    rows = PairedCount.objects.filter(before__in=(right, wrong), after__in=(right, wrong))
    orders = ((right, right), (right, wrong), (wrong, right), (wrong, wrong))
    pairs = {
        f"p{place}": _sum("count", before=before, after=after)
        for place, (before, after) in enumerate(orders)
    }
    return _series(PAIRED, "question_key", rows, within, pairs)


def _series(
    kind: str, field: str, rows: QuerySet[Any], within: Within, sums: dict[str, Coalesce]
) -> Iterator[Cell]:
    series = cache(lambda key: (kind, _uuid(key)))
    page, month = cache(_uuid), cache(_month)
    for row in _raw(rows, within, "month", sums, field):
        counts = row[4:]
        yield Cell(series(row[0]), page(row[1]), row[2], month(row[3]), sum(counts), counts)


def _places(
    rows: QuerySet[Any], within: Within, day: str, sums: dict[str, Coalesce]
) -> Iterator[tuple[Place, tuple[int, ...]]]:
    page, month = cache(_uuid), cache(_month)
    for row in _raw(rows, within, day, sums):
        yield (page(row[0]), row[1], month(row[2])), row[3:]


def _raw(
    rows: QuerySet[Any], within: Within, day: str, sums: dict[str, Coalesce], *series: str
) -> Iterator[tuple[Any, ...]]:
    """(key of the series if there is one, page, language, month, sums): a row for each group.

    Keys and months as the database's driver gives them. Grouped by the columns themselves wherever
    possible: an index that holds them in this order then spares the database the sorting.
    """
    narrowed = _narrowed(rows, within)
    if day != "month":
        narrowed = narrowed.annotate(
            month=Substr(Cast(day, TextField()), 1, len("2026-01"), output_field=TextField())
        )
    groups = [*series, "page_key", "language", "month"]
    query = narrowed.values(*groups).annotate(**sums).values_list(*groups, *sums).order_by().query
    try:
        sql, values = query.sql_with_params()
    except EmptyResultSet:  # no page is asked for
        return
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        while many := cursor.fetchmany(AT_ONCE):
            yield from many


def _uuid(key: UUID | str) -> UUID:
    return key if isinstance(key, UUID) else UUID(key)


def _month(day: date | str) -> date:
    """The first day of the month of a date, or of a text that begins with year and month."""
    return day.replace(day=1) if isinstance(day, date) else date.fromisoformat(f"{day[:7]}-01")


def _sum(field: str, **condition: Any) -> Coalesce:
    return Coalesce(Sum(field, filter=Q(**condition) if condition else None), 0)


def _narrowed(rows: QuerySet[Any], within: Within) -> QuerySet[Any]:
    if within.languages is not None:
        rows = rows.filter(language__in=within.languages)
    if within.pages is not None and len(within.pages) <= MOST_KEYS:
        rows = rows.filter(page_key__in=within.pages)
    return rows
