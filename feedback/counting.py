"""The running counts. Every function here runs in the transaction of the answers it counts."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from feedback.models.answered import Counted

Place = tuple[Any, ...]


def apply(model: type[Counted], names: tuple[str, ...], changes: Counter[Place]) -> None:
    """Add `changes` to the counts; a place is the values of the fields `names`.

    In a fixed order, so that two transactions never wait for each other in a circle.
    """
    for place in sorted(changes, key=repr):
        if changes[place]:
            _add(model, dict(zip(names, place, strict=True)), changes[place])


def _add(model: type[Counted], place: dict[str, Any], by: int) -> None:
    counts = model._default_manager.filter(**place)
    if by < 0:
        # A count that is gone, or smaller than it should be, never makes an answer fail.
        counts.filter(count__gte=-by).update(count=F("count") + by)
        return
    if counts.update(count=F("count") + by):
        return
    try:
        with transaction.atomic():
            model._default_manager.create(**place, count=by)
    except IntegrityError:  # another transaction was first
        counts.update(count=F("count") + by)
