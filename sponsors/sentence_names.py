"""Names of organisations inside a sentence: lists, contractions, the first letter. Pure.

Data for another language goes into the tables here; without any it gets the list of its locale.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from babel.lists import format_list

from sponsors.babel_locale import babel_locale

# Preposition and article that melt together. Only an article in small letters does: "de El Globo".
_CONTRACTIONS = {
    "pt": {
        "de": {"o": "do", "a": "da", "os": "dos", "as": "das"},
        "por": {"o": "pelo", "a": "pela", "os": "pelos", "as": "pelas"},
        "em": {"o": "no", "a": "na", "os": "nos", "as": "nas"},
        "a": {"o": "ao", "a": "à", "os": "aos", "as": "às"},
    },
    "es": {"de": {"el": "del"}, "a": {"el": "al"}},
}
_ARTICLES = {
    "en": ("the",),
    "pt": ("o", "a", "os", "as"),
    "es": ("el", "la", "los", "las"),
}
# Spanish "y" is "e" before the sound i, but not before a diphthong (y Hierro, y Yara, y Ionia).
_SOUND_I = re.compile(r"h?i(?![aeoáéó])|h?í|y(?![aeiouáéíóú])", re.IGNORECASE)


def name_list(names: Sequence[str], language: str) -> str:
    """ "A, B and C" as the language writes it; the empty text for no name."""
    if len(names) < 2:
        return "".join(names)
    text = str(format_list(list(names), locale=babel_locale(language)))
    if _base(language) == "es" and text.endswith(f" y {names[-1]}") and _SOUND_I.match(names[-1]):
        return text.removesuffix(f"y {names[-1]}") + f"e {names[-1]}"
    return text


def continued(before: str, names: Sequence[str], language: str) -> str:
    """`before`, the beginning of a sentence, with the list of `names` behind it.

    A preposition at its end melts with an article in front of a name and is then repeated before
    every name: "de" and "o Grupo A", "B" give "do Grupo A e de B".
    """
    prepositions = _CONTRACTIONS.get(_base(language), {})
    found = re.search(r"(?:^|(?<=[\s(]))(\w+) $", before)
    contractions = prepositions.get(found[1].lower()) if found else None
    if not found or not contractions or not any(_melts(name, contractions) for name in names):
        return before + name_list(names, language)
    word = found[1]
    each = [_contracted(word.lower(), name, contractions) for name in names]
    if word[0].isupper():
        each[0] = each[0][0].upper() + each[0][1:]
    return before[: found.start(1)] + name_list(each, language)


def capitalised(sentence: str, language: str) -> str:
    """The sentence with a capital where it begins with an article: "The Marlow Society".

    A name is left as its owner writes it, even if it begins with a small letter.
    """
    first = sentence.partition(" ")[0]
    if first in _ARTICLES.get(_base(language), ()):
        return first[0].upper() + sentence[1:]
    return sentence


def without_article(name: str, language: str) -> str:
    """The name as it stands alone, such as in brackets: "the Marlow Group" is "Marlow Group"."""
    article, _space, rest = name.partition(" ")
    return rest if rest and article in _ARTICLES.get(_base(language), ()) else name


def _melts(name: str, contractions: dict[str, str]) -> bool:
    article, space, _rest = name.partition(" ")
    return bool(space) and article in contractions


def _contracted(word: str, name: str, contractions: dict[str, str]) -> str:
    if not _melts(name, contractions):
        return f"{word} {name}"
    article, _space, rest = name.partition(" ")
    return f"{contractions[article]} {rest}"


def _base(language: str) -> str:
    return language.partition("-")[0]
