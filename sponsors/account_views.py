"""Adding a sponsor account and sending its invitation, again if need be."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn
from wagtail.admin.views import generic
from wagtail.log_actions import log

from sponsors.account_form import AccountForm, NewAccountForm
from sponsors.invitations import invite
from sponsors.models import SponsorAccess

ACCOUNTS = "sponsor_accounts"


def send_invitation(request: HttpRequest, access: SponsorAccess) -> None:
    """Send it and say so; when it cannot be sent, say what to do."""
    email = access.user.email
    if invite(access, request):
        log(instance=access, action="sponsors.invite", user=request.user)
        messages.success(
            request, _("The invitation is on its way to %(email)s.") % {"email": email}
        )
        return
    messages.warning(
        request,
        _(
            "The account is there, but the invitation to %(email)s could not be sent. Check the "
            "address and that the account may log in, ask your administrator whether mail works, "
            "then open the account and choose “Send the invitation again”."
        )
        % {"email": email},
    )


class AccountIndexView(generic.IndexView):
    default_ordering = "funder__public_name"
    add_item_label = gettext_lazy("Add a sponsor account")

    @cached_property
    def columns(self) -> list[Column]:
        email = self._get_title_column("user__email")
        email.label = _("E-mail")
        return [
            email,
            Column("name", label=_("Name"), accessor="user.get_full_name"),
            Column("funder", label=_("Funder"), sort_key="funder__public_name"),
            BooleanColumn("is_active", label=_("May log in")),
            DateColumn("expires_on", label=_("Until"), sort_key="expires_on"),
            DateColumn("last_login", label=_("Last login"), accessor="user.last_login"),
        ]

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("user", "funder")


class AccountCreateView(generic.CreateView):
    """The letter goes out once the account is stored."""

    form_class = NewAccountForm
    page_title = gettext_lazy("New")
    submit_button_label = gettext_lazy("Add and send the invitation")

    def save_action(self) -> HttpResponse:
        response = super().save_action()
        send_invitation(self.request, self.object)
        return response


class AccountEditView(generic.EditView):
    form_class = AccountForm
    template_name = "sponsors/admin/account_edit.html"

    def get_page_subtitle(self) -> str:
        return str(self.object.user.email)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        invitation = reverse(f"{ACCOUNTS}:invite", args=[self.object.pk])
        return {**super().get_context_data(**kwargs), "invitation_url": invitation}


@require_POST
def invite_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Send another invitation, for one that got lost or became too old."""
    if not request.user.has_perm("sponsors.change_sponsoraccess"):
        raise PermissionDenied
    access = get_object_or_404(SponsorAccess.objects.select_related("user", "funder"), pk=pk)
    send_invitation(request, access)
    return redirect(f"{ACCOUNTS}:edit", pk)
