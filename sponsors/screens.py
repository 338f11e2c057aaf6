"""What the page of a year shows. Every figure is computed; none can be typed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from wagtail.models import Page

from sponsors.figures import Scheme, figures_under, reporting_currency, scheme_in_force
from sponsors.figures_text import currency_sign, number_text, percent_text
from sponsors.funding import WHOLE, FunderYear, YearFigures
from sponsors.level_table import LevelRow, level_rows
from sponsors.models import FundingRecord, Level, SupportKind
from sponsors.money import minor_digits, money_text, share_text
from sponsors.selectors import years_with_records
from sponsors.share_chart import READERS, ShareChart, colour_of, share_chart
from sponsors.year_reads import (
    Changes,
    Support,
    changes_in,
    original_amounts,
    support_in,
    without_rate,
)


def current_year() -> int:
    return timezone.localdate().year


@dataclass(frozen=True)
class YearLink:
    year: int
    url: str
    is_shown: bool


@dataclass(frozen=True)
class FunderRow:
    """One line of the table, as text in the active language. `amounts` has more than one entry
    only where a missing exchange rate keeps them apart."""

    name: str
    url: str
    kinds: tuple[str, ...]
    level: str
    amounts: tuple[str, ...]
    share: str
    agreements: int
    agreement_url: str


@dataclass(frozen=True)
class Change:
    """Something booked or reversed. `kind` is the label of the kind of support."""

    on: datetime
    record: FundingRecord
    kind: str
    amount: str
    url: str


@dataclass(frozen=True)
class YearScreen:
    """A year: its figures, how they came about and what was booked during it."""

    year: int
    is_running: bool
    years: list[YearLink]
    figures: YearFigures
    sign: str
    total: str
    total_number: str
    whole: str
    rows: list[FunderRow]
    chart: ShareChart
    legend: list[tuple[str, str]]
    levels: list[tuple[str, LevelRow]]
    scheme: Scheme | None
    ceiling: str
    waiting_for: list[str]
    changes: list[Change]
    more_changes: int
    updated_at: datetime | None

    @property
    def has_figures(self) -> bool:
        return bool(self.rows)


def year_screen(year: int, page: Page | None) -> YearScreen:
    """What /funders/ (for the current year) or /funders/<year>/ shows.

    `page` is the funders page in the language. A fixed number of queries.
    """
    language = get_language() or ""
    base = (page.url or "") if page is not None else ""
    scheme, currency = scheme_in_force(year), reporting_currency()
    figures = figures_under(scheme, year)
    waiting = [] if figures.is_complete else without_rate(year, currency)
    table = _Table(figures, support_in(year), currency, language, base)
    changes = changes_in(year)
    return YearScreen(
        year=year,
        is_running=year == current_year(),
        years=_year_links(year, base),
        figures=figures,
        sign=currency_sign(currency, language),
        total=_money(figures.total, currency, language),
        total_number=table.number(figures.total),
        whole=percent_text(WHOLE, language),
        rows=table.rows({} if figures.is_complete else original_amounts(year)),
        chart=chart_of(figures),
        legend=legend_of(figures.rows if figures.is_complete else ()),
        levels=_levels(scheme, language),
        scheme=scheme,
        ceiling=percent_text(scheme.ceiling_tenths, language) if scheme else "",
        waiting_for=waiting,
        changes=_changes(changes, language, base),
        more_changes=changes.more,
        updated_at=changes.updated_at,
    )


def _year_links(shown: int, base: str) -> list[YearLink]:
    """The current year and all others that have records, the newest first. The current year is the
    funders page itself."""
    now = current_year()
    years = sorted({now, shown, *years_with_records()}, reverse=True)
    return [
        YearLink(year, base if year == now else f"{base}{year}/", year == shown) for year in years
    ]


# --- The table ------------------------------------------------------------------------------------
@dataclass(frozen=True)
class _Table:
    figures: YearFigures
    support: dict[str, Support]
    currency: str
    language: str
    base: str

    def rows(self, original: dict[str, dict[str, int]]) -> list[FunderRow]:
        ranked = sorted(self.figures.rows, key=lambda row: row.is_readers)  # readers stand last
        return [self._row(row, original.get(row.funder)) for row in ranked]

    def number(self, minor: int | None) -> str:
        """An amount without the sign of its currency, which the heading of the column has. Cents
        for all or for none, so that the column can be read."""
        if minor is None:
            return ""
        return number_text(
            minor, self.currency, self.language, cents="always" if self._has_cents else "auto"
        )

    @property
    def _has_cents(self) -> bool:
        unit = 10 ** minor_digits(self.currency)
        return any((row.minor or 0) % unit for row in self.figures.rows)

    def _row(self, row: FunderYear, original: dict[str, int] | None) -> FunderRow:
        support = self.support.get(row.funder, Support())
        return FunderRow(
            name=self._name(row),
            url=f"{self.base}{row.funder}/",
            kinds=tuple(kind_labels(support)),
            level=level_label(row.level, is_readers=row.is_readers),
            amounts=self._amounts(row, original),
            share="" if row.share_tenths is None else share_text(row.share_tenths, self.language),
            agreements=support.agreements,
            agreement_url=(
                reverse("sponsors:agreement", args=[support.agreement]) if support.agreement else ""
            ),
        )

    def _name(self, row: FunderYear) -> str:
        """Readers are called so in each language, as long as they are one group."""
        is_only = row.is_readers and sum(each.is_readers for each in self.figures.rows) == 1
        return _("Readers") if is_only else row.name

    def _amounts(self, row: FunderYear, original: dict[str, int] | None) -> tuple[str, ...]:
        if original is None:
            return (self.number(row.minor),)
        return tuple(
            money_text(minor, currency, self.language) for currency, minor in original.items()
        )


def kind_labels(support: Support) -> list[str]:
    """The kinds of support in words; readers' contributions with their number."""
    return [
        ngettext("%(count)d contribution", "%(count)d contributions", support.givers)
        % {"count": support.givers}
        if kind == SupportKind.CONTRIBUTIONS and support.givers
        else str(SupportKind(kind).label)
        for kind in support.kinds
    ]


