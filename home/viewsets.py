"""Where editors change what is not on a page."""

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from home.models import Menu, SiteText


class SiteTextViewSet(SnippetViewSet):
    """Short texts in the frame of every page, one a language."""

    model = SiteText
    icon = "pilcrow"
    menu_label = _("Site texts")
    list_display = ["__str__", "text", "locale"]


class MenuViewSet(SnippetViewSet):
    """Main navigation and footer columns."""

    model = Menu
    icon = "list-ul"
    menu_label = _("Menus")
    list_display = ["__str__", "locale"]


class SiteWordingGroup(SnippetViewSetGroup):
    """Texts and menus under one entry of the CMS menu."""

    items = (SiteTextViewSet, MenuViewSet)
    menu_label = _("Wording")
    menu_icon = "edit"
    menu_order = 300
