"""What a chart promises: every value as entered, nothing cut off, nothing on top of another."""

import itertools
import re
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import ImageFont

from articles.chart_labels import spread
from articles.chart_svg import Box, axis_ticks, label_box, nice_ceiling, value_box
from articles.charts import ChartData, Point, Series, chart_table, describe, render_chart, validate
from articles.lettering import label_width, value_width, wrap

FONTS = Path(__file__).parents[2] / "hub" / "static" / "hub" / "fonts"
WIDTHS = (350, 640)

OVERALL = Series("Overall survival", [Point("12", Decimal("79.4")), Point("24", Decimal("63.8"))])
RELAPSE_FREE = Series("Relapse-free survival", [Point("12", 61.8), Point("24", Decimal("50.30"))])


def chart(*series, kind="landmark", **fields):
    defaults = {
        "title": "Survival after infusion",
        "unit": "%",
        "x_label": "Months after infusion",
        "conclusion": "Survival fell in the second year.",
    }
    return ChartData(kind=kind, series=series, **{**defaults, **fields})


SURVIVAL = chart(OVERALL, RELAPSE_FREE, starts_at_100=True)


def texts(svg):
    """Return (text, class, x, y, anchor) of every text element."""
    return [
        (
            element.text or "",
            (element.get("class") or "").split(),
            float(element.get("x")),
            float(element.get("y")),
            element.get("text-anchor", "start"),
        )
        for element in ElementTree.fromstring(svg).iter("text")
    ]


def printed_values(svg):
    return sorted(text for text, classes, *_ in texts(svg) if "v" in classes)


def boxes(svg):
    return [
        (text, (value_box if "v" in classes else label_box)(text, x, y, anchor))
        for text, classes, x, y, anchor in texts(svg)
        if text.strip()
    ]


def assert_readable(svg):
    root = ElementTree.fromstring(svg)
    _, _, width, height = map(float, root.get("viewBox").split())
    sheet = Box(-0.1, -0.1, width + 0.1, height + 0.1)
    placed = boxes(svg)
    for text, box in placed:
        assert sheet.contains(box), (text, box, width, height)
    for (one, first), (other, second) in itertools.combinations(placed, 2):
        inner = Box(first.left + 0.2, first.top + 0.2, first.right - 0.2, first.bottom - 0.2)
        assert not inner.overlaps(second), (one, other)


# ------------------------------------------------------------------ the drawing
@pytest.mark.parametrize("width", WIDTHS)
def test_a_landmark_chart_prints_each_value_as_entered(width):
    svg = render_chart(SURVIVAL, width=width, uid="f1")
    assert printed_values(svg) == ["50.30%", "61.8%", "63.8%", "79.4%"]
    assert_readable(svg)


def test_the_drawing_says_what_it_shows():
    root = ElementTree.fromstring(render_chart(SURVIVAL, width=640, uid="f1"))
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "f1-t f1-d"
    assert root.find("title").text == "Survival after infusion"
    assert root.find("title").get("id") == "f1-t"
    assert root.find("desc").text == describe(SURVIVAL)
    assert root.find("desc").get("id") == "f1-d"


def test_the_two_widths_are_told_apart_by_class():
    assert 'class="chart chart--wide"' in render_chart(SURVIVAL, width=640, uid="a")
    assert 'class="chart chart--narrow"' in render_chart(SURVIVAL, width=350, uid="a")


@pytest.mark.parametrize("kind", ["landmark", "bars"])
def test_the_drawing_holds_nothing_that_a_strict_policy_stops(kind):
    svg = render_chart(chart(OVERALL, RELAPSE_FREE, kind=kind), width=640, uid="f1")
    assert not re.search(r"\bstyle=|<style|<script|\son\w+=|href=|url\(", svg)


