"""Registers site texts and menus with the CMS."""

from wagtail.snippets.models import register_snippet

from home.viewsets import SiteWordingGroup

register_snippet(SiteWordingGroup)
