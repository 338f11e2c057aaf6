"""How a count is printed, the same in every language. Pure.

Published decimals keep their point in all languages, so neither point nor comma may group digits:
"1.440" would be read as 1.44 by one reader and as 1440 by the next. A narrow space groups from five
digits on (ISO 80000-1, 7.3.2).
"""

from __future__ import annotations

NARROW_SPACE = "\u202f"
FIRST_GROUPED = 10_000


def grouped(count: int | str) -> str:
    """`578`, `1440`, `11 249`; what is no whole number comes back as it is."""
    text = str(count)
    if not (text.isascii() and text.isdigit()) or int(text) < FIRST_GROUPED:
        return text
    return f"{int(text):,}".replace(",", NARROW_SPACE)
