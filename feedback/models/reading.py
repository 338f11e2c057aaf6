from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class ReadingCount(models.Model):
    """How often a page was opened, half read and read to the end on one day, in one language.

    Counters only: nothing about who read, and no two counts can be joined. `half` is never more
    than `started`, `completed` never more than `half` (`feedback.reading.count_reading` sees to
    it). The day is the server's, on which the message arrived.
    """

    page_key = models.UUIDField()
    language = models.CharField(max_length=20)
    day = models.DateField()
    started = models.PositiveIntegerField(_("started"), default=0)
    half = models.PositiveIntegerField(_("half read"), default=0)
    completed = models.PositiveIntegerField(_("completed"), default=0)

    class Meta:
        verbose_name = _("reading count")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["page_key", "language", "day"], name="one_reading_count_per_day"
            )
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["day"], name="reading_day")]

    def __str__(self) -> str:
        return f"{self.page_key} {self.day}"
