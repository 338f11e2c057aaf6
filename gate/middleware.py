"""Acknowledging at the page's own address, and the cache headers of what lies behind the gate.

The notice's form has no action, so browsers post it to the address of the page and keep the
fragment over the redirect, without JavaScript (docs/adr/0004). That post is answered here, before
pages refuse writing and before Django asks for a token that cached pages cannot carry.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from core.cross_origin import forbid_cross_origin
from core.return_address import HOME, fragment_of, safe_return_path
from gate import responses
from gate.exposure import is_behind_gate, keep_from_sharing

# Wagtail's names for the views that serve pages and documents.
_GATED_URL_NAMES = frozenset({"wagtail_serve", "wagtaildocs_serve"})
_FORM_TYPES = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
_MAX_BODY = 16 * 1024  # bytes; the form holds one address


class GateMiddleware:
    """See the module. Stands before anything that refuses a POST to a page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if is_behind_gate(request):
            keep_from_sharing(response)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if not (_may_hold_notice(request, view) and _is_acknowledgement(request)):
            return None
        forbid_cross_origin(request)
        return responses.acknowledged(request, _own_address(request))


def _may_hold_notice(request: HttpRequest, view: Callable[..., Any]) -> bool:
    match = request.resolver_match
    is_known = getattr(view, "is_gated", False) or getattr(view, "holds_notice", False)
    return is_known or bool(match and match.url_name in _GATED_URL_NAMES)


def _is_acknowledgement(request: HttpRequest) -> bool:
    """Whether this is a post of the notice's form; large or odd bodies are not even parsed."""
    try:
        length = int(request.headers.get("Content-Length") or 0)
    except ValueError:
        return False
    return (
        request.method == "POST"
        and request.content_type in _FORM_TYPES
        and length <= _MAX_BODY
        and "next" in request.POST
    )


def _own_address(request: HttpRequest) -> str:
    """The address the form was posted to, with the fragment that the script may have added.

    The posted `next` decides about the fragment only: the address itself is certain, while the
    field may come from a copy of the notice that a cache made for another query string.
    """
    here = safe_return_path(request.get_full_path())
    if here == HOME:  # a query we do not repeat: the place matters more
        here = safe_return_path(request.path)
    return here + fragment_of(safe_return_path(request.POST.get("next")))
