"""The three index pages: all articles, all topics, all people."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail_localize.fields import SynchronizedField

from articles.listing import listing_for
from articles.selectors import live_articles, people_by_role, topic_tree
from core.exposure import Exposure
from core.locales import locale_of
from core.pages import BasePage


class ArticleIndexPage(BasePage):
    """All articles, newest first, with facets."""

    exposure = Exposure.GATED
    public_fields = ("title", "introduction", "search_description", "share_image")
    parent_page_types: ClassVar[list[str]] = ["home.HomePage"]
    subpage_types: ClassVar[list[str]] = ["articles.ArticlePage"]
    max_count_per_parent = 1
    template = "articles/article_index_page.html"

    introduction = models.TextField(
        _("introduction"), blank=True, help_text=_("One or two sentences under the title.")
    )
    content_panels: ClassVar[list[Any]] = [*BasePage.content_panels, FieldPanel("introduction")]
    override_translatable_fields: ClassVar[list[Any]] = [
        SynchronizedField("slug", overridable=False)
    ]

    class Meta:
        verbose_name = _("article listing")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context["listing"] = listing_for(
            request, live_articles(locale_of(self.locale_id)), own_address=self.url
        )
        return context


class TopicIndexPage(BasePage):
    """The topic tree."""

    exposure = Exposure.GATED
    public_fields = ("title", "introduction", "search_description", "share_image")
    parent_page_types: ClassVar[list[str]] = ["home.HomePage"]
    subpage_types: ClassVar[list[str]] = ["articles.TopicPage"]
    max_count_per_parent = 1
    template = "articles/topic_index_page.html"

    introduction = models.TextField(_("introduction"), blank=True)
    content_panels: ClassVar[list[Any]] = [*BasePage.content_panels, FieldPanel("introduction")]
    override_translatable_fields: ClassVar[list[Any]] = [
        SynchronizedField("slug", overridable=False)
    ]

    class Meta:
        verbose_name = _("topic list")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context["topics"] = topic_tree(locale_of(self.locale_id))
        return context


class PeopleIndexPage(BasePage):
    """Who writes, reviews and edits."""

    exposure = Exposure.PUBLIC
    public_fields = ("title", "introduction", "search_description", "share_image")
    parent_page_types: ClassVar[list[str]] = ["home.HomePage"]
    subpage_types: ClassVar[list[str]] = ["articles.PersonPage"]
    max_count_per_parent = 1
    template = "articles/people_index_page.html"

    introduction = models.TextField(_("introduction"), blank=True)
    content_panels: ClassVar[list[Any]] = [*BasePage.content_panels, FieldPanel("introduction")]
    override_translatable_fields: ClassVar[list[Any]] = [
        SynchronizedField("slug", overridable=False)
    ]

    class Meta:
        verbose_name = _("people list")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context["board"], context["contributors"] = people_by_role(locale_of(self.locale_id))
        return context
