"""Whether a poll takes votes. The original decides for its translations, which follow it late."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.utils import timezone

from feedback.models import Poll


def original_of(poll_key: UUID) -> Poll | None:
    return Poll.objects.filter(translation_key=poll_key).order_by("pk").first()


def is_open(original: Poll) -> bool:
    return original.is_open and not is_over(original) and opens_on(original) is None


def is_over(original: Poll) -> bool:
    """Whether its closing time has passed."""
    return original.closes_at is not None and original.closes_at <= timezone.now()


def opens_on(original: Poll) -> date | None:
    """The day on which it will open, None if that is not to come."""
    day = original.opened_on
    return day if day is not None and day > timezone.localdate() else None


def closed_on(original: Poll) -> date | None:
    """The day it closed by itself; None while it is open and where an editor closed it."""
    if original.closes_at is None or not is_over(original):
        return None
    return timezone.localdate(original.closes_at)
