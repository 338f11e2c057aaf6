"""Cache headers of public pages (performance rules: one gate bit, nothing per reader)."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

# Browsers ask again each time (the answer is usually 304), so that Back never shows the notice to
# a reader who passed it. Shared caches may keep a copy for a minute; they vary on the cookie.
PUBLIC = "public, max-age=0, s-maxage=60, must-revalidate"
PERSONAL = "private, no-store"


class CacheHeadersMiddleware:
    """Every HTML answer says whether it may be kept; logged-in and cookie-setting ones may not."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if "Cache-Control" in response.headers:
            return response
        personal = (
            request.method not in ("GET", "HEAD")
            or response.status_code != 200
            or bool(response.cookies)
            or settings.SESSION_COOKIE_NAME in request.COOKIES
        )
        response.headers["Cache-Control"] = PERSONAL if personal else PUBLIC
        if not personal:
            patch_vary_headers(response, ["Cookie"])
        return response
