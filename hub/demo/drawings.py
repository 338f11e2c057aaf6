"""Figures for the demonstration articles, drawn from shapes so that they are our own work.

Each drawing holds few English words, set large; its alt text and caption carry the meaning. The
same key always gives the same bytes.
"""

from collections.abc import Callable
from math import cos, pi, sin

from articles.painting import (
    AZURE,
    AZURE_SOFT,
    EOSIN,
    EOSIN_SOFT,
    INK,
    INK_2,
    LINE,
    LINE_2,
    OCHRE,
    PAPER,
    PLUM,
    PLUM_SOFT,
    SMEAR,
    SURFACE,
    TEAL,
    Painting,
)
from articles.typefaces import drawable, wrap_words

WIDTH, HEIGHT = 1280, 720
_LABEL = 34
_SMALL = 28
_T_CELL = "#cfe6e2"
_T_NUCLEUS = "#0d7772"
_MYELOID = "#e9d3ae"
_MYELOID_NUCLEUS = "#8a5100"


# ------------------------------------------------------------------ parts
def _at(x: float, y: float, radius: float, angle: float) -> tuple[float, float]:
    """Return the point at an angle in degrees (0 = right, 90 = down)."""
    return x + radius * cos(angle * pi / 180), y + radius * sin(angle * pi / 180)


def _t_cell(sheet: Painting, x: float, y: float, radius: float, seed: int = 3) -> None:
    sheet.blob(x, y, radius, _T_CELL, seed=seed, wobble=0.02)
    sheet.blob(x - radius * 0.06, y + radius * 0.05, radius * 0.66, _T_NUCLEUS, seed=9, wobble=0.04)


def _antigen(sheet: Painting, x: float, y: float, radius: float, angle: float) -> None:
    """Paint a stalk with a round head on a cell's surface."""
    sheet.stroke([_at(x, y, radius - 4, angle), _at(x, y, radius + 20, angle)], EOSIN, 8)
    sheet.disc(*_at(x, y, radius + 28, angle), 14, EOSIN)


def _receptor(sheet: Painting, x: float, y: float, radius: float, angle: float) -> None:
    """Paint a stalk that ends in a cup, made to hold an antigen's head."""
    sheet.stroke([_at(x, y, radius - 20, angle), _at(x, y, radius + 26, angle)], AZURE, 10)
    cup_x, cup_y = _at(x, y, radius + 46, angle)
    cup = [_at(cup_x, cup_y, 20, angle + 180 + turn) for turn in range(-100, 101, 10)]
    sheet.stroke(cup, AZURE, 9)


def _leader(
    sheet: Painting,
    label: str,
    x: float,
    y: float,
    target: tuple[float, float],
    anchor: str = "start",
) -> None:
    """Write a label and draw a thin line, rimmed in white, from it to what it names."""
    sheet.stroke([(x, y), target], SURFACE, 8)
    sheet.disc(*target, 10, SURFACE)
    sheet.stroke([(x, y), target], INK, 3)
    sheet.disc(*target, 6, INK)
    if anchor == "start":
        sheet.text(label, x + 12, y + 11, _LABEL, INK, face="sans-bold")
    else:
        sheet.text(label, x - 12, y + 11, _LABEL, INK, face="sans-bold", anchor="end")


def _caption(sheet: Painting, text: str, x: float, y: float, note: str = "") -> None:
    sheet.text(text, x, y, _LABEL, INK, face="sans-bold", anchor="middle")
    if note:
        sheet.text(note, x, y + 42, _SMALL, INK_2, anchor="middle")


# ------------------------------------------------------------------ the drawings
def _blast(sheet: Painting) -> None:
    """A lymphoblast in a smear, its parts named."""
    sheet.box(0, 0, WIDTH, HEIGHT, SMEAR)
    for x, y, radius in (
        (90, 120, 84), (170, 590, 90), (330, 60, 78), (60, 360, 80), (400, 660, 84), (770, 640, 82),
        (640, 20, 80), (1200, 690, 86), (980, 40, 82), (1210, 30, 78), (985, 690, 76),
    ):  # fmt: skip
        sheet.red_cell(x, y, radius)
    sheet.blast(520, 360, 232, seed=4)
    sheet.box(866, 150, 370, 430, SURFACE, 14)
    _leader(sheet, "Nucleus", 890, 205, (600, 290))
    _leader(sheet, "Nucleolus", 890, 310, (500, 322))
    _leader(sheet, "Thin cytoplasm", 890, 415, (742, 400))
    _leader(sheet, "Red cell", 890, 520, (770, 640))


