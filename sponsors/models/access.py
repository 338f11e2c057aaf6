"""Who looks in from outside for a funder, and what they did. No CMS account is one of these."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from sponsors.models.funders import Funder


class SponsorAccess(models.Model):
    """One person's access to one funder's own record at /sponsor/."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="sponsor_access"
    )
    funder = models.ForeignKey(
        Funder, verbose_name=_("funder"), on_delete=models.PROTECT, related_name="accesses"
    )
    is_active = models.BooleanField(_("may log in"), default=True)
    expires_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("sponsor account")
        verbose_name_plural = _("sponsor accounts")
        ordering = ("funder__public_name", "user__email")

    def __str__(self) -> str:
        return f"{self.funder}: {self.user}"


class SponsorAction(models.Model):
    """One thing a sponsor account did. The summary by funder and month is public."""

    class Action(models.TextChoices):
        LOGIN = "login", _("Logged in")
        REFUSED = "refused", _("Login refused")
        LOGOUT = "logout", _("Logged out")
        VIEW = "view", _("Looked at its record")
        DOWNLOAD_CSV = "download_csv", _("Downloaded its record as CSV")
        DOWNLOAD_PDF = "download_pdf", _("Downloaded its report as PDF")
        PASSWORD = "password", _("Set a password")

    funder = models.ForeignKey(Funder, on_delete=models.PROTECT, related_name="sponsor_actions")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    action = models.CharField(_("action"), max_length=20, choices=Action.choices)
    at = models.DateTimeField(_("at"), db_index=True)

    class Meta:
        verbose_name = _("sponsor action")
        verbose_name_plural = _("sponsor actions")
        ordering = ("-at", "-pk")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["funder", "at"], name="actions_of_funder")
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.get_action_display()}"
