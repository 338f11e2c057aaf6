"""What a funder may know about its own funding: its records, what follows from them, and where it
is named. Everything else that is said here is public.

Of pages only what everybody can open is named: a record may pay for an item that is still being
written, and its title stays with the editors.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Locale, Page

from core.restricted import is_in_the_open
from sponsors import selectors
from sponsors.figures_by_year import figures_by_year
from sponsors.models import (
    Funder,
    FundingRecord,
    Level,
    Scope,
)
from sponsors.money import money_text, share_text
from sponsors.register_csv import write_csv
from sponsors.register_rows import row_of

# Left out of a funder's CSV: who of the editors booked a record is no business of a funder.
COLUMNS = (
    "reference",
    "funder",
    "kind",
    "amount",
    "currency",
    "period_start",
    "period_end",
    "scope",
    "page",
    "involvement",
    "involvement_note",
    "received_on",
    "rate",
    "rate_on",
    "rate_source",
    "reverses",
    "reason",
    "agreement_sha256",
    "booked_at",
)


@dataclass(frozen=True)
class RecordLine:
    """One record in words. `page` is None for the whole hub; `counts` is False for a record that
    was reversed and for the one that reverses it."""

    record: FundingRecord
    amount: str
    rate: str
    scope: str
    page: Page | None
    counts: bool


@dataclass(frozen=True)
class YearLine:
    """What the records come to in a year; texts are "" where a missing rate leaves them open."""

    year: int
    amount: str
    share: str
    level: str
    is_complete: bool


@dataclass(frozen=True)
class Item:
    """A published page whose newest frozen record names the funder; `number` is its entry."""

    page: Page
    number: int
    published_at: datetime.datetime


@dataclass(frozen=True)
class StatementIn:
    """How the hub names its funders in one language."""

    language: str
    line: str
    text: str


@dataclass(frozen=True)
class Report:
    funder: Funder
    on: datetime.date
    records: list[RecordLine]
    years: list[YearLine]
    items: list[Item]
    statements: list[StatementIn]


def report_of(funder: Funder, on: datetime.date) -> Report:
    """Everything for the pages and the PDF, in the active language where words are needed."""
    return Report(
        funder=funder,
        on=on,
        records=[_record_line(record) for record in _records(funder)],
        years=_years(funder),
        items=_items(funder),
        statements=_statements(on),
    )


def record_as_csv(funder: Funder) -> str:
    """The funder's records, newest period first; amounts plain, dates ISO 8601."""
    rows = []
    for record in _records(funder):
        page = record.page if record.page and is_in_the_open(record.page) else None
        rows.append({**row_of(record), "page": (page.url or "") if page else ""})
    return write_csv(rows, COLUMNS)


def _records(funder: Funder) -> Iterable[FundingRecord]:
    return FundingRecord.objects.filter(funder=funder).select_related(
        "funder", "page", "exchange_rate", "reverses", "reversal", "agreement", "booked_by"
    )


def _record_line(record: FundingRecord) -> RecordLine:
    page = record.page if record.page and is_in_the_open(record.page) else None
    scope = record.get_scope_display()
    if record.scope != Scope.HUB and page is None:
        scope = _("%(scope)s, not published") % {"scope": scope}
    return RecordLine(
        record=record,
        amount=money_text(record.amount_minor, record.currency, _language()),
        rate=row_of(record)["rate"],
        scope=scope,
        page=page,
        counts=record.reverses is None and not hasattr(record, "reversal"),
    )


def _years(funder: Funder) -> list[YearLine]:
    currency = selectors.reporting_currency()
    lines = []
    for figures in figures_by_year():
        row = next((row for row in figures.rows if row.funder == funder.slug), None)
        if row is None:
            continue
        lines.append(
            YearLine(
                year=figures.year,
                amount="" if row.minor is None else money_text(row.minor, currency, _language()),
                share="" if row.share_tenths is None else share_text(row.share_tenths, _language()),
                level=str(Level(row.level).label) if row.level else "",
                is_complete=figures.is_complete,
            )
        )
    return lines


def _statements(on: datetime.date) -> list[StatementIn]:
    found = []
    for locale in Locale.objects.order_by("pk"):
        said = selectors.current_funding(locale, on).statement
        found.append(StatementIn(locale.language_code, said.line, said.text))
    return found


def _items(funder: Funder) -> list[Item]:
    """Pages that everybody can find whose newest record names the funder, newest first."""
    return [
        Item(page, frozen.number, frozen.published_at)
        for page, frozen in selectors.pages_naming(funder.slug)
        if is_in_the_open(page)
    ]


def _language() -> str:
    return get_language() or "en"
