"""Site-wide values that every page needs and editors seldom change, kept between requests.

`remembered` reads through Django's cache; `forget_when_changed` drops everything remembered as soon
as one of the given models is saved or deleted. A process that shares no cache with the one that
changed something notices after a minute at the latest.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import uuid4

from django.core.cache import cache
from django.db import models, transaction
from django.db.models.signals import post_delete, post_save
from structlog import get_logger

logger = get_logger(__name__)
Value = TypeVar("Value")

SECONDS = 60
_GENERATION = "remembered-generation"
_MISSING = "__missing__"


def remembered(key: str, build: Callable[[], Value]) -> Value:
    """The value under `key`, built when it is not remembered. Works without a working cache."""
    try:
        generation = cache.get_or_set(_GENERATION, lambda: uuid4().hex, None)
        full_key = f"remembered-{generation}-{key}"
        found = cache.get(full_key, _MISSING)
    except Exception:  # a cache that is down makes pages slower, never unavailable
        logger.exception("cache does not answer")
        return build()
    if found == _MISSING:
        value = build()
        _keep(full_key, value)
        return value
    return found


def _keep(key: str, value: object) -> None:
    try:
        cache.set(key, value, SECONDS)
    except Exception:
        logger.exception("cache does not answer")


def forget() -> None:
    """Forget everything remembered, now and again when the running transaction is committed (a
    reader in between may have remembered the old state)."""
    _new_generation()
    transaction.on_commit(_new_generation)


def _new_generation() -> None:
    try:
        cache.set(_GENERATION, uuid4().hex, None)
    except Exception:
        logger.exception("cache does not answer")


def forget_when_changed(*changing: type[models.Model]) -> None:
    """Forget whenever a row of one of the models is saved or deleted. Call it from `ready`."""
    for model in changing:
        for signal in (post_save, post_delete):
            signal.connect(_on_change, sender=model, dispatch_uid=f"forget-{model._meta.label}")


def _on_change(sender: Any, **kwargs: Any) -> None:
    forget()
