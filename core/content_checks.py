"""What the editor's "Checks" panel looks for in the preview of a page."""

from __future__ import annotations

from typing import Any, ClassVar

from django.forms import Media
from django.templatetags.static import static
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.userbar import AccessibilityItem, ContentCheckerItem

# Longer titles are cut off by search engines and fill a phone's screen.
LONGEST_TITLE = 90


class HubContentChecks(ContentCheckerItem):
    """WCAG 2.2 A and AA, good practice (the order of headings, alt texts), and our own rules."""

    # axe-core selects by tags or by rules, not both; "seo" is the tag of Wagtail's and our rules
    # about lists and search engines.
    axe_run_only: ClassVar[list[str]] = [
        "wcag2a",
        "wcag2aa",
        "wcag21a",
        "wcag21aa",
        "wcag22aa",
        "best-practice",
        "seo",
    ]
    axe_custom_rules: ClassVar[list[dict[str, Any]]] = [
        *ContentCheckerItem.axe_custom_rules,
        {
            "id": "title-length",
            "impact": "minor",
            "selector": "h1",
            "tags": ["seo"],
            "any": ["check-title-length"],
            "enabled": True,
        },
    ]
    axe_custom_checks: ClassVar[list[dict[str, Any]]] = [
        *ContentCheckerItem.axe_custom_checks,
        {"id": "check-title-length", "options": {"longest": LONGEST_TITLE}},
    ]
    axe_messages: ClassVar[dict[str, Any]] = {
        **ContentCheckerItem.axe_messages,
        "title-length": {
            "error_name": _("Long title"),
            "help_text": _("Lists and search engines cut it off: aim for at most 90 characters."),
        },
        "empty-meta-description": {
            "error_name": _("No description for search engines"),
            "help_text": _("Add one sentence under Publication, “Meta description”."),
        },
        "color-contrast": {
            "error_name": _("Text is hard to read"),
            "help_text": _("Too little contrast with what is behind it."),
        },
    }

    def get_axe_options(self, request: Any) -> dict[str, Any]:
        """As ever, without fetching the style sheets once more: none of our rules reads them."""
        return {**super().get_axe_options(request), "preload": False}

    @cached_property
    def media(self) -> Media:
        return Media(js=[static("hub/js/content_checks.js")])


def with_hub_checks(items: list[Any]) -> list[Any]:
    """The entries of Wagtail's bar with our checks in place of the stock ones."""
    stock = (ContentCheckerItem, AccessibilityItem)
    return [HubContentChecks() if isinstance(item, stock) else item for item in items]
