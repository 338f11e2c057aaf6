"""Writes entries to the ledger, and says what an entry about a row of the register holds."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from sponsors.chain import GENESIS, canonical, entry_hash, moment
from sponsors.figures import scheme_of
from sponsors.models import (
    EntryKind,
    ExchangeRate,
    FundingRecord,
    LedgerEntry,
    LevelScheme,
)

SCHEMA = 1


@transaction.atomic
def append(
    kind: EntryKind,
    content: dict[str, Any],
    *,
    page_key: UUID | None = None,
    language: str = "",
    object_id: int | None = None,
) -> LedgerEntry:
    """Add `content` at the end of the chain. Whoever else is writing to it waits until the
    surrounding transaction ends, so that no two entries continue from the same one."""
    _wait_for_my_turn()
    last = LedgerEntry.objects.order_by("-number").values_list("number", "entry_hash").first()
    number, previous = (last[0] + 1, last[1]) if last else (1, GENESIS)
    text, now = canonical(content), timezone.now()
    return LedgerEntry.objects.create(
        number=number,
        kind=kind,
        page_key=page_key,
        language=language,
        object_id=object_id,
        content=text,
        previous_hash=previous,
        entry_hash=entry_hash(number, kind.value, moment(now), text, previous),
        created_at=now,
    )


def _wait_for_my_turn() -> None:
    """SQLite lets one transaction write at a time, and ours begin as writers (`transaction_mode`).
    PostgreSQL is told to: readers go on reading, a second writer waits. Should either fail us, the
    number is unique: the second of two transactions is refused as a whole, and no fork is stored.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            table = connection.ops.quote_name(LedgerEntry._meta.db_table)
            cursor.execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")


# --- What an entry says about a row ---------------------------------------------------------------
def record_content(record: FundingRecord) -> dict[str, Any]:
    """A funding record. The ledger is public: the title of the page (it may be a draft) and the
    name of the person who booked it are not in it."""
    return {
        "schema": SCHEMA,
        "id": record.pk,
        "reference": record.reference,
        "funder": {
            "id": record.funder_id,
            "slug": record.funder.slug,
            "legal_name": record.funder.legal_name,
            "kind": record.funder.kind,
        },
        "kind": record.kind,
        "amount_minor": record.amount_minor,
        "currency": record.currency,
        "period_start": record.period_start.isoformat(),
        "period_end": record.period_end.isoformat(),
        "received_on": _day(record.received_on),
        "scope": record.scope,
        "page": str(record.page_key) if record.page_key else None,
        "involvement": record.involvement,
        "involvement_note": record.involvement_note,
        "agreement_sha256": record.agreement_sha256 or None,
        "givers": record.givers,
        "reverses": record.reverses_id,
        "reason": record.reason,
        "booked_at": moment(record.booked_at),
    }


def rate_content(rate: ExchangeRate) -> dict[str, Any]:
    """An exchange rate; the rate as text, without zeros at the end."""
    return {
        "schema": SCHEMA,
        "id": rate.pk,
        "record": rate.record_id,
        "rate": plain_rate(rate.rate),
        "on": rate.on.isoformat(),
        "source": rate.source,
    }


def scheme_content(scheme: LevelScheme) -> dict[str, Any]:
    """A level scheme, its thresholds from the highest to the lowest."""
    plain = scheme_of(scheme)
    return {
        "schema": SCHEMA,
        "id": scheme.pk,
        "from_year": plain.from_year,
        "thresholds": [[each.level, each.minimum_tenths] for each in plain.thresholds],
        "ceiling_tenths": plain.ceiling_tenths,
    }


def plain_rate(rate: Decimal) -> str:
    """0.92150000 as "0.9215", 110.00000000 as "110"."""
    text = f"{rate:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _day(day: date | datetime | None) -> str | None:
    return day.isoformat() if day else None
