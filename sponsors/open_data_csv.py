"""The open data as a table: one row for each record and year, so that a pivot table adds it up."""

from __future__ import annotations

from collections.abc import Iterator

from sponsors.open_data import OpenData, amount_in_reporting, open_page, parts_of
from sponsors.register_csv import write_csv
from sponsors.register_rows import plain_amount

COLUMNS = (
    "year",
    "reference",
    "funder",
    "legal_name",
    "funder_kind",
    "parent_group",
    "kind",
    "amount",
    "currency",
    "exchange_rate",
    "rate_on",
    "rate_source",
    "period_start",
    "period_end",
    "part_of_year",
    "reporting_currency",
    "counts",
    "funder_share_percent",
    "funder_level",
    "scope",
    "page",
    "involvement",
    "involvement_note",
    "received_on",
    "contributions",
    "reverses",
    "reversed_by",
    "reason",
    "agreement_sha256",
    "booked_at",
)
BYTE_ORDER_MARK = "\ufeff"  # without it Excel reads names in the wrong letters


def as_csv(data: OpenData) -> str:
    """RFC 4180 with a byte order mark; amounts plain ("48000.00"), dates ISO 8601."""
    return BYTE_ORDER_MARK + write_csv(list(_rows(data)), COLUMNS)


def _rows(data: OpenData) -> Iterator[dict[str, str]]:
    wanted = {figures.year for figures in data.years}
    figures = {(each.year, row.funder): row for each in data.years for row in each.rows}
    for record in data.records:
        rate = getattr(record, "exchange_rate", None)
        parts = parts_of(record, amount_in_reporting(record, data.currency)) or {}
        page = open_page(record.page)
        reverses = record.reverses.reference if record.reverses else ""
        reversed_by = data.reversed_by.get(record.pk, "")
        row = {
            "reference": record.reference,
            "funder": record.funder.public_name,
            "legal_name": record.funder.legal_name,
            "funder_kind": record.funder.kind,
            "parent_group": record.funder.parent_group,
            "kind": record.kind,
            "amount": plain_amount(record.amount_minor, record.currency),
            "currency": record.currency,
            "exchange_rate": f"{rate.rate.normalize():f}" if rate else "",
            "rate_on": rate.on.isoformat() if rate else "",
            "rate_source": rate.source if rate else "",
            "period_start": record.period_start.isoformat(),
            "period_end": record.period_end.isoformat(),
            "reporting_currency": data.currency,
            "counts": "no" if reverses or reversed_by else "yes",
            "scope": record.scope,
            "page": page["url"] if page else "",
            "involvement": record.involvement,
            "involvement_note": record.involvement_note,
            "received_on": record.received_on.isoformat() if record.received_on else "",
            "contributions": "" if record.givers is None else str(record.givers),
            "reverses": reverses,
            "reversed_by": reversed_by,
            "reason": record.reason,
            "agreement_sha256": record.agreement_sha256,
            "booked_at": record.booked_at.isoformat(),
        }
        for year in range(record.period_start.year, record.period_end.year + 1):
            if year not in wanted:
                continue
            of_year = figures.get((year, record.funder.slug))
            part = parts.get(str(year))
            share = of_year.share_tenths if of_year else None
            yield {
                **row,
                "year": str(year),
                "part_of_year": "" if part is None else plain_amount(part, data.currency),
                "funder_share_percent": "" if share is None else f"{share // 10}.{share % 10}",
                "funder_level": (of_year.level or "") if of_year else "",
            }
