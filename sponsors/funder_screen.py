"""What the page of a funder shows: records, what they come to each year, what they paid for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.apps import apps
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from wagtail.models import Page

from core.restricted import is_in_the_open
from sponsors.figures import reporting_currency
from sponsors.figures_by_year import figures_by_year
from sponsors.figures_text import rate_text
from sponsors.models.ledger import EntryKind
from sponsors.models.records import ExchangeRate, FundingRecord, Involvement, Scope, SupportKind
from sponsors.money import money_text, share_text
from sponsors.paging import Listing, listing_of
from sponsors.screens import level_label
from sponsors.selectors import pages_naming

if TYPE_CHECKING:
    from sponsors.models import Funder

RECORDS_PER_PAGE = 50
ITEMS_PER_PAGE = 25


@dataclass(frozen=True)
class FunderYearLine:
    """A year of the funder; share and level are "" where a missing rate leaves them open."""

    year: int
    url: str
    amount: str
    share: str
    level: str
    is_complete: bool


@dataclass(frozen=True)
class RecordLine:
    """A record in words. `page` is None unless everybody may know of it; `rate` is the exchange
    rate of an amount in another currency, and `needs_rate` says that it is missing; `reversal` is
    the record that reverses this one; `entry` is its number in the ledger."""

    record: FundingRecord
    amount: str
    rate: ExchangeRate | None
    rate_text: str
    needs_rate: bool
    kind: str
    scope: str
    involvement: str
    page: Page | None
    reversal: FundingRecord | None
    entry: int | None
    agreement_url: str

    @property
    def counts(self) -> bool:
        return self.reversal is None and not self.record.reverses_id


@dataclass(frozen=True)
class FundedItem:
    """A published page whose record names the funder; `entry` is the number of that record."""

    page: Page
    published_at: datetime
    entry: int


@dataclass(frozen=True)
class FunderScreen:
    funder: Funder
    back_url: str
    years: list[FunderYearLine]
    records: Listing
    items: Listing


def funder_screen(funder: Funder, page: Page | None, request: HttpRequest) -> FunderScreen:
    """`page` is the funders page in the language. A fixed number of queries, for any number of
    records, years and items; `?page=` turns the pages of the items, `?records=` of the records."""
    base = (page.url or "") if page is not None else ""
    currency = reporting_currency()
    return FunderScreen(
        funder=funder,
        back_url=base,
        years=_years(funder, base, currency),
        records=_records(funder, request, currency),
        items=listing_of(_items(funder), request, per_page=ITEMS_PER_PAGE, anchor="items"),
    )


def _years(funder: Funder, base: str, currency: str) -> list[FunderYearLine]:
    language = get_language() or ""
    lines = []
    for figures in figures_by_year():
        row = next((row for row in figures.rows if row.funder == funder.slug), None)
        if row is None:
            continue
        lines.append(
            FunderYearLine(
                year=figures.year,
                url=f"{base}{figures.year}/",
                amount="" if row.minor is None else money_text(row.minor, currency, language),
                share="" if row.share_tenths is None else share_text(row.share_tenths, language),
                level=level_label(row.level, is_readers=row.is_readers),
                is_complete=figures.is_complete,
            )
        )
    return lines


# --- Records --------------------------------------------------------------------------------------
def _records(funder: Funder, request: HttpRequest, currency: str) -> Listing:
    records = (
        FundingRecord.objects.filter(funder=funder)
        .select_related("page", "reverses", "reversal", "exchange_rate")
        .order_by("-period_start", "-pk")
    )
    listing = listing_of(
        records, request, per_page=RECORDS_PER_PAGE, anchor="records", parameter="records"
    )
    rows: Sequence[FundingRecord] = listing.rows
    entries = entry_numbers(rows)
    return listing.with_rows([_line(record, entries.get(record.pk), currency) for record in rows])


def entry_numbers(records: Iterable[FundingRecord]) -> dict[int, int]:
    """The ledger's number of each record, by its primary key. One query."""
    entries = apps.get_model("sponsors", "LedgerEntry").objects.filter(
        kind=EntryKind.RECORD, object_id__in=[record.pk for record in records]
    )
    pairs = entries.order_by().values_list("object_id", "number")
    return {record: number for record, number in pairs if record is not None}


def _line(record: FundingRecord, entry: int | None, currency: str) -> RecordLine:
    page = record.page if record.page and is_in_the_open(record.page) else None
    rate = getattr(record, "exchange_rate", None)
    reversal = getattr(record, "reversal", None)
    has_file = record.agreement_id and not record.reverses_id
    return RecordLine(
        record=record,
        amount=money_text(record.amount_minor, record.currency, get_language() or ""),
        rate=rate,
        rate_text=rate_text(rate.rate, get_language() or "") if rate else "",
        needs_rate=(
            record.currency != currency
            and rate is None
            and reversal is None
            and record.reverses_id is None
        ),
        kind=str(SupportKind(record.kind).label),
        scope=str(Scope(record.scope).label),
        involvement=str(Involvement(record.involvement).label),
        page=page,
        reversal=reversal,
        entry=entry,
        agreement_url=reverse("sponsors:agreement", args=[record.pk]) if has_file else "",
    )


# --- What it paid for -----------------------------------------------------------------------------
def _items(funder: Funder) -> list[FundedItem]:
    """Published pages in the active language whose newest record names the funder."""
    language = get_language()
    return [
        FundedItem(page, frozen.published_at, frozen.number)
        for page, frozen in pages_naming(funder.slug)
        if page.locale.language_code == language and is_in_the_open(page)
    ]
