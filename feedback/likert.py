"""The five-point scale of the agreement statements. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.db.models import IntegerChoices
from django.utils.translation import gettext_lazy as _

from feedback.statistics import Interval, wilson

Distribution = tuple[int, int, int, int, int]
"""How many chose each point, from 1 (strongly disagree) to 5 (strongly agree)."""


class Point(IntegerChoices):
    STRONGLY_DISAGREE = 1, _("Strongly disagree")
    DISAGREE = 2, _("Disagree")
    NEUTRAL = 3, _("Neutral")
    AGREE = 4, _("Agree")
    STRONGLY_AGREE = 5, _("Strongly agree")


AGREEING = (Point.AGREE, Point.STRONGLY_AGREE)

_TYPED = {str(point.value): point for point in Point}


class Agreement(NamedTuple):
    """Who agreed or strongly agreed, of all who answered. No share without answers."""

    agree: int
    n: int
    share: float | None
    interval: Interval | None


def point_from(text: str) -> Point | None:
    """The point that a form field names; None for anything but one of the digits 1 to 5.

    `int()` would also take " 4 ", "+4", "0_4" and the digits of other scripts.
    """
    return _TYPED.get(text)


def distribution(answers: Iterable[int]) -> Distribution:
    """ValueError for an answer that is not on the scale."""
    counts = [0] * len(Point)
    for answer in answers:
        counts[Point(answer) - 1] += 1
    return as_distribution(counts)


def as_distribution(counts: Sequence[int]) -> Distribution:
    """`counts` as five numbers; none at all is five times nothing. ValueError for other shapes."""
    one, two, three, four, five = counts or (0, 0, 0, 0, 0)
    return one, two, three, four, five


def agreement(counts: Sequence[int]) -> Agreement:
    """The agreement share with its 95% Wilson interval."""
    shape = as_distribution(counts)
    agree, n = sum(shape[point - 1] for point in AGREEING), sum(shape)
    if n == 0:
        return Agreement(0, 0, None, None)
    return Agreement(agree, n, agree / n, wilson(agree, n))
