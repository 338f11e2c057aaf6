"""How editors find articles, topics, people and references: one list each in the CMS menu."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn, UsageCountColumn
from wagtail.admin.ui.tables.pages import BulkActionsColumn, PageStatusColumn, PageTitleColumn
from wagtail.admin.views.pages.choose_parent import ChooseParentView
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.models import Locale, Page, ReferenceIndex
from wagtail.permissions import policy_registry
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet

from articles.choosers import ReferenceChooserViewSet
from articles.models import ArticlePage, PersonPage, Reference, TopicPage


class WriteInDefaultLanguageView(ChooseParentView):
    """Goes straight to the empty page: writing starts in the default language.

    Other languages are translations of it and are not started from here.
    """

    def get_valid_parent_pages(self, user: Any) -> Any:
        parents = super().get_valid_parent_pages(user)
        in_default = parents.filter(locale=Locale.get_default())
        return in_default if in_default.exists() else parents


class PagesMenuItem(MenuItem):
    """Shown to those who may work on some page; for others the list would be a refusal."""

    def is_shown(self, request: HttpRequest) -> bool:
        policy = policy_registry.get_by_type(Page)
        return bool(policy.explorable_instances(request.user).exists())


class ContentListing(PageListingViewSet):
    """A list of all pages of one type, with an "Add" button."""

    choose_parent_view_class = WriteInDefaultLanguageView
    add_to_admin_menu = True

    @cached_property
    def menu_item_class(self) -> type[MenuItem]:
        return PagesMenuItem


TITLE = PageTitleColumn("title", label=_("Title"), sort_key="title", classname="title")
UPDATED = DateColumn(
    "latest_revision_created_at",
    label=_("Updated"),
    sort_key="latest_revision_created_at",
    width="14%",
)
STATUS = PageStatusColumn("status", label=_("Status"), sort_key="live", width="12%")


class ArticleListing(ContentListing):
    model = ArticlePage
    icon = "doc-full"
    menu_label = _("Articles")
    menu_order = 110
    columns = [
        BulkActionsColumn("bulk_actions"),
        TITLE,
        Column(
            "format",
            label=_("Format"),
            accessor="get_format_display",
            sort_key="format",
            width="14%",
        ),
        Column("owner", label=_("Writer"), accessor="owner", sort_key="owner", width="12%"),
        UPDATED,
        STATUS,
    ]


class TopicListing(ContentListing):
    model = TopicPage
    icon = "tag"
    menu_label = _("Topics")
    menu_order = 120
    columns = [
        BulkActionsColumn("bulk_actions"),
        TITLE,
        Column("broader", label=_("Part of"), accessor="broader", width="24%"),
        UPDATED,
        STATUS,
    ]


class PersonListing(ContentListing):
    model = PersonPage
    icon = "user"
    menu_label = _("People")
    menu_order = 130
    columns = [
        BulkActionsColumn("bulk_actions"),
        TITLE,
        Column("role", label=_("Role here"), accessor="role", sort_key="role", width="24%"),
        UPDATED,
        STATUS,
    ]


USAGE = "wagtailsnippets_articles_reference:usage"


class ReferenceIndexView(IndexView):
    """The library, with how often each reference is used."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        shown = list(context["object_list"])
        counts = ReferenceIndex.get_count_references_to_in_bulk(shown)
        for reference in shown:
            reference.usage_count = counts.get(reference, 0)
            reference.usage_url = reverse(USAGE, args=[reference.pk])
        context["object_list"] = shown
        return context


class ReferenceViewSet(SnippetViewSet):
    """The reference library: searched by author, title, DOI or PubMed number."""

    model = Reference
    icon = "openquote"
    menu_label = _("References")
    menu_name = "references"
    add_to_admin_menu = True
    menu_order = 140
    index_view_class = ReferenceIndexView
    chooser_viewset_class = ReferenceChooserViewSet
    list_display = [
        "title",
        Column("first_author", label=_("First author"), sort_key="first_author"),
        Column("year", label=_("Year"), sort_key="year"),
        Column("doi", label="DOI"),
        UsageCountColumn("usage_count", label=_("Used"), width="10%"),
    ]
    list_filter = ["year"]
    list_per_page = 50
    ordering = "-year"
    inspect_view_enabled = True


article_listing = ArticleListing("articles")
topic_listing = TopicListing("topics")
person_listing = PersonListing("people")
