"""Landmark chart: estimates at single points in time, joined by dashes, never by a curve.

A curve that was not published is not drawn. Values stand beside their points; where they would
touch each other, a marker, a dash or the edge, all of them move to a list under the axis.
"""

from dataclasses import dataclass
from itertools import chain

from articles.chart_data import PERCENT, ChartData, as_decimal, point_labels, position, value_text
from articles.chart_labels import Label, Mark, inline_labels, spread
from articles.chart_svg import (
    Box,
    Drawing,
    axis_ticks,
    colour_class,
    label_box,
    nice_ceiling,
)
from articles.lettering import (
    LABEL_LINE,
    VALUE_LINE,
    label_width,
    value_width,
    wrap,
)

_WIDE = 480
_RIGHT = 30.0
_MAX_DIRECT_SERIES = 3  # beyond that, values beside points can no longer be told apart
_MAX_NAME_LINES = 3
_WHISKER_SHIFT = 5.0  # side by side where series share a point in time


@dataclass(frozen=True, slots=True)
class _Plot:
    """The area between the axes, and what turns data into places in it."""

    area: Box
    x_end: float
    y_end: float

    def x(self, value: float) -> float:
        return self.area.left + (self.area.right - self.area.left) * value / self.x_end

    def y(self, value: float) -> float:
        return self.area.bottom - (self.area.bottom - self.area.top) * value / self.y_end


def draw_landmark(chart: ChartData, drawing: Drawing) -> float:
    """Draw the chart and return the height it took: the first of three ways that has room."""
    for draw in (_with_direct_names, _with_legend):
        height = draw(chart, drawing)
        if height is not None:
            return height
    return _with_value_list(chart, drawing)


def _with_direct_names(chart: ChartData, drawing: Drawing) -> float | None:
    names = _direct_names(chart, drawing.width)
    if names is None:
        return None
    plot = _plot(chart, drawing.width, top=20.0, right=_direct_margin(chart, names))
    marks = _marks(chart, plot)
    # Above the area stands the unit, if it has a name of its own.
    highest = 2.0 if chart.unit in {"", PERCENT} else plot.area.top - 2
    ends = _end_labels(plot, [line[-1] for line in marks], names, drawing.width, highest)
    if ends is None:
        return None
    tops, taken = ends
    labels = inline_labels(plot.area, [line[:-1] for line in marks], marks, taken, drawing.width)
    if labels is None:
        return None
    _draw_plot(chart, drawing, plot, marks)
    _write_ends(drawing, tops, names, marks)
    _write(drawing, labels)
    return _draw_time_axis(chart, drawing, plot)


def _with_legend(chart: ChartData, drawing: Drawing) -> float | None:
    if len(chart.series) > _MAX_DIRECT_SERIES:
        return None
    names = [series.name for series in chart.series]
    legend = Drawing(drawing.width)
    top = legend.legend(names, 0.0) + 16 if any(names) else 20.0
    plot = _plot(chart, drawing.width, top=top, right=_RIGHT)
    marks = _marks(chart, plot)
    labels = inline_labels(plot.area, marks, marks, [], drawing.width, top=top - 16)
    if labels is None:
        return None
    drawing.elements.extend(legend.elements)
    _draw_plot(chart, drawing, plot, marks)
    _write(drawing, labels)
    return _draw_time_axis(chart, drawing, plot)


def _with_value_list(chart: ChartData, drawing: Drawing) -> float:
    plot = _plot(chart, drawing.width, top=20.0, right=_RIGHT)
    _draw_plot(chart, drawing, plot, _marks(chart, plot))
    return _write_value_list(chart, drawing, _draw_time_axis(chart, drawing, plot) + 10)


# ------------------------------------------------------------------ measure
def _y_axis(chart: ChartData) -> tuple[float, list[tuple[float, str]]]:
    if chart.unit == PERCENT:
        return 100.0, [(p, f"{p}%" if p == 100 else str(p)) for p in (0, 25, 50, 75, 100)]
    highest = max(
        float(point.value if point.high is None else point.high)
        for series in chart.series
        for point in series.points
    )
    end, step = nice_ceiling(highest)
    return end, axis_ticks(end, step)


