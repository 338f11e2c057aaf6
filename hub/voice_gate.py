"""Puts the addresses at which readers answer behind the notice, like the content they are about.

`feedback` does not know the gate. What is not named as open here is behind it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern

from core.return_address import safe_return_path
from core.see_other import HttpResponseSeeOther
from gate import exposure

# What the site knows about a reader is for everybody to see and erase.
OPEN = frozenset({"about-me"})


def behind_notice(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Reading gets the notice at this address, and its form posts here. An answer is not taken; it
    leads to `back`, where the notice waits. The two are told apart by the notice's field `next`,
    which no form of reader voice has."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response: HttpResponseBase
        if request.method in exposure.READING_METHODS:
            response = exposure.refusal(request) or view(request, *args, **kwargs)
        elif exposure.may_read_gated(request):
            response = view(request, *args, **kwargs)
        else:
            wanted = request.POST.get("back") or request.GET.get("back")
            response = HttpResponseSeeOther(safe_return_path(wanted))
        exposure.keep_from_sharing(response)
        return response

    guarded.holds_notice = True  # type: ignore[attr-defined]
    return guarded


def gated_patterns(patterns: Iterable[URLPattern]) -> list[URLPattern]:
    """The same addresses, all but the open ones behind the notice."""
    return [
        pattern
        if pattern.name in OPEN
        else URLPattern(
            pattern.pattern, behind_notice(pattern.callback), pattern.default_args, pattern.name
        )
        for pattern in patterns
    ]
