"""What may be an exchange rate: given with a booking or later."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sponsors.figures import reporting_currency
from sponsors.money import MAX_MINOR, in_reporting


def rate_problems(
    minor: int | None, currency: str, rate: Decimal, on: date | None, source: str
) -> list[tuple[str, Any]]:
    """What forbids an exchange rate, by field `rate`, `on` and `source`."""
    found: list[tuple[str, Any]] = []
    is_usable = rate.is_finite() and 0 < rate < 10**10
    if not is_usable or rate != rate.quantize(Decimal("1e-8")):
        found.append(("rate", _("A number above zero with at most eight decimals.")))
    elif minor and not _is_sensible(minor, currency, rate):
        found.append(("rate", _("At this rate the amount cannot be right.")))
    if on is None:
        found.append(("on", _("The day of the rate is needed.")))
    elif on > timezone.localdate():
        found.append(("on", _("This day is still to come.")))
    if not source.strip():
        found.append(("source", _("Say where the rate is from.")))
    elif len(source) > 120:
        found.append(("source", _("At most 120 characters.")))
    return found


def _is_sensible(minor: int, currency: str, rate: Decimal) -> bool:
    """Whether the amount is at least one minor unit of the reporting currency, and bookable."""
    converted = in_reporting(abs(minor), currency, reporting_currency(), rate)
    return converted is not None and 0 < converted <= MAX_MINOR
