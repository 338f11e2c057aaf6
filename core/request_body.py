"""How much a request brings, before any of it is read."""

from __future__ import annotations

from django.http import HttpRequest


def announced_length(request: HttpRequest) -> int:
    """Bytes of the body as announced; a server reads no more than that. 0 for none or nonsense."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0