def test_guides_are_dashed_and_start_at_100_only_on_request():
    with_start = render_chart(SURVIVAL, width=640, uid="f1")
    without = render_chart(chart(OVERALL, RELAPSE_FREE), width=640, uid="f1")
    guides = [
        re.search(r'<path class="s guide d1" d="M([^"]+)"', svg)[1].split("L")
        for svg in (with_start, without)
    ]
    assert [len(points) for points in guides] == [3, 2]
    assert guides[0][0].endswith(" 20")  # the top of the plot is 100%


def test_a_single_point_has_no_guide():
    svg = render_chart(chart(Series("", [Point("12", 50)])), width=350, uid="f1")
    assert "guide" not in svg
    assert printed_values(svg) == ["50%"]


def test_series_differ_in_shape_as_well_as_in_colour():
    series = [Series(f"Arm {n}", [Point("1", 10 * n)]) for n in range(6)]
    svg = render_chart(chart(*series), width=640, uid="f1")
    shapes = set()
    for element in ElementTree.fromstring(svg).iter():
        if "dot" in (element.get("class") or ""):
            path = re.sub(r"^M\S+ [\d.]+", "", element.get("d") or "")
            shapes.add((element.tag, path))
    assert len(shapes) == 6


def test_bars_are_as_long_as_their_values():
    svg = render_chart(
        chart(Series("", [Point("A", 100), Point("B", 25), Point("C", 0)]), kind="bars"),
        width=640,
        uid="f1",
    )
    root = ElementTree.fromstring(svg)
    lengths = [float(bar.get("width")) for bar in root.iter("rect")]
    assert lengths[1] == pytest.approx(lengths[0] / 4, abs=0.2)
    assert lengths[2] == 0


@pytest.mark.parametrize("kind", ["landmark", "bars"])
def test_intervals_are_drawn_where_they_were_published(kind):
    svg = render_chart(
        chart(Series("", [Point("6", 90, 81, 95), Point("12", 76)]), kind=kind), width=640, uid="a"
    )
    assert svg.count('class="tick"') == 1


def test_markup_in_names_is_text():
    evil = '<script>alert("1")</script>&'
    data = chart(Series(evil, [Point("1", 5)]), title=evil, x_label=evil, conclusion=evil)
    for kind in ("landmark", "bars"):
        svg = render_chart(ChartData(**{**fields_of(data), "kind": kind}), width=640, uid="a")
        assert "<script" not in svg
        assert ElementTree.fromstring(svg).find("title").text == evil


def fields_of(data):
    return {name: getattr(data, name) for name in ChartData.__dataclass_fields__}


@pytest.mark.parametrize(("width", "uid"), [(299, "a"), (640, ""), (640, '"x'), (640, "1a")])
def test_bad_calls_are_refused(width, uid):
    with pytest.raises(ValueError, match=r"A chart needs|The id of a chart"):
        render_chart(SURVIVAL, width=width, uid=uid)


def test_what_does_not_validate_is_not_drawn():
    with pytest.raises(ValueError, match=r"Overall survival, 12: the value is below 0\."):
        render_chart(chart(Series("Overall survival", [Point("12", -1)])), width=640, uid="a")


# ------------------------------------------------------------------ any chart
NUMBERS = st.one_of(
    st.sampled_from([0, 100, Decimal("100.0"), Decimal("0.00"), 50.3]),
    st.decimals(min_value=0, max_value=100, places=1),
    st.integers(0, 100),
)
LARGE = st.one_of(NUMBERS, st.integers(0, 99_999_999), st.decimals(0, 9999, places=3))
WORDS = st.lists(
    st.text("abcdeMWiltž –%é漢", min_size=1, max_size=30).filter(str.strip), min_size=1, max_size=8
).map(" ".join)


