"""What screens ask about money. Each answer costs the same number of queries however much there is.

Figures are in `figures.py`, who pays on a day in `payers.py`, what a page's record says in
`frozen.py`; their functions are offered here too, so that there is one place to import from.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.utils import timezone, translation
from wagtail.models import Locale, Page, Site

from core.pages import BasePage
from sponsors.figures import (
    Scheme,
    booked,
    figures_of_year,
    reporting_currency,
    scheme_in_force,
    scheme_of,
    years_with_records,
)
from sponsors.frozen import (
    FrozenFunder,
    FrozenFunding,
    FrozenSupport,
    frozen_funding,
    frozen_funding_of,
    pages_naming,
    publications_of,
)
from sponsors.models import Level, StatementWording
from sponsors.payers import Payer, Payers, payers_on
from sponsors.statement import Statement, statement

__all__ = [
    "CurrentFunding",
    "FrozenFunder",
    "FrozenFunding",
    "FrozenSupport",
    "Payer",
    "Payers",
    "Scheme",
    "StripLevel",
    "booked",
    "current_funding",
    "figures_of_year",
    "frozen_funding",
    "frozen_funding_of",
    "funding_of_page",
    "hub_name",
    "pages_naming",
    "payers_on",
    "publications_of",
    "reporting_currency",
    "scheme_in_force",
    "scheme_of",
    "statement_in",
    "years_with_records",
]


class StripLevel(NamedTuple):
    """The names of one level: ("major", "Major", ["Aldermoor Therapeutics"]). Funders whose level
    cannot be computed come last, under ("", "", [...])."""

    level: str
    label: str
    names: list[str]


@dataclass(frozen=True)
class CurrentFunding:
    """Who pays for the hub as a whole. Plain values, so that a cache can keep it.

    Money for one topic or page is named on that topic's pages and on the funders page, and is not
    in here; `over_ceiling` looks at all money.
    """

    statement: Statement
    levels: tuple[StripLevel, ...]
    readers: bool
    over_ceiling: tuple[str, ...]
    year: int


def current_funding(
    locale: Locale | str, on: date | None = None, *, hub: str = ""
) -> CurrentFunding:
    """Who pays on the day `on` (today), in the words of a language (its locale or its code).

    `hub` is the hub's name; left out, the default site's. Nine queries at most.
    """
    if isinstance(locale, str):
        locale = Locale.objects.get(language_code=locale)
    payers = payers_on(on or timezone.localdate(), locale)
    return CurrentFunding(
        statement=statement_in(locale, payers, hub or hub_name()),
        levels=_strip(payers, locale.language_code),
        readers=any(payer.is_readers for payer in payers.payers),
        over_ceiling=tuple(payers.figures.over_ceiling),
        year=payers.on.year,
    )


def funding_of_page(page: Page, on: date | None = None) -> Payers:
    """Who pays for a page on the day `on` (today): for the hub, for the page or for its topics.
    On accredited education everybody is called by the legal name."""
    specific = page.specific
    subjects = specific.funding_subjects() if isinstance(specific, BasePage) else ()
    return payers_on(
        on or timezone.localdate(),
        page.locale,
        subjects=subjects,
        legal_names=getattr(specific, "is_accredited", False),
    )


def statement_in(locale: Locale, payers: Payers, hub: str) -> Statement:
    """The statement in the language of `locale`, in the editors' wording where they have one."""
    wordings = StatementWording.objects.filter(locale=locale).values_list("key", "text")
    return statement(payers.facts(hub), locale.language_code, dict(wordings))


def hub_name(page: Page | None = None) -> str:
    """The hub's name: that of the site the page is in, or of the default site."""
    site = page.get_site() if page is not None else None
    site = site or Site.objects.filter(is_default_site=True).first()
    return site.site_name if site else ""


def _strip(payers: Payers, language: str) -> tuple[StripLevel, ...]:
    names: dict[str, list[str]] = {}
    for payer in payers.payers:
        if not payer.is_readers:
            names.setdefault(payer.level or "", []).append(payer.funder.public_name)
    with translation.override(language):
        labels = [(level.value, str(level.label)) for level in Level]
    return tuple(
        StripLevel(level, label, names[level])
        for level, label in [*labels, ("", "")]
        if level in names
    )
