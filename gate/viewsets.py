"""Editing the notice in the CMS."""

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.views.snippets import SnippetViewSet

from gate.models import GateStatement


class GateStatementViewSet(SnippetViewSet):
    """One notice per language; each saved version is kept."""

    model = GateStatement
    icon = "lock"
    menu_label = _("Gate statement")
    list_display = ("heading", "locale", "button_label")
    add_to_settings_menu = True
