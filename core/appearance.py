"""Light, dark or as the device says: the reader's choice, kept in one cookie without JavaScript.

The cookie exists only after a choice; "automatic" removes it again.
"""

from __future__ import annotations

from typing import Literal

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from core.cross_origin import refuse_cross_origin
from core.return_address import safe_return_path
from core.see_other import HttpResponseSeeOther

THEME_COOKIE = "hub_theme"
SECURE_THEME_COOKIE = "__Host-hub_theme"
THEME_MAX_AGE = 365 * 24 * 60 * 60  # seconds

Theme = Literal["light", "dark", ""]


def cookie_name(request: HttpRequest) -> str:
    """Over TLS the name that binds the cookie to this very host."""
    return SECURE_THEME_COOKIE if request.is_secure() else THEME_COOKIE


def chosen_theme(request: HttpRequest) -> Theme:
    """Return the reader's choice, "" for automatic. Anything else in the cookie is automatic."""
    match request.COOKIES.get(cookie_name(request)):
        case "light":
            return "light"
        case "dark":
            return "dark"
        case _:
            return ""


def theme(request: HttpRequest) -> dict[str, Theme]:
    """Context processor: `theme` is "light", "dark" or ""."""
    return {"theme": chosen_theme(request)}


@require_POST
@never_cache
@refuse_cross_origin
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Remember `theme` (light, dark; all else means automatic) and go back to `next`."""
    response = HttpResponseSeeOther(safe_return_path(request.POST.get("next")))
    choice = request.POST.get("theme")
    if choice in ("light", "dark"):
        response.set_cookie(
            cookie_name(request),
            choice,
            max_age=THEME_MAX_AGE,
            secure=request.is_secure(),
            httponly=True,
            samesite="Lax",
        )
    else:
        response.delete_cookie(cookie_name(request), samesite="Lax")
    return response
