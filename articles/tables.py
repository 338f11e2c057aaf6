"""A data table as CSV and as rows for the template."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import Any

BYTE_ORDER_MARK = "\ufeff"
# A spreadsheet would run a cell that starts so as a formula (OWASP ASVS 5.0, 1.2.10); some forgive
# blanks before the sign, and Excel takes the full-width signs of East Asian keyboards for it.
FORMULA_STARTS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_BEFORE_A_SIGN = " \t\r\n\x00"


def cell_for_spreadsheet(text: str) -> str:
    """The cell's text, with an apostrophe before anything a spreadsheet would run.

    A plain negative number stays a number.
    """
    if text.lstrip(_BEFORE_A_SIGN).startswith(FORMULA_STARTS):
        try:
            float(text)
        except ValueError:
            return f"'{text}"
    return text


def table_as_csv(value: Mapping[str, Any]) -> str:
    """The cells of a data table block, RFC 4180."""
    out = io.StringIO()
    out.write(BYTE_ORDER_MARK)
    writer = csv.writer(out)
    for row in (value.get("table") or {}).get("data", []):
        writer.writerow([cell_for_spreadsheet("" if cell is None else str(cell)) for cell in row])
    return out.getvalue()
