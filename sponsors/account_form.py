"""Sponsor accounts in the CMS: the person is named by e-mail, and sets a password by a letter."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm

from sponsors.models import SponsorAccess
from sponsors.record_form import DayInput


class AccountForm(WagtailAdminModelForm):
    """Whether and until when somebody may log in."""

    class Meta:
        model = SponsorAccess
        fields: tuple[str, ...] = ("funder", "is_active", "expires_on")
        widgets = {"expires_on": DayInput}
        help_texts = {
            "funder": _("The person sees this funder's own record, and published pages."),
            "is_active": _("Untick it to close the account. What it did stays in the log."),
            "expires_on": _("The last day of access. Leave it empty for no end."),
        }


class NewAccountForm(AccountForm):
    """Names the person. An account for the CMS never becomes a sponsor's."""

    email = forms.EmailField(
        label=_("E-mail"),
        max_length=150,
        help_text=_("The invitation goes here. The person logs in with this address."),
    )
    first_name = forms.CharField(label=_("First name"), max_length=150)
    last_name = forms.CharField(label=_("Last name"), max_length=150)

    class Meta(AccountForm.Meta):
        fields = ("funder", "expires_on")

    field_order = ("funder", "email", "first_name", "last_name", "expires_on")

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).strip().lower()
        users = get_user_model().objects.filter(Q(email__iexact=email) | Q(username__iexact=email))
        self.known_user = users.first()
        if self.known_user is None:
            return email
        if SponsorAccess.objects.filter(user=self.known_user).exists():
            raise ValidationError(
                _("There is a sponsor account with this address already. Find it in the list.")
            )
        raise ValidationError(
            _(
                "Somebody with this address has an account for the CMS. Sponsors have none: use "
                "another address."
            )
        )

    def clean_expires_on(self) -> Any:
        last_day = self.cleaned_data["expires_on"]
        if last_day and last_day < timezone.localdate():
            raise ValidationError(_("This day is over."))
        return last_day

    def save(self, commit: bool = True) -> SponsorAccess:
        users = get_user_model().objects
        email = self.cleaned_data["email"]
        user = users.model(
            username=email,
            email=email,
            first_name=self.cleaned_data["first_name"],
            last_name=self.cleaned_data["last_name"],
        )
        user.set_unusable_password()
        user.save()
        self.instance.user = user
        return super().save(commit=commit)
