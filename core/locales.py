"""Languages without a query each time: there are few and they hardly ever change."""

from __future__ import annotations

from django.conf import settings
from django.utils import translation
from wagtail.coreutils import get_supported_content_language_variant
from wagtail.models import Locale

from core.remembered import remembered


def _all() -> list[Locale]:
    return remembered("locales", lambda: list(Locale.objects.all()))


def default_locale() -> Locale:
    """The language of the originals."""
    return _by_code(settings.LANGUAGE_CODE) or Locale.get_default()


def active_locale() -> Locale:
    """The language of the request, or the default one where content has no such language."""
    try:
        code = get_supported_content_language_variant(translation.get_language() or "")
    except LookupError:
        return default_locale()
    return _by_code(code) or default_locale()


def locale_of(pk: int) -> Locale:
    """The language with that primary key."""
    found = next((locale for locale in _all() if locale.pk == pk), None)
    return found or Locale.objects.get(pk=pk)


def _by_code(code: str) -> Locale | None:
    return next((locale for locale in _all() if locale.language_code == code), None)
