"""Small things every template may use: icons, dates, unbreakable names, breadcrumb, tables."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from typing import Any, Protocol, runtime_checkable

from django import template
from django.utils import formats, timezone
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Page

from core.counts import grouped
from core.nonbreaking import split_unbreakable
from core.tables import Table, lay_out

register = template.Library()


@runtime_checkable
class SupportsHtml(Protocol):
    """Text that is safe markup already: SafeString, Wagtail's RichText."""

    def __html__(self) -> str: ...


# Django still capitalises months here, as Portuguese did before the spelling reform of 1990.
LOWER_CASE_MONTHS = frozenset({"pt", "pt-pt", "pt-br", "es"})
_TAG = re.compile(r"(<[^>]+>)")


@register.simple_tag
def icon(name: str, extra_class: str = "") -> SafeString:
    """`{% icon "search" %}`: a decorative drawing from includes/sprite.html.

    `{% icon "next" "flip" %}` turns it with the direction of the script.
    """
    return format_html(
        '<svg class="i{}" aria-hidden="true"><use href="#i-{}"/></svg>',
        f" {extra_class}" if extra_class else "",
        name,
    )


@register.filter
def count(value: int | None) -> str:
    """`{{ datum.total|count }}`: a number of patients, 11 249."""
    return "" if value is None else grouped(value)


@register.filter(needs_autoescape=True)
def nobreak(value: object, autoescape: bool = True) -> SafeString:
    """`{{ title|nobreak }}`: text in which names such as B-ALL and CAR T-cell stay on one line.

    Plain text is escaped. In markup that is already safe, rich text for example, only the words
    between the tags are looked at.
    """
    if isinstance(value, SupportsHtml):
        parts = _TAG.split(value.__html__())
    else:
        parts = [escape(str(value)) if autoescape else str(value)]
    kept = "".join(part if part.startswith("<") else _keep_together(part) for part in parts)
    # Safe: each part was escaped above or came in as safe markup; only <span class="nb"> is added.
    return mark_safe(kept)  # noqa: S308


def _keep_together(text: str) -> str:
    return "".join(
        f'<span class="nb">{piece}</span>' if unbreakable else piece
        for piece, unbreakable in split_unbreakable(text)
    )


@register.simple_tag
def day(value: datetime.date | datetime.datetime | None) -> SafeString | str:
    """`{% day article.published_on %}`: a date in words, in a `<time>` element; "" for None.

    English follows British usage (17 November 2025); other languages their own format.
    """
    if not value:
        return ""
    if isinstance(value, datetime.datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    date = value.date() if isinstance(value, datetime.datetime) else value
    english = (get_language() or "en").startswith("en")
    words = formats.date_format(date, "j F Y" if english else "DATE_FORMAT")
    if not english and get_language() in LOWER_CASE_MONTHS:
        words = words.lower()
    return format_html('<time datetime="{}">{}</time>', date.isoformat(), words)


@register.inclusion_tag("components/breadcrumb.html", takes_context=True)
def breadcrumb(context: Mapping[str, Any], page: Page) -> dict[str, Any]:
    """`{% breadcrumb page %}`: the live pages above `page`, the home page first."""
    request = context.get("request")
    above = getattr(page, "place", [])  # an error page has none
    trail = [{"title": ancestor.title, "url": ancestor.get_url(request)} for ancestor in above]
    if trail:
        trail[0]["title"] = _("Home")
    return {"breadcrumb": trail}


@register.filter
def table_layout(value: Mapping[str, Any] | None) -> Table:
    """`{% with table=value.table|table_layout %}`: the stored cells of a table block, laid out."""
    stored = value or {}
    return lay_out(
        stored.get("data") or [],
        first_row_is_header=bool(stored.get("first_row_is_table_header", True)),
        first_column_is_header=bool(stored.get("first_col_is_header", True)),
    )
