"""Reads of the register for the page of a year: a fixed number of queries, however many records."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Count, Max, Min, Q, QuerySet, Sum

from sponsors.figures import standing
from sponsors.funding import part_of_year
from sponsors.models import FundingRecord, SupportKind

SHOWN_CHANGES = 10


@dataclass
class Support:
    """What one funder pays for in a year. `agreements` counts the documents; `agreement` is the
    primary key of the record with the first of them."""

    kinds: list[str] = field(default_factory=list)
    givers: int = 0
    agreements: int = 0
    agreement: int | None = None


def touching(records: QuerySet[FundingRecord], year: int) -> QuerySet[FundingRecord]:
    """Of `records` those with at least one day of their period in `year`."""
    return records.filter(period_start__lte=date(year, 12, 31), period_end__gte=date(year, 1, 1))


def support_in(year: int) -> dict[str, Support]:
    """By slug of the funder; kinds in the order of the model. One query."""
    rows = (
        touching(standing(), year)
        .order_by()
        .values_list("funder__slug", "kind")
        .annotate(
            contributions=Sum("givers"),
            agreements=Count("pk", filter=Q(agreement__isnull=False)),
            first=Min("pk", filter=Q(agreement__isnull=False)),
        )
    )
    found: dict[str, Support] = defaultdict(Support)
    order = list(SupportKind.values)
    for slug, kind, givers, agreements, first in sorted(rows, key=lambda row: order.index(row[1])):
        support = found[slug]
        support.kinds.append(kind)
        support.givers += givers or 0
        support.agreements += agreements
        support.agreement = support.agreement or first
    return dict(found)


def original_amounts(year: int) -> dict[str, dict[str, int]]:
    """Parts of the year in the currencies they were booked in: slug -> currency -> minor units.

    For a year whose exchange rates are not complete. One query.
    """
    rows = touching(standing(), year).values_list(
        "funder__slug", "currency", "amount_minor", "period_start", "period_end"
    )
    amounts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for slug, currency, minor, start, end in rows:
        amounts[slug][currency] += part_of_year(minor, start, end, year)
    return {slug: dict(by_currency) for slug, by_currency in amounts.items()}


def without_rate(year: int, reporting: str) -> list[str]:
    """Agreement numbers of the records that a year waits for. One query."""
    waiting = touching(standing(), year).exclude(currency=reporting)
    waiting = waiting.filter(exchange_rate__isnull=True)
    return list(waiting.order_by("reference").values_list("reference", flat=True))


@dataclass(frozen=True)
class Changes:
    """The newest of what was booked or reversed in a year, how much there is, and when the last
    thing was booked that counts for it."""

    newest: list[FundingRecord]
    more: int
    updated_at: datetime | None


def changes_in(year: int) -> Changes:
    """Two queries."""
    booked = FundingRecord.objects.filter(booked_at__year=year)
    newest = booked.select_related("funder", "reverses").order_by("-booked_at", "-pk")
    counts_for_it = Q(period_start__lte=date(year, 12, 31), period_end__gte=date(year, 1, 1))
    found = FundingRecord.objects.aggregate(
        total=Count("pk", filter=Q(booked_at__year=year)),
        updated_at=Max("booked_at", filter=counts_for_it),
    )
    more = max(0, found["total"] - SHOWN_CHANGES)
    return Changes(list(newest[:SHOWN_CHANGES]), more, found["updated_at"])
