"""The numbers of a chart and everything said about them in words: check, table, description.

Pure. A value is printed exactly as it was entered: `Decimal("50.30")` is "50.30".
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

Number = Decimal | float  # int included

KINDS = ("bars", "landmark")
MAX_SERIES = 6
MAX_POINTS = 12
MAX_DIGITS = 12  # printed length of a value or a landmark, with its point
PERCENT = "%"
NO_VALUE = "–"


@dataclass(frozen=True, slots=True)
class Point:
    """One estimate; `low` and `high` are the bounds of its interval where one was published."""

    label: str
    value: Number
    low: Number | None = None
    high: Number | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """One line of a landmark chart, or one colour of bars."""

    name: str
    points: Sequence[Point]


@dataclass(frozen=True, slots=True)
class ChartData:
    """A chart as an editor entered it.

    `kind` is one of KINDS. `x_label` names what the labels of the points stand for (landmark:
    "Months after infusion"; bars: "Risk group"). `conclusion` is the finding in one sentence.
    `starts_at_100` is for survival and the like, where everyone is at 100% at time 0.
    """

    kind: str
    title: str
    unit: str
    x_label: str
    series: Sequence[Series]
    conclusion: str = ""
    starts_at_100: bool = False


def as_decimal(number: Number) -> Decimal:
    """Return the number as it prints (0.1, not 0.1000000000000000055)."""
    return number if isinstance(number, Decimal) else Decimal(str(number))


def number_text(number: Number) -> str:
    """Return the number as entered, without exponent."""
    return f"{as_decimal(number):f}"


def value_text(number: Number, unit: str) -> str:
    """Return "50.3%"; other units stand beside the axis and in the table's head."""
    return number_text(number) + (PERCENT if unit == PERCENT else "")


def interval_text(point: Point) -> str:
    """Return "55.0–68.1", or "" where no interval was published."""
    if point.low is None or point.high is None:
        return ""
    return f"{number_text(point.low)}–{number_text(point.high)}"


def point_labels(chart: ChartData) -> list[str]:
    """Return each label once: in time order (landmark), or as entered (bars)."""
    labels = list(dict.fromkeys(point.label for series in chart.series for point in series.points))
    if chart.kind == "landmark":
        labels.sort(key=lambda label: position(label) or Decimal(0))
    return labels


