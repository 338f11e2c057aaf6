"""Booking a record, completing its exchange rate, reversing it: one form each."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.log_actions import log

from sponsors.models import Funder, FundingRecord
from sponsors.record_cells import RECORDS, amount_of, period_of
from sponsors.record_form import RecordForm, ServiceForm
from sponsors.services import book_record

MAY_BOOK = "sponsors.add_fundingrecord"


class RegisterView(WagtailAdminTemplateMixin, FormView):
    """A form whose valid answer is handed to a service, which may still refuse it."""

    action = ""  # for the log
    submit_button_label: Any = ""
    refusal: Any = gettext_lazy("Nothing was booked. Please correct what is marked below.")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(MAY_BOOK):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def write(self, form: Any) -> FundingRecord:
        """Hand the form to a service; ValidationError when it is refused."""
        raise NotImplementedError

    def said(self, record: FundingRecord) -> str:
        """What the editor is told when it is done."""
        raise NotImplementedError

    def form_valid(self, form: ServiceForm) -> HttpResponse:
        try:
            record = self.write(form)
        except ValidationError as error:
            form.add_problems(error)
            return self.form_invalid(form)
        log(instance=record, action=self.action, user=self.request.user)
        shown = reverse(f"{RECORDS}:inspect", args=[record.pk])
        messages.success(
            self.request, self.said(record), buttons=[messages.button(shown, _("Show"))]
        )
        return redirect(f"{RECORDS}:index")

    def form_invalid(self, form: ServiceForm) -> HttpResponse:
        messages.validation_error(self.request, self.refusal, form)
        return super().form_invalid(form)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse(f"{RECORDS}:index"), "label": _("Funding records")},
            {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {
            **context,
            "media": context["form"].media,
            "action_url": self.request.path,
            "submit_button_label": self.submit_button_label,
            "submit_button_active_label": _("Booking…"),
            "cancel_url": reverse(f"{RECORDS}:index"),
        }


class BookView(RegisterView):
    """A new record."""

    form_class = RecordForm
    template_name = "sponsors/admin/book.html"
    page_title = gettext_lazy("Book a record")
    header_icon = "plus"
    action = "sponsors.book"
    submit_button_label = gettext_lazy("Book this record")

    def write(self, form: RecordForm) -> FundingRecord:
        return book_record(**form.booking(), by=self.request.user)

    def said(self, record: FundingRecord) -> str:
        return _(
            "%(reference)s is booked: %(funder)s, %(amount)s, %(period)s. Levels, statement and "
            "the funders page have followed."
        ) % {
            "reference": record.reference,
            "funder": record.funder,
            "amount": amount_of(record),
            "period": period_of(record),
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {
            **context,
            "groups": _groups(context["form"]),
            "has_funders": Funder.objects.exists(),
        }


def _groups(form: RecordForm) -> list[dict[str, Any]]:
    """The fields under headings, in the order in which an agreement is read."""
    groups = [
        (_("Agreement"), "user", ("funder", "reference", "kind", "givers", "agreement")),
        (_("Amount"), "decimal", ("amount", "currency", "rate", "rate_on", "rate_source")),
        (_("Period"), "calendar-alt", ("period_start", "period_end", "received_on")),
        (_("What it pays for"), "doc-full", ("scope", "page")),
        (_("Involvement"), "group", ("involvement", "involvement_note")),
    ]
    return [
        {
            "id": f"group-{number}",
            "heading": heading,
            "icon": icon,
            "fields": [{"field": form[name], "rule": SHOWN_WHEN.get(name, "")} for name in names],
        }
        for number, (heading, icon, names) in enumerate(groups, start=1)
    ]


# A field that makes sense only with some answer to another: shown when one of these is given.
SHOWN_WHEN = {
    "givers": '{"kind": ["contributions"]}',
    "page": '{"scope": ["topic", "item"]}',
    "involvement_note": (
        '{"involvement": ["suggested_topic", "supplied_data", "reviewed_accuracy", "other"]}'
    ),
}
