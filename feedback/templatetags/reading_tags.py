"""How reading is counted: what a page tells its script, and what readers are told."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from django import template
from django.template.context import Context
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html

from feedback.models import FeedbackSettings
from feedback.reading import FIRST_SECONDS, PROGRAMS, RULES, timetable
from feedback.reading_views import MESSAGES

register = template.Library()

END_OF_TEXT = "references"  # the id of what follows the text of an article


class HowReadingIsCounted(NamedTuple):
    """`rules` are what is not counted; `words` occur in the names of programs."""

    is_on: bool
    first_seconds: int
    rules: list[Promise]
    words: tuple[str, ...]
    messages: int


@register.simple_tag(takes_context=True)
def reading_attributes(context: Context, page: Any) -> str:
    """`<div{% reading_attributes page %}>`: makes the element the text whose reading is counted.

    The same for every reader. Nothing in previews, where editors read.
    """
    request = context.get("request")
    if getattr(request, "is_preview", False):
        return ""
    return format_html(
        ' data-reading="{}" data-reading-page="{}" data-reading-end="{}" data-reading-stages="{}"',
        reverse("feedback:reading"),
        page.translation_key,
        END_OF_TEXT,
        json.dumps(timetable(page.media_minutes or page.reading_minutes)),
    )


@register.simple_tag
def how_reading_is_counted() -> HowReadingIsCounted:
    """All rules as they are applied. One query."""
    return HowReadingIsCounted(
        is_on=FeedbackSettings.load().counts_reading,
        first_seconds=FIRST_SECONDS,
        rules=[rule.words for rule in RULES.values()],
        words=PROGRAMS,
        messages=MESSAGES,
    )