def position(label: str) -> Decimal | None:
    """Return a landmark's place on the horizontal axis, or None if the label is no number."""
    try:
        number = Decimal(label.strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


# ------------------------------------------------------------------ checks
def validate(chart: ChartData) -> list[str]:
    """Return what is wrong, each message naming the cell; an empty list means it can be drawn."""
    problems: list[str] = []
    if chart.kind not in KINDS:
        problems.append(
            _("The kind of chart must be one of: %(kinds)s.") % {"kinds": ", ".join(KINDS)}
        )
    if not chart.title.strip():
        problems.append(_("The chart needs a title."))
    if not 1 <= len(chart.series) <= MAX_SERIES:
        problems.append(_("A chart has 1 to %(most)d series.") % {"most": MAX_SERIES})
    if chart.starts_at_100 and (chart.unit != PERCENT or chart.kind != "landmark"):
        problems.append(_("Only a landmark chart in per cent can start at 100 per cent."))
    names = [series.name.strip() for series in chart.series]
    if len(names) > 1 and not all(names):
        problems.append(_("With more than one series, each needs a name."))
    if len(set(names)) < len(names):
        problems.append(_("Two series have the same name."))
    for number, series in enumerate(chart.series, start=1):
        problems.extend(_series_problems(chart, series, number))
    return problems


def _series_problems(chart: ChartData, series: Series, number: int) -> Iterator[str]:
    name = series.name.strip() or _("Series %(number)d") % {"number": number}
    if not 1 <= len(series.points) <= MAX_POINTS:
        yield _("%(series)s: a series has 1 to %(most)d points.") % {
            "series": name,
            "most": MAX_POINTS,
        }
    seen: set[str | Decimal] = set()
    for index, point in enumerate(series.points, start=1):
        label = point.label.strip()
        cell = f"{name}, {label or _('point %(number)d') % {'number': index}}"
        place = position(label) if chart.kind == "landmark" else None
        if not label:
            yield _("%(cell)s: the label is missing.") % {"cell": cell}
        elif chart.kind == "landmark" and (place is None or place < 0):
            yield _("%(cell)s: the label must be a number from 0 upwards.") % {"cell": cell}
        elif place is not None and len(label) > MAX_DIGITS:
            yield _("%(cell)s: the label has too many digits to print.") % {"cell": cell}
        key = label if place is None else place
        if key in seen:
            yield _("%(cell)s: the label occurs twice in this series.") % {"cell": cell}
        seen.add(key)
        yield from _point_problems(point, chart.unit, cell)


def _point_problems(point: Point, unit: str, cell: str) -> Iterator[str]:
    numbers = {_("value"): point.value, _("lower bound"): point.low, _("upper bound"): point.high}
    for what, number in numbers.items():
        if number is not None and (problem := _number_problem(number, unit)):
            yield f"{cell}: {problem % {'what': what}}"
            return
    if (point.low is None) != (point.high is None):
        yield _("%(cell)s: an interval needs both bounds.") % {"cell": cell}
    elif point.low is not None and point.high is not None:
        low, value, high = map(as_decimal, (point.low, point.value, point.high))
        if not low <= value <= high:
            yield _("%(cell)s: the value lies outside its interval.") % {"cell": cell}


def _number_problem(number: Number, unit: str) -> str:
    exact = as_decimal(number)
    if not exact.is_finite():
        return _("the %(what)s is not a number.")
    if exact < 0:
        return _("the %(what)s is below 0.")
    if unit == PERCENT and exact > 100:
        return _("the %(what)s is above 100%%.")
    if len(number_text(number)) > MAX_DIGITS:
        return _("the %(what)s has too many digits to print.")
    return ""


# ------------------------------------------------------------------ in words
def _cell_text(point: Point, unit: str) -> str:
    interval = interval_text(point)
    return value_text(point.value, unit) + (f" ({interval})" if interval else "")


def chart_table(chart: ChartData) -> tuple[list[str], list[list[str]]]:
    """Return the heads of the columns and the rows; the first cell of a row is its label.

    A cell is "61.8%", or "61.8% (55.0–68.1)" with its interval, or "–" where nothing was given.
    """
    unit = "" if chart.unit in {"", PERCENT} else f" ({chart.unit})"
    heads = [(series.name.strip() or _("Value")) + unit for series in chart.series]
    points = [{point.label: point for point in series.points} for series in chart.series]
    rows = [
        [label, *(_cell_text(p[label], chart.unit) if label in p else NO_VALUE for p in points)]
        for label in point_labels(chart)
    ]
    return [chart.x_label.strip() or _("Group"), *heads], rows


def describe(chart: ChartData) -> str:
    """Return the text alternative: the finding, then every value."""
    pattern = _("%(value)s at %(label)s") if chart.kind == "landmark" else _("%(label)s %(value)s")
    sentences = [chart.conclusion.strip()] if chart.conclusion.strip() else []
    for series in chart.series:
        values = "; ".join(
            pattern % {"label": point.label, "value": _cell_text(point, chart.unit)}
            for point in series.points
        )
        name = series.name.strip()
        sentences.append(f"{name}: {values}." if name else f"{values}.")
    if chart.unit and chart.unit != PERCENT:
        sentences.append(_("Unit: %(unit)s.") % {"unit": chart.unit})
    if chart.kind == "landmark" and chart.x_label.strip():
        sentences.append(_("Horizontal axis: %(label)s.") % {"label": chart.x_label.strip()})
    return " ".join(sentences)
