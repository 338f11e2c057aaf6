"""The list of funding records in the CMS, one record in full, and the list of the ledger."""

from __future__ import annotations

import json
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from wagtail.admin.ui.tables import Column, StatusTagColumn
from wagtail.admin.views import generic
from wagtail.admin.views.generic.history import HistoryView
from wagtail.admin.widgets.button import Button, HeaderButton

from sponsors.chain import content_of
from sponsors.figures import reporting_currency
from sponsors.funding import part_of_year
from sponsors.models import FundingRecord
from sponsors.money import money_text
from sponsors.record_cells import (
    BOOKED_WITH,
    RECORDS,
    amount_of,
    is_reversed,
    period_of,
    scope_of,
    state_of,
    waits_for_rate,
)


class RecordIndexView(generic.IndexView):
    """Every record with its state. A row offers what can be done with it: never to change it."""

    default_ordering = "-period_start"
    add_item_label = gettext_lazy("Book a record")
    page_title = gettext_lazy("Funding records")

    @cached_property
    def reporting(self) -> str:
        return reporting_currency()

    @cached_property
    def columns(self) -> list[Column]:
        reporting = self.reporting
        return [
            self._get_title_column("reference"),
            Column("funder", label=_("Funder"), sort_key="funder__public_name"),
            Column("kind", label=_("Kind"), accessor="get_kind_display", sort_key="kind"),
            Column("amount", label=_("Amount"), accessor=amount_of),
            Column("period", label=_("Period"), accessor=period_of, sort_key="period_start"),
            Column("scope", label=_("Pays for"), accessor=scope_of),
            StatusTagColumn(
                "state",
                label=_("State"),
                accessor=lambda record: state_of(record, reporting),
                primary=lambda record: not (record.reverses_id or is_reversed(record)),
            ),
        ]

    def get_base_queryset(self) -> QuerySet[FundingRecord]:
        return super().get_base_queryset().select_related(*BOOKED_WITH)

    def get_list_more_buttons(self, instance: FundingRecord) -> list[Any]:
        return [
            *super().get_list_more_buttons(instance),
            *record_buttons(instance, self.reporting, may_book=self.user_has_permission("add")),
        ]

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        return [
            *super().header_buttons,
            HeaderButton(
                _("Import and export"), url=reverse("funding_files:index"), icon_name="download"
            ),
        ]


def record_buttons(record: FundingRecord, reporting: str, *, may_book: bool) -> list[Button]:
    """What can be done with a record in its state."""
    buttons = []
    if may_book and not record.reverses_id and not is_reversed(record):
        if waits_for_rate(record, reporting):
            buttons.append(
                Button(
                    _("Add exchange rate"),
                    url=reverse(f"{RECORDS}:rate", args=[record.pk]),
                    icon_name="plus",
                    priority=30,
                )
            )
        buttons.append(
            Button(
                _("Reverse"),
                url=reverse(f"{RECORDS}:reverse", args=[record.pk]),
                icon_name="rotate",
                priority=40,
            )
        )
    if may_book:
        history = reverse(f"{RECORDS}:history", args=[record.pk])
        buttons.append(Button(_("History"), url=history, icon_name="history", priority=50))
    return buttons


class RecordInspectView(generic.InspectView):
    """One record in full, with what it adds to each year."""

    page_title = gettext_lazy("Funding record")

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        reporting = reporting_currency()
        return record_buttons(self.object, reporting, may_book=self.user_has_permission("add"))

    def get_field_label(self, field_name: str, field: Any) -> str:
        labels = {
            "amount_minor": _("Amount"),
            "period": _("Period"),
            "page": _("Pays for"),
            "reversal": _("Reversed by"),
            "years": _("Counts as"),
            "state": _("State"),
            "exchange_rate": _("Exchange rate"),
            "agreement_sha256": _("Agreement, SHA-256 of the file"),
        }
        return labels.get(field_name) or str(super().get_field_label(field_name, field))

    def get_field_display_value(self, field_name: str, field: Any) -> Any:
        own = getattr(self, f"get_{field_name}_display_value", None)
        value = own() if own else super().get_field_display_value(field_name, field)
        return "–" if value in (None, "") else value

    def get_amount_minor_display_value(self) -> str:
        return amount_of(self.object)

    def get_reversal_display_value(self) -> str:
        return str(getattr(self.object, "reversal", ""))

    def get_period_display_value(self) -> str:
        return period_of(self.object)

    def get_received_on_display_value(self) -> str:
        received = self.object.received_on
        return date_format(received, "j M Y") if received else ""

    def get_booked_at_display_value(self) -> str:
        return date_format(localtime(self.object.booked_at), "j M Y, H:i")

    def get_agreement_display_value(self) -> str:
        return str(self.object.agreement or "")

    def get_page_display_value(self) -> str:
        return scope_of(self.object)

    def get_state_display_value(self) -> str:
        return state_of(self.object, reporting_currency())

    def get_exchange_rate_display_value(self) -> str:
        rate = getattr(self.object, "exchange_rate", None)
        if rate is None:
            return ""
        return f"{rate.rate.normalize():f}, {date_format(rate.on, 'j M Y')}, {rate.source}"

    def get_years_display_value(self) -> str:
        """ "2025: €12,000; 2026: €36,000", in the currency of the agreement."""
        record = self.object
        parts = []
        for year in range(record.period_start.year, record.period_end.year + 1):
            part = part_of_year(record.amount_minor, record.period_start, record.period_end, year)
            parts.append(f"{year}: {money_text(part, record.currency, get_language() or 'en')}")
        return "; ".join(parts)


class RecordHistoryView(HistoryView):
    """Who booked and who reversed. There is nothing to edit."""

    header_buttons: list[Any] = []


class LedgerIndexView(generic.IndexView):
    verbose_name_plural = gettext_lazy("ledger entries")


class LedgerInspectView(generic.InspectView):
    """An entry of the chain, its content made readable."""

    page_title = gettext_lazy("Ledger entry")

    def get_context_for_field(self, field_name: str) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_for_field(field_name)
        return {**context, "keeps_lines": field_name == "content"}

    def get_content_display_value(self) -> str:
        content = content_of(self.object.content)
        if content is None:
            return str(self.object.content)
        return json.dumps(content, indent=2, ensure_ascii=False)
