"""Registers what `core` adds to Wagtail: parts of recordings, checks, menus, the way back."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.documents.models import AbstractDocument
from wagtail.models import Page

from core.content_checks import with_hub_checks
from core.ranges import partial_response
from core.review_return import to_own_tasks

RECORDINGS = ("audio/", "video/")

hooks.register("after_edit_page", to_own_tasks)


# After the gate (order 10): a part of a gated file is as gated as the whole.
@hooks.register("before_serve_document", order=20)
def serve_part_of_recording(document: AbstractDocument, request: HttpRequest) -> Any:
    """Answer players that ask for a part of a recording."""
    if not document.content_type.startswith(RECORDINGS) or "Range" not in request.headers:
        return None
    response = partial_response(
        request, document.file.open("rb"), document.file.size, document.content_type
    )
    if response is not None:
        response["Content-Security-Policy"] = "default-src 'none'"
    return response


@hooks.register("construct_wagtail_userbar")
def hub_checks(request: HttpRequest, items: list[Any], page: Page) -> None:
    items[:] = with_hub_checks(items)


@hooks.register("construct_help_menu")
def no_news_about_wagtail(request: HttpRequest, items: list[Any]) -> None:
    """Writers use the hub; what is new in the software below it is no news to them."""
    items[:] = [item for item in items if not item.name.startswith("whats-new-in-wagtail")]


@hooks.register("insert_global_admin_css")
def admin_styles() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("hub/css/admin.css"))
