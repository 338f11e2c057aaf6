"""The hub's typefaces for pictures: which font draws which character, how wide, where to wrap.

The files are the web fonts of the style sheet; Pillow reads woff2 and sets the weight itself.
"""

from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Literal
from unicodedata import category, normalize

from django.contrib.staticfiles import finders
from PIL import ImageFont

Face = Literal["serif", "sans", "sans-bold"]

_FINE = 2  # measured at twice the size, as it is painted
_FILES = {
    "serif": ("literata", "commissioner"),
    "sans": ("commissioner", "literata"),
    "sans-bold": ("commissioner", "literata"),
}
_SUBSETS = ("latin", "latin-ext", "greek")
# Optical size and weight; weight.
_AXES: dict[str, list[float]] = {"literata": [48, 560], "commissioner": [400]}
_BOLD: list[float] = [600]
_NO_GLYPH = "\U0010fffe"
# Neither face has these: each is its base sign with a bar under it.
_BARRED = {"≥": ">", "≤": "<"}
_SPELT = {"→": "–", "‑": "-", "−": "–", "≈": "~"}


@dataclass(frozen=True, slots=True)
class Run:
    """Characters that one font file can draw."""

    text: str
    font: ImageFont.FreeTypeFont
    barred: bool = False


@lru_cache(maxsize=128)
def _font(file: str, size: int, bold: bool) -> ImageFont.FreeTypeFont:
    path = finders.find(f"hub/fonts/{file}.woff2")
    if not isinstance(path, str):
        raise FileNotFoundError(f"hub/fonts/{file}.woff2")
    font = ImageFont.truetype(path, size)
    family = file.partition("-")[0]
    font.set_variation_by_axes(_BOLD if bold and family == "commissioner" else _AXES[family])
    return font


@lru_cache(maxsize=4096)
def _has_glyph(file: str, character: str) -> bool:
    font = _font(file, 32, False)
    drawn, blank = font.getmask(character), font.getmask(_NO_GLYPH)
    return drawn.size != blank.size or bytes(drawn) != bytes(blank)


@lru_cache(maxsize=4096)
def _file_for(face: Face, character: str) -> str | None:
    """Return the first font file with the character: the face's own family, then the other."""
    for family in _FILES[face]:
        for subset in _SUBSETS:
            if _has_glyph(f"{family}-{subset}", character):
                return f"{family}-{subset}"
    return None


def drawable(text: str, face: Face = "serif") -> str:
    """Return the text as far as the fonts can draw it, in one line.

    A character without glyph becomes its plain letters where Unicode knows some ("ﬁ" to "fi"),
    else it is left out: emoji, scripts that the fonts do not cover.
    """
    kept = []
    for character in normalize("NFC", " ".join(text.split())):
        for candidate in (character, _SPELT.get(character, ""), normalize("NFKD", character)):
            if candidate and all(
                c == " " or c in _BARRED or (category(c)[0] != "C" and _file_for(face, c))
                for c in candidate
            ):
                kept.append(candidate)
                break
    return " ".join("".join(kept).split())


def text_runs(text: str, face: Face, size: int) -> list[Run]:
    bold = face == "sans-bold"
    runs: list[Run] = []
    file = f"{_FILES[face][0]}-latin"
    keyed = []
    for character in text:
        barred = character in _BARRED
        plain = _BARRED.get(character, character)
        if barred:
            file = "commissioner-latin"  # the serif's own sign is too thin beside its numerals
        elif plain != " ":
            file = _file_for(face, plain) or file
        keyed.append((plain, file, barred))
    for (name, barred), group in groupby(keyed, key=lambda item: item[1:]):
        run_text = "".join(item[0] for item in group)
        runs.append(Run(run_text, _font(name, size, bold or barred), barred))
    return runs


def text_width(text: str, face: Face, size: float) -> float:
    """Return the width of one line in pixels, measured as it is painted."""
    runs = text_runs(text, face, round(size * _FINE))
    return sum(run.font.getlength(run.text) for run in runs) / _FINE


def _fitting(word: str, face: Face, size: float, width: float) -> int:
    """Return how many characters of a word fit in a line, at least one (by bisection)."""
    fits, too_many = 1, len(word)
    while too_many - fits > 1:
        middle = (fits + too_many) // 2
        if text_width(word[:middle], face, size) <= width:
            fits = middle
        else:
            too_many = middle
    return fits


def wrap_words(text: str, face: Face, size: float, width: float) -> list[str]:
    """Return lines no wider than `width`; a word that is wider is cut."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        rest = word
        while rest:
            candidate = f"{line} {rest}" if line else rest
            if text_width(candidate, face, size) <= width:
                line, rest = candidate, ""
            elif line:
                lines.append(line)
                line = ""
            else:
                count = _fitting(rest, face, size, width)
                lines.append(rest[:count])
                rest = rest[count:]
    return [*lines, line] if line else lines