def _antigen_loss(sheet: Painting) -> None:
    """Three relapses after treatment against CD19."""
    for left, ground in ((30, PLUM_SOFT), (446, EOSIN_SOFT), (862, "#faf1e0")):
        sheet.box(left, 30, 388, 660, ground, 18)
    centres = (224, 640, 1056)
    for x in centres:
        _t_cell(sheet, x, 150, 66)
        for angle in (62, 90, 118):
            _receptor(sheet, x, 150, 66, angle)
    for x in centres[:2]:
        sheet.blast(x, 412, 112, seed=4)
    for angle in (200, 232, 270, 308, 340):
        _antigen(sheet, centres[0], 412, 112, angle)
    sheet.blob(centres[2], 412, 112, _MYELOID, seed=12, wobble=0.04)
    for dx, dy, radius in ((-34, -18, 44), (34, -22, 42), (4, 34, 44)):
        sheet.disc(centres[2] + dx, 412 + dy, radius, _MYELOID_NUCLEUS)
    _caption(sheet, "CD19 still there", centres[0], 620, "B lineage")
    _caption(sheet, "CD19 lost", centres[1], 620, "B lineage")
    _caption(sheet, "Lineage switch", centres[2], 620, "myeloid, no CD19")


def _bispecific(sheet: Painting) -> None:
    """Two linked binding sites hold a T cell and a leukaemia cell together."""
    sheet.box(30, 30, WIDTH - 60, 660, AZURE_SOFT, 18)
    _t_cell(sheet, 300, 330, 190)
    sheet.blast(980, 330, 190, seed=6)
    for angle in (-48, 48):
        sheet.stroke([_at(300, 330, 186, angle), _at(300, 330, 222, angle)], TEAL, 12)
        _antigen(sheet, 980, 330, 190, 180 + angle)
    # CD3 on the left, CD19 on the right, each in one cup of the two-armed molecule
    for x, stalk, colour, facing in ((530, 484, TEAL, 0), (750, 796, EOSIN, 180)):
        sheet.stroke([(stalk, 330), (x, 330)], colour, 14)
        sheet.disc(x, 330, 18, colour)
        sheet.stroke([_at(x, 330, 34, facing + turn) for turn in range(-80, 81, 5)], OCHRE, 14)
    sheet.stroke([(568, 330), (604, 306), (640, 330), (676, 354), (712, 330)], OCHRE, 10)
    _leader(sheet, "Bispecific antibody", 690, 96, (640, 324))
    _caption(sheet, "T cell", 300, 600, "binding site CD3")
    _caption(sheet, "Leukaemia cell", 980, 600, "binding site CD19")


def _car_t(sheet: Painting) -> None:
    """A CAR T cell meets a leukaemia cell whose antigen fits its receptor."""
    sheet.box(30, 30, WIDTH - 60, 660, PLUM_SOFT, 18)
    _t_cell(sheet, 404, 330, 190)
    sheet.blast(858, 330, 190, seed=6)
    for angle in (-56, -28, 0, 28, 56):
        _receptor(sheet, 404, 330, 190, angle)
        _antigen(sheet, 858, 330, 190, 180 + angle)
    _leader(sheet, "Receptor (CAR)", 430, 88, _at(404, 330, 218, -56), anchor="end")
    _leader(sheet, "Antigen, CD19", 830, 88, _at(858, 330, 218, 236))
    _caption(sheet, "CAR T cell", 404, 610)
    _caption(sheet, "Leukaemia cell", 858, 610)


