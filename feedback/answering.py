"""What the addresses for answers have in common: limits, the token step, answers in two sizes.

Without JavaScript an answer is a page; `?fragment=1` asks for the component alone.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from core.caching import PERSONAL
from core.cross_origin import refuse_cross_origin
from core.limits import too_many
from core.request_body import announced_length
from core.return_address import safe_return_path
from core.see_other import HttpResponseSeeOther
from feedback.models import FeedbackSettings
from feedback.readers import new_token, remember

LARGEST_BODY = 64 * 1024  # bytes; a full form with a remark in any script has under 16 KB


def answering(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """GET, HEAD and POST from this site, of a sensible size; the answer is kept by nobody."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if announced_length(request) > LARGEST_BODY:
            response: HttpResponseBase = render(request, "400.html", status=413)
        elif request.method == "POST" and too_many(request, "answers", settings.ANSWER_RATE):
            response = _come_back_later(request)
        else:
            response = view(request, *args, **kwargs)
        response.headers["Cache-Control"] = PERSONAL
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    return require_http_methods(["GET", "HEAD", "POST"])(refuse_cross_origin(guarded))


def way_back(request: HttpRequest, otherwise: str) -> str:
    """Where the reader came from: a path on this site."""
    given = request.POST.get("back") or request.GET.get("back")
    return safe_return_path(given or otherwise)


def show(
    request: HttpRequest, name: str, screen: tuple[str, Any], *, back: str, status: int = 200
) -> HttpResponse:
    """The component (by its file name) with its screen, alone or in its page."""
    component = f"components/{name}.html"
    variable, value = screen
    context = {variable: value, "back": back, "component": component}
    template = component if is_fragment(request) else "feedback/answer_page.html"
    return render(request, template, context, status=status)


def token_step(request: HttpRequest) -> HttpResponse:
    """What a valid answer without a token gets: nothing is stored yet.

    The browser is given a token and posts again by itself (307), so that a double click or the
    same answer from a second tab makes no second reader (tabs at the same instant: answers.js, and
    adr 0012). Where the token does not come back, the reader is told so.
    """
    if request.GET.get("again"):
        back = way_back(request, "/")
        return show(request, "cookies_refused", ("back", back), back=back)
    keep = [("again", "1"), *([("fragment", "1")] if is_fragment(request) else [])]
    response = HttpResponseRedirect(f"{request.path}?{urlencode(keep)}", preserve_request=True)
    remember(request, response, new_token(), FeedbackSettings.load().token_days)
    return response


def _come_back_later(request: HttpRequest) -> HttpResponse:
    """429: one network address pours answers in. Nothing is stored; the browser keeps the form."""
    back = way_back(request, "/")
    response = show(request, "too_many_answers", ("back", back), back=back, status=429)
    response.headers["Retry-After"] = "60"
    return response


def own_address(request: HttpRequest, back: str) -> HttpResponse:
    """After a stored answer: on to where it can be seen, which reloading does not repeat."""
    return HttpResponseSeeOther(f"{request.path}?{urlencode({'back': back})}")


def is_fragment(request: HttpRequest) -> bool:
    return request.GET.get("fragment") == "1"
