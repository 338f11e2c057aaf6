"""The register as open data: whoever downloads it can compute every share and level again.

Amounts are whole minor units; nothing is rounded that the formula does not round. The shape is
described by `open_data_schema.json`, which is served beside the data.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from wagtail.models import Page

from core.restricted import is_in_the_open
from sponsors.chain import moment
from sponsors.entries import plain_rate
from sponsors.figures import Scheme, booked, reporting_currency, years_with_records
from sponsors.figures_by_year import all_schemes, figures_from, scheme_for
from sponsors.funding import YearFigures, part_of_year
from sponsors.models import Funder, FundingRecord, LedgerEntry
from sponsors.money import in_reporting, minor_digits
from sponsors.year_reads import touching

SCHEMA_VERSION = 1

# English on purpose: the file is the same in every language, and auditors compare it word by word.
FORMULA = {
    "reporting": (
        "amount_in_reporting_minor = amount_minor x rate, moved to the minor unit of the reporting "
        "currency and rounded half to even; amount_minor itself in the reporting currency. A "
        "reversing record has the negative of the amount of the record that it reverses. Both stay "
        "out of the figures."
    ),
    "part": (
        "An amount is spread evenly over the days of its period, first and last day included. Part "
        "of year Y = floor(amount x days until the end of Y / days of the period) - floor(amount x "
        "days until the end of Y-1 / days of the period). The parts of all years make the amount."
    ),
    "total": "Income of a year = the parts of that year of all records, readers included.",
    "level": (
        "The first threshold, from the highest down, for which part x 1000 >= minimum_tenths x "
        "total. It is compared exactly, before any rounding. Readers have no level."
    ),
    "share": (
        "share_tenths = floor(part x 1000 / total); the tenths that are then missing to 1000 go, "
        "one each, to the largest remainders, among equal ones to the larger part, then by name."
    ),
    "ceiling": (
        "A group (parent_group, else the funder itself; readers are none) is named when the sum of "
        "its parts x 1000 > ceiling_tenths x total."
    ),
    "incomplete": (
        "As long as one record of a year lacks its exchange rate, no total, share or level is "
        "given for that year."
    ),
}


@dataclass(frozen=True)
class OpenData:
    """The records asked for, with what is needed to understand them."""

    currency: str
    schemes: list[Scheme]
    years: list[YearFigures]
    records: list[FundingRecord]
    reversed_by: dict[int, str]
    head: LedgerEntry | None


def read_open_data(year: int | None = None) -> OpenData:
    """Everything, or what touches `year`. A fixed number of queries."""
    schemes = all_schemes()
    entries = booked(year)
    years = [year] if year is not None else years_with_records()
    every = FundingRecord.objects.select_related("funder", "exchange_rate", "reverses", "page")
    records = every.all() if year is None else touching(every, year)
    reversals = FundingRecord.objects.filter(reverses__isnull=False)
    return OpenData(
        currency=reporting_currency(),
        schemes=schemes,
        years=[figures_from(entries, each, schemes) for each in years],
        records=list(records.order_by("period_start", "reference")),
        reversed_by={
            pk: ref for pk, ref in reversals.values_list("reverses_id", "reference") if pk
        },
        head=LedgerEntry.objects.order_by("-number").first(),
    )


def as_json(data: OpenData, *, schema_url: str, hub: str, is_demonstration: bool) -> dict[str, Any]:
    """The document of data.json."""
    return {
        "$schema": schema_url,
        "schema_version": SCHEMA_VERSION,
        "hub": hub,
        "is_demonstration": is_demonstration,
        "currency": data.currency,
        "minor_digits": minor_digits(data.currency),
        "formula": FORMULA,
        "years": [_year(figures, data.schemes) for figures in data.years],
        "funders": _funders(record.funder for record in data.records),
        "records": [_record(record, data) for record in data.records],
        "ledger": (
            {"number": data.head.number, "hash": data.head.entry_hash} if data.head else None
        ),
    }


def _year(figures: YearFigures, schemes: Sequence[Scheme]) -> dict[str, Any]:
    scheme = scheme_for(figures.year, schemes)
    return {
        "year": figures.year,
        "is_complete": figures.is_complete,
        "total_minor": figures.total,
        "scheme": (
            {
                "from_year": scheme.from_year,
                "ceiling_tenths": scheme.ceiling_tenths,
                "thresholds": [
                    {"level": each.level, "minimum_tenths": each.minimum_tenths}
                    for each in scheme.thresholds
                ],
            }
            if scheme
            else None
        ),
        "over_ceiling": list(figures.over_ceiling),
        "funders": [
            {
                "funder": row.funder,
                "name": row.name,
                "is_readers": row.is_readers,
                "amount_minor": row.minor if figures.is_complete else None,
                "share_tenths": row.share_tenths,
                "level": row.level,
            }
            for row in figures.rows
        ],
    }


def _funders(funders: Iterable[Funder]) -> list[dict[str, Any]]:
    each_once = {funder.pk: funder for funder in funders}
    return [
        {
            "slug": funder.slug,
            "legal_name": funder.legal_name,
            "public_name": funder.public_name,
            "kind": funder.kind,
            "parent_group": funder.parent_group or None,
            "country": funder.country or None,
            "website": funder.website or None,
        }
        for funder in sorted(each_once.values(), key=lambda funder: funder.slug)
    ]


def _record(record: FundingRecord, data: OpenData) -> dict[str, Any]:
    rate = getattr(record, "exchange_rate", None)
    amount = amount_in_reporting(record, data.currency)
    return {
        "reference": record.reference,
        "funder": record.funder.slug,
        "kind": record.kind,
        "amount_minor": record.amount_minor,
        "currency": record.currency,
        "minor_digits": minor_digits(record.currency),
        "exchange_rate": (
            {"rate": plain_rate(rate.rate), "on": rate.on.isoformat(), "source": rate.source}
            if rate
            else None
        ),
        "amount_in_reporting_minor": amount,
        "period_start": record.period_start.isoformat(),
        "period_end": record.period_end.isoformat(),
        "parts": parts_of(record, amount),
        "received_on": record.received_on.isoformat() if record.received_on else None,
        "scope": record.scope,
        "page": open_page(record.page),
        "involvement": record.involvement,
        "involvement_note": record.involvement_note or None,
        "givers": record.givers,
        "agreement_sha256": record.agreement_sha256 or None,
        "reverses": record.reverses.reference if record.reverses else None,
        "reversed_by": data.reversed_by.get(record.pk),
        "reason": record.reason or None,
        "booked_at": moment(record.booked_at),
    }


def amount_in_reporting(record: FundingRecord, currency: str) -> int | None:
    """In minor units of the reporting currency; None while the exchange rate is missing, and for a
    reversing record in another currency, which has no rate of its own."""
    rate = getattr(record, "exchange_rate", None)
    return in_reporting(record.amount_minor, record.currency, currency, rate.rate if rate else None)


def parts_of(record: FundingRecord, amount: int | None) -> dict[str, int] | None:
    """Year -> minor units of the reporting currency."""
    if amount is None:
        return None
    first, last = record.period_start.year, record.period_end.year
    return {
        str(year): part_of_year(amount, record.period_start, record.period_end, year)
        for year in range(first, last + 1)
    }


def open_page(page: Page | None) -> dict[str, str] | None:
    """Title and address of what is paid for, if everybody may know of it: a record may be booked
    for an article that is still being written."""
    if page is None or not is_in_the_open(page):
        return None
    return {"title": page.title, "url": page.full_url or ""}