@st.composite
def charts(draw):
    kind = draw(st.sampled_from(["landmark", "bars"]))
    unit = draw(st.sampled_from(["%", "%", "months", "", "a unit with a very long name " * 4]))
    names = draw(st.lists(WORDS, min_size=1, max_size=6, unique_by=str.strip))
    if kind == "landmark":
        labels = st.integers(0, 400).map(str) | st.decimals(0, 50, places=1).map(str)
        unique = {"unique_by": Decimal}
    else:
        labels, unique = WORDS, {"unique_by": str.strip}
    numbers = NUMBERS if unit == "%" else LARGE
    series = []
    for name in names:
        points = []
        for label in draw(st.lists(labels, min_size=1, max_size=12, **unique)):
            value, low, high = draw(numbers), None, None
            if draw(st.booleans()):
                low, high = draw(st.sampled_from([0, value])), value
            points.append(Point(label, value, low, high))
        series.append(Series(name, points))
    return ChartData(
        kind=kind,
        title=draw(WORDS),
        unit=unit,
        x_label=draw(st.just("") | WORDS),
        series=series,
        conclusion=draw(st.just("") | WORDS),
        starts_at_100=kind == "landmark" and unit == "%" and draw(st.booleans()),
    )


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=charts(), width=st.sampled_from(WIDTHS))
def test_every_value_is_in_the_drawing_and_nothing_touches(data, width):
    assert validate(data) == []
    svg = render_chart(data, width=width, uid="u")
    suffix = "%" if data.unit == "%" else ""
    entered = sorted(f"{point.value}{suffix}" for series in data.series for point in series.points)
    assert printed_values(svg) == entered
    assert_readable(svg)


@settings(max_examples=60, deadline=None)
@given(data=charts())
def test_every_value_is_in_the_table_and_in_the_description(data):
    columns, rows = chart_table(data)
    assert len(columns) == len(data.series) + 1
    assert all(len(row) == len(columns) for row in rows)
    suffix = "%" if data.unit == "%" else ""
    said = describe(data)
    for number, series in enumerate(data.series, start=1):
        cells = {row[0]: row[number] for row in rows if row[number] != "–"}
        assert cells.keys() == {point.label for point in series.points}
        for point in series.points:
            assert cells[point.label].split(" (")[0] == f"{point.value}{suffix}"
            assert f"{point.value}{suffix}" in said


# ------------------------------------------------------------------ words
def test_the_table_reads_in_time_order_with_intervals():
    later_first = Series("Overall", [Point("36", 63, 51, 73), Point("6", 90, 81, 95)])
    data = chart(later_first, Series("Event-free", [Point("6", Decimal("73.0"))]))
    assert chart_table(data) == (
        ["Months after infusion", "Overall", "Event-free"],
        [["6", "90% (81–95)", "73.0%"], ["36", "63% (51–73)", "–"]],
    )


def test_the_table_names_the_unit_once():
    data = chart(Series("", [Point("A", 2)]), kind="bars", unit="days", x_label="")
    assert chart_table(data) == (["Group", "Value (days)"], [["A", "2"]])


