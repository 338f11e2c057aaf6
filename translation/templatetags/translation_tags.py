"""The language chooser and the hreflang links."""

from __future__ import annotations

from typing import Any

from django import template

from translation.languages import alternates, versions_once

register = template.Library()


@register.inclusion_tag("components/language_list.html", takes_context=True)
def language_chooser(context: dict[str, Any], page: Any = None) -> dict[str, Any]:
    """The languages of `page` (or of the site, without one), with how each version came about."""
    return {"languages": versions_once(context, page or None)}


@register.inclusion_tag("components/hreflang_links.html", takes_context=True)
def hreflang_links(context: dict[str, Any], page: Any = None) -> dict[str, Any]:
    """<link rel="alternate" hreflang> between live, real translations."""
    return {"alternates": alternates(versions_once(context, page or None))}
