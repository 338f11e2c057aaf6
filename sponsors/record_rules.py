"""What may be booked. Every way into the register (form, CSV, code) is held to these rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from sponsors.figures import reporting_currency, standing
from sponsors.models import (
    Funder,
    FunderKind,
    FundingRecord,
    Involvement,
    Scope,
    SupportKind,
)
from sponsors.money import MAX_MINOR, is_currency
from sponsors.rate_rules import rate_problems
from sponsors.statement_rules import makes_claims

REVERSAL_MARK = "/R"
LONGEST_REFERENCE = 60 - len(REVERSAL_MARK)
FIRST_YEAR, LAST_YEAR = 1990, 2200
LONGEST_PERIOD_YEARS = 10
_UNWANTED_SIGNS = frozenset("®™©<>{}")

Problems = dict[str, list[Any]]


@dataclass(frozen=True, kw_only=True)
class Booking:
    """A record that somebody wants to book. `rate` is the price of one unit of `currency` in the
    reporting currency; None in the reporting currency itself, or while it is not known."""

    funder: Funder
    kind: str
    amount_minor: int | None
    currency: str
    period_start: date | None
    period_end: date | None
    scope: str
    involvement: str
    reference: str
    page: Page | None = None
    involvement_note: str = ""
    received_on: date | None = None
    givers: int | None = None
    rate: Decimal | None = None
    rate_on: date | None = None
    rate_source: str = ""


def problems_of(booking: Booking) -> Problems:
    """Everything that forbids the booking, by field; empty when it may be booked."""
    problems: Problems = {}
    for rule in (_reference, _amount, _period, _parties, _scope, _involvement, _rate):
        for field, message in rule(booking):
            problems.setdefault(field, []).append(message)
    if not problems:
        for field, message in _overlap(booking):
            problems.setdefault(field, []).append(message)
    return problems


def refuse(problems: Problems) -> None:
    """Raise ValidationError with the problems at their fields, if there are any."""
    if problems:
        raise ValidationError(problems)


Found = list[tuple[str, Any]]


def _reference(booking: Booking) -> Found:
    reference = booking.reference
    if not reference.strip():
        return [("reference", _("An agreement number is needed."))]
    if reference != reference.strip() or not reference.isprintable():
        return [("reference", _("No blanks before or after the number, no line breaks in it."))]
    if len(reference) > LONGEST_REFERENCE:
        return [("reference", _say(_("At most {limit} characters."), limit=LONGEST_REFERENCE))]
    if reference.endswith(REVERSAL_MARK):
        return [("reference", _("An ending in /R is kept for reversals."))]
    if FundingRecord.objects.filter(reference=reference).exists():
        return [("reference", _("A record with this agreement number is booked already."))]
    return []


def _amount(booking: Booking) -> Found:
    found: Found = []
    amount = booking.amount_minor
    if isinstance(amount, bool) or not isinstance(amount, int) or amount <= 0:
        found.append(("amount_minor", _("The amount must be more than zero.")))
    elif amount > MAX_MINOR:
        found.append(("amount_minor", _("This amount is too large to be right.")))
    if not is_currency(booking.currency):
        found.append(("currency", _("Not a currency. Use three letters, such as EUR or USD.")))
    return found


def _period(booking: Booking) -> Found:
    start, end = booking.period_start, booking.period_end
    found: Found = []
    for field, day in (("period_start", start), ("period_end", end)):
        if day is None:
            found.append((field, _("A date is needed.")))
        elif not FIRST_YEAR <= day.year <= LAST_YEAR:
            found.append((field, _("This year cannot be right.")))
    if start and end and end < start:
        found.append(("period_end", _("The period ends before it begins.")))
    elif start and end and end.year - start.year > LONGEST_PERIOD_YEARS:
        found.append(("period_end", _("A period of more than ten years cannot be right.")))
    if booking.received_on and booking.received_on > timezone.localdate():
        found.append(("received_on", _("This day is still to come.")))
    return found


def _parties(booking: Booking) -> Found:
    found: Found = []
    are_readers = booking.funder.kind == FunderKind.READERS
    if booking.kind not in SupportKind.values:
        found.append(("kind", _("Choose what kind of support this is.")))
    elif are_readers and booking.kind != SupportKind.CONTRIBUTIONS:
        found.append(("kind", _("What readers pay is booked as readers' contributions.")))
    elif not are_readers and booking.kind == SupportKind.CONTRIBUTIONS:
        found.append(("kind", _("Only readers make readers' contributions.")))
    if booking.givers is not None and not are_readers:
        found.append(("givers", _("Contributions are counted for readers only.")))
    elif booking.givers is not None and not 1 <= booking.givers <= 10**9:
        found.append(("givers", _("The number of contributions cannot be right.")))
    return found


def _scope(booking: Booking) -> Found:
    if booking.scope not in Scope.values:
        return [("scope", _("Choose what the money pays for."))]
    if booking.scope == Scope.HUB:
        message = _("Money for the whole hub is not booked on a page.")
        return [("page", message)] if booking.page else []
    if booking.page is None:
        return [("page", _("Choose the topic or page that it pays for."))]
    if booking.page.alias_of_id:
        return [("page", _("This page only mirrors another. Choose the original."))]
    return []


def _involvement(booking: Booking) -> Found:
    note = booking.involvement_note
    if booking.involvement not in Involvement.values:
        return [("involvement", _("Choose what the funder did besides paying."))]
    if booking.funder.kind == FunderKind.READERS and booking.involvement != Involvement.FUNDS_ONLY:
        return [("involvement", _("Readers as a group do nothing besides paying."))]
    if booking.involvement == Involvement.OTHER and not note.strip():
        return [("involvement_note", _("Say in words what the funder did."))]
    if booking.involvement == Involvement.FUNDS_ONLY and note:
        return [
            ("involvement_note", _("Words are for something done besides paying. Choose what."))
        ]
    if len(note) > 300:
        return [("involvement_note", _("At most 300 characters."))]
    # Whoever suggested a topic or supplied data did not give without conditions, and for others
    # the word says less than the sentence that is generated (ABPI Code, on declarations).
    if makes_claims(note):
        return [("involvement_note", _("Say what was done, not that money was unrestricted."))]
    if not note.isprintable() or _UNWANTED_SIGNS & set(note):
        return [("involvement_note", _("No ®, ™, brackets, braces or line breaks."))]
    return []


def _rate(booking: Booking) -> Found:
    given = booking.rate is not None
    if booking.currency == reporting_currency():
        message = _("An amount in the reporting currency has no exchange rate.")
        return [("rate", message)] if given else []
    if booking.rate is None:
        if booking.rate_on or booking.rate_source:
            return [("rate", _("The day and source of a rate are given, but not the rate."))]
        return []
    return [
        ({"on": "rate_on", "source": "rate_source"}.get(field, field), message)
        for field, message in rate_problems(
            booking.amount_minor,
            booking.currency,
            booking.rate,
            booking.rate_on,
            booking.rate_source,
        )
    ]


def _overlap(booking: Booking) -> Found:
    """Two payments for the same thing and the same days are one payment booked twice."""
    other = (
        standing()
        .filter(
            funder=booking.funder,
            kind=booking.kind,
            scope=booking.scope,
            page_key=booking.page.translation_key if booking.page else None,
            period_start__lte=booking.period_end,
            period_end__gte=booking.period_start,
        )
        .order_by("period_start")
        .first()
    )
    if other is None:
        return []
    message = _say(
        _(
            "{reference} ({start} to {end}) is the same funder, kind and purpose for some of the "
            "same days. Reverse it first, or change the period."
        ),
        reference=other.reference,
        start=other.period_start.isoformat(),
        end=other.period_end.isoformat(),
    )
    return [("period_start", message)]


def _say(text: Any, **values: Any) -> Any:
    return format_lazy(text, **values)
