"""Where editors pick a topic, a person, an article or a reference: one flat list, with search.

Wagtail's own page chooser opens the page tree; these open on what can be chosen.
"""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.chooser import ChooseResultsView, ChooseView
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.snippets.views import chooser as snippet_chooser
from wagtail.snippets.views.chooser import SnippetChooserViewSet

from articles.models import ArticlePage, PersonPage, Reference, TopicPage
from articles.reference_form import ReferenceForm

PER_PAGE = 20


class LivePageChooserViewSet(ChooserViewSet):
    """Published pages of one type, those in the default language first, then by title."""

    per_page = PER_PAGE
    search_tab_label = _("Search")

    def get_object_list(self) -> QuerySet[Any]:
        return self.model.objects.live().order_by("locale_id", "title")


class TopicColumns:
    """Shows under which broader topic each one stands."""

    @property
    def columns(self) -> list[Column]:
        return [
            *super().columns,  # type: ignore[misc]
            Column("broader", label=_("Part of"), accessor="broader"),
        ]


class TopicChooseView(TopicColumns, ChooseView):
    pass


class TopicChooseResultsView(TopicColumns, ChooseResultsView):
    pass


class TopicChooserViewSet(LivePageChooserViewSet):
    model = TopicPage
    icon = "tag"
    choose_one_text = _("Choose a topic")
    choose_another_text = _("Choose another topic")
    edit_item_text = _("Edit this topic")
    choose_view_class = TopicChooseView
    choose_results_view_class = TopicChooseResultsView

    def get_object_list(self) -> QuerySet[Any]:
        return super().get_object_list().select_related("broader")


class PersonColumns:
    """Shows who the person is, so that two of the same name are told apart."""

    @property
    def columns(self) -> list[Column]:
        return [
            *super().columns,  # type: ignore[misc]
            Column("role", label=_("Role here"), accessor="role"),
            Column("affiliation", label=_("Affiliation"), accessor="affiliation"),
        ]


class PersonChooseView(PersonColumns, ChooseView):
    pass


class PersonChooseResultsView(PersonColumns, ChooseResultsView):
    pass


class PersonChooserViewSet(LivePageChooserViewSet):
    model = PersonPage
    icon = "user"
    choose_one_text = _("Choose a person")
    choose_another_text = _("Choose another person")
    edit_item_text = _("Edit this person")
    choose_view_class = PersonChooseView
    choose_results_view_class = PersonChooseResultsView


class ArticleColumns:
    @property
    def columns(self) -> list[Column]:
        return [
            *super().columns,  # type: ignore[misc]
            Column("format", label=_("Format"), accessor="get_format_display"),
            Column("published_on", label=_("Published"), accessor="published_on"),
        ]


class ArticleChooseView(ArticleColumns, ChooseView):
    pass


class ArticleChooseResultsView(ArticleColumns, ChooseResultsView):
    pass


class ArticleChooserViewSet(LivePageChooserViewSet):
    model = ArticlePage
    icon = "doc-full"
    choose_one_text = _("Choose an article")
    choose_another_text = _("Choose another article")
    edit_item_text = _("Edit this article")
    choose_view_class = ArticleChooseView
    choose_results_view_class = ArticleChooseResultsView

    def get_object_list(self) -> QuerySet[Any]:
        newest_first = self.model.objects.live().order_by("locale_id", "-published_on", "-pk")
        return newest_first.defer_streamfields()


class ReferenceCreationForm(ReferenceForm):
    """The reference form inside the chooser."""

    class Meta:
        model = Reference
        fields: list[str] = []


class ReferenceColumns:
    """A reference is recognised by its title, year and DOI; the title starts with the author."""

    @property
    def columns(self) -> list[Column]:
        return [
            *super().columns,  # type: ignore[misc]
            Column("doi", label="DOI", accessor="doi"),
            Column("pmid", label=_("PubMed"), accessor="pmid"),
        ]


class ReferenceChooseView(ReferenceColumns, snippet_chooser.ChooseView):
    pass


class ReferenceChooseResultsView(ReferenceColumns, snippet_chooser.ChooseResultsView):
    pass


class ReferenceChooserViewSet(SnippetChooserViewSet):
    """Search the library, or add what is not in it yet without leaving the article."""

    per_page = PER_PAGE
    choose_view_class = ReferenceChooseView
    choose_results_view_class = ReferenceChooseResultsView
    creation_form_class = ReferenceCreationForm
    search_tab_label = _("In the library")
    creation_tab_label = _("New reference")
    create_action_label = _("Add to the library")
    create_action_clicked_label = _("Adding…")


topic_chooser = TopicChooserViewSet("topic_chooser")
person_chooser = PersonChooserViewSet("person_chooser")
article_chooser = ArticleChooserViewSet("article_chooser")