def level_label(level: str | None, *, is_readers: bool) -> str:
    if is_readers:
        return _("Not ranked")
    return str(Level(level).label) if level else ""


def _money(minor: int | None, currency: str, language: str) -> str:
    return "" if minor is None else money_text(minor, currency, language)


# --- The chart and the scheme ---------------------------------------------------------------------
def chart_of(figures: YearFigures) -> ShareChart:
    """The bar; empty for a year that is not complete."""
    rows = figures.rows if figures.is_complete else ()
    return share_chart(
        (row.name, colour_of(row.level, is_readers=row.is_readers), row.minor or 0) for row in rows
    )


def legend_of(rows: Iterable[FunderYear]) -> list[tuple[str, str]]:
    """(colour, label) of the colours in use, in the order of the bar."""
    labels: dict[str, list[str]] = {}
    for row in sorted(rows, key=lambda row: row.is_readers):
        colour = colour_of(row.level, is_readers=row.is_readers)
        label = (
            _("Readers") if colour == READERS else level_label(row.level, is_readers=False)
        ) or _("Without a level")
        if label not in labels.setdefault(colour, []):
            labels[colour].append(label)
    return [(colour, _joined(words)) for colour, words in labels.items()]


def _joined(words: Sequence[str]) -> str:
    if len(words) == 1:
        return words[0]
    first, *others = words
    return _("%(first)s and %(second)s") % {
        "first": first,
        "second": ", ".join(word.lower() for word in others),
    }


def _levels(scheme: Scheme | None, language: str) -> list[tuple[str, LevelRow]]:
    """(label of the level, its row), the highest first."""
    if scheme is None:
        return []
    rows = level_rows([(row.level, row.minimum_tenths) for row in scheme.thresholds], language)
    return [
        (str(Level(row.level).label) if row.level else _("Without a level"), row) for row in rows
    ]


# --- What changed ---------------------------------------------------------------------------------
def _changes(changes: Changes, language: str, base: str) -> list[Change]:
    return [
        Change(
            on=record.booked_at,
            record=record,
            kind=str(SupportKind(record.kind).label),
            amount=money_text(abs(record.amount_minor), record.currency, language),
            url=f"{base}{record.funder.slug}/",
        )
        for record in changes.newest
    ]
