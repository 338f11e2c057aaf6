"""Amounts of money: whole minor units of an ISO 4217 currency. Pure, and no float anywhere.

A minor unit is the smallest one that ISO 4217 lists: cents of a euro, whole yen.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from typing import Literal

from babel.numbers import format_currency, format_percent

from sponsors.babel_locale import babel_locale
from sponsors.currencies import is_currency, minor_digits
from sponsors.typed_amount import MAX_MINOR, AmountError, parse_amount

__all__ = [
    "MAX_MINOR",
    "AmountError",
    "in_reporting",
    "is_currency",
    "minor_digits",
    "money_text",
    "parse_amount",
    "share_text",
]

_EXACT = 100  # digits: far more than an amount times a rate can have, so nothing rounds by itself
_NO_BREAK = "\u00a0"
_MINUS = "\u2212"


def in_reporting(minor: int, currency: str, reporting: str, rate: Decimal | None) -> int | None:
    """The amount in minor units of the reporting currency, halves to even.

    `rate` is the price of one whole unit of `currency`. None when it is needed and missing.
    """
    if currency == reporting:
        return minor
    if rate is None:
        return None
    with localcontext() as context:
        context.prec = _EXACT
        moved = (Decimal(minor) * rate).scaleb(minor_digits(reporting) - minor_digits(currency))
        return int(moved.to_integral_value(rounding=ROUND_HALF_EVEN))


def money_text(
    minor: int, currency: str, language: str, *, cents: Literal["auto", "always"] = "auto"
) -> str:
    """The amount as the language writes it, in one piece: "€48,000", "48 000,50 €".

    `auto` leaves the decimals of a whole amount out; `always` is for columns of figures.
    """
    digits = minor_digits(currency)
    with localcontext() as context:
        context.prec = _EXACT
        amount = Decimal(minor).scaleb(-digits)
    shown = 0 if cents == "auto" and minor % 10**digits == 0 else digits
    locale = babel_locale(language)
    pattern = locale.currency_formats["standard"].pattern
    text = format_currency(
        amount,
        currency,
        re.sub(r"0\.0+", "0" + ("." + "0" * shown if shown else ""), pattern),
        locale=locale,
        currency_digits=False,
    )
    # Where a currency has no sign of its own, its code does not touch the figures.
    return _in_one_piece(re.sub(rf"{currency}(?=[0-9])", f"{currency} ", text))


def share_text(tenths: int, language: str) -> str:
    """Tenths of a per cent as the language writes them: "27.4%", "27,4%", "27,4 %"."""
    locale = babel_locale(language)
    pattern = locale.percent_formats[None].pattern
    share = Decimal(tenths).scaleb(-3)
    return _in_one_piece(format_percent(share, pattern.replace("0", "0.0", 1), locale=locale))


def _in_one_piece(text: str) -> str:
    """No line may break inside an amount, and a minus is no hyphen."""
    return text.replace(" ", _NO_BREAK).replace("-", _MINUS)
