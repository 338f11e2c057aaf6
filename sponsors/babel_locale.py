"""Babel's locale for a language of the site. Pure."""

from __future__ import annotations

from babel import Locale, UnknownLocaleError

# How a language without a country writes numbers and lists: as its catalogue in locale/ is written.
_COUNTRY_OF = {"en": "en_GB", "pt": "pt_PT"}


def babel_locale(language: str) -> Locale:
    """The locale for a language code of the settings; British English for one Babel lacks."""
    try:
        return Locale.parse(_COUNTRY_OF.get(language, language).replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en_GB")
