"""From what an editor fills in to what is drawn: every number arrives as it was typed."""

import json

import pytest
from django.core.exceptions import ValidationError
from wagtail import blocks

from articles.blocks import ChartBlock
from tests.factories import chart, items


def value_of(**changes):
    raw = {**chart()["value"], **changes}
    return ChartBlock().to_python(json.loads(json.dumps(raw)))


def series(name, *points):
    rows = [
        {"label": label, "value": value, "low": low, "high": high}
        for label, value, low, high in points
    ]
    return {"name": name, "points": items(rows)}


SURVIVAL = items(
    [series("OS", ("12", "79.40", "75.0", "83.2"), ("24", "63.8", None, None))],
)


def test_numbers_keep_their_places():
    value = value_of(series=SURVIVAL, kind="landmark", x_label="Months")
    assert "79.40" in value.svg(640, "f")
    assert any("79.40" in cell for row in value.rows for cell in row)


def test_the_table_has_a_cell_for_every_point():
    value = value_of(series=SURVIVAL, kind="landmark", x_label="Months")
    assert len(value.columns) == len(value.rows[0])
    printed = " ".join(cell for row in value.rows for cell in row)
    for number in ("79.40", "63.8", "75.0", "83.2"):
        assert number in printed


def test_the_drawing_and_the_table_are_made_once():
    value = value_of()
    assert value.data is value.data
    assert value.data_table is value.data_table


def test_the_description_ends_with_what_it_shows():
    assert "Survival fell." in value_of(conclusion="Survival fell.").description


def test_a_title_is_escaped_in_the_drawing():
    svg = value_of(title="p < 0.05 & <script>", conclusion="<b>").svg(640, "f")
    assert "<script>" not in svg
    assert "p &lt; 0.05 &amp;" in svg


@pytest.mark.parametrize(
    "point",
    [("12", "79.4", "80", "83"), ("12", "79.4", "70", "75"), ("12", "120", None, None)],
)
def test_an_impossible_number_is_a_message_and_no_error(point):
    value = value_of(series=items([series("OS", point)]))
    with pytest.raises(blocks.StructBlockValidationError):
        ChartBlock().clean(value)


def test_an_empty_cell_is_a_message_and_no_error():
    value = value_of(series=items([series("OS", ("", None, None, None))]))
    with pytest.raises(ValidationError):
        ChartBlock().clean(value)


def test_good_numbers_pass():
    assert ChartBlock().clean(value_of(series=SURVIVAL, kind="landmark", x_label="Months"))
