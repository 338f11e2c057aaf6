"""A funding record as a row of text, and back: the meaning of each column of the CSV."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import TextChoices
from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.models import Locale, Page, Site

from sponsors.models import FundingRecord, Involvement, Scope, SupportKind
from sponsors.money import AmountError, is_currency, minor_digits, parse_amount

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})\Z")
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})\Z")  # day first wherever dots are used


class RowError(ValueError):
    """A row cannot be understood; `messages` name the column each."""

    def __init__(self, messages: list[str]) -> None:
        super().__init__("; ".join(messages))
        self.messages = messages


# --- Out ------------------------------------------------------------------------------------------
def row_of(record: FundingRecord) -> dict[str, str]:
    """Every column of a record; reads its funder, rate, page and agreement."""
    rate = getattr(record, "exchange_rate", None)
    reverses = record.reverses
    return {
        "reference": record.reference,
        "funder": record.funder.public_name,
        "kind": record.kind,
        "amount": plain_amount(record.amount_minor, record.currency),
        "currency": record.currency,
        "period_start": record.period_start.isoformat(),
        "period_end": record.period_end.isoformat(),
        "scope": record.scope,
        "page": path_of(record.page) or record.page_title,
        "involvement": record.involvement,
        "involvement_note": record.involvement_note,
        "received_on": record.received_on.isoformat() if record.received_on else "",
        "givers": "" if record.givers is None else str(record.givers),
        "rate": f"{rate.rate.normalize():f}" if rate else "",
        "rate_on": rate.on.isoformat() if rate else "",
        "rate_source": rate.source if rate else "",
        "reverses": reverses.reference if reverses else "",
        "reason": record.reason,
        "agreement": record.agreement.title if record.agreement else "",
        "agreement_sha256": record.agreement_sha256,
        "booked_at": record.booked_at.isoformat() if record.booked_at else "",
        "booked_by": record.booked_by.get_username() if record.booked_by else "",
    }


def plain_amount(minor: int, currency: str) -> str:
    """`minor` units with a point before the decimals and no grouping: 4800000 EUR -> 48000.00."""
    digits = minor_digits(currency)
    return f"{Decimal(minor).scaleb(-digits):.{digits}f}"


def path_of(page: Page | None) -> str:
    """The address of a page on this site without its host, or nothing."""
    parts = page.get_url_parts() if page else None
    return str(parts[2]) if parts and parts[2] else ""


# --- In -------------------------------------------------------------------------------------------
def booking_of(values: Mapping[str, str], *, with_page: bool = True) -> dict[str, Any]:
    """Arguments of `services.book_record` save funder and user; RowError with every complaint."""
    return _Reader(values).booking(with_page)


class _Reader:
    """Reads cell after cell and collects what is wrong, so that a row is complained about once."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self.values = values
        self.messages: list[str] = []

    def booking(self, with_page: bool) -> dict[str, Any]:
        currency = self.values["currency"].upper()
        found = {
            "reference": self.text("reference", required=True),
            "kind": self.choice("kind", SupportKind),
            "currency": currency,
            "amount_minor": self.amount(currency),
            "period_start": self.date("period_start", required=True),
            "period_end": self.date("period_end", required=True),
            "received_on": self.date("received_on"),
            "scope": self.choice("scope", Scope),
            "involvement": self.choice("involvement", Involvement),
            "involvement_note": self.text("involvement_note"),
            "givers": self.count("givers"),
            "rate": self.rate("rate"),
            "rate_on": self.date("rate_on"),
            "rate_source": self.text("rate_source"),
        }
        if with_page:
            found["page"] = self.page("page") if found["scope"] != Scope.HUB else None
        if self.messages:
            raise RowError(self.messages)
        return found

    def complain(self, column: str, message: str) -> None:
        self.messages.append(f"{column}: {message}")

    def text(self, column: str, *, required: bool = False) -> str:
        value = self.values[column]
        if required and not value:
            self.complain(column, _("is missing."))
        return value

    def choice(self, column: str, choices: type[TextChoices]) -> str:
        """A value or its label, in the language of the CMS or in English."""
        value = self.values[column].casefold()
        if not value:
            self.complain(column, _("is missing."))
        for code, label in choices.choices:
            with translation.override("en"):
                english = str(label)
            if value in {code.casefold(), str(label).casefold(), english.casefold()}:
                return code
        if value:
            self.complain(
                column,
                _("“%(value)s” is none of %(choices)s.")
                % {"value": self.values[column], "choices": ", ".join(choices.values)},
            )
        return ""

    def amount(self, currency: str) -> int | None:
        if not is_currency(currency):
            self.complain(
                "currency",
                _("“%(code)s” is not a currency. Use three letters, such as EUR or USD.")
                % {"code": self.values["currency"]},
            )
            return None
        if not self.values["amount"]:
            self.complain("amount", _("is missing."))
            return None
        try:
            return parse_amount(self.values["amount"], currency)
        except AmountError as error:
            self.complain("amount", str(error))
            return None

    def date(self, column: str, *, required: bool = False) -> date | None:
        value = self.text(column, required=required)
        if not value:
            return None
        try:
            if match := _ISO.match(value):
                year, month, day = map(int, match.groups())
                return date(year, month, day)
            if match := _DOTTED.match(value):
                day, month, year = map(int, match.groups())
                return date(year, month, day)
        except ValueError:
            pass
        self.complain(column, _("“%(value)s” is not a date. Write 2026-01-31.") % {"value": value})
        return None

    def count(self, column: str) -> int | None:
        value = self.values[column]
        if not value:
            return None
        if not (value.isascii() and value.isdigit() and len(value) < 10):
            self.complain(column, _("“%(value)s” is not a whole number.") % {"value": value})
            return None
        return int(value)

    def rate(self, column: str) -> Decimal | None:
        value = self.values[column].replace(",", ".")
        if not value:
            return None
        try:
            rate = Decimal(value)
        except InvalidOperation:
            rate = Decimal("NaN")
        if not rate.is_finite():
            self.complain(
                column, _("“%(value)s” is not a rate, such as 0.9215.") % {"value": value}
            )
            return None
        return rate

    def page(self, column: str) -> Page | None:
        value = self.values[column]
        page = page_at(value) if value else None
        if page is None:
            self.complain(
                column,
                _("no page has the address “%(value)s”.") % {"value": value}
                if value
                else _("is missing: the address of the topic or page, such as /topics/mrd/."),
            )
        return page


def page_at(address: str) -> Page | None:
    """The page at an address as the browser shows it, with or without host."""
    try:
        path = urlsplit(address).path.strip("/")
    except ValueError:
        return None
    language, _slash, rest = path.partition("/")
    codes = {code for code, _name in settings.LANGUAGES} - {settings.LANGUAGE_CODE}
    if language not in codes:
        language, rest = settings.LANGUAGE_CODE, path
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    locale = Locale.objects.filter(language_code=language).first()
    if site is None or locale is None:
        return None
    root = site.root_page.get_translation_or_none(locale)
    if root is None:
        return None
    url_path = f"{root.url_path}{rest}/" if rest else root.url_path
    return Page.objects.filter(url_path=url_path).first()
