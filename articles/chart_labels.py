"""Where the labels of a landmark chart go: beside their points, clear of everything else.

Pure geometry: boxes in, places out. Nothing is drawn here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

from articles.chart_svg import MARKER_RADIUS, Box, value_box

_MOST_CROSSED = 1  # lines that may run behind one value


@dataclass(frozen=True, slots=True)
class Mark:
    """A point with its place on the sheet."""

    series: int
    x: float
    y: float
    text: str
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Label:
    text: str
    x: float
    baseline: float
    anchor: str
    box: Box


def inline_labels(
    area: Box,
    wanted: list[list[Mark]],
    marks: list[list[Mark]],
    taken: list[Box],
    width: int,
    *,
    top: float = 1.0,
) -> list[Label] | None:
    """Return a place for the value of every wanted mark, or None if one has no free place."""
    dots = [_dot_box(mark) for mark in chain.from_iterable(marks)]
    lines = [(a.x, a.y, b.x, b.y) for line in marks for a, b in pairwise(line)]
    lines += [
        (mark.x, mark.low, mark.x, mark.high)
        for mark in chain.from_iterable(marks)
        if mark.low is not None and mark.high is not None
    ]
    sheet = Box(area.left + 2, top, float(width), area.bottom - 2)
    obstacles = [*dots, *taken]
    labels: list[Label] = []
    flat = list(chain.from_iterable(wanted))
    for mark in sorted(flat, key=lambda mark: (mark.x, mark.y)):
        below_first = any(
            other is not mark and abs(other.x - mark.x) < 1 and other.y <= mark.y for other in flat
        )
        best: tuple[float, Label] | None = None
        for rank, label in enumerate(_candidates(mark, below_first=below_first)):
            if not sheet.contains(label.box) or any(map(label.box.overlaps, obstacles)):
                continue
            crossed = sum(label.box.crosses(*line) for line in lines)
            cost = rank + 10 * crossed
            if crossed <= _MOST_CROSSED and (best is None or cost < best[0]):
                best = cost, label
        if best is None:
            return None
        labels.append(best[1])
        obstacles.append(best[1].box)
    return labels


def _dot_box(mark: Mark) -> Box:
    r = MARKER_RADIUS + 1
    return Box(mark.x - r, mark.y - r, mark.x + r, mark.y + r)


def _candidates(mark: Mark, *, below_first: bool) -> list[Label]:
    above = [(mark.x, mark.y - 13, "middle"), (mark.x + 6, mark.y - 12, "start")]
    below = [(mark.x, mark.y + 24, "middle"), (mark.x - 6, mark.y + 23, "end")]
    beside = [(mark.x + 11, mark.y + 5, "start"), (mark.x - 11, mark.y + 5, "end")]
    corners = [
        (mark.x + 6, mark.y + 23, "start"),
        (mark.x - 6, mark.y - 12, "end"),
    ]
    places = [*below, *above] if below_first else [*above, *below]
    return [
        Label(mark.text, x, baseline, anchor, value_box(mark.text, x, baseline, anchor))
        for x, baseline, anchor in [*places, *beside, *corners]
    ]


def spread(
    wanted: Sequence[float], heights: Sequence[float], top: float, bottom: float
) -> list[float] | None:
    """Return tops as near to the wanted ones as blocks without overlap allow; None if too many.

    `wanted` ascends. Neighbours that touch are pooled and centred on their common mean (pool
    adjacent violators, Ayer 1955).
    """
    if sum(heights) > bottom - top:
        return None
    groups: list[tuple[list[float], list[float]]] = []  # (wanted start of the group, heights)
    for start, height in zip(wanted, heights, strict=True):
        groups.append(([start], [height]))
        while len(groups) > 1 and _start(groups[-2], top, bottom) + sum(groups[-2][1]) > _start(
            groups[-1], top, bottom
        ):
            starts, sizes = groups.pop()
            offset = sum(groups[-1][1])
            groups[-1][0].extend(s - offset for s in starts)
            groups[-1][1].extend(sizes)
    tops = []
    for group in groups:
        place = _start(group, top, bottom)
        for height in group[1]:
            tops.append(place)
            place += height
    return tops


def _start(group: tuple[list[float], list[float]], top: float, bottom: float) -> float:
    starts, heights = group
    return max(top, min(sum(starts) / len(starts), bottom - sum(heights)))
