"""Registers what `core` adds to Wagtail."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from wagtail import hooks
from wagtail.documents.models import AbstractDocument

from core.ranges import partial_response

RECORDINGS = ("audio/", "video/")


# After the gate (order 10): a part of a gated file is as gated as the whole.
@hooks.register("before_serve_document", order=20)
def serve_part_of_recording(document: AbstractDocument, request: HttpRequest) -> Any:
    """Answer players that ask for a part of a recording."""
    if not document.content_type.startswith(RECORDINGS) or "Range" not in request.headers:
        return None
    response = partial_response(
        request, document.file.open("rb"), document.file.size, document.content_type
    )
    if response is not None:
        response["Content-Security-Policy"] = "default-src 'none'"
    return response
