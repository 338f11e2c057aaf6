"""What can be done with a booked record: reverse it, or add the exchange rate it waits for."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.log_actions import log

from sponsors.figures import reporting_currency
from sponsors.models import FundingRecord
from sponsors.money import money_text
from sponsors.record_cells import RECORDS, amount_of, is_reversed, period_of, waits_for_rate
from sponsors.record_form import RateForm, ReversalForm
from sponsors.register_views import MAY_BOOK, RegisterView
from sponsors.services import complete_rate, reverse_record


class OneRecordView(RegisterView):
    """A form about one booked record, which is shown above it."""

    template_name = "sponsors/admin/record_action.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        records = FundingRecord.objects.select_related("funder", "page", "reverses")
        self.record = get_object_or_404(records, pk=kwargs["pk"])

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.has_perm(MAY_BOOK) and (reason := self.why_not()):
            messages.warning(request, reason)
            return redirect(f"{RECORDS}:inspect", self.record.pk)
        return super().dispatch(request, *args, **kwargs)

    def why_not(self) -> str:
        """Why this cannot be done to the record, or nothing."""
        raise NotImplementedError

    def get_page_title(self) -> str:
        return f"{self.page_title}: {self.record.reference}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        record = self.record
        facts = [
            (_("Agreement number"), record.reference),
            (_("Funder"), record.funder),
            (_("Kind of support"), record.get_kind_display()),
            (_("Amount"), amount_of(record)),
            (_("Period"), period_of(record)),
        ]
        return {**super().get_context_data(**kwargs), "record": record, "facts": facts}


class ReverseView(OneRecordView):
    """A mistake put right: the record leaves the sums, and stays to be seen."""

    form_class = ReversalForm
    page_title = gettext_lazy("Reverse a record")
    header_icon = "rotate"
    action = "sponsors.reverse"
    submit_button_label = gettext_lazy("Reverse this record")
    extra_context = {
        "explanation": gettext_lazy(
            "A second record with the negative amount is booked, so that this one no longer "
            "counts in any year. Both stay visible, with the reason. A reversal cannot be undone; "
            "if the amount was wrong, book the right one afterwards under a new number."
        )
    }

    def why_not(self) -> str:
        if self.record.reverses_id:
            return _("This record reverses another; it cannot be reversed itself.")
        if is_reversed(self.record):
            return _("This record has been reversed already.")
        return ""

    def write(self, form: ReversalForm) -> FundingRecord:
        reason = form.cleaned_data["reason"]
        reversal = reverse_record(self.record, reason=reason, by=self.request.user)
        log(instance=self.record, action="sponsors.reversed", user=self.request.user)
        return reversal

    def said(self, record: FundingRecord) -> str:
        return _("%(reference)s no longer counts: %(amount)s is booked as %(reversal)s.") % {
            "reference": self.record.reference,
            "amount": money_text(record.amount_minor, record.currency, get_language() or "en"),
            "reversal": record.reference,
        }


class RateView(OneRecordView):
    """The exchange rate that a record waits for."""

    form_class = RateForm
    page_title = gettext_lazy("Add an exchange rate")
    header_icon = "plus"
    action = "sponsors.rate"
    submit_button_label = gettext_lazy("Book this rate")
    extra_context = {
        "explanation": gettext_lazy(
            "The rate is booked once and stays. Until it is there, no shares and levels are shown "
            "for the years of this record."
        )
    }

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "record": self.record}

    def why_not(self) -> str:
        if is_reversed(self.record) or not waits_for_rate(self.record, reporting_currency()):
            return _("This record needs no exchange rate.")
        return ""

    def write(self, form: RateForm) -> FundingRecord:
        data = form.cleaned_data
        complete_rate(
            self.record,
            rate=data["rate"],
            on=data["rate_on"],
            source=data["rate_source"],
            by=self.request.user,
        )
        return self.record

    def said(self, record: FundingRecord) -> str:
        return _("The exchange rate of %(reference)s is booked.") % {"reference": record.reference}
