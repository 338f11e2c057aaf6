"""What is written to the register. Each function is atomic and leaves its entry in the ledger.

Nothing is changed or deleted: what was wrong is reversed, and the right thing is booked anew.
"""

from __future__ import annotations

import hashlib
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page

from core.models import HubDocument
from sponsors.entries import append, rate_content, record_content
from sponsors.figures import reporting_currency
from sponsors.models import EntryKind, ExchangeRate, Funder, FundingRecord
from sponsors.rate_rules import rate_problems
from sponsors.record_rules import REVERSAL_MARK, Booking, problems_of, refuse
from sponsors.scheme_rules import announce_scheme, scheme_problems, withdraw_scheme

__all__ = [
    "Booking",
    "announce_scheme",
    "book_record",
    "complete_rate",
    "problems_of",
    "reverse_record",
    "scheme_problems",
    "withdraw_scheme",
]

# What a record has from the booking, and what is kept with it; a reversal repeats all of it.
BOOKED = (
    "funder",
    "kind",
    "amount_minor",
    "currency",
    "period_start",
    "period_end",
    "received_on",
    "scope",
    "page",
    "involvement",
    "involvement_note",
    "givers",
    "reference",
)
ATTACHED = ("page_key", "page_title", "agreement", "agreement_sha256")


@transaction.atomic
def book_record(
    *,
    funder: Funder,
    kind: str,
    amount_minor: int | None,
    currency: str,
    period_start: date | None,
    period_end: date | None,
    scope: str,
    page: Page | None = None,
    involvement: str,
    involvement_note: str = "",
    agreement: HubDocument | None = None,
    received_on: date | None = None,
    givers: int | None = None,
    reference: str,
    by: Any = None,
    rate: Decimal | None = None,
    rate_on: date | None = None,
    rate_source: str = "",
) -> FundingRecord:
    """Book a payment, `amount_minor` in minor units of `currency`, spread over its period.

    Raises ValidationError with every problem at its field (`record_rules`); nothing is booked then.
    """
    # The row is locked so that two bookings at once cannot overlap unseen. (SQLite: see entries.)
    Funder.objects.select_for_update().get(pk=funder.pk)
    booking = Booking(
        funder=funder,
        kind=kind,
        amount_minor=amount_minor,
        currency=currency,
        period_start=period_start,
        period_end=period_end,
        scope=scope,
        page=page,
        involvement=involvement,
        involvement_note=involvement_note,
        received_on=received_on,
        givers=givers,
        reference=reference,
        rate=rate,
        rate_on=rate_on,
        rate_source=rate_source,
    )
    refuse(problems_of(booking))
    record = FundingRecord(
        **{name: getattr(booking, name) for name in BOOKED},
        page_key=page.translation_key if page else None,
        page_title=page.title if page else "",
        agreement=agreement,
        agreement_sha256=_digest(agreement) if agreement else "",
        booked_at=timezone.now(),
        booked_by=by,
    )
    _write(record)
    if rate is not None and rate_on is not None:
        _write_rate(record, rate, rate_on, rate_source)
    return record


@transaction.atomic
def reverse_record(record: FundingRecord, *, reason: str, by: Any = None) -> FundingRecord:
    """Book the exact negative of `record`, so that the two add up to nothing in every year."""
    record = _locked(record)
    problems: dict[str, list[Any]] = {}
    if record.reverses_id:
        problems["reference"] = [_("A reversal is not reversed. Book the record anew.")]
    elif FundingRecord.objects.filter(reverses=record).exists():
        problems["reference"] = [_("This record is reversed already.")]
    if not reason.strip():
        problems["reason"] = [_("Say why it is reversed. The reason is public.")]
    elif len(reason) > 300:
        problems["reason"] = [_("At most 300 characters.")]
    refuse(problems)
    reversal = FundingRecord(
        **{name: getattr(record, name) for name in (*BOOKED, *ATTACHED)},
        reverses=record,
        reason=reason.strip(),
        booked_at=timezone.now(),
        booked_by=by,
    )
    reversal.reference = f"{record.reference}{REVERSAL_MARK}"
    reversal.amount_minor = -record.amount_minor
    return _write(reversal)


@transaction.atomic
def complete_rate(
    record: FundingRecord, *, rate: Decimal, on: date, source: str, by: Any = None
) -> ExchangeRate:
    """Give a record in another currency the exchange rate that it waits for. Once only."""
    record = _locked(record)
    if record.currency == reporting_currency():
        raise ValidationError(
            {"rate": [_("An amount in the reporting currency has no exchange rate.")]}
        )
    if ExchangeRate.objects.filter(record=record).exists():
        raise ValidationError({"rate": [_("This record has its exchange rate already.")]})
    if record.reverses_id or FundingRecord.objects.filter(reverses=record).exists():
        raise ValidationError({"rate": [_("A reversed record needs no exchange rate.")]})
    problems: dict[str, list[Any]] = {}
    for field, message in rate_problems(record.amount_minor, record.currency, rate, on, source):
        problems.setdefault(field, []).append(message)
    refuse(problems)
    return _write_rate(record, rate, on, source)


def _locked(record: FundingRecord) -> FundingRecord:
    return FundingRecord.objects.select_for_update(of=("self",)).get(pk=record.pk)


def _write(record: FundingRecord) -> FundingRecord:
    record.save()
    append(EntryKind.RECORD, record_content(record), object_id=record.pk)
    return record


def _write_rate(record: FundingRecord, rate: Decimal, on: date, source: str) -> ExchangeRate:
    row = ExchangeRate(record=record, rate=rate, on=on, source=source.strip())
    row.save()
    append(EntryKind.RATE, rate_content(row), object_id=row.pk)
    return row


def _digest(agreement: HubDocument) -> str:
    """SHA-256 of the agreement's file: a file that is exchanged later can be told from it."""
    digest = hashlib.sha256()
    with agreement.file.open("rb") as file:
        for piece in iter(lambda: file.read(1 << 16), b""):
            digest.update(piece)
    return digest.hexdigest()
