"""Template tags of the evidence blocks."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

from articles.chart_value import NARROW, WIDE, ChartValue

register = template.Library()


@register.simple_tag
def chart_svg(chart: ChartValue, size: str, uid: str) -> SafeString:
    """The drawing of a chart; `size` is "wide" or "narrow", `uid` makes its ids unique."""
    width = WIDE if size == "wide" else NARROW
    # Safe: render_chart builds the markup itself and escapes every text (articles/charts.py).
    return mark_safe(chart.svg(width, f"{uid}-{size}"))  # noqa: S308


@register.filter
def ama_html(reference: Any) -> SafeString:
    """The formatted reference; cleaned to <i>, <b>, <sup>, <sub> when it was saved."""
    # Safe: articles.citations.format_reference cleans with nh3 and is the only writer.
    return mark_safe(reference.ama)  # noqa: S308


@register.simple_tag(takes_context=True)
def reference_number(context: dict[str, Any], reference: Any) -> int | None:
    """The number of `reference` in the list of the article being shown, or None."""
    screen = context.get("screen")
    return screen.reference_numbers.get(reference.pk) if screen and reference else None
