"""The register in the CMS: one menu, "Funding", with a list each."""

from __future__ import annotations

from typing import Any

from django.db.models import ProtectedError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.snippets.views.snippets import DeleteView, IndexView, SnippetViewSet

from sponsors import account_views
from sponsors.account_form import AccountForm, NewAccountForm
from sponsors.funder_form import FunderForm
from sponsors.models import Funder, SponsorAccess


# --- Funders --------------------------------------------------------------------------------------
class FunderIndexView(IndexView):
    """Without the boxes for bulk actions: a funder is deleted alone, if at all."""

    add_item_label = gettext_lazy("Add a funder")

    @property
    def columns(self) -> list[Column]:
        return [column for column in super().columns if column.name != "bulk_actions"]


class FunderDeleteView(DeleteView):
    """A funder that has a record, a page or an account stays."""

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            return super().form_valid(form)
        except ProtectedError:
            messages.error(
                self.request,
                _("“%(funder)s” cannot be deleted: records, pages or accounts belong to it.")
                % {"funder": self.object},
            )
            return redirect(self.get_success_url())


class FunderViewSet(SnippetViewSet):
    model = Funder
    icon = "group"
    menu_label = gettext_lazy("Funders")
    menu_name = "funders"
    menu_item_is_registered = True  # in our group: without it Wagtail adds its "Snippets" entry
    menu_order = 10
    index_view_class = FunderIndexView
    delete_view_class = FunderDeleteView
    list_display = ("public_name", "legal_name", "kind", "parent_group", "country")
    list_filter = ("kind",)
    list_per_page = 50
    ordering = "public_name"
    copy_view_enabled = False
    inspect_view_enabled = True
    panels = (
        MultiFieldPanel(
            [FieldPanel("public_name"), FieldPanel("legal_name"), FieldPanel("slug")],
            heading=gettext_lazy("Names"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("kind"),
                FieldPanel("parent_group"),
                FieldPanel("country"),
                FieldPanel("website"),
            ],
            heading=gettext_lazy("Who it is"),
        ),
        InlinePanel(
            "wordings",
            heading=gettext_lazy("Inside a sentence"),
            label=gettext_lazy("language"),
            help_text=gettext_lazy(
                "Only where the public name alone does not read well in a sentence of that "
                "language, such as “the Marlow Society”."
            ),
        ),
    )

    def get_edit_handler(self) -> Any:
        handler = super().get_edit_handler()
        handler.base_form_class = FunderForm
        return handler


# --- Sponsor accounts -----------------------------------------------------------------------------
class AccountViewSet(ModelViewSet):
    """Accounts for /sponsor/. One is closed, not deleted."""

    model = SponsorAccess
    name = account_views.ACCOUNTS
    url_prefix = "funding/accounts"
    icon = "key"
    menu_label = gettext_lazy("Sponsor accounts")
    menu_name = "sponsor-accounts"
    menu_order = 50
    copy_view_enabled = False
    add_to_reference_index = False
    index_view_class = account_views.AccountIndexView
    add_view_class = account_views.AccountCreateView
    edit_view_class = account_views.AccountEditView
    edit_template_name = account_views.AccountEditView.template_name
    search_fields = ("user__email", "user__first_name", "user__last_name", "funder__public_name")
    search_backend_name = None
    list_filter = ("funder", "is_active")

    def get_form_class(self, for_update: bool = False) -> type[AccountForm]:
        return AccountForm if for_update else NewAccountForm

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        names = {"delete_url_name": None, "usage_url_name": None}
        return super().get_common_view_kwargs(**{**names, **kwargs})

    def get_urlpatterns(self) -> list[URLPattern]:
        kept = [p for p in super().get_urlpatterns() if p.name not in ("delete", "usage")]
        return [*kept, path("invite/<int:pk>/", account_views.invite_again, name="invite")]
