"""Figures of a report in the notation of the active language."""

from __future__ import annotations

from typing import Any, NamedTuple

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from feedback.likert import Point
from feedback.statistics import Interval

register = template.Library()

SMALLEST_P = 0.001


class Piece(NamedTuple):
    """A piece of a bar: its point on the scale, where it begins, how wide it is (per cent)."""

    point: int
    start: str
    width: str


@register.filter
def percent(share: float | None) -> str:
    """0.8561 as "85.6%"."""
    return "" if share is None else f"{_rounded(100 * share, 1)}%"


@register.filter
def interval(value: Interval | None) -> str:
    """From and to as per cents: "84.0–87.1%"."""
    if value is None:
        return ""
    low, high = (_rounded(100 * each, 1) for each in value)
    return f"{low}–{high}%"


@register.filter
def points(value: float | None) -> str:
    """A difference of shares in percentage points, always with its sign."""
    if value is None:
        return ""
    rounded = round(100 * value, 1)
    sign = "−" if rounded < 0 else "+" if rounded > 0 else ""
    return f"{sign}{_rounded(abs(rounded), 1)}"


@register.filter
def p_value(p: float | None) -> str:
    if p is None:
        return ""
    if p < SMALLEST_P:
        return f"< {_rounded(SMALLEST_P, 3)}"
    return _rounded(p, 3)


@register.filter
def difference(here: float | None, hub: float | None) -> str:
    """Percentage points between two shares."""
    return "" if here is None or hub is None else points(here - hub)


@register.filter
def in_words(statement: Any) -> str:
    """ "86% agree, 9% neutral, 5% disagree": whole per cents that add up to 100."""
    agree, neutral, disagree = statement.in_three
    return _("%(agree)s%% agree, %(neutral)s%% neutral, %(disagree)s%% disagree") % {
        "agree": agree,
        "neutral": neutral,
        "disagree": disagree,
    }


@register.filter
def pieces(counts: tuple[int, ...]) -> list[Piece]:
    """The bar of a distribution."""
    total, before, found = sum(counts), 0, []
    for point, count in zip(Point, counts, strict=True):
        if count:
            start, width = 100 * before / total, 100 * count / total
            found.append(Piece(point.value, f"{start:.4f}%", f"{width:.4f}%"))
        before += count
    return found


@register.simple_tag
def scale() -> list[tuple[int, str]]:
    """The points of the scale with their words."""
    return [(point.value, str(point.label)) for point in Point]


@register.filter
def by_quarter(report: Any, quarter: Any) -> list[tuple[Any, Any]]:
    """The report's statements, each with what was said about it in the quarter."""
    return list(zip(report.statements, quarter.statements, strict=True))


def _rounded(value: float, places: int) -> str:
    """Rounded first: Django's `number_format` cuts digits off, and 82.699 would be 82.6."""
    text: str = number_format(round(value, places), places)
    return text