def _mrd_levels(sheet: Painting) -> None:
    """Residual leukaemia falls through the levels that methods can reach."""
    left, right, top, step = 300, 1220, 90, 130
    levels = ("1 in 1", "1 in 100", "1 in 10,000", "1 in 1,000,000")
    for number, label in enumerate(levels):
        y = top + step * number * 1.2
        sheet.stroke([(left, y), (right, y)], LINE if number else LINE_2, 3)
        sheet.text(label, left - 22, y + 11, 32, INK_2, anchor="end")
    reach = (
        (1, "Microscope", OCHRE),
        (2, "Flow cytometry", AZURE),
        (3, "Sequencing", TEAL),
    )
    for number, label, colour in reach:
        y = top + step * number * 1.2
        sheet.dashes((left, y), (right, y), colour, 4, 9)
        sheet.text(label, right, y - 16, _LABEL, colour, face="sans-bold", anchor="end")
    curve = []
    for n in range(61):
        t = n / 60
        curve.append((left + 20 + t * 640, top + step * 1.2 * 3.3 * (1 - (1 - t) ** 1.7)))
    sheet.stroke(curve, PLUM, 9)
    end = curve[-1]
    sheet.polygon(
        [(end[0] + 30, end[1]), (end[0] - 4, end[1] - 17), (end[0] - 4, end[1] + 17)], PLUM
    )
    cells = (
        (curve[0][0] + 108, 96, 26),
        (curve[0][0] + 170, 120, 26),
        (curve[0][0] + 128, 158, 26),
    )
    for x, y, radius in (*cells, (560, 300, 26), (618, 330, 26), (720, 458, 26)):
        sheet.blast(x, y, radius, seed=4)
    sheet.text("Treatment", (left + right) / 2, 690, _SMALL, INK_2, anchor="middle")
    sheet.text("Leukaemia cells", 40, 44, _SMALL, INK_2)


def _timeline_care(sheet: Painting) -> None:
    """The stages of treatment on one line."""
    stages = (
        ("Induction", "clear the marrow", EOSIN),
        ("Consolidation", "deepen the response", PLUM),
        ("Maintenance", "keep the remission", AZURE),
        ("Follow-up", "watch and support", TEAL),
    )
    y = 330
    sheet.stroke([(60, y), (1200, y)], LINE_2, 8)
    sheet.polygon([(1236, y), (1196, y - 22), (1196, y + 22)], LINE_2)
    for number, (name, note, colour) in enumerate(stages):
        x = 175 + number * 306
        sheet.disc(x, y, 52, PAPER)
        sheet.disc(x, y, 46, colour)
        sheet.text(str(number + 1), x, y + 17, 48, SURFACE, face="serif", anchor="middle")
        sheet.text(name, x, y - 92, 38, INK, face="sans-bold", anchor="middle")
        sheet.paragraph(note, x, y + 84, _SMALL, 230, INK_2, anchor="middle")
    sheet.stroke([(64, 140), (64, 326)], LINE_2, 3)
    sheet.text("Diagnosis", 60, 124, _LABEL, INK_2)
    for x in (481 - 153, 787 - 153, 1093 - 153):
        sheet.dashes((x, 352), (x, 566), LINE_2, 3, 8)
        sheet.disc(x, 590, 13, OCHRE)
    sheet.text("Response is measured between the stages", 640, 660, _SMALL, INK_2, anchor="middle")


_DRAWINGS: dict[str, Callable[[Painting], None]] = {
    "antigen-loss": _antigen_loss,
    "bispecific": _bispecific,
    "blast": _blast,
    "car-t": _car_t,
    "mrd-levels": _mrd_levels,
    "timeline-care": _timeline_care,
}
KEYS = tuple(_DRAWINGS)


def draw(key: str) -> bytes:
    """Return a drawing as PNG, 1280 by 720 pixels. Raises KeyError for an unknown key."""
    sheet = Painting(WIDTH, HEIGHT, PAPER)
    _DRAWINGS[key](sheet)
    return sheet.png()


def media_poster(title: str) -> bytes:
    """Return the still picture of a film or podcast: its title on the smear, 1280 by 720 pixels."""
    sheet = Painting(WIDTH, HEIGHT, SMEAR)
    for x, y, radius in (
        (80, 90, 86),
        (300, 700, 90),
        (760, 30, 84),
        (1240, 690, 92),
        (60, 640, 70),
    ):
        sheet.red_cell(x, y, radius)
    sheet.blast(1090, 350, 270, seed=4)
    text = drawable(title)
    size = next((s for s in (68, 58, 48) if len(wrap_words(text, "serif", s, 700)) <= 4), 40)
    lines = wrap_words(text, "serif", size, 700)[:8]
    top = (HEIGHT - len(lines) * size * 1.18) / 2
    for number, line in enumerate(lines, start=1):
        sheet.text(line, 80, top + number * size * 1.18 - size * 0.22, size, PLUM, face="serif")
    return sheet.png()
