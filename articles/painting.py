"""The brush for share cards and demonstration figures: palette, shapes, text and cells, by Pillow.

Owns how a picture is painted, not what is on it. Everything is painted at twice its size and
reduced, so that edges are smooth; the same calls always give the same bytes.
"""

import io
import random
from collections.abc import Sequence
from math import cos, pi, sin
from typing import Literal

from PIL import Image, ImageDraw

from articles.typefaces import Face, Run, text_runs, text_width, wrap_words

XY = tuple[float, float]

# The light column of the design's tokens.
PAPER = "#fbfaf8"
SURFACE = "#ffffff"
SUNKEN = "#f4f1f3"
INK = "#221a29"
INK_2 = "#5c5264"
LINE = "#e2dce2"
LINE_2 = "#877c8e"
PLUM = "#5c2366"
PLUM_SOFT = "#f3eaf4"
EOSIN = "#ad2b45"
EOSIN_SOFT = "#fbeeec"
AZURE = "#22538c"
AZURE_SOFT = "#eaf1f8"
TEAL = "#0d7772"
OCHRE = "#b06800"
CYTOPLASM = "#b4bfe0"
NUCLEOLUS = "#7d4488"
RED_CELL = "#f3d6d0"
RED_CELL_PALE = "#f8e8e3"
SMEAR = "#f8efec"

_SCALE = 2


