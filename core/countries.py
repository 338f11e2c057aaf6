"""Names of countries in each language."""

from __future__ import annotations

from babel import Locale, UnknownLocaleError


def country_name(code: str, language: str) -> str:
    """The name of the country with the ISO 3166-1 alpha-2 `code` in `language` (Unicode CLDR); the
    English name where the language is not known, "" where the code is not."""
    try:
        locale = Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        locale = Locale("en")
    return str(locale.territories.get(code.upper(), "")) if len(code) == 2 else ""
