"""Names and figures that must not break at the end of a line.

Pure. "B-ALL" cut after "B-" or "n =" left behind by its number costs a reader a second look. A span
with `white-space: nowrap` keeps them whole; no-break characters would not do, because they get
into searches and copied text.
"""

from __future__ import annotations

import re

# Each rule with what it is for. Text comes in raw ("p < 0.001") or escaped ("p &lt; 0.001").
RULES: tuple[tuple[str, str], ...] = (
    (r"CAR[ -]T(?:[ -]cells?)?", "cell products: CAR T-cell"),
    (r"[A-Z][A-Za-z]{0,3}-(?:[A-Z]{2,6}|cells?|negative|positive|like)", "B-ALL, T-cell, Ph-like"),
    (r"[A-Za-z]+-cel", "cell therapies by their suffix: tisa-cel"),
    (r"LL[AC]-[BT]|ALL-[BT]", "LLA-B, in Portuguese and Spanish"),
    (r"\d{2}(?:\.\d+)?% CI|IC \d{2}(?:\.\d+)?%", "95% CI, IC 95%"),
    (r"[nNpP] (?:[=<>≤≥]|&lt;|&gt;) \d[\d.,]*", "n = 578, p < 0.001"),
)

_PATTERN = re.compile(rf"(?<![\w-])(?:{'|'.join(rule for rule, _ in RULES)})(?![\w-])")


def split_unbreakable(text: str) -> list[tuple[str, bool]]:
    """Cut `text` into (piece, keep together?); the pieces joined are the text again."""
    pieces: list[tuple[str, bool]] = []
    position = 0
    for match in _PATTERN.finditer(text):
        if match.start() > position:
            pieces.append((text[position : match.start()], False))
        pieces.append((match.group(), True))
        position = match.end()
    if position < len(text):
        pieces.append((text[position:], False))
    return pieces
