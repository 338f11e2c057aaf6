"""Refuses form posts that come from another site, without a token in the page.

Cached pages are the same for every reader, so they carry no CSRF token (docs/adr/0005). Browsers
say themselves where a request comes from: in `Sec-Fetch-Site`, which no page can set, and in
`Origin`. A client that sends neither is no browser and carries nobody's cookies.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

# "none": the reader started it (typed, reloaded, restored), no page did.
_OWN_SITE = frozenset({"same-origin", "none"})
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
_DEFAULT_PORTS = {"http": ":80", "https": ":443"}


def is_cross_origin(request: HttpRequest) -> bool:
    """Whether a browser says that a page of another origin made this request."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None and site not in _OWN_SITE:
        return True
    origin = request.headers.get("Origin")
    if origin is None:
        return False
    if origin == "null":
        # Withheld, as strict referrer policies do. Only Sec-Fetch-Site can vouch for it then.
        return site is None
    return _normalised(origin) not in _own_origins(request)


def refuse_cross_origin(
    view: Callable[..., HttpResponseBase],
) -> Callable[..., HttpResponseBase]:
    """Answer 403 to writes from another origin; stands in for the CSRF token of Django.

    The view is exempt from Django's token check because the pages that hold its form are cached
    and must not set a cookie; this check takes its place (docs/adr/0005).
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        forbid_cross_origin(request)
        return view(request, *args, **kwargs)

    return csrf_exempt(guarded)


def forbid_cross_origin(request: HttpRequest) -> None:
    """Raise PermissionDenied for a write that another origin made."""
    if request.method not in _SAFE_METHODS and is_cross_origin(request):
        raise PermissionDenied("The request was made by a page of another site.")


def _own_origins(request: HttpRequest) -> set[str]:
    """The origin this request was sent to, and those the operator trusts."""
    own = f"{request.scheme}://{request.get_host()}"
    return {_normalised(own), *settings.CSRF_TRUSTED_ORIGINS}


def _normalised(origin: str) -> str:
    """Lower case and without the scheme's default port, as browsers write it."""
    origin = origin.lower()
    try:
        port = _DEFAULT_PORTS.get(urlsplit(origin).scheme)
    except ValueError:  # such as "http://[": matches no origin
        return origin
    return origin.removesuffix(port) if port else origin
