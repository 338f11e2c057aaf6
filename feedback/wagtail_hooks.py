"""Registers reader voice with the CMS."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin import widgets as wagtailadmin_widgets
from wagtail.admin.viewsets.model import ModelViewSetGroup
from wagtail.models import Page

from feedback.models import AgreementSet, PairedQuestion, Poll
from feedback.report_views import MAY_READ, REPORT, ReportViewSet
from feedback.scopes import is_answered
from feedback.viewsets import PollViewSet, QuestionViewSet, RemarkViewSet, StatementsViewSet


class ReaderVoiceGroup(ModelViewSetGroup):
    """What readers say and what they are asked, under one entry of the CMS menu."""

    items = (ReportViewSet, PollViewSet, StatementsViewSet, QuestionViewSet, RemarkViewSet)
    menu_label = gettext_lazy("Reader voice")
    menu_name = "reader-voice"
    menu_icon = "comment"
    menu_order = 190


@hooks.register("register_admin_viewset")
def reader_voice_group() -> ReaderVoiceGroup:
    return ReaderVoiceGroup()


@hooks.register("register_permissions")
def report_permission() -> QuerySet[Permission]:
    app, code = MAY_READ.split(".")
    return Permission.objects.filter(content_type__app_label=app, codename=code)


@hooks.register("register_page_listing_more_buttons")
def in_the_list(page: Page, user: Any, next_url: str | None = None) -> Iterator[Any]:
    yield from _buttons(page, user)


@hooks.register("register_page_header_buttons")
def on_the_page(
    page: Page, user: Any, view_name: str = "", next_url: str | None = None
) -> Iterator[Any]:
    yield from _buttons(page, user)


def _buttons(page: Page, user: Any) -> Iterator[Any]:
    if page.pk and is_answered(page) and user.has_perm(MAY_READ):
        yield wagtailadmin_widgets.Button(
            _("What readers said"),
            reverse(f"{REPORT}:page", args=[page.pk]),
            icon_name="comment",
            priority=65,
        )


@hooks.register("before_bulk_action")
def answers_keep_their_question(
    request: HttpRequest, action: str, objects: list[Any], view: Any
) -> HttpResponse | None:
    """The lists offer no bulk deletion; its address must not do it either."""
    kept = (Poll, AgreementSet, PairedQuestion)
    if action == "delete" and any(isinstance(each, kept) for each in objects):
        messages.error(request, _("Delete polls, statements and questions one by one."))
        return redirect(view.next_url)
    return None
