"""Level schemes in the CMS: each is announced in the ledger when it is saved."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel, HelpPanel, InlinePanel
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from sponsors import scheme_form
from sponsors.models import LevelScheme
from sponsors.services import announce_scheme, withdraw_scheme


class AnnouncingView:
    """Saves a scheme and announces it in the ledger; what is refused leaves nothing behind."""

    def save_instance(self) -> LevelScheme:
        scheme: LevelScheme = super().save_instance()  # type: ignore[misc]
        announce_scheme(scheme)
        return scheme

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            return super().form_valid(form)  # type: ignore[misc]
        except ValidationError as error:
            form.add_error(None, error)
            self.produced_error_message = self.get_error_message()  # type: ignore[attr-defined]
            return self.form_invalid(form)  # type: ignore[attr-defined]


class SchemeCreateView(AnnouncingView, generic.CreateView):
    pass


class SchemeEditView(AnnouncingView, generic.EditView):
    pass


class SchemeDeleteView(generic.DeleteView):
    """A scheme whose first year has begun stays."""

    def form_valid(self, form: Any) -> HttpResponse:
        name = str(self.object)
        try:
            withdraw_scheme(self.object)
        except ValidationError as error:
            messages.error(self.request, " ".join(error.messages))
        else:
            messages.success(
                self.request, _("The scheme from %(year)s is withdrawn.") % {"year": name}
            )
        return redirect(self.get_success_url())


class SchemeViewSet(ModelViewSet):
    """Each scheme is announced in the ledger; one that holds is neither changed nor deleted."""

    model = LevelScheme
    name = "level_schemes"
    url_prefix = "funding/schemes"
    icon = "order"
    menu_label = gettext_lazy("Level schemes")
    menu_name = "level-schemes"
    menu_order = 30
    copy_view_enabled = False
    add_to_reference_index = False
    add_view_class = SchemeCreateView
    edit_view_class = SchemeEditView
    delete_view_class = SchemeDeleteView
    list_display = (
        "from_year",
        Column(
            "thresholds",
            label=gettext_lazy("Levels"),
            accessor=lambda scheme: ", ".join(
                f"{row.get_level_display()} {row.minimum_tenths / 10:.1f}%"
                for row in scheme.thresholds.all()
            ),
        ),
        Column(
            "ceiling_tenths",
            label=gettext_lazy("Ceiling"),
            accessor=lambda scheme: f"{scheme.ceiling_tenths / 10:.1f}%",
        ),
    )
    panels = (
        HelpPanel(
            content=gettext_lazy(
                "A level follows from a funder's share of the year's income and from nothing else. "
                "A scheme holds from its first year until a later one does. Once its first year "
                "has begun it is not changed any more."
            )
        ),
        FieldPanel("from_year"),
        FieldPanel(
            "ceiling_tenths",
            heading=gettext_lazy("Ceiling, in per cent"),
            widget=scheme_form.PerCentInput,
            help_text=gettext_lazy(
                "When one funder, or its group, has more than this share, the site says so."
            ),
        ),
        InlinePanel(
            "thresholds",
            heading=gettext_lazy("Levels"),
            label=gettext_lazy("level"),
            min_num=1,
            panels=[
                FieldPanel("level"),
                FieldPanel(
                    "minimum_tenths",
                    heading=gettext_lazy("From this share on, in per cent"),
                    widget=scheme_form.PerCentInput,
                    help_text=gettext_lazy("Such as 25. The lowest level begins at 0."),
                ),
            ],
        ),
    )

    def get_edit_handler(self) -> Any:
        handler = super().get_edit_handler()
        handler.base_form_class = scheme_form.LevelSchemeForm
        return handler