class Painting:
    """A picture in the making. All lengths are pixels of the finished picture, y downwards."""

    def __init__(self, width: int, height: int, ground: str = PAPER) -> None:
        self.width, self.height = width, height
        self._image = Image.new("RGB", (width * _SCALE, height * _SCALE), ground)
        self._draw = ImageDraw.Draw(self._image)

    def disc(
        self, x: float, y: float, radius: float, fill: str, edge: str = "", edge_width: float = 0
    ) -> None:
        """Paint a filled circle."""
        box = [v * _SCALE for v in (x - radius, y - radius, x + radius, y + radius)]
        self._draw.ellipse(box, fill=fill, outline=edge or None, width=round(edge_width * _SCALE))

    def box(
        self, left: float, top: float, width: float, height: float, fill: str, radius: float = 0
    ) -> None:
        """Paint a filled box with round corners."""
        edges = [v * _SCALE for v in (left, top, left + width, top + height)]
        self._draw.rounded_rectangle(edges, radius * _SCALE, fill=fill)

    def polygon(self, points: Sequence[XY], fill: str) -> None:
        """Paint a filled polygon."""
        self._draw.polygon([(x * _SCALE, y * _SCALE) for x, y in points], fill=fill)

    def stroke(self, points: Sequence[XY], colour: str, width: float) -> None:
        """Paint a line with round ends and joints."""
        scaled = [(x * _SCALE, y * _SCALE) for x, y in points]
        self._draw.line(scaled, fill=colour, width=round(width * _SCALE), joint="curve")
        for x, y in (points[0], points[-1]):
            self.disc(x, y, width / 2, colour)

    def dashes(self, start: XY, end: XY, colour: str, width: float, dash: float = 10) -> None:
        """Paint a dashed straight line."""
        length = ((end[0] - start[0]) ** 2 + (end[1] - start[1]) ** 2) ** 0.5
        count = max(1, round(length / dash / 2))
        for number in range(count):
            a, b = number / count, (number + 0.5) / count
            self.stroke(
                [
                    (start[0] + (end[0] - start[0]) * t, start[1] + (end[1] - start[1]) * t)
                    for t in (a, b)
                ],
                colour,
                width,
            )

    def arrow(self, start: XY, end: XY, colour: str, width: float = 5, head: float = 20) -> None:
        """Paint a straight arrow that ends at `end`."""
        length = ((end[0] - start[0]) ** 2 + (end[1] - start[1]) ** 2) ** 0.5
        ux, uy = (end[0] - start[0]) / length, (end[1] - start[1]) / length
        neck = (end[0] - ux * head, end[1] - uy * head)
        half = head * 0.52
        self.stroke([start, neck], colour, width)
        sides = [
            (neck[0] - uy * half, neck[1] + ux * half),
            (neck[0] + uy * half, neck[1] - ux * half),
        ]
        self.polygon([end, *sides], colour)

    def text(
        self,
        text: str,
        x: float,
        baseline: float,
        size: float,
        colour: str = INK,
        *,
        face: Face = "sans",
        anchor: Literal["start", "middle", "end"] = "start",
    ) -> None:
        """Write one line; what the fonts cannot draw must have been taken out (`drawable`)."""
        width = text_width(text, face, size)
        pen = (x - {"start": 0.0, "middle": width / 2, "end": width}[anchor]) * _SCALE
        for run in text_runs(text, face, round(size * _SCALE)):
            advance = run.font.getlength(run.text)
            lift = size * _SCALE * 0.1 if run.barred else 0.0
            place = (pen, baseline * _SCALE - lift)
            self._draw.text(place, run.text, fill=colour, font=run.font, anchor="ls")
            if run.barred:
                for number in range(len(run.text)):
                    self._bar(run, pen + advance * number / len(run.text), place[1], colour)
            pen += advance

    def _bar(self, run: Run, x: float, baseline: float, colour: str) -> None:
        """Paint the bar that makes ≥ of >."""
        left, _top, right, bottom = run.font.getbbox(run.text[0], anchor="ls")
        thick = run.font.size * 0.08
        top = baseline + bottom + thick * 0.35
        self._draw.rectangle([x + left, top, x + right, top + thick], fill=colour)

    def paragraph(
        self,
        text: str,
        x: float,
        top: float,
        size: float,
        width: float,
        colour: str = INK,
        *,
        face: Face = "sans",
        anchor: Literal["start", "middle", "end"] = "start",
        leading: float = 1.25,
    ) -> float:
        """Write wrapped lines from `top` downwards; return the y below them."""
        for line in wrap_words(text, face, size, width):
            self.text(line, x, top + size, size, colour, face=face, anchor=anchor)
            top += size * leading
        return top

    # -------------------------------------------------------------- cells
    def blob(
        self, x: float, y: float, radius: float, fill: str, *, seed: int, wobble: float
    ) -> None:
        """Paint a slightly uneven disc, as cells are."""
        rnd = random.Random(seed)  # noqa: S311 - a drawing, not a secret
        waves = [(n, rnd.uniform(0, 2 * pi), wobble / n) for n in (2, 3, 5)]
        outline = []
        for step in range(180):
            angle = 2 * pi * step / 180
            r = radius * (1 + sum(size * sin(n * angle + phase) for n, phase, size in waves))
            outline.append((x + r * cos(angle), y + r * sin(angle)))
        self.polygon(outline, fill)

    def blast(self, x: float, y: float, radius: float, *, seed: int = 1) -> None:
        """Paint a lymphoblast: large eccentric nucleus, thin rim of cytoplasm, nucleoli."""
        rnd = random.Random(seed)  # noqa: S311 - a drawing, not a secret
        angle = rnd.uniform(0, 2 * pi)
        nucleus = (x + 0.12 * radius * cos(angle), y + 0.12 * radius * sin(angle))
        self.blob(x, y, radius, CYTOPLASM, seed=seed, wobble=0.035)
        self.blob(*nucleus, radius * 0.78, PLUM, seed=seed + 50, wobble=0.05)
        for turn, distance, size in ((0.4, 0.36, 0.13), (2.9, 0.3, 0.1)):
            turn += angle
            at = (
                nucleus[0] + distance * radius * cos(turn),
                nucleus[1] + distance * radius * sin(turn),
            )
            self.disc(*at, size * radius, NUCLEOLUS)

    def red_cell(self, x: float, y: float, radius: float) -> None:
        """Paint a red cell with its central pallor."""
        self.disc(x, y, radius, RED_CELL)
        self.disc(x, y, radius * 0.45, RED_CELL_PALE)

    # -------------------------------------------------------------- result
    def png(self, colours: int = 128) -> bytes:
        """Return the finished picture as PNG with at most `colours` colours."""
        reduced = self._image.reduce(_SCALE)
        flat = reduced.quantize(colours, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        buffer = io.BytesIO()
        flat.save(buffer, "PNG", optimize=True)
        return buffer.getvalue()
