"""What a reader typed, made safe to search. Pure: no ORM, no request."""

from __future__ import annotations

import re
import unicodedata

MAXIMUM_CHARACTERS = 200
MAXIMUM_WORDS = 20

# Everything that is not a letter, digit, mark, or one of the signs inside medical terms
# (t(9;22) loses its brackets, IL-6 and 4-1BB keep their hyphen, 12.5 and 95% keep theirs).
_NOT_A_WORD = re.compile(r"[^\w\s%+./-]", re.UNICODE)
_LOOSE_SIGNS = re.compile(r"(?<!\w)[%+./-]+|[./-]+(?!\w)")


def clean_query(text: str) -> str:
    """The searchable words of `text`, at most 20 and at most 200 characters, or "".

    Never raises. Quotation marks, operators, NUL and control characters become blanks.
    """
    text = unicodedata.normalize("NFC", text[: 4 * MAXIMUM_CHARACTERS].replace("\x00", " "))
    text = _NOT_A_WORD.sub(" ", text)
    text = _LOOSE_SIGNS.sub(" ", text)
    words = text.split()[:MAXIMUM_WORDS]
    while words and len(" ".join(words)) > MAXIMUM_CHARACTERS:
        words = words[:-1] if len(words) > 1 else [words[0][:MAXIMUM_CHARACTERS]]
    return " ".join(words)
