"""Answers requests that no view could use, once and early, with a plain page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render

PAGE_METHODS = ("GET", "HEAD")
MAXIMUM_QUERY = 32_768  # bytes


class RefuseUnusableInputMiddleware:
    """400 for a NUL in the address (databases refuse it, no reader types it), 414 for a novel."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path_info or _has_nul(request):
            return render(request, "400.html", status=400)
        if len(request.META.get("QUERY_STRING", "")) > MAXIMUM_QUERY:
            return render(request, "400.html", status=414)
        return self.get_response(request)


class PagesAreReadOnlyMiddleware:
    """405 for a write to a page, before the cross-site check could answer with a puzzling 403.

    Every form of the site posts to an address of its own (the notice's form is answered earlier).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        match = request.resolver_match
        is_page = bool(match and match.url_name == "wagtail_serve")
        is_page = is_page or getattr(view, "is_gated", False)
        is_page = is_page or getattr(view, "is_read_only", False)
        if is_page and request.method not in PAGE_METHODS:
            refusal = HttpResponseNotAllowed(PAGE_METHODS)
            refusal.content = render(request, "405.html").content
            return refusal
        return None


def _has_nul(request: HttpRequest) -> bool:
    query = request.META.get("QUERY_STRING", "")
    if "%00" not in query and "\x00" not in query:
        return False
    return any(
        "\x00" in value for values in request.GET.lists() for value in [values[0], *values[1]]
    )
