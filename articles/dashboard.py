"""The first thing an editor sees after signing in: where to begin."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wagtail.admin.ui.components import Component
from wagtail.models import Page
from wagtail.permissions import policy_registry

from articles.models import Reference


class StartPanel(Component):
    """Buttons for what writers do every day; nothing for those who may not write."""

    name = "start"
    template_name = "articles/admin/start_panel.html"
    order = 50

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        user = parent_context["request"].user
        pages = policy_registry.get_by_type(Page)
        references = policy_registry.get_by_type(Reference)
        return {
            "may_write": pages.user_has_permission(user, "add"),
            "may_add_references": references.user_has_permission(user, "add"),
        }
