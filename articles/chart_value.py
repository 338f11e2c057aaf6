"""Between the chart block an editor fills in and the chart that is drawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.blocks import StructValue

from articles.chart_data import ChartData, Point, Series, chart_table, describe, validate
from articles.charts import render_chart

# Drawn twice, so that labels stay 13 px on a phone; the style sheet shows the one that fits.
WIDE, NARROW = 640, 350


def chart_data(value: Mapping[str, Any]) -> ChartData:
    """The numbers of a chart block, as the drawing rules take them."""
    return ChartData(
        kind=value.get("kind") or "",
        title=value.get("title") or "",
        unit=value.get("unit") or "",
        x_label=value.get("x_label") or "",
        series=[
            Series(
                series.get("name") or "",
                [
                    Point(
                        point.get("label") or "",
                        point["value"],
                        point.get("low"),
                        point.get("high"),
                    )
                    for point in series.get("points") or ()
                ],
            )
            for series in value.get("series") or ()
        ],
        conclusion=value.get("conclusion") or "",
        starts_at_100=bool(value.get("starts_at_100")),
    )


def chart_errors(value: Mapping[str, Any]) -> list[str]:
    """What is wrong with the numbers, each message naming the cell; empty when it can be drawn.

    A draft may hold anything, cells without a number included.
    """
    missing = [
        _("%(series)s, %(label)s: the value is missing.")
        % {"series": series.get("name") or "", "label": point.get("label") or ""}
        for series in value.get("series") or ()
        for point in series.get("points") or ()
        if point.get("value") is None
    ]
    return missing or validate(chart_data(value))


class ChartValue(StructValue):
    """A chart block in a template: `value.wide_svg`, `value.narrow_svg`, `value.columns`, …"""

    @cached_property
    def data(self) -> ChartData:
        return chart_data(self)

    @cached_property
    def problems(self) -> list[str]:
        """Why the chart cannot be drawn (yet); the preview of a draft shows these instead."""
        return chart_errors(self)

    def svg(self, width: int, uid: str) -> str:
        """The drawing as SVG markup, escaped by `render_chart`."""
        return render_chart(self.data, width=width, uid=uid)

    @cached_property
    def data_table(self) -> tuple[list[str], list[list[str]]]:
        return chart_table(self.data)

    @property
    def columns(self) -> list[str]:
        return self.data_table[0]

    @property
    def rows(self) -> list[list[str]]:
        return self.data_table[1]

    @cached_property
    def description(self) -> str:
        return describe(self.data)
