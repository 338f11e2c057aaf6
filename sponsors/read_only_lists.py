"""Lists of what is written once: funding records and the ledger. Nothing in them is changed."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.utils import quote
from django.db import models
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy
from wagtail.admin.admin_url_finder import ModelAdminURLFinder
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.viewsets.model import ModelViewSet

from sponsors import record_actions, record_cells, record_list, register_views
from sponsors.models import FundingRecord, LedgerEntry


class InspectURLFinder(ModelAdminURLFinder):
    """Where the CMS links to a row that is only looked at."""

    inspect_url_name = ""
    model: type[models.Model]

    def get_edit_url(self, instance: models.Model) -> str | None:
        code = f"{instance._meta.app_label}.view_{instance._meta.model_name}"
        if self.user is not None and not self.user.has_perm(code):
            return None
        return reverse(self.inspect_url_name, args=[quote(instance.pk)])


class ReadOnlyViewSet(ModelViewSet):
    """A list whose rows are looked at: no address exists at which one is changed or deleted."""

    copy_view_enabled = False
    inspect_view_enabled = True
    list_per_page = 50
    kept_addresses: tuple[str, ...] = ("index", "index_results", "inspect")

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        names = {"edit_url_name": None, "delete_url_name": None, "usage_url_name": None}
        if "add" not in self.kept_addresses:
            names["add_url_name"] = None
        return super().get_common_view_kwargs(**{**names, **kwargs})

    def get_urlpatterns(self) -> list[URLPattern]:
        return [each for each in super().get_urlpatterns() if each.name in self.kept_addresses]

    @property
    def url_finder_class(self) -> type[ModelAdminURLFinder]:
        name = self.get_url_name("inspect")
        return type("_URLFinder", (InspectURLFinder,), {"inspect_url_name": name})

    def get_permissions_to_register(self) -> Any:
        """What a group can be given in the CMS: to look, and to add where adding is possible."""
        actions = [action for action in ("add", "view") if action in ("view", *self.kept_addresses)]
        codes = [f"{action}_{self.model_name}" for action in actions]
        return super().get_permissions_to_register().filter(codename__in=codes)


class RecordViewSet(ReadOnlyViewSet):
    model = FundingRecord
    name = record_cells.RECORDS
    url_prefix = "funding/records"
    icon = "table"
    menu_label = gettext_lazy("Funding records")
    menu_name = "funding-records"
    menu_order = 20
    index_view_class = record_list.RecordIndexView
    inspect_view_class = record_list.RecordInspectView
    history_view_class = record_list.RecordHistoryView
    filterset_class = record_cells.RecordFilterSet
    search_fields = (
        "reference",
        "funder__public_name",
        "funder__legal_name",
        "page_title",
        "involvement_note",
    )
    search_backend_name = None
    kept_addresses = ("index", "index_results", "inspect", "history", "history_results", "add")
    form_fields = ("reference",)  # unused: records are booked by register_views.BookView
    inspect_view_fields = (
        "state",
        "reference",
        "funder",
        "kind",
        "amount_minor",
        "exchange_rate",
        "period",
        "years",
        "received_on",
        "page",
        "involvement",
        "involvement_note",
        "agreement",
        "agreement_sha256",
        "givers",
        "reverses",
        "reversal",
        "reason",
        "booked_at",
        "booked_by",
    )

    @property
    def add_view(self) -> Any:
        return register_views.BookView.as_view()

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("reverse/<int:pk>/", record_actions.ReverseView.as_view(), name="reverse"),
            path("rate/<int:pk>/", record_actions.RateView.as_view(), name="rate"),
        ]


class LedgerViewSet(ReadOnlyViewSet):
    model = LedgerEntry
    name = "funding_ledger"
    url_prefix = "funding/ledger"
    icon = "link"
    menu_label = gettext_lazy("Ledger")
    menu_name = "funding-ledger"
    menu_order = 60
    add_to_reference_index = False
    inspect_view_class = record_list.LedgerInspectView
    inspect_template_name = "sponsors/admin/ledger_inspect.html"
    index_view_class = record_list.LedgerIndexView
    list_display = (
        "number",
        "kind",
        Column("language", label=gettext_lazy("Language")),
        DateColumn("created_at", label=gettext_lazy("Written"), sort_key="created_at"),
        Column(
            "entry_hash", label=gettext_lazy("Hash"), accessor=lambda e: e.entry_hash[:16] + "…"
        ),
    )
    list_filter = ("kind", "language")
    ordering = "-number"
    form_fields = ("number",)  # unused: an entry is written by services only
    inspect_view_fields = (
        "number",
        "kind",
        "created_at",
        "content",
        "previous_hash",
        "entry_hash",
    )
