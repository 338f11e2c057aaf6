"""What a page says about the money behind its published versions: read once a request.

The head of a page, its first line and its end all ask. A page without a record says that it has
none; who pays today is never put in its place.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from sponsors.models.schemes import Level
from sponsors.selectors import FrozenFunding, publications_of

_ATTRIBUTE = "_page_funding"


@dataclass(frozen=True)
class PageFunding:
    """The frozen records of one page, one for each time it was published, newest first."""

    publications: tuple[FrozenFunding, ...]

    @property
    def newest(self) -> FrozenFunding | None:
        """The record of the version that readers see."""
        return self.publications[0] if self.publications else None

    @property
    def line(self) -> str:
        """The sentence for the top of the page."""
        return self.newest.line if self.newest else no_record()

    @property
    def statement(self) -> str:
        """The full statement as it was, or that there is none."""
        return self.newest.statement if self.newest else no_record()

    @property
    def by_wording(self) -> list[tuple[str, list[FrozenFunding]]]:
        """(line, publications under it), newest first: often many publications share one line."""
        return [
            (line, list(same)) for line, same in groupby(self.publications, lambda each: each.line)
        ]


def no_record() -> str:
    return _("No record was kept of who funded this site when this version was published.")


def page_funding(request: HttpRequest | None, page: Any) -> PageFunding | None:
    """The frozen records of `page` (a page or its public view); None if its type keeps none.

    One query a page and request; an unsaved page of a preview costs none.
    """
    if not getattr(page, "keeps_funding_record", False):
        return None
    if not page.pk:
        return PageFunding(())
    kept: dict[int, PageFunding] = getattr(request, _ATTRIBUTE, {})
    if page.pk not in kept:
        kept[page.pk] = PageFunding(tuple(publications_of(page)))
        if request is not None:
            setattr(request, _ATTRIBUTE, kept)
    return kept[page.pk]


def ledger_entry_path(number: int) -> str:
    """The public address of an entry of the ledger, in the active language."""
    return reverse("sponsors:ledger-entry", kwargs={"number": number})


@dataclass(frozen=True)
class NamedFunder:
    """A funder as a record names it: on accredited education by its legal name alone."""

    name: str
    legal_name: str
    kind: str
    group: str
    level: str | None
    support: tuple[str, ...]

    @property
    def level_label(self) -> str:
        """The level's name in the active language; "" for readers and where none was computed."""
        return str(Level(self.level).label) if self.level in Level.values else ""


def named_funders(record: FrozenFunding) -> list[NamedFunder]:
    """The funders of a record in its order (amount, then name). `support` are kinds of support."""
    is_accredited = bool(record.content.get("accredited"))
    return [
        NamedFunder(
            name=funder.legal_name if is_accredited else funder.name,
            legal_name=funder.legal_name,
            kind=funder.kind,
            group=funder.group,
            level=funder.level,
            support=tuple(dict.fromkeys(support.kind for support in funder.support)),
        )
        for funder in record.funders
    ]
