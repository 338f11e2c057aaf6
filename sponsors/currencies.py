"""Currencies by ISO 4217. Pure."""

from __future__ import annotations

from functools import cache

from babel.core import get_global

# The currencies that have other than two decimals. Kept here and not taken from a library, because
# booked amounts must not change their meaning when that library is upgraded.
_NO_DECIMALS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_DECIMALS = dict.fromkeys(_NO_DECIMALS.split(), 0)
_DECIMALS |= dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3)
_DECIMALS |= {"CLF": 4, "UYW": 4}


def is_currency(code: str) -> bool:
    """Whether `code` (three capitals) is legal tender somewhere today."""
    return code in _tender()


def minor_digits(code: str) -> int:
    """Decimals of the currency by ISO 4217: EUR 2, JPY 0, KWD 3."""
    return _DECIMALS.get(code, 2)


@cache
def _tender() -> frozenset[str]:
    """Every currency that is legal tender in some territory and has no last day."""
    return frozenset(
        code
        for entries in get_global("territory_currencies").values()
        for code, _start, end, tender in entries
        if tender and end is None
    )
