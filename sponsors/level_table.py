"""The level scheme in words: which share gives which level. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from sponsors.figures_text import percent_text


@dataclass(frozen=True)
class LevelRow:
    """`level` is its value ("major"), or "" for shares that no level begins at."""

    level: str
    share: str


def level_rows(thresholds: Sequence[tuple[str, int]], language: str) -> list[LevelRow]:
    """Rows for (level, minimum in tenths of a per cent), the highest first."""
    ordered = sorted(thresholds, key=lambda row: -row[1])
    rows, above = [], None
    for level, minimum in [*ordered, *_below(ordered)]:
        rows.append(LevelRow(level, _range(minimum, above, language)))
        above = minimum
    return rows


def _below(ordered: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    """The row of those who reach no level, where there may be any."""
    return [("", 0)] if ordered and ordered[-1][1] > 0 else []


def _range(minimum: int, above: int | None, language: str) -> str:
    low = percent_text(minimum, language)
    if above is None:
        return _("%(low)s of income or more") % {"low": low}
    high = percent_text(above, language)
    if minimum == 0:
        return _("under %(high)s") % {"high": high}
    return _("%(low)s to under %(high)s") % {"low": low, "high": high}
