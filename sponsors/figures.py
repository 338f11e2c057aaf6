"""Reads of the register that the figures of a year are computed from (see sponsors/funding.py)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from sponsors.funding import Booked, Threshold, YearFigures, year_figures
from sponsors.models import FunderKind, FundingRecord, FundingSettings, LevelScheme
from sponsors.money import in_reporting


@dataclass(frozen=True)
class Scheme:
    """The level scheme in force: thresholds from the highest to the lowest."""

    from_year: int
    thresholds: tuple[Threshold, ...]
    ceiling_tenths: int


def reporting_currency() -> str:
    """The currency in which shares and levels are computed. Reading it never writes."""
    stored = FundingSettings.objects.first()
    return (stored or FundingSettings()).reporting_currency


def standing() -> QuerySet[FundingRecord]:
    """The records that count. A reversed record and the one that reverses it add up to nothing in
    every year (the parts of the one are the exact negatives of the other's), so both stay out; a
    reversed record without exchange rate then leaves no year incomplete."""
    return FundingRecord.objects.filter(reverses=None, reversal=None)


def booked(year: int | None = None) -> list[Booked]:
    """Everything that counts, or what touches `year`, in the reporting currency. Two queries."""
    records = standing().order_by("pk")
    if year is not None:
        records = records.filter(
            period_start__lte=date(year, 12, 31), period_end__gte=date(year, 1, 1)
        )
    currency = reporting_currency()
    rows = records.values_list(
        "funder__slug",
        "funder__public_name",
        "funder__parent_group",
        "funder__kind",
        "amount_minor",
        "currency",
        "period_start",
        "period_end",
        # A reversing record counts at the rate of the one it reverses.
        Coalesce("exchange_rate__rate", "reverses__exchange_rate__rate"),
    )
    return [
        Booked(
            funder=slug,
            name=name,
            group=" ".join(group.split()) or name,
            is_readers=kind == FunderKind.READERS,
            minor=in_reporting(minor, money, currency, rate),
            start=start,
            end=end,
        )
        for slug, name, group, kind, minor, money, start, end, rate in rows
    ]


def scheme_in_force(year: int) -> Scheme | None:
    """The newest scheme that holds in `year`, or None. Two queries."""
    stored = (
        LevelScheme.objects.filter(from_year__lte=year)
        .order_by("-from_year")
        .prefetch_related("thresholds")
        .first()
    )
    return scheme_of(stored) if stored else None


def scheme_of(stored: LevelScheme) -> Scheme:
    """A stored scheme as plain values."""
    rows = sorted(stored.thresholds.all(), key=lambda row: (-row.minimum_tenths, row.level))
    thresholds = tuple(Threshold(row.level, row.minimum_tenths) for row in rows)
    return Scheme(stored.from_year, thresholds, stored.ceiling_tenths)


def figures_of_year(year: int) -> YearFigures:
    """Amounts, shares and levels of `year`. Four queries, whatever the number of records."""
    return figures_under(scheme_in_force(year), year)


def figures_under(scheme: Scheme | None, year: int) -> YearFigures:
    """As `figures_of_year`, for somebody who has read the scheme already."""
    thresholds = scheme.thresholds if scheme else ()
    ceiling = scheme.ceiling_tenths if scheme else None
    return year_figures(booked(year), year, thresholds, ceiling)


def years_with_records(*, ahead: bool = False) -> list[int]:
    """The years that any record touches, reversed ones too, the newest first; with `ahead` also
    those to come, for which money is promised already. One query."""
    periods = FundingRecord.objects.order_by().values_list("period_start__year", "period_end__year")
    years = {
        year for first, last in periods.distinct() for year in range(int(first), int(last) + 1)
    }
    today = timezone.localdate().year
    return sorted((year for year in years if ahead or year <= today), reverse=True)
