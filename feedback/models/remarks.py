from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

LIST_LENGTH = 60


class RemarkState(models.TextChoices):
    NEW = "new", _("New")
    READ = "read", _("Read")
    ACTED = "acted", _("Acted on")


class Remark(models.Model):
    """Free words of a reader to the editors. Never published; joined to no answer and no token."""

    page_key = models.UUIDField(db_index=True)
    language = models.CharField(_("language"), max_length=20)
    text = models.TextField(_("remark"), max_length=1000)
    # SHA-256 of the text: a database index cannot hold a thousand letters of any script.
    fingerprint = models.CharField(max_length=64, editable=False)
    received_on = models.DateField(_("received on"))
    state = models.CharField(
        _("state"), max_length=10, choices=RemarkState.choices, default=RemarkState.NEW
    )

    class Meta:
        verbose_name = _("remark")
        verbose_name_plural = _("remarks")
        ordering = ("-received_on", "-pk")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["page_key", "language", "received_on", "fingerprint"],
                name="one_remark_a_day",
            )
        ]

    def __str__(self) -> str:
        """Without a reader's words: the log of the CMS keeps this, of deleted remarks too."""
        return gettext("Remark of %(day)s") % {"day": date_format(self.received_on)}

    @property
    def beginning(self) -> str:
        """The first words, for lists."""
        words = " ".join(self.text.split())
        return words if len(words) <= LIST_LENGTH else f"{words[:LIST_LENGTH]}…"
