"""The figures of all years at once: a fixed number of queries, however many years there are."""

from __future__ import annotations

from collections.abc import Sequence

from sponsors.figures import Scheme, booked, scheme_of, years_with_records
from sponsors.funding import Booked, YearFigures, year_figures
from sponsors.models.schemes import LevelScheme


def all_schemes() -> list[Scheme]:
    """Every level scheme, the newest first. Two queries."""
    stored = LevelScheme.objects.order_by("-from_year").prefetch_related("thresholds")
    return [scheme_of(scheme) for scheme in stored]


def scheme_for(year: int, schemes: Sequence[Scheme]) -> Scheme | None:
    """The scheme in force in `year` of `schemes`, which come newest first."""
    return next((scheme for scheme in schemes if scheme.from_year <= year), None)


def figures_by_year() -> list[YearFigures]:
    """The figures of every year that has records, the newest first."""
    entries, schemes = booked(), all_schemes()
    return [figures_from(entries, year, schemes) for year in years_with_records()]


def figures_from(entries: Sequence[Booked], year: int, schemes: Sequence[Scheme]) -> YearFigures:
    """The figures of one year out of everything that is booked."""
    scheme = scheme_for(year, schemes)
    if scheme is None:
        return year_figures(entries, year, (), None)
    return year_figures(entries, year, scheme.thresholds, scheme.ceiling_tenths)