def _plot(chart: ChartData, width: int, top: float, right: float) -> _Plot:
    y_end, ticks = _y_axis(chart)
    left = max(40.0, 12 + max(label_width(text) for _, text in ticks))
    if chart.unit not in {"", PERCENT}:
        top += LABEL_LINE * len(wrap(chart.unit, width)) + 4
    height = width * 0.5 if width >= _WIDE else 260.0
    x_end = max(float(position(label) or 0) for label in point_labels(chart)) or 1.0
    return _Plot(Box(left, top, width - right, top + height), x_end, y_end)


def _marks(chart: ChartData, plot: _Plot) -> list[list[Mark]]:
    """Return the points of each series in time order."""
    lines = []
    for index, series in enumerate(chart.series):
        points = sorted(series.points, key=lambda point: position(point.label) or 0)
        lines.append(
            [
                Mark(
                    index,
                    plot.x(float(position(point.label) or 0)),
                    plot.y(float(point.value)),
                    value_text(point.value, chart.unit),
                    None if point.low is None else plot.y(float(point.low)),
                    None if point.high is None else plot.y(float(point.high)),
                )
                for point in points
            ]
        )
    return lines


# ------------------------------------------------------------------ names at the end of the lines
def _direct_names(chart: ChartData, width: int) -> list[list[str]] | None:
    """Return the wrapped names if they can stand at the ends of the lines, else None."""
    if len(chart.series) > _MAX_DIRECT_SERIES:
        return None
    last = {
        max(as_decimal(position(p.label) or 0) for p in series.points) for series in chart.series
    }
    names = [wrap(series.name, width * 0.24) for series in chart.series]
    if len(last) > 1 or max(map(len, names)) > _MAX_NAME_LINES:
        return None
    return names


def _direct_margin(chart: ChartData, names: list[list[str]]) -> float:
    values = [value_text(p.value, chart.unit) for series in chart.series for p in series.points]
    widest = max(map(value_width, values))
    return 18 + max([widest, *(label_width(line) for lines in names for line in lines)])


def _end_labels(
    plot: _Plot, ends: list[Mark], names: list[list[str]], width: int, highest: float
) -> tuple[list[float], list[Box]] | None:
    """Return the top of each label block and the boxes, spread so that none overlaps another and
    none begins above `highest`."""
    order = sorted(range(len(ends)), key=lambda i: (ends[i].y, i))
    heights = [VALUE_LINE + LABEL_LINE * len(names[i]) + 4.0 for i in order]
    wanted = [_block_top(ends[i].y, len(names[i]), i == order[0] and len(order) > 1) for i in order]
    tops = spread(wanted, heights, highest, plot.area.bottom - 2)
    if tops is None:
        return None
    left = ends[0].x + 12
    placed = dict(zip(order, tops, strict=True))
    boxes = [
        Box(left, placed[i], float(width), placed[i] + VALUE_LINE + LABEL_LINE * len(names[i]))
        for i in range(len(ends))
    ]
    return [placed[i] for i in range(len(ends))], boxes


def _block_top(y: float, name_lines: int, name_above: bool) -> float:
    """Return where a block starts so that its value stands level with its point."""
    return y - VALUE_LINE / 2 - (LABEL_LINE * name_lines if name_above else 0)


def _write_ends(
    drawing: Drawing, tops: list[float], names: list[list[str]], marks: list[list[Mark]]
) -> None:
    ends = [line[-1] for line in marks]
    highest = min(ends, key=lambda mark: (mark.y, mark.series))
    for mark, top, lines in zip(ends, tops, names, strict=True):
        x = mark.x + 14
        above = mark is highest and len(ends) > 1
        value_top = top + (LABEL_LINE * len(lines) if above else 0)
        names_top = top if above else top + VALUE_LINE
        drawing.text(mark.text, x, value_top + VALUE_LINE - 4, "v")
        for number, text in enumerate(lines):
            classes = f"n t{colour_class(mark.series)}"
            drawing.text(text, x, names_top + LABEL_LINE * (number + 1) - 4, classes)


