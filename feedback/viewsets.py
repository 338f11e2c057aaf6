"""Polls, statements, questions and remarks in the CMS: one menu, "Reader voice"."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.snippets.views.snippets import DeleteView, IndexView, InspectView, SnippetViewSet

from feedback.models import AgreementSet, PairedQuestion, Poll, Remark
from feedback.report_names import page_titles
from feedback.report_polls import poll_totals
from feedback.snippet_rules import PollForm, QuestionForm, StatementsForm, has_answers


class OneByOneIndexView(IndexView):
    """Without the boxes for bulk actions: what readers answered is deleted alone, if at all."""

    @property
    def columns(self) -> list[Column]:
        return [column for column in super().columns if column.name != "bulk_actions"]


class KeptDeleteView(DeleteView):
    """What has answers stays: a poll is closed, a statement retired."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if has_answers(self.object):
            messages.error(
                request,
                _("“%(title)s” has answers and cannot be deleted. Close or retire it instead.")
                % {"title": self.object},
            )
            return redirect(self.get_success_url())
        return super().post(request, *args, **kwargs)


class AnsweredViewSet(SnippetViewSet):
    """What the three kinds of snippet share. `form_class_for_rows` checks the rows."""

    menu_item_is_registered = True  # in our group: without it Wagtail adds its "Snippets" entry
    index_view_class = OneByOneIndexView
    delete_view_class = KeptDeleteView
    copy_view_enabled = False
    list_per_page = 50
    form_class_for_rows: type[Any]

    def get_edit_handler(self) -> Any:
        handler = super().get_edit_handler()
        handler.base_form_class = self.form_class_for_rows
        return handler


class PollResultsView(InspectView):
    """What readers voted so far, for editors at any time."""

    page_title = gettext_lazy("Results")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {**context, "poll": self.object, "totals": poll_totals(self.object)}


class PollViewSet(AnsweredViewSet):
    model = Poll
    icon = "list-ul"
    menu_label = gettext_lazy("Polls")
    menu_name = "polls"
    menu_order = 20
    list_display = ("question", "choice", "is_open", DateColumn("closes_at"))
    list_filter = ("is_open",)
    inspect_view_enabled = True
    inspect_view_class = PollResultsView
    inspect_template_name = "feedback/admin/poll_results.html"
    form_class_for_rows = PollForm


class StatementsViewSet(AnsweredViewSet):
    model = AgreementSet
    icon = "tasks"
    menu_label = gettext_lazy("Statements")
    menu_name = "agreement-statements"
    menu_order = 30
    list_display = ("title", "is_default")
    form_class_for_rows = StatementsForm


class QuestionViewSet(AnsweredViewSet):
    model = PairedQuestion
    icon = "help"
    menu_label = gettext_lazy("Paired questions")
    menu_name = "paired-questions"
    menu_order = 40
    form_class_for_rows = QuestionForm


# --- Remarks --------------------------------------------------------------------------------------
class RemarkIndexView(generic.IndexView):
    """Remarks with the title of their page."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        shown = list(context["object_list"])
        titles = page_titles(remark.page_key for remark in shown)
        for remark in shown:
            remark.page_title = titles.get(remark.page_key, "")
        context["object_list"] = shown
        return context


class RemarkViewSet(ModelViewSet):
    """Readers' words to the editors. They are read, marked and deleted; nobody writes or changes
    one, and none is ever published."""

    model = Remark
    name = "remarks"
    url_prefix = "reader-voice/remarks"
    icon = "comment"
    menu_label = gettext_lazy("Remarks")
    menu_name = "remarks"
    menu_order = 50
    index_view_class = RemarkIndexView
    copy_view_enabled = False
    add_to_reference_index = False
    list_per_page = 50
    list_display = (
        TitleColumn("beginning", label=gettext_lazy("Remark"), url_name="remarks:edit"),
        Column("page_title", label=gettext_lazy("Page"), accessor="page_title"),
        "language",
        DateColumn("received_on", label=gettext_lazy("Received on"), sort_key="received_on"),
        Column("state", label=gettext_lazy("State"), accessor="get_state_display"),
    )
    list_filter = ("state", "language")
    search_fields = ("text",)
    search_backend_name = None
    panels = (
        FieldPanel("text", read_only=True),
        FieldPanel("received_on", read_only=True),
        FieldPanel("language", read_only=True),
        FieldPanel("state"),
    )

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_common_view_kwargs(**{"add_url_name": None, **kwargs})

    def get_urlpatterns(self) -> list[Any]:
        return [each for each in super().get_urlpatterns() if each.name != "add"]
