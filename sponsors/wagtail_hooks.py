"""Registers the register of funding with the CMS."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.viewsets.model import ModelViewSetGroup
from wagtail.log_actions import LogActionRegistry

from sponsors.models import Funder
from sponsors.read_only_lists import LedgerViewSet, RecordViewSet
from sponsors.register_file_views import FilesViewSet
from sponsors.scheme_lists import SchemeViewSet
from sponsors.viewsets import AccountViewSet, FunderViewSet
from sponsors.wording_views import WordingViewSet


class FundingGroup(ModelViewSetGroup):
    """Everything about money under one entry of the CMS menu."""

    items = (
        FunderViewSet,
        RecordViewSet,
        SchemeViewSet,
        WordingViewSet,
        AccountViewSet,
        LedgerViewSet,
        FilesViewSet,
    )
    menu_label = gettext_lazy("Funding")
    menu_name = "funding"
    menu_icon = "coins"
    menu_order = 200


@hooks.register("register_admin_viewset")
def funding_group() -> FundingGroup:
    return FundingGroup()


@hooks.register("register_icons")
def coins(icons: list[str]) -> list[str]:
    return [*icons, "sponsors/icons/coins.svg"]


@hooks.register("register_permissions")
def wording_permission() -> QuerySet[Permission]:
    return Permission.objects.filter(
        content_type__app_label="sponsors", codename="change_statementwording"
    )


@hooks.register("register_log_actions")
def actions(registry: LogActionRegistry) -> None:
    """How the history of a record and the site history call what was done."""
    for name, label, sentence in (
        ("book", gettext_lazy("Book"), gettext_lazy("Booked")),
        ("import", gettext_lazy("Import"), gettext_lazy("Booked from a file")),
        ("reverse", gettext_lazy("Reverse"), gettext_lazy("Booked as a reversal")),
        ("reversed", gettext_lazy("Reversed"), gettext_lazy("Reversed")),
        ("rate", gettext_lazy("Exchange rate"), gettext_lazy("Exchange rate added")),
        ("invite", gettext_lazy("Invite"), gettext_lazy("Invitation sent")),
        ("wording", gettext_lazy("Wording"), gettext_lazy("Wording of the statement changed")),
    ):
        registry.register_action(f"sponsors.{name}", label, sentence)


@hooks.register("before_bulk_action")
def funders_are_deleted_alone(
    request: HttpRequest, action: str, objects: list[Any], view: Any
) -> HttpResponse | None:
    """A bulk action would end in an error page where a funder has records."""
    if action == "delete" and any(isinstance(each, Funder) for each in objects):
        messages.error(request, _("Delete funders one by one."))
        return redirect(view.next_url)
    return None