def test_the_description_begins_with_the_finding():
    assert describe(SURVIVAL) == (
        "Survival fell in the second year. Overall survival: 79.4% at 12; 63.8% at 24."
        " Relapse-free survival: 61.8% at 12; 50.30% at 24."
        " Horizontal axis: Months after infusion."
    )
    bars = chart(Series("", [Point("Adults", 5, 4, 6)]), kind="bars", unit="days", conclusion="")
    assert describe(bars) == "Adults 5 (4–6). Unit: days."


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (chart(OVERALL, kind="pie"), "kind of chart"),
        (chart(OVERALL, title=" "), "needs a title"),
        (chart(), "1 to 6 series"),
        (chart(OVERALL, OVERALL), "same name"),
        (chart(Series("", [Point("1", 1)]), OVERALL), "needs a name"),
        (chart(Series("A", [])), "A: a series has 1 to 12 points"),
        (chart(Series("A", [Point("", 1)])), "A, point 1: the label is missing"),
        (chart(Series("A", [Point("six", 1)])), "A, six: the label must be a number"),
        (chart(Series("A", [Point("-6", 1)])), "A, -6: the label must be a number"),
        (chart(Series("A", [Point("6", 1), Point("6.0", 2)])), "A, 6.0: the label occurs twice"),
        (chart(Series("", [Point("6", -1)])), "Series 1, 6: the value is below 0"),
        (chart(Series("A", [Point("6", 101)])), "A, 6: the value is above 100%."),
        (chart(Series("A", [Point("6", float("nan"))])), "A, 6: the value is not a number"),
        (chart(Series("A", [Point("6", Decimal("Infinity"))])), "A, 6: the value is not a number"),
        (chart(Series("A", [Point("6", 0.1 + 0.2)])), "A, 6: the value has too many digits"),
        (chart(Series("A", [Point("1" * 13, 2)])), "the label has too many digits"),
        (chart(Series("A", [Point("6", 5, 4)])), "A, 6: an interval needs both bounds"),
        (chart(Series("A", [Point("6", 5, 6, 7)])), "A, 6: the value lies outside its interval"),
        (chart(Series("A", [Point("6", 5, -1, 7)])), "A, 6: the lower bound is below 0"),
        (chart(OVERALL, unit="months", starts_at_100=True), "can start at 100"),
        (chart(OVERALL, kind="bars", starts_at_100=True), "can start at 100"),
    ],
)
def test_a_message_names_the_cell(data, message):
    problems = validate(data)
    assert len(problems) == 1
    assert message in problems[0]


def test_limits_of_number():
    many = [Series(f"{n}", [Point("1", 1)]) for n in range(7)]
    assert "1 to 6 series" in validate(chart(*many))[0]
    long = Series("A", [Point(str(n), 1) for n in range(13)])
    assert "1 to 12 points" in validate(chart(long))[0]


# ------------------------------------------------------------------ ruler and scales
@pytest.mark.parametrize(
    ("file", "axes", "size", "measure", "sample"),
    [
        ("commissioner-latin.woff2", [400], 13, label_width, "Relapse-free survival (n = 578)"),
        ("commissioner-latin.woff2", [600], 13, label_width, "BLINATUMOMAB within WAVY MINIMA"),
        ("literata-latin.woff2", [15, 560], 15, value_width, "0.123456789%"),
        ("literata-latin.woff2", [12, 560], 15, value_width, "1,234-56 7"),
    ],
)
def test_the_ruler_is_never_too_short(file, axes, size, measure, sample):
    font = ImageFont.truetype(str(FONTS / file), 1000)
    font.set_variation_by_axes(axes)
    real = font.getlength(sample) * size / 1000
    assert real <= measure(sample) <= real * 1.25


@given(text=st.text(max_size=60), width=st.floats(20, 300))
def test_wrapping_keeps_every_character_and_the_width(text, width):
    lines = wrap(text, width)
    assert "".join(lines).replace(" ", "") == "".join(text.split())
    assert all(label_width(line) <= width or len(line) == 1 for line in lines)


@given(highest=st.just(0.0) | st.floats(1e-10, 1e12))
def test_an_axis_reaches_its_highest_value_in_few_steps(highest):
    end, step = nice_ceiling(highest)
    assert end >= highest * (1 - 1e-6)
    assert 2 <= len(axis_ticks(end, step)) <= 7


def test_labels_at_the_end_of_lines_are_spread():
    assert spread([10, 50], [20, 20], 0, 100) == [10, 50]
    assert spread([40, 45], [20, 20], 0, 100) == [32.5, 52.5]
    assert spread([-5, 95], [20, 20], 0, 100) == [0, 80]
    assert spread([10, 20], [60, 60], 0, 100) is None


@given(
    wanted=st.lists(st.floats(-50, 250), min_size=1, max_size=6).map(sorted),
    height=st.floats(5, 30),
)
def test_spread_labels_never_overlap(wanted, height):
    tops = spread(wanted, [height] * len(wanted), 0, 200)
    assert tops is not None
    assert tops[0] >= 0
    assert tops[-1] + height <= 200 + 1e-6
    assert all(b - a >= height - 1e-6 for a, b in itertools.pairwise(tops))
