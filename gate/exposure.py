"""The one place that decides who reads what: every channel asks here.

HTML pages come through the hook, other views through `gated_view`, channels that serve readers
who have not acknowledged through `public_view`. Nothing else may decide.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.utils.cache import patch_vary_headers
from wagtail.models import Page

from core.exposure import Exposure
from core.return_address import safe_return_path
from gate import cookie, policy
from gate.public_view import GatedFieldError, PublicView, public_view
from gate.selectors import gate_settings, statement_text

__all__ = [
    "GatedFieldError",
    "PublicView",
    "gate_response",
    "gated_view",
    "is_behind_gate",
    "is_gated_page",
    "keep_from_sharing",
    "may_read_gated",
    "public_view",
    "refusal",
]

READING_METHODS = ("GET", "HEAD")

# What browsers and caches that we do not run are told about an address behind the gate, notice and
# page alike: ask again each time, so that Back never shows the one for the other. A cache that
# turns the cookie into one bit before the lookup is set up to keep both (docs/adr/0004).
BEHIND_GATE = "private, max-age=0, must-revalidate"


def is_gated_page(page: Page | type[Page]) -> bool:
    """Whether the page type is behind the gate; a type that does not say so is."""
    return getattr(page, "exposure", Exposure.GATED) is not Exposure.PUBLIC


def may_read_gated(request: HttpRequest) -> bool:
    """Whether this request may be shown gated fields: the mode of the site decides.

    Previews in the CMS always may; who may preview is for Wagtail's permissions to say.
    """
    if getattr(request, "is_preview", False):
        return True
    settings = gate_settings(request)
    return policy.admits(settings.mode, cookie.evidence(request, settings))


def refusal(request: HttpRequest, page: Page | None = None) -> HttpResponse | None:
    """Return the notice if the request may not read on, else None.

    Marks the address as one whose answer depends on the acknowledgement.
    """
    request._is_behind_gate = True  # type: ignore[attr-defined]
    return None if may_read_gated(request) else gate_response(request, page)


def is_behind_gate(request: HttpRequest) -> bool:
    """Whether the gate was asked about this address."""
    return getattr(request, "_is_behind_gate", False)


def gate_response(
    request: HttpRequest, page: Page | None = None, *, destination: str | None = None
) -> HttpResponse:
    """Return the notice, to be shown at the address the reader asked for (status 200).

    `page` is what waits behind the notice; the template sees its public side only. `destination`
    replaces the request's own address as the place to go on to. Only reading is answered.
    """
    if request.method not in READING_METHODS:
        return HttpResponseNotAllowed(READING_METHODS)
    settings = gate_settings(request)
    context = {
        "statement": statement_text(settings),
        "statement_changed": cookie.has_accepted_earlier_version(request, settings),
        "destination": public_view(page) if page else None,
        "next": safe_return_path(destination or request.get_full_path()),
        "gate_settings": settings,
    }
    response = TemplateResponse(request, "gate/gate.html", context)
    keep_from_sharing(response)
    if page is None:  # nothing public to index
        response.headers["X-Robots-Tag"] = "noindex"
    return response


def gated_view(
    view: Callable[..., HttpResponseBase],
) -> Callable[..., HttpResponseBase]:
    """Put a view that is no page (such as search) behind the gate. It answers GET and HEAD only."""

    @wraps(view)
    def behind_gate(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method not in READING_METHODS:
            return HttpResponseNotAllowed(READING_METHODS)
        response = refusal(request) or view(request, *args, **kwargs)
        keep_from_sharing(response)
        return response

    behind_gate.is_gated = True  # type: ignore[attr-defined]
    return behind_gate


def keep_from_sharing(response: HttpResponseBase) -> None:
    """Tell foreign caches not to hand this answer to another reader; stricter rules stay."""
    given = response.headers.get("Cache-Control", "")
    if "no-store" not in given and "private" not in given:
        response.headers["Cache-Control"] = BEHIND_GATE
    patch_vary_headers(response, ["Cookie"])
