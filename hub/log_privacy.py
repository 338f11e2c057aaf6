"""Keeps what identifies a reader, or says what a reader looked for, out of the logs."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

PERSONAL = frozenset({"user_agent", "ip", "user_id", "referer"})


def without_personal_data(
    logger: Any, method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """A structlog processor: drops personal keys and the query of a logged address."""
    for key in PERSONAL:
        event.pop(key, None)
    request = event.get("request")
    if request is not None:
        event["request"] = str(request).split("?", 1)[0].rstrip(">'\"")
    return event
