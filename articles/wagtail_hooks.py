"""Registers the articles' lists, choosers and dashboard panel with the CMS."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSet
from wagtail.snippets.models import register_snippet

from articles.choosers import article_chooser, person_chooser, topic_chooser
from articles.dashboard import StartPanel
from articles.viewsets import ReferenceViewSet, article_listing, person_listing, topic_listing

register_snippet(ReferenceViewSet)


@hooks.register("register_admin_viewset")
def lists_and_choosers() -> list[ViewSet]:
    return [
        article_listing,
        topic_listing,
        person_listing,
        topic_chooser,
        person_chooser,
        article_chooser,
    ]


@hooks.register("construct_homepage_panels")
def start_panel(request: HttpRequest, panels: list[Any]) -> None:
    panels.append(StartPanel())


@hooks.register("register_icons")
def block_icons(icons: list[str]) -> list[str]:
    return [*icons, "articles/icons/chart-column.svg", "articles/icons/microphone.svg"]
