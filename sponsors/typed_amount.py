"""An amount of money as somebody typed it. Pure."""

from __future__ import annotations

import re

from babel.numbers import get_currency_symbol
from django.utils.translation import gettext as _

from sponsors.currencies import minor_digits

MAX_MINOR = 10**11  # a thousand million euros: more is a slip of the keyboard
_LONGEST = 40  # characters
_GROUPING = " \u00a0\u2009\u202f'’"
_SHAPE = re.compile(rf"[0-9][0-9.,{_GROUPING}]*")


class AmountError(ValueError):
    """The text is no amount that can be booked; the message says why, in the active language."""


def parse_amount(text: str, currency: str) -> int:
    """Minor units of the amount as typed: "48000", "48 000", "48,000.00" and "48.000,00".

    Raises AmountError for anything else, and where one reader would see thousands and the next one
    decimals ("48,000"): a factor of a thousand is not for guessing.
    """
    bare = _without_currency(text.strip(), currency)
    if len(bare) > _LONGEST or not _SHAPE.fullmatch(bare):
        raise AmountError(_("Write the amount in digits, such as 48000 or 48000.50."))
    whole, fraction = _split(bare, currency)
    digits = minor_digits(currency)
    if len(fraction) > digits:
        raise AmountError(
            _("%(currency)s has no decimals.") % {"currency": currency}
            if digits == 0
            else _("%(currency)s has at most %(digits)d decimals.")
            % {"currency": currency, "digits": digits}
        )
    minor = int(whole + fraction.ljust(digits, "0"))
    if minor == 0:
        raise AmountError(_("The amount must be more than zero."))
    if minor > MAX_MINOR:
        raise AmountError(_("This amount is too large to be right."))
    return minor


def _without_currency(text: str, currency: str) -> str:
    """The text without the sign or the code of its own currency at either end."""
    for sign in (currency, get_currency_symbol(currency, locale="en")):
        text = text.removeprefix(sign).removesuffix(sign)
    return text.strip(_GROUPING)


def _split(text: str, currency: str) -> tuple[str, str]:
    """Digits before and after the decimal sign. AmountError where they cannot be told apart."""
    signs = [sign for sign in text if sign in ".,"]
    last = signs[-1] if signs else ""
    decimal = bool(signs) and signs.count(last) == 1
    whole, _sign, fraction = text.rpartition(last) if decimal else (text, "", "")
    is_thousandths = last == "." and minor_digits(currency) == 3
    if len(signs) == 1 and not is_thousandths and _may_be_thousands(whole, fraction):
        raise AmountError(
            _("“%(text)s” can be read in two ways. Write %(thousands)s or %(units)s.")
            % {"text": text, "thousands": whole + fraction, "units": f"{whole}.{fraction[:2]}"}
        )
    groups = re.split(rf"[.,{_GROUPING}]", whole)
    separators = set(re.sub(r"[0-9]", "", whole))
    if not _is_grouped(groups) or len(separators) > 1 or not re.fullmatch(r"[0-9]*", fraction):
        raise AmountError(_("The digits of this amount are not in groups of three."))
    return "".join(groups), fraction


def _may_be_thousands(whole: str, fraction: str) -> bool:
    """Whether "48,000" is meant: the only separator, with exactly three digits behind it."""
    return len(fraction) == 3 and re.fullmatch(r"[1-9][0-9]{0,2}", whole) is not None


def _is_grouped(groups: list[str]) -> bool:
    first, *rest = groups
    return bool(first) and (not rest or len(first) <= 3) and all(len(group) == 3 for group in rest)
