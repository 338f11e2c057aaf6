"""The session of a sponsor account: known to the views at /sponsor/ and to nothing else.

`request.user` stays anonymous, so a sponsor sees of the rest of the site what everybody sees.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from core.return_address import safe_return_path
from core.see_other import HttpResponseSeeOther
from sponsors.access import may_enter
from sponsors.models import SponsorAccess

KEY = "sponsor"
HOURS = 12  # a day's work; then the password again
SponsorView = Callable[Concatenate[HttpRequest, SponsorAccess, ...], HttpResponseBase]
View = Callable[..., HttpResponseBase]


def open_session(request: HttpRequest, access: SponsorAccess) -> None:
    """Start a session that ends with the browser, or after HOURS, or with the password."""
    request.session.flush()  # nothing of an earlier session, and no key that somebody planted
    request.session.set_expiry(0)
    request.session[KEY] = {
        "access": access.pk,
        "proof": access.user.get_session_auth_hash(),
        "until": int(time.time()) + HOURS * 3600,
    }


def close_session(request: HttpRequest) -> None:
    request.session.flush()


def current_access(request: HttpRequest) -> SponsorAccess | None:
    """Whose session this is, if the account may still enter: asked of the database each time."""
    kept = request.session.get(KEY)
    if not isinstance(kept, dict):
        return None
    access = (
        SponsorAccess.objects.select_related("user", "funder").filter(pk=kept["access"]).first()
    )
    if (
        access is not None
        and time.time() < kept["until"]
        and constant_time_compare(kept["proof"], access.user.get_session_auth_hash())
        and may_enter(access, timezone.localdate())
    ):
        return access
    request.session.flush()
    return None


def for_sponsors(view: SponsorView) -> View:
    """The view gets the SponsorAccess as second argument; without one, the answer is the login."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        access = current_access(request)
        if access is None:
            query = urlencode({"next": request.get_full_path()})
            return HttpResponseSeeOther(f"{reverse('sponsor:login')}?{query}")
        return view(request, access, *args, **kwargs)

    return kept_private(guarded)


def kept_private(view: View) -> View:
    """No cache keeps the answer and no search engine lists it."""

    @wraps(view)
    def private(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response.headers["Cache-Control"] = "private, no-store"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return private


def destination(value: str | None) -> str:
    """Where to go after the login: an address of the area, else its first page."""
    home = reverse("sponsor:overview")
    doors = [reverse(f"sponsor:{name}") for name in ("login", "logout", "password", "forgotten")]
    path = safe_return_path(value, never=doors)
    return path if path.startswith(home) else home
