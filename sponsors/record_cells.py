"""What the CMS says about a funding record, in words, and by what records are found."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Max, Min, QuerySet
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from wagtail.admin.filters import WagtailFilterSet

from sponsors.figures import reporting_currency
from sponsors.models import FundingRecord, Scope
from sponsors.money import money_text

RECORDS = "funding_records"
BOOKED_WITH = ("funder", "page", "reverses", "reversal", "exchange_rate")


# --- What a cell says -----------------------------------------------------------------------------
def amount_of(record: FundingRecord) -> str:
    return money_text(record.amount_minor, record.currency, get_language() or "en")


def period_of(record: FundingRecord) -> str:
    """Both days, each in one piece."""
    days = (record.period_start, record.period_end)
    return " – ".join(date_format(day, "j M Y").replace(" ", "\u00a0") for day in days)


def scope_of(record: FundingRecord) -> str:
    """ "The whole hub", or the page by its title."""
    if record.scope == Scope.HUB:
        return str(record.get_scope_display())
    return record.page.title if record.page else record.page_title


def waits_for_rate(record: FundingRecord, reporting: str) -> bool:
    """Whether a rate to the currency `reporting` is missing that somebody can still give."""
    return (
        record.currency != reporting
        and not hasattr(record, "exchange_rate")
        and record.reverses_id is None
    )


def is_reversed(record: FundingRecord) -> bool:
    return hasattr(record, "reversal")


def state_of(record: FundingRecord, reporting: str) -> str:
    if record.reverses:
        return _("Reverses %(reference)s") % {"reference": record.reverses.reference}
    if is_reversed(record):
        return _("Reversed")
    if waits_for_rate(record, reporting):
        return _("Waits for an exchange rate")
    return _("Counts")


# --- Filters --------------------------------------------------------------------------------------
def _years() -> list[tuple[int, str]]:
    span = FundingRecord.objects.aggregate(first=Min("period_start"), last=Max("period_end"))
    if not span["first"]:
        return []
    return [(y, str(y)) for y in range(span["last"].year, span["first"].year - 1, -1)]


def _currencies() -> list[tuple[str, str]]:
    codes = FundingRecord.objects.order_by("currency").values_list("currency", flat=True)
    return [(code, code) for code in codes.distinct()]


class RecordFilterSet(WagtailFilterSet):
    """By year, funder, kind, state and currency."""

    year = django_filters.ChoiceFilter(
        label=gettext_lazy("Counts in the year"), choices=_years, method="in_year"
    )
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("State"),
        choices=[
            ("counts", gettext_lazy("Counts")),
            ("reversed", gettext_lazy("Reversed, or reverses another")),
            ("waiting", gettext_lazy("Waits for an exchange rate")),
        ],
        method="in_state",
    )
    currency = django_filters.ChoiceFilter(label=gettext_lazy("Currency"), choices=_currencies)

    class Meta:
        model = FundingRecord
        fields = ("year", "funder", "kind", "scope", "state", "currency")

    def in_year(self, records: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        year = int(value)
        return records.filter(period_start__year__lte=year, period_end__year__gte=year)

    def in_state(self, records: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        untouched = {"reverses": None, "reversal": None}
        if value == "reversed":
            return records.exclude(**untouched)
        if value == "waiting":
            reporting = reporting_currency()
            records = records.filter(exchange_rate=None).exclude(currency=reporting)
        return records.filter(**untouched)
