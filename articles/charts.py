"""Charts as accessible SVG, drawn on the server from numbers.

Pure: no database, no request. `chart_data` holds the numbers, `chart_landmark` and `chart_bars`
the two ways to draw them, `chart_svg` and `lettering` the pen and the ruler. Draw each chart at
about 640 and 350 units, so that its labels keep their size; the style sheet shows one.
"""

import re

from articles.chart_bars import draw_bars
from articles.chart_data import ChartData, Point, Series, chart_table, describe, validate
from articles.chart_landmark import draw_landmark
from articles.chart_svg import Drawing, coordinate, escape

__all__ = [
    "ChartData",
    "Point",
    "Series",
    "chart_table",
    "describe",
    "render_chart",
    "validate",
]

NARROWEST = 300
_WIDE = 480
_DRAW = {"bars": draw_bars, "landmark": draw_landmark}
_UID = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")


def render_chart(chart: ChartData, *, width: int, uid: str) -> str:
    """Return the SVG element of a chart, `width` units wide and as high as it needs to be.

    `uid` starts the ids of its title and description and must be unique in the page. Raises
    ValueError for a chart that `validate` objects to, for a width under 300, or a bad uid.
    """
    if problems := validate(chart):
        raise ValueError(" ".join(problems))
    if width < NARROWEST:
        raise ValueError(f"A chart needs at least {NARROWEST} units of width.")
    if not _UID.fullmatch(uid):
        raise ValueError("The id of a chart is a letter, then letters, digits, - or _.")
    drawing = Drawing(width)
    height = _DRAW[chart.kind](chart, drawing)
    size = "wide" if width >= _WIDE else "narrow"
    return (
        f'<svg class="chart chart--{size}" viewBox="0 0 {width} {coordinate(height)}" role="img"'
        f' aria-labelledby="{uid}-t {uid}-d" direction="ltr">'
        f'<title id="{uid}-t">{escape(chart.title)}</title>'
        f'<desc id="{uid}-d">{escape(describe(chart))}</desc>'
        f"{''.join(drawing.elements)}</svg>"
    )
