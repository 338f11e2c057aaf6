"""What all stored answers share: no name, no address, no device, no time of day."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Answered(models.Model):
    """`reader` is a keyed hash of the reader's random token and of what was answered, so that the
    answers of one reader cannot be joined (feedback/readers.py). `month` is its first day."""

    reader = models.CharField(max_length=64)
    language = models.CharField(max_length=20)
    month = models.DateField()

    class Meta:
        abstract = True


class Counted(models.Model):
    """A running count, written in one transaction with the answers; pruning leaves it alone."""

    language = models.CharField(max_length=20)
    month = models.DateField()
    count = models.PositiveIntegerField(_("count"), default=0)

    class Meta:
        abstract = True
