"""Registers the gate with Wagtail."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from wagtail import hooks
from wagtail.documents.models import AbstractDocument
from wagtail.models import Page
from wagtail.snippets.models import register_snippet

from gate.exposure import is_gated_page, refusal
from gate.usage import is_shown_in_public
from gate.viewsets import GateStatementViewSet

register_snippet(GateStatementViewSet)


# After Wagtail's own check of the request method (order 0).
@hooks.register("before_serve_page", order=10)
def ask_before_page(
    page: Page, request: HttpRequest, serve_args: Any, serve_kwargs: Any
) -> HttpResponse | None:
    """Show the notice instead of a gated page, sub-routes included. Previews never come here."""
    return refusal(request, page) if is_gated_page(page) else None


@hooks.register("before_serve_document", order=10)
def ask_before_document(document: AbstractDocument, request: HttpRequest) -> HttpResponse | None:
    """Show the notice instead of a file, unless a page outside the gate offers it."""
    return None if is_shown_in_public(document) else refusal(request)
