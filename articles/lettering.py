"""How wide a label will be, so that charts can wrap it before a browser draws it.

Pure. Widths are those of Commissioner (the wider of weights 400 and 600) and of the numerals of
Literata, rounded up; the fallback faces of the style sheet are adjusted to the same metrics.
All lengths are SVG user units, which are CSS pixels at the size a chart is drawn for.
"""

import unicodedata

LABEL_SIZE = 13  # .chart text
LABEL_LINE = 16
VALUE_SIZE = 15  # .chart .v
VALUE_LINE = 18

_WIDTHS_BY_CHARACTER = {
    character: width
    for width, characters in {
        0.2: " ",
        0.25: "',",
        0.3: "!.:;ijl|",
        0.35: "IJ",
        0.4: "[]",
        0.45: '"()-1?_frt{}',
        0.5: "*/\\cs",
        0.55: "7aegvyz",
        0.6: "$+235<=>EFLS`bdhknopqux~–",
        0.65: "4689PT^",
        0.7: "#0BCKRXYZ",
        0.75: "ADGHUV",
        0.8: "&N",
        0.85: "OQw",
        0.9: "@m",
        0.95: "%",
        1.0: "M",
        1.05: "W",
    }.items()
    for character in characters
}
_DEFAULT_WIDTH = 0.8
_WIDE = 1.05
_NUMERAL_WIDTH = 0.61
_NUMERAL_WIDTHS = {".": 0.34, ",": 0.34, "%": 0.9, "-": 0.36, " ": 0.22}


def _character_width(character: str) -> float:
    base = unicodedata.normalize("NFD", character)[0]
    if base in _WIDTHS_BY_CHARACTER:
        return _WIDTHS_BY_CHARACTER[base]
    if unicodedata.combining(base):
        return 0.0
    if unicodedata.east_asian_width(base) in "WF":
        return _WIDE
    return _DEFAULT_WIDTH


def label_width(text: str) -> float:
    """Return the width of a label in the sans face, regular or semibold."""
    return sum(map(_character_width, text)) * LABEL_SIZE


def value_width(text: str) -> float:
    """Return the width of a printed value in the serif face."""
    return sum(_NUMERAL_WIDTHS.get(c, _NUMERAL_WIDTH) for c in text) * VALUE_SIZE


def _pieces(word: str, width: float) -> list[str]:
    """Cut a word that is wider than a line by itself."""
    pieces, piece = [], ""
    for character in word:
        if piece and label_width(piece + character) > width:
            pieces.append(piece)
            piece = ""
        piece += character
    return [*pieces, piece] if piece else pieces


def wrap(text: str, width: float) -> list[str]:
    """Return the lines of a label, each at most `width` wide (a single character may exceed it)."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        for piece in _pieces(word, width):
            candidate = f"{line} {piece}" if line else piece
            if line and label_width(candidate) > width:
                lines.append(line)
                line = piece
            else:
                line = candidate
    return [*lines, line] if line else lines
