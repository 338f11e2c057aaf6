"""Figures for columns and small tables: amounts without their currency, round percentages. Pure."""

from __future__ import annotations

from decimal import Decimal, localcontext
from typing import Literal

from babel.numbers import format_decimal, format_percent, get_currency_symbol

from sponsors.babel_locale import babel_locale
from sponsors.money import minor_digits, share_text


def number_text(
    minor: int, currency: str, language: str, *, cents: Literal["auto", "always"] = "auto"
) -> str:
    """The amount without its currency, for a column whose heading names it: "168,000"."""
    digits = minor_digits(currency)
    shown = 0 if cents == "auto" and minor % 10**digits == 0 else digits
    with localcontext() as context:
        context.prec = 100
        amount = Decimal(minor).scaleb(-digits)
    pattern = "#,##0" + ("." + "0" * shown if shown else "")
    return format_decimal(amount, pattern, locale=babel_locale(language))


def currency_sign(currency: str, language: str) -> str:
    """ "€", or the three letters where the language has no sign for it."""
    return get_currency_symbol(currency, locale=babel_locale(language))


def percent_text(tenths: int, language: str) -> str:
    """ "25%" for whole per cents, else as a share: "12.5%"."""
    if tenths % 10:
        return share_text(tenths, language)
    return format_percent(Decimal(tenths).scaleb(-3), locale=babel_locale(language))


def rate_text(rate: Decimal, language: str) -> str:
    """An exchange rate with all its decimals and no zeros behind them: "0.92155"."""
    return format_decimal(rate, "#,##0.########", locale=babel_locale(language))
