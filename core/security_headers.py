"""Response headers that protect readers: content security policy and friends, on every response."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from csp.middleware import CSPMiddleware
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase

ADMIN_PREFIX = "/admin/"


class ContentSecurityPolicyMiddleware(CSPMiddleware):
    """One strict policy for the public site and a second for the CMS, chosen by path.

    The Wagtail editor needs inline scripts and styles (wagtail issue 1288, open); a nonce would
    switch 'unsafe-inline' off, so none is offered there.
    """

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> Any:
        parts = super().get_policy_parts(request, response, report_only)
        if not report_only and _is_part_of_cms(request) and getattr(parts, "config", None) is None:
            parts.config, parts.nonce = settings.ADMIN_CONTENT_SECURITY_POLICY, None
        return parts


def _is_part_of_cms(request: HttpRequest) -> bool:
    """Whether the answer is shown inside the CMS.

    A preview is a request to the page's own address that Wagtail makes up; the checks that run in
    it need what the CMS needs.
    """
    return request.path_info.startswith(ADMIN_PREFIX) or getattr(request, "is_preview", False)


class SecurityHeadersMiddleware:
    """The headers Django and its packages leave out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        # Wagtail writes the word None for a document without encoding (wagtail/utils/sendfile.py).
        if response.headers.get("Content-Encoding") == "None":
            del response.headers["Content-Encoding"]
        if request.path_info.startswith(ADMIN_PREFIX):
            response.headers.setdefault("Cache-Control", "private, no-store")
            response.headers.setdefault("X-Robots-Tag", "noindex, nofollow")
        return response
