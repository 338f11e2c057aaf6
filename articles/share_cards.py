"""The picture that social networks and messengers show beside a link to the hub.

It holds public fields only: a title, the hub's name, an eyebrow and one line. No figure, no key
data: those are behind the acknowledgement.
"""

from articles.painting import EOSIN, INK, INK_2, LINE, PAPER, PLUM, Painting
from articles.typefaces import Face, drawable, text_width, wrap_words

WIDTH, HEIGHT = 1200, 630  # pixels, the 1.91:1 that networks ask for
_LEFT = 72
_TEXT_WIDTH = 740
_TITLE_TOP = 148
_TITLE_HEIGHT = 300
_LEADING = 1.14
_SIZES = (66, 60, 54, 48, 44, 40)


def _fitted(title: str) -> tuple[list[str], int]:
    """Return the lines of the title and the largest size at which they fit their area."""
    for size in _SIZES:
        lines = wrap_words(title, "serif", size, _TEXT_WIDTH)
        if len(lines) * size * _LEADING <= _TITLE_HEIGHT:
            return lines, size
    size = _SIZES[-1]
    most = int(_TITLE_HEIGHT / (size * _LEADING))
    kept = wrap_words(title, "serif", size, _TEXT_WIDTH)[:most]
    return [*kept[:-1], _cut(kept[-1], "serif", size)], size


def _cut(text: str, face: Face, size: float) -> str:
    """Return the text with an ellipsis at its end, no wider than the text area."""
    while text and text_width(f"{text}…", face, size) > _TEXT_WIDTH:
        text = text[:-1]
    return f"{text.rstrip(' ,.;:')}…"


def _one_line(
    card: Painting,
    text: str,
    x: float,
    baseline: float,
    sizes: tuple[int, ...],
    colour: str,
    face: Face,
) -> None:
    """Write a line at the largest size that fits; cut at the smallest."""
    text = drawable(text, face)
    room = _LEFT + _TEXT_WIDTH - x
    size = next((s for s in sizes if text_width(text, face, s) <= room), 0)
    if not size:
        size = sizes[-1]
        text = _cut(text, face, size * _TEXT_WIDTH / room)
    card.text(text, x, baseline, size, colour, face=face)


def draw_share_card(title: str, hub_name: str, eyebrow: str, line: str) -> bytes:
    """Return a PNG of 1200 by 630 pixels; the same texts always give the same bytes.

    A long title shrinks, then ends in an ellipsis. What the fonts cannot draw is left out; where
    nothing of a title remains, the hub's name takes its place.
    """
    card = Painting(WIDTH, HEIGHT, PAPER)
    for x, y, radius in ((918, 84, 58), (1138, 596, 66), (900, 566, 54), (1180, 40, 60)):
        card.red_cell(x, y, radius)
    card.blast(1096, 318, 232, seed=4)

    if eyebrow.strip():
        card.box(_LEFT, 74, 44, 5, EOSIN)
        _one_line(card, eyebrow, _LEFT, 122, (27, 24), EOSIN, "sans-bold")
    lines, size = _fitted(drawable(title) or drawable(hub_name))
    for number, words in enumerate(lines, start=1):
        baseline = _TITLE_TOP + size * _LEADING * number - size * 0.2
        card.text(words, _LEFT, baseline, size, INK, face="serif")

    card.box(_LEFT, 492, _TEXT_WIDTH, 2, LINE)
    card.blast(_LEFT + 21, 541, 21, seed=4)
    _one_line(card, hub_name, _LEFT + 58, 553, (34, 28), PLUM, "serif")
    _one_line(card, line, _LEFT, 600, (24, 22, 20), INK_2, "sans")
    return card.png()
