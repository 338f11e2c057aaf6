"""Who pays on a day: for the hub as a whole, or for one page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q
from wagtail.models import Locale

from sponsors.figures import Scheme, figures_under, scheme_in_force, standing
from sponsors.funding import YearFigures
from sponsors.models import (
    Funder,
    FunderKind,
    FunderWording,
    FundingRecord,
    Involvement,
    Scope,
    SupportKind,
)
from sponsors.statement import Facts, Named


@dataclass(frozen=True)
class Payer:
    """A funder with the records by which it pays on that day. `level` is None for readers and
    where the year has no scheme or lacks an exchange rate."""

    funder: Funder
    named: Named
    level: str | None
    records: tuple[FundingRecord, ...]

    @property
    def is_readers(self) -> bool:
        return self.funder.kind == FunderKind.READERS


@dataclass(frozen=True)
class Payers:
    """Who pays on `on`, the largest amount of that year first, then by name."""

    on: date
    scheme: Scheme | None
    figures: YearFigures
    payers: tuple[Payer, ...]

    def facts(self, hub: str) -> Facts:
        """What the statement is made of."""
        whole = {Scope.HUB.value}
        part = {Scope.TOPIC.value, Scope.ITEM.value}
        return Facts(
            hub=hub,
            sponsors=self._named(SupportKind.SPONSORSHIP, whole),
            grants=self._named(SupportKind.EDUCATIONAL_GRANT, whole),
            others=self._named(SupportKind.OTHER, whole),
            readers=any(payer.is_readers for payer in self.payers),
            item_sponsors=self._named(SupportKind.SPONSORSHIP, part),
            item_grants=self._named(SupportKind.EDUCATIONAL_GRANT, part),
            item_others=self._named(SupportKind.OTHER, part),
            involvement=self._involvement(),
            over_ceiling=self.figures.over_ceiling,
            is_ranked=self.figures.is_complete and self.scheme is not None,
        )

    def _named(self, kind: SupportKind, scopes: set[str]) -> tuple[Named, ...]:
        return tuple(
            payer.named
            for payer in self.payers
            if any(record.kind == kind and record.scope in scopes for record in payer.records)
        )

    def _involvement(self) -> tuple[tuple[str, str, str], ...]:
        """(name, involvement, in words) of everything besides paying, each once."""
        rows = (
            (payer.named.name, str(record.involvement), record.involvement_note)
            for payer in self.payers
            for record in payer.records
            if record.involvement != Involvement.FUNDS_ONLY
        )
        return tuple(dict.fromkeys(rows))


def payers_on(
    on: date, locale: Locale, *, subjects: Iterable[UUID] = (), legal_names: bool = False
) -> Payers:
    """Who pays for the whole hub on that day, and for the pages or topics in `subjects`
    (translation keys). Seven queries, whatever the number of records."""
    scope = Q(scope=Scope.HUB)
    if keys := set(subjects):
        scope |= Q(page_key__in=keys)
    active = (
        standing()
        .filter(scope, period_start__lte=on, period_end__gte=on)
        .select_related("funder")
        .order_by("period_start", "pk")
    )
    records: dict[Funder, list[FundingRecord]] = {}
    for record in active:
        records.setdefault(record.funder, []).append(record)
    scheme = scheme_in_force(on.year)
    figures = figures_under(scheme, on.year)
    wordings = _wordings(records, locale) if not legal_names else {}
    rank = {row.funder: (place, row.level) for place, row in enumerate(figures.rows)}
    last = (len(rank), None)
    payers = sorted(
        (
            Payer(
                funder=funder,
                named=_named(funder, wordings.get(funder.pk), legal_names=legal_names),
                level=rank.get(funder.slug, last)[1],
                records=tuple(own),
            )
            for funder, own in records.items()
        ),
        key=lambda payer: (
            rank.get(payer.funder.slug, last)[0],
            payer.funder.public_name.casefold(),
        ),
    )
    return Payers(on=on, scheme=scheme, figures=figures, payers=tuple(payers))


def _wordings(funders: Iterable[Funder], locale: Locale) -> dict[int, FunderWording]:
    rows = FunderWording.objects.filter(locale=locale, funder__in=list(funders))
    return {row.funder_id: row for row in rows}


def _named(funder: Funder, wording: FunderWording | None, *, legal_names: bool) -> Named:
    """How the funder is called inside a sentence of the language."""
    if legal_names:
        return Named(name=funder.legal_name, group=funder.parent_group, kind=funder.kind)
    if wording is None:
        return Named(name=funder.public_name, group=funder.parent_group, kind=funder.kind)
    return Named(
        name=wording.name, group=wording.parent_group or funder.parent_group, kind=funder.kind
    )
