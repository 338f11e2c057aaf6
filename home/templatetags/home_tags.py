"""The hub's own words inside texts that editors wrote."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.base import NodeList, Parser, Token
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


class HubWordsNode(template.Node):
    """Renders its content and fills in the hub's words."""

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: template.Context) -> SafeString:
        html: str = self.nodelist.render(context)
        hub, gate = context.get("hub"), context.get("gate_settings")
        words = {
            "{hub}": getattr(hub, "name", ""),
            "{disease}": getattr(hub, "disease", ""),
            "{patient_site}": getattr(gate, "patient_site_name", ""),
        }
        for token, word in words.items():
            if token in html:
                html = html.replace(token, escape(word))
        # Safe: the content was rendered with autoescaping and each word is escaped here.
        return mark_safe(html)  # noqa: S308


@register.tag("hub_words")
def hub_words(parser: Parser, token: Token) -> HubWordsNode:
    """`{% hub_words %}…{% endhub_words %}`: {hub}, {disease} and {patient_site} become the words of
    the settings, so that renaming the hub changes every page."""
    nodelist = parser.parse(("endhub_words",))
    parser.delete_first_token()
    return HubWordsNode(nodelist)


@register.simple_tag(takes_context=True)
def fill_hub_words(context: dict[str, Any], text: str) -> str:
    """The same for one plain text, such as a description in the head of the page."""
    hub, gate = context.get("hub"), context.get("gate_settings")
    return (
        str(text or "")
        .replace("{hub}", getattr(hub, "name", ""))
        .replace("{disease}", getattr(hub, "disease", ""))
        .replace("{patient_site}", getattr(gate, "patient_site_name", "") if gate else "")
    )
