"""The pen that charts are drawn with: SVG elements, markers, and boxes that must not overlap.

Pure. Colours and type come from the style sheet by class (.chart .g .v .d1 .td1 …), so that the
drawing needs no style attribute and follows light, dark and print. Every text is escaped here.
"""

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from math import ceil, floor, log10

from articles.lettering import LABEL_SIZE, VALUE_SIZE, label_width, value_width, wrap

COLOURS = 5
MARKER_RADIUS = 6.0
_SMALLEST = 1e-12  # below what twelve printed digits can hold
_NOT_XML = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def escape(text: str) -> str:
    """Escape text for an XML text node or attribute; characters XML forbids are dropped."""
    return html.escape(_NOT_XML.sub("", text))


def coordinate(number: float) -> str:
    """Return a length with at most one decimal."""
    return f"{number:.1f}".removesuffix(".0")


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in user units; y grows downwards."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: "Box") -> bool:
        """Tell whether the two share an area."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def contains(self, other: "Box") -> bool:
        """Tell whether the other lies wholly inside."""
        return (
            self.left <= other.left
            and self.top <= other.top
            and self.right >= other.right
            and self.bottom >= other.bottom
        )

    def crosses(self, x1: float, y1: float, x2: float, y2: float) -> bool:
        """Tell whether a straight line runs through the box (sampled at 24 points)."""
        return any(
            self.left < x1 + (x2 - x1) * t / 24 < self.right
            and self.top < y1 + (y2 - y1) * t / 24 < self.bottom
            for t in range(25)
        )


def value_box(text: str, x: float, baseline: float, anchor: str) -> Box:
    """Return the box of a printed value whose baseline starts, ends or is centred at x."""
    width = value_width(text)
    left = x - {"start": 0.0, "middle": width / 2, "end": width}[anchor]
    return Box(left, baseline - VALUE_SIZE * 0.8, left + width, baseline + VALUE_SIZE * 0.28)


def label_box(text: str, x: float, baseline: float, anchor: str) -> Box:
    """Return the box of a label whose baseline starts, ends or is centred at x."""
    width = label_width(text)
    left = x - {"start": 0.0, "middle": width / 2, "end": width}[anchor]
    return Box(left, baseline - LABEL_SIZE * 0.82, left + width, baseline + LABEL_SIZE * 0.28)


def colour_class(index: int) -> str:
    """Return d1 … d5; a sixth series takes the first colour again, with another marker."""
    return f"d{index % COLOURS + 1}"


@dataclass(slots=True)
class Drawing:
    """A sheet of the given width that elements are added to."""

    width: int
    elements: list[str] = field(default_factory=list)

    def line(self, classes: str, x1: float, y1: float, x2: float, y2: float) -> None:
        """Draw a straight line."""
        ends = f'x1="{coordinate(x1)}" y1="{coordinate(y1)}" x2="{coordinate(x2)}"'
        self.elements.append(f'<line class="{classes}" {ends} y2="{coordinate(y2)}"/>')

    def polyline(self, classes: str, points: Iterable[tuple[float, float]]) -> None:
        """Draw a line through points."""
        path = "L".join(f"{coordinate(x)} {coordinate(y)}" for x, y in points)
        self.elements.append(f'<path class="{classes}" d="M{path}"/>')

    def rectangle(self, classes: str, box: Box) -> None:
        """Draw a filled box."""
        width, height = box.right - box.left, box.bottom - box.top
        size = f'width="{coordinate(width)}" height="{coordinate(height)}"'
        corner = f'x="{coordinate(box.left)}" y="{coordinate(box.top)}"'
        self.elements.append(f'<rect class="{classes}" {corner} {size}/>')

    def whisker(self, horizontal: bool, at: float, low: float, high: float) -> None:
        """Draw an interval with end ticks; a rim of paper keeps it visible on its bar."""
        if horizontal:
            path = (
                f"M{coordinate(low)} {coordinate(at - 4)}v8M{coordinate(low)} {coordinate(at)}"
                f"H{coordinate(high)}M{coordinate(high)} {coordinate(at - 4)}v8"
            )
        else:
            path = (
                f"M{coordinate(at - 4)} {coordinate(low)}h8M{coordinate(at)} {coordinate(low)}"
                f"V{coordinate(high)}M{coordinate(at - 4)} {coordinate(high)}h8"
            )
        rim = f'<path d="{path}" fill="none" stroke="var(--paper)" stroke-width="4"/>'
        self.elements.append(f'{rim}<path class="tick" d="{path}" stroke="currentColor"/>')

    def text(
        self,
        text: str,
        x: float,
        baseline: float,
        classes: str = "",
        anchor: str = "",
        *,
        rim: bool = False,
    ) -> None:
        """Write one line; a rim of paper keeps it legible over a dashed line."""
        attributes = f' class="{classes}"' if classes else ""
        if rim:
            attributes += ' paint-order="stroke" stroke="var(--paper)" stroke-width="4"'
        if anchor and anchor != "start":
            attributes += f' text-anchor="{anchor}"'
        place = f'x="{coordinate(x)}" y="{coordinate(baseline)}"'
        self.elements.append(f"<text{attributes} {place}>{escape(text)}</text>")

    def marker(self, index: int, x: float, y: float) -> None:
        """Draw the marker of a series: its shape differs as well as its colour."""
        classes = f"s dot {colour_class(index)}"
        shape = index % 6
        if shape == 0:
            circle = f'cx="{coordinate(x)}" cy="{coordinate(y)}" r="6"'
            self.elements.append(f'<circle class="{classes}" {circle}/>')
            return
        if shape == 1:
            corner = f'x="{coordinate(x - 5.5)}" y="{coordinate(y - 5.5)}"'
            self.elements.append(
                f'<rect class="{classes}" {corner} width="11" height="11" rx="1.5"/>'
            )
            return
        outline = {
            2: "m0-7.5l7 7.5l-7 7.5l-7-7.5z",  # diamond
            3: "m0-7l7 12.5h-14z",  # triangle
            4: "m0 7l7-12.5h-14z",  # triangle pointing down
            5: "m-2.6-7h5.2v4.4h4.4v5.2h-4.4v4.4h-5.2v-4.4h-4.4v-5.2h4.4z",  # cross
        }[shape]
        start = f"M{coordinate(x)} {coordinate(y)}"
        self.elements.append(f'<path class="{classes}" d="{start}{outline}"/>')

    def legend(self, names: list[str], top: float) -> float:
        """Write marker and name of each series in rows; return the y below them."""
        x, y, indent, line_height = 0.0, top, 20.0, 18.0
        for index, name in enumerate(names):
            lines = wrap(name, self.width - indent - 2)
            needed = indent + max(map(label_width, lines), default=0.0)
            if x and x + needed > self.width - 2:
                x, y = 0.0, y + line_height + 4
            self.marker(index, x + 8, y + 9)
            for number, text in enumerate(lines):
                classes = f"n t{colour_class(index)}"
                self.text(text, x + indent, y + 13.5 + number * line_height, classes)
            x += needed + 20
            if len(lines) > 1:
                x, y = 0.0, y + (len(lines) - 1) * line_height
                y += line_height + 4 if index < len(names) - 1 else 0.0
        return y + line_height + 6


def nice_ceiling(highest: float) -> tuple[float, float]:
    """Return the end of an axis that starts at 0, and its step (1, 2, 2.5 or 5 times 10 to n)."""
    if highest < _SMALLEST:
        return 1.0, 0.5
    power = 10.0 ** floor(log10(highest))
    step = next(s * power for s in (0.2, 0.25, 0.5, 1, 2, 2.5, 5) if s * power * 5 >= highest)
    steps = max(1, ceil(highest / step - 1e-9))
    return steps * step, step


def axis_ticks(end: float, step: float) -> list[tuple[float, str]]:
    """Return places and labels from 0 to the end of an axis."""
    count = round(end / step)
    return [(number * step, f"{number * step:.10g}") for number in range(count + 1)]
