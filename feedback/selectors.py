"""What readers may be shown: own answers, results of polls, what was said about a page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils import timezone
from wagtail.models import Locale, Page

from core.locales import active_locale, default_locale, locale_of
from feedback.atoms import partition
from feedback.likert import Distribution, as_distribution
from feedback.models import AgreementSet, AgreementStatement
from feedback.outcomes import Within, report
from feedback.paired_rules import QuestionInForce, question_asked
from feedback.report_cells import STATEMENT, statement_cells


def page_asking(page_key: UUID) -> Page | None:
    """The page on which statements are asked, as `_public_page`; None where none are."""
    page = _public_page(page_key)
    return page if getattr(page, "asks_agreement", False) else None


def page_with_question(page_key: UUID, question_key: UUID) -> tuple[Page, QuestionInForce] | None:
    """The page, as `_public_page`, and its paired question; None if it asks another one or none.

    Two queries more than the page.
    """
    page = _public_page(page_key)
    question = question_asked(page) if page else None
    if page is None or question is None or question.key != question_key:
        return None
    return page, question


def statements_for(page: Page) -> AgreementSet | None:
    """The set that a page names, else the default one; in the language of the page if there is."""
    locale = locale_of(page.locale_id)
    named = getattr(page, "agreement_set", None)
    if named is not None:
        if named.locale_id == locale.pk:
            return named
        same = AgreementSet.objects.filter(translation_key=named.translation_key, locale=locale)
        return same.first() or named
    return _default_set(locale)


def statements_asked(asked: AgreementSet) -> list[AgreementStatement]:
    """In order, without the retired ones."""
    return [statement for statement in asked.statements.all() if not statement.is_retired]


def distributions(page_key: UUID, statement_keys: Iterable[UUID]) -> dict[UUID, Distribution]:
    """What readers answered about a page in complete months, in groups of ten and more.

    A statement that has no such group yet is missing. Nothing of the running month is in it, so a
    reader cannot see what the last one answered.
    """
    within = Within(pages={page_key})
    totals: Any = report(partition(statement_cells(within), timezone.localdate()), within)
    found = {}
    for key in statement_keys:
        total = totals.get((STATEMENT, key))
        if total is not None and total.n:
            found[key] = as_distribution(total.counts)
    return found


def _public_page(page_key: UUID) -> Page | None:
    """The live page in the active language, else the original.

    Two queries. Pages with restricted access have no forms outside their own address.
    """
    pages = {
        page.locale_id: page
        for page in Page.objects.filter(translation_key=page_key).live().public()
    }
    page = pages.get(active_locale().pk) or pages.get(default_locale().pk)
    return page.specific if page else None


def _default_set(locale: Locale) -> AgreementSet | None:
    """That of the language, else that of the original's. One query."""
    wanted = (locale.pk, default_locale().pk)
    found = {
        each.locale_id: each
        for each in AgreementSet.objects.filter(is_default=True, locale_id__in=wanted)
    }
    return found.get(wanted[0]) or found.get(wanted[1])
