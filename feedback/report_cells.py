"""The counts as cells, added up by the database. Which of them are shown decides `outcomes`.

Only pages and language narrow a read down: the months of a page in a language are always read
whole, because its atoms must not depend on what somebody asks for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, TruncMonth

from feedback.atoms import Cell
from feedback.likert import Point
from feedback.models import AgreementCount, PairedCount, ReadingCount
from feedback.outcomes import Within

READING = "reading"
RESPONSE = "response"
STATEMENT = "statement"
PAIRED = "paired"

AT_ONCE = 5000
MOST_KEYS = 500  # SQLite takes a limited number of values; more pages are sorted out in Python

Place = tuple[UUID, str, date]


def reading_cells(within: Within) -> Iterator[Cell]:
    """n times opened; counts (started, half read, completed)."""
    for (page, language, month), counts in _reading(within).items():
        yield Cell(READING, page, language, month, counts[0], counts)


def response_cells(within: Within) -> Iterator[Cell]:
    """n respondents; counts (respondents, times opened)."""
    started = _reading(within)
    answered: defaultdict[Place, int] = defaultdict(int)
    rows = _narrowed(AgreementCount.objects.filter(statement_key=None, answer=0), within)
    for page, language, month, count in rows.values_list("page_key", "language", "month").annotate(
        total=Sum("count")
    ):
        answered[page, language, month] = count
    for place in {**started, **answered}:
        n = answered.get(place, 0)
        opened = started.get(place, (0, 0, 0))[0]
        yield Cell(RESPONSE, *place, n, (n, opened))


def statement_cells(within: Within) -> Iterator[Cell]:
    """Series (STATEMENT, key of the statement); counts for the five points."""
    rows = _narrowed(AgreementCount.objects.filter(statement_key__isnull=False), within)
    points = [_sum(answer=point.value) for point in Point]
    for key, page, language, month, *counts in _grouped(rows, "statement_key", points):
        yield Cell((STATEMENT, key), page, language, month, sum(counts), tuple(counts))


def paired_cells(within: Within) -> Iterator[Cell]:
    """Series (PAIRED, key of the question); counts right both times, only before, only after,
    never. Readers with one answer only are in none."""
    rows = _narrowed(
        PairedCount.objects.filter(right_before__isnull=False, right_after__isnull=False), within
    )
    pairs = [
        _sum(right_before=before, right_after=after)
        for before, after in ((True, True), (True, False), (False, True), (False, False))
    ]
    for key, page, language, month, *counts in _grouped(rows, "question_key", pairs):
        yield Cell((PAIRED, key), page, language, month, sum(counts), tuple(counts))


def _sum(**condition: Any) -> Coalesce:
    return Coalesce(Sum("count", filter=Q(**condition)), 0)


def _grouped(rows: QuerySet[Any], series: str, sums: list[Coalesce]) -> Iterator[Any]:
    totals = {f"total_{place}": each for place, each in enumerate(sums)}
    return (
        rows.values(series, "page_key", "language", "month")
        .annotate(**totals)
        .values_list(series, "page_key", "language", "month", *totals)
        .order_by()
        .iterator(chunk_size=AT_ONCE)
    )


def _reading(within: Within) -> dict[Place, tuple[int, int, int]]:
    rows = _narrowed(ReadingCount.objects.all(), within)
    found = (
        rows.annotate(month=TruncMonth(F("day")))
        .values("page_key", "language", "month")
        .annotate(a=Sum("started"), b=Sum("half"), c=Sum("completed"))
        .values_list("page_key", "language", "month", "a", "b", "c")
        .order_by()
    )
    return {(page, language, month): (a, b, c) for page, language, month, a, b, c in found}


def _narrowed(rows: QuerySet[Any], within: Within) -> QuerySet[Any]:
    if within.languages is not None:
        rows = rows.filter(language__in=within.languages)
    if within.pages is not None and len(within.pages) <= MOST_KEYS:
        rows = rows.filter(page_key__in=within.pages)
    return rows
