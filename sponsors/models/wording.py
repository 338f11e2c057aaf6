"""The wording of the funding statement, where editors want other words than the built-in ones."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import TranslatableMixin
from wagtail_localize.fields import SynchronizedField

from sponsors.statement import placeholder_problems, wording_choices


class StatementWording(TranslatableMixin, models.Model):
    """One part of the statement in one language. Names and numbers come in by placeholder."""

    key = models.CharField(_("part"), max_length=40, choices=wording_choices)
    text = models.TextField(_("wording"))

    override_translatable_fields: ClassVar[list[Any]] = [
        SynchronizedField("key", overridable=False)
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("wording of the funding statement")
        verbose_name_plural = _("wording of the funding statement")
        ordering = ("key",)
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["key", "locale"], name="one_statement_wording")
        ]

    def __str__(self) -> str:
        return str(self.get_key_display())

    def clean(self) -> None:
        super().clean()
        if problems := placeholder_problems(self.key, self.text):
            raise ValidationError({"text": problems})
