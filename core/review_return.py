"""Where reviewers land after a decision they took in the page editor."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.models import Page
from wagtail.permissions import policy_registry


def to_own_tasks(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Send reviewers to their tasks: Wagtail sends them to the page tree, which refuses them."""
    decided = bool(request.POST.get("action-workflow-action"))
    if not decided or policy_registry.get_by_type(Page).explorable_instances(request.user).exists():
        return None
    # Replaces Wagtail's "has been updated": nothing was edited.
    list(messages.get_messages(request))
    messages.success(request, _("Your decision on “%(page)s” is recorded.") % {"page": page.title})
    return redirect("wagtailadmin_home")
