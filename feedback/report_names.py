"""What is counted by translation key, in the words of the active language."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from wagtail.models import Page

from core.locales import active_locale, default_locale
from feedback.models import AgreementStatement, PairedQuestion


def best_of(translations: Iterable[Any]) -> dict[UUID, Any]:
    """For each translation key the object in the active language, else in the default one, else
    any."""
    active, default = active_locale().pk, default_locale().pk
    best: dict[UUID, tuple[int, Any]] = {}
    for each in translations:
        rank = 2 if each.locale_id == active else 1 if each.locale_id == default else 0
        if each.translation_key not in best or rank > best[each.translation_key][0]:
            best[each.translation_key] = rank, each
    return {key: each for key, (_rank, each) in best.items()}


def statements() -> dict[UUID, AgreementStatement]:
    """Every statement, in the order of the sets: the default one first."""
    ordered = AgreementStatement.objects.select_related("set").order_by(
        "-set__is_default", "set_id", "sort_order", "pk"
    )
    return best_of(ordered)


def questions() -> dict[UUID, PairedQuestion]:
    return best_of(PairedQuestion.objects.order_by("pk"))


def page_titles(keys: Iterable[UUID]) -> dict[UUID, str]:
    """Titles of the pages, drafts and closed ones too: for the CMS only."""
    wanted = set(keys)
    pages: QuerySet[Page] = Page.objects.filter(alias_of__isnull=True).only(
        "translation_key", "locale_id", "title"
    )
    found = best_of(page for page in pages if page.translation_key in wanted)
    return {key: page.title for key, page in found.items()}
