"""What every template may ask about the gate."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from gate.exposure import may_read_gated
from gate.selectors import gate_settings


def gate(request: HttpRequest) -> dict[str, Any]:
    """`hcp_acknowledged` (whether gated fields may be shown) and `gate_settings`; both lazy."""
    return {
        "hcp_acknowledged": SimpleLazyObject(lambda: may_read_gated(request)),
        "gate_settings": SimpleLazyObject(lambda: gate_settings(request)),
    }
