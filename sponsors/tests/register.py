"""Sets the scene for tests of the register: an empty one, funders, a scheme, payments."""

import itertools
from datetime import date

from django.db.models import QuerySet

from sponsors.models import (
    ExchangeRate,
    Funder,
    FundingRecord,
    LedgerEntry,
    Level,
    LevelScheme,
    LevelThreshold,
)
from sponsors.services import announce_scheme, book_record

_numbers = itertools.count(1)
THRESHOLDS = {
    Level.PRINCIPAL: 250,
    Level.MAJOR: 100,
    Level.SUPPORTING: 30,
    Level.CONTRIBUTING: 0,
}


def empty_register():
    """No record, rate, scheme or entry. They refuse to be deleted, so their tables are asked."""
    for model in (ExchangeRate, FundingRecord, LevelThreshold, LevelScheme, LedgerEntry):
        QuerySet(model)._raw_delete("default")


def make_funder(name="", **fields):
    number = next(_numbers)
    name = name or f"Testa Pharma {number}"
    funder = Funder(
        **{"public_name": name, "legal_name": f"{name} SE", "kind": "company", **fields}
    )
    funder.full_clean()
    funder.save()
    return funder


def make_scheme(from_year=2020, thresholds=None, ceiling_tenths=400, *, announce=True):
    scheme = LevelScheme(from_year=from_year, ceiling_tenths=ceiling_tenths)
    scheme.thresholds = [
        LevelThreshold(level=level, minimum_tenths=minimum)
        for level, minimum in (thresholds or THRESHOLDS).items()
    ]
    scheme.save()
    if announce:
        announce_scheme(scheme)
    return scheme


def book(funder, amount_minor=1_000_000, year=2026, **changes):
    """A sponsorship in euros for the whole of `year`."""
    values = {
        "funder": funder,
        "kind": "contributions" if funder.kind == "readers" else "sponsorship",
        "amount_minor": amount_minor,
        "currency": "EUR",
        "period_start": date(year, 1, 1),
        "period_end": date(year, 12, 31),
        "scope": "hub",
        "involvement": "funds_only",
        "reference": f"T-{next(_numbers)}",
        **changes,
    }
    return book_record(**values)
