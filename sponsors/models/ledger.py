"""The append-only chain. Each entry holds the hash of the one before (sponsors/chain.py)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from sponsors.models.immutable import WriteOnceModel


class EntryKind(models.TextChoices):
    PUBLICATION = "publication", _("Funding as of publication")
    RECORD = "record", _("Funding record")
    RATE = "rate", _("Exchange rate")
    SCHEME = "scheme", _("Level scheme")


class LedgerEntry(WriteOnceModel):
    """What was true at a moment: canonical JSON and its place in the chain.

    `page_key` and `language` find the entries of a page (its translation key); `object_id` is the
    primary key of the record, rate or scheme that an entry of these kinds repeats.
    """

    number = models.PositiveBigIntegerField(_("number"), unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=EntryKind.choices)
    page_key = models.UUIDField(null=True, blank=True, db_index=True)
    language = models.CharField(max_length=20, blank=True)
    object_id = models.PositiveBigIntegerField(null=True, blank=True)
    content = models.TextField(_("content"))
    previous_hash = models.CharField(max_length=64)
    entry_hash = models.CharField(_("hash"), max_length=64, unique=True)
    created_at = models.DateTimeField(_("written at"))

    class Meta:
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger")
        ordering = ("-number",)
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["page_key", "language", "-number"], name="ledger_of_page"),
            models.Index(fields=["kind", "object_id"], name="ledger_of_object"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.get_kind_display()}"
