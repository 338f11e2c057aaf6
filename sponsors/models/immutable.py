"""Rows that are written once. What was wrong is put right by a further row, never by a change."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext as _


class ImmutableRowError(RuntimeError):
    """Somebody tried to change or delete a row that is written once."""


class WriteOnceQuerySet(models.QuerySet):
    """Refuses the ways around `save` and `delete`."""

    def update(self, **kwargs: Any) -> int:
        raise ImmutableRowError(_("These rows are never changed."))

    def delete(self) -> Any:
        raise ImmutableRowError(_("These rows are never deleted."))

    def bulk_update(self, *args: Any, **kwargs: Any) -> int:
        raise ImmutableRowError(_("These rows are never changed."))


class WriteOnceModel(models.Model):
    """Saved once, then only read. (Django's collector still sets a deleted target to null.)"""

    objects = WriteOnceQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise ImmutableRowError(_("These rows are never changed."))
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise ImmutableRowError(_("These rows are never deleted."))
