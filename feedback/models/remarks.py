from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class RemarkState(models.TextChoices):
    NEW = "new", _("New")
    READ = "read", _("Read")
    ACTED = "acted", _("Acted on")


class Remark(models.Model):
    """Free words of a reader to the editors. Never published; joined to no answer and no token."""

    page_key = models.UUIDField(db_index=True)
    language = models.CharField(_("language"), max_length=20)
    text = models.TextField(_("remark"), max_length=1000)
    received_on = models.DateField(_("received on"))
    state = models.CharField(
        _("state"), max_length=10, choices=RemarkState.choices, default=RemarkState.NEW
    )

    class Meta:
        verbose_name = _("remark")
        verbose_name_plural = _("remarks")
        ordering = ("-received_on", "-pk")

    def __str__(self) -> str:
        return self.text[:60]
