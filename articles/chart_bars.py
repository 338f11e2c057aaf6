"""Bar chart: horizontal bars in groups, each with its value, marker and, if known, interval.

Labels stand left of the bars where the sheet is wide and above them where it is narrow.
"""

from dataclasses import dataclass

from articles.chart_data import PERCENT, ChartData, Point, point_labels, value_text
from articles.chart_svg import (
    Box,
    Drawing,
    axis_ticks,
    colour_class,
    label_box,
    nice_ceiling,
)
from articles.lettering import LABEL_LINE, label_width, value_width, wrap

_WIDE = 480
_BAR = 18.0
_STEP = 24.0
_GROUP_GAP = 18.0
_MARKER_COLUMN = 22.0


@dataclass(frozen=True, slots=True)
class _Scale:
    left: float
    right: float
    end: float
    ticks: list[tuple[float, str]]

    def x(self, value: float) -> float:
        return self.left + (self.right - self.left) * value / self.end


def draw_bars(chart: ChartData, drawing: Drawing) -> float:
    """Draw the chart and return the height it took."""
    several = len(chart.series) > 1
    groups = _groups(chart)
    beside = drawing.width >= _WIDE
    column = _label_column(groups, drawing.width) if beside else 0.0
    scale = _scale(chart, column + (_MARKER_COLUMN if several else 0.0), drawing.width)

    bars = Drawing(drawing.width)
    names = [series.name for series in chart.series]
    top = bars.legend(names, 0.0) + 6 if any(names) and several else 4.0
    y = top
    bands: list[tuple[float, float]] = []
    for label, points in groups:
        lines = wrap(label, column - 14 if beside else drawing.width - 2.0)
        bars_height = _STEP * len(points) - (_STEP - _BAR)
        if beside:
            height = max(bars_height, LABEL_LINE * len(lines))
            _write_lines(bars, lines, y + (height - LABEL_LINE * len(lines)) / 2)
            y += (height - bars_height) / 2
        else:
            _write_lines(bars, lines, y)
            y += LABEL_LINE * len(lines) + 3
        bands.append((y - 5, y + bars_height + 5))
        for index, point in points:
            _draw_bar(bars, chart.unit, scale, y, index, point, several=several)
            y += _STEP
        y += (max(0.0, height - bars_height) / 2 if beside else 0.0) + _GROUP_GAP - (_STEP - _BAR)

    bottom = y - _GROUP_GAP + 8
    if beside:
        bands = [(top - 2, bottom)]
    height = _draw_axis(chart, drawing, scale, bands, bottom)
    drawing.elements.extend(bars.elements)
    return height


def _groups(chart: ChartData) -> list[tuple[str, list[tuple[int, Point]]]]:
    """Return each label with its points and the number of their series."""
    return [
        (
            label,
            [
                (index, point)
                for index, series in enumerate(chart.series)
                for point in series.points
                if point.label == label
            ],
        )
        for label in point_labels(chart)
    ]


def _label_column(groups: list[tuple[str, list[tuple[int, Point]]]], width: int) -> float:
    """Return the width of the labels' column: as narrow as it can be, a third at most."""
    most = width * 0.36
    widest = max(label_width(line) for label, _ in groups for line in wrap(label, most - 14))
    return min(most, widest + 14)


def _scale(chart: ChartData, left: float, width: int) -> _Scale:
    points = [point for series in chart.series for point in series.points]
    value_column = 12 + max(value_width(value_text(point.value, chart.unit)) for point in points)
    if chart.unit == PERCENT:
        end, ticks = 100.0, [(float(p), f"{p}%" if p == 100 else str(p)) for p in range(0, 101, 25)]
    else:
        end, step = nice_ceiling(max(float(p.value if p.high is None else p.high) for p in points))
        ticks = axis_ticks(end, step)
    return _Scale(left + 2, width - value_column, end, ticks)


def _write_lines(drawing: Drawing, lines: list[str], top: float) -> None:
    for number, text in enumerate(lines, start=1):
        drawing.text(text, 0.0, top + LABEL_LINE * number - 4)


def _draw_bar(
    drawing: Drawing, unit: str, scale: _Scale, y: float, index: int, point: Point, *, several: bool
) -> None:
    middle, colour = y + _BAR / 2, colour_class(index)
    end = scale.x(float(point.value))
    drawing.rectangle(f"s fill {colour}", Box(scale.left, y, end, y + _BAR))
    if several:
        drawing.marker(index, scale.left - 12, middle)
    if point.low is not None and point.high is not None:
        low, high = scale.x(float(point.low)), scale.x(float(point.high))
        drawing.whisker(True, middle, low, high)
        end = max(end, high)
    drawing.text(value_text(point.value, unit), end + 8, middle + 5, "v")


def _draw_axis(
    chart: ChartData,
    drawing: Drawing,
    scale: _Scale,
    bands: list[tuple[float, float]],
    bottom: float,
) -> float:
    """Draw the grid (`bands` are its y ranges) and its labels; return the height."""
    taken: list[Box] = []
    for value, text in scale.ticks:
        x = scale.x(value)
        for band_top, band_bottom in bands:
            drawing.line("g0" if value == 0 else "g", x, band_top, x, band_bottom)
        half = label_width(text) / 2
        text_x = min(max(x, half), drawing.width - half)
        box = label_box(text, text_x, bottom + 17, "middle")
        room = Box(box.left - 4, box.top, box.right + 4, box.bottom)
        if not any(map(room.overlaps, taken)):
            taken.append(box)
            drawing.text(text, text_x, bottom + 17, anchor="middle")
    if chart.unit in {"", PERCENT}:
        return bottom + 24
    lines = wrap(chart.unit, drawing.width)
    for number, text in enumerate(lines, start=1):
        middle = drawing.width / 2
        drawing.text(text, middle, bottom + 20 + LABEL_LINE * number, anchor="middle")
    return bottom + 26 + LABEL_LINE * len(lines)
