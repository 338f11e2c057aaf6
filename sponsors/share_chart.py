"""The shares of a year as one bar in pieces. Pure: numbers in, places and widths out.

The template draws it as SVG with attributes only; widths are per cent of the bar.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

# Which piece has which colour: by level, so that funders of one level look alike.
READERS, NO_LEVEL = "readers", "unranked"
_COLOUR_OF = {
    "principal": "principal",
    "major": "major",
    "supporting": "lower",
    "contributing": "lower",
}


@dataclass(frozen=True)
class Piece:
    """One funder's piece: where it begins and how wide it is, in per cent with four decimals."""

    name: str
    colour: str
    start: str
    width: str


@dataclass(frozen=True)
class ShareChart:
    pieces: tuple[Piece, ...]

    @property
    def colours(self) -> list[str]:
        """The colours in use, in the order of the bar."""
        return list(dict.fromkeys(piece.colour for piece in self.pieces))


def colour_of(level: str | None, *, is_readers: bool) -> str:
    if is_readers:
        return READERS
    return _COLOUR_OF.get(level or "", NO_LEVEL)


def share_chart(amounts: Iterable[tuple[str, str, int]]) -> ShareChart:
    """The bar for (name, colour, amount); readers stand last. Amounts of 0 have no piece."""
    present = [row for row in amounts if row[2] > 0]
    present.sort(key=lambda row: row[1] == READERS)
    total = sum(amount for _name, _colour, amount in present)
    pieces, before = [], 0
    for name, colour, amount in present:
        start, width = 100 * before / total, 100 * amount / total
        pieces.append(Piece(name, colour, f"{start:.4f}%", f"{width:.4f}%"))
        before += amount
    return ShareChart(tuple(pieces))
