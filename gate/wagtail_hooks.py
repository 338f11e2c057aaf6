"""Registers the gate with Wagtail."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from wagtail import hooks
from wagtail.documents.models import AbstractDocument
from wagtail.models import Page
from wagtail.snippets.models import register_snippet

from gate.exposure import is_gated_page, refusal
from gate.usage import is_shown_in_public
from gate.viewsets import GateStatementViewSet

Serve = Callable[[Page, HttpRequest, Any, Any], HttpResponse]

register_snippet(GateStatementViewSet)


# Inside Wagtail's own check of closed pages (order 0): who may not see a page at all is not shown
# its public side either.
@hooks.register("on_serve_page", order=10)
def ask_before_page(serve: Serve) -> Serve:
    """Show the notice instead of a gated page, sub-routes included. Previews never come here."""

    def ask_or_serve(
        page: Page, request: HttpRequest, serve_args: Any, serve_kwargs: Any
    ) -> HttpResponse:
        notice = refusal(request, page) if is_gated_page(page) else None
        return notice or serve(page, request, serve_args, serve_kwargs)

    return ask_or_serve


@hooks.register("before_serve_document", order=10)
def ask_before_document(document: AbstractDocument, request: HttpRequest) -> HttpResponse | None:
    """Show the notice instead of a file, unless a page outside the gate offers it."""
    return None if is_shown_in_public(document) else refusal(request)
