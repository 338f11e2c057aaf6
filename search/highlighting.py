"""Marks the words of a query in a text. Pure."""

from __future__ import annotations

import re
import unicodedata

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

_WORD = re.compile(r"\w+(?:[-+./]\w+)*", re.UNICODE)
SHORTEST_MARKED = 2


def _folded(word: str) -> str:
    """Lower case without accents, so that `doncella` finds `donçella`."""
    decomposed = unicodedata.normalize("NFD", word.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def highlighted_excerpt(text: str, words: list[str]) -> SafeString:
    """`text`, escaped, with <mark> around each of `words`; case and accents are ignored."""
    wanted = {_folded(word) for word in words if len(word) >= SHORTEST_MARKED}
    if not wanted:
        return conditional_escape(text)
    pieces: list[tuple[str]] = []
    position = 0
    for match in _WORD.finditer(text):
        if _folded(match.group()) not in wanted:
            continue
        pieces.append((conditional_escape(text[position : match.start()]),))
        pieces.append((format_html("<mark>{}</mark>", match.group()),))
        position = match.end()
    pieces.append((conditional_escape(text[position:]),))
    return format_html_join("", "{}", pieces)