def _write(drawing: Drawing, labels: list[Label]) -> None:
    for label in labels:
        drawing.text(label.text, label.x, label.baseline, "v", label.anchor, rim=True)


# ------------------------------------------------------------------ axes and marks
def _draw_plot(chart: ChartData, drawing: Drawing, plot: _Plot, marks: list[list[Mark]]) -> None:
    _draw_value_axis(chart, drawing, plot)
    for line in marks:
        _draw_guide(drawing, plot, line, starts_at_100=chart.starts_at_100)
    for mark in chain.from_iterable(marks):
        if mark.low is not None and mark.high is not None:
            shift = _WHISKER_SHIFT * (mark.series - (len(marks) - 1) / 2)
            drawing.whisker(False, mark.x + shift, mark.low, mark.high)
    for mark in chain.from_iterable(marks):
        drawing.marker(mark.series, mark.x, mark.y)


def _draw_value_axis(chart: ChartData, drawing: Drawing, plot: _Plot) -> None:
    area = plot.area
    if chart.unit not in {"", PERCENT}:
        lines = wrap(chart.unit, drawing.width)
        first = area.top - 12 - LABEL_LINE * (len(lines) - 1)
        for number, text in enumerate(lines):
            drawing.text(text, 0.0, first + LABEL_LINE * number)
    for value, text in _y_axis(chart)[1]:
        y = plot.y(value)
        drawing.line("g0" if value == 0 else "g", area.left, y, area.right, y)
        drawing.text(text, area.left - 8, y + 4, anchor="end")


def _draw_guide(drawing: Drawing, plot: _Plot, line: list[Mark], *, starts_at_100: bool) -> None:
    points = [(mark.x, mark.y) for mark in line]
    if starts_at_100 and points[0][0] > plot.area.left:
        points.insert(0, (plot.area.left, plot.y(100)))
    if len(points) > 1:
        drawing.polyline(f"s guide {colour_class(line[0].series)}", points)


def _draw_time_axis(chart: ChartData, drawing: Drawing, plot: _Plot) -> float:
    """Draw ticks, their labels where there is room, and the axis title; return the height."""
    y = plot.area.bottom
    labels = point_labels(chart)
    if not any(position(label) == 0 for label in labels):
        labels.append("0")
    taken: list[Box] = []
    for label in labels:
        x = plot.x(float(position(label) or 0))
        drawing.line("g0", x, y, x, y + 5)
        half = label_width(label) / 2
        text_x = min(max(x, half), drawing.width - half)
        box = label_box(label, text_x, y + 20, "middle")
        room = Box(box.left - 4, box.top, box.right + 4, box.bottom)
        if not any(map(room.overlaps, taken)):
            taken.append(box)
            drawing.text(label, text_x, y + 20, anchor="middle")
    middle = drawing.width / 2
    lines = wrap(chart.x_label, drawing.width)
    if max(map(label_width, lines), default=0.0) <= plot.area.right - plot.area.left:
        middle = (plot.area.left + plot.area.right) / 2
    for number, text in enumerate(lines, start=1):
        drawing.text(text, middle, y + 22 + LABEL_LINE * number, anchor="middle")
    return y + 28 + LABEL_LINE * len(lines)


def _write_value_list(chart: ChartData, drawing: Drawing, top: float) -> float:
    """Write each series with all its values in rows; return the height."""
    y, indent = top, 20.0
    for index, series in enumerate(chart.series):
        drawing.marker(index, 8, y + 8)
        for text in wrap(series.name, drawing.width - indent):
            drawing.text(text, indent, y + 12.5, f"n t{colour_class(index)}")
            y += VALUE_LINE
        x = indent
        for point in sorted(series.points, key=lambda point: position(point.label) or 0):
            label, value = f"{point.label}:", value_text(point.value, chart.unit)
            value_x = x + label_width(label) + 5
            if x > indent and value_x + value_width(value) > drawing.width:
                x, y = indent, y + VALUE_LINE
                value_x = x + label_width(label) + 5
            drawing.text(label, x, y + 13.5)
            drawing.text(value, value_x, y + 13.5, "v")
            x = value_x + value_width(value) + 18
        y += VALUE_LINE + 8
    return y
