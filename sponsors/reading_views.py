"""What the views below /funders/ have in common: they read, and they stand below a page."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe
from wagtail.models import Site

from core.locales import active_locale
from core.restricted import without_closed_pages
from sponsors.models import FundersPage

View = Callable[..., HttpResponseBase]


def reading(view: View) -> View:
    """Answers GET and HEAD; anything else is refused with 405, before a token is asked for
    (core/unusable_input.py)."""

    @wraps(view)
    def read(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return require_safe(view)(request, *args, **kwargs)

    read.is_read_only = True  # type: ignore[attr-defined]
    return read


def funders_page(request: HttpRequest) -> FundersPage | None:
    """The site's live funders page in the active language. Two queries at most."""
    site = Site.find_for_request(request)
    if site is None:
        return None
    pages = without_closed_pages(FundersPage.objects.live()).filter(locale=active_locale())
    root = site.root_page
    if root.locale_id != active_locale().pk:
        root = root.get_translation_or_none(active_locale()) or root
    return pages.descendant_of(root).first()


def render_below(
    request: HttpRequest, template: str, below: str, title: str, context: dict[str, Any]
) -> HttpResponseBase:
    """The template with `page`: the funders page as it shows something at `below`."""
    parent = funders_page(request)
    page = parent.shown_at(below, title) if parent is not None else None
    return render(
        request, template, {"title": title, "page": page, "funders_page": parent, **context}
    )
