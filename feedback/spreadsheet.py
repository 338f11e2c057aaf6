"""Cells that no spreadsheet runs as a formula, and CSV that streams. Pure.

OWASP, "CSV Injection": a text that begins with = + - @, a tab or a line end is run, or may be.
Some programs forgive blanks before the sign, and Excel takes the full-width signs of East Asian
keyboards for it.
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterable, Iterator
from datetime import date

Value = str | int | float | date

BYTE_ORDER_MARK = "\ufeff"  # Excel reads a CSV file as UTF-8 only if it begins so
LONGEST_CELL = 32_767  # characters; Excel calls a file with a longer cell damaged

# What XML 1.0, and so XLSX, cannot hold: control characters, lone surrogates, two noncharacters.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# Blanks, line ends and marks without width that may stand before the sign.
_BEFORE_A_SIGN = r"[\s\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]*"
_RUNS = re.compile(_BEFORE_A_SIGN + "[=+\\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")


def safe_cell(value: object) -> Value:
    """`value` for a cell of a CSV or XLSX file.

    Numbers and dates stay what they are, so a figure that may be negative is given as a number.
    Any other value becomes text, with an apostrophe in front where it would be run; nothing
    (None, not a number, infinity) becomes an empty text.
    """
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return ""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int | float | date):
        return value
    text = _UNWRITABLE.sub("", str(value))
    return (f"'{text}" if _RUNS.match(text) else text)[:LONGEST_CELL]


def safe_row(row: Iterable[object]) -> list[Value]:
    return [safe_cell(value) for value in row]


def csv_lines(header: Iterable[object], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """A CSV file (RFC 4180) in pieces, a row each; it never holds more than one row.

    Every text is quoted, so that a semicolon in it is less often taken for the end of a cell.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_NONNUMERIC)
    out.write(BYTE_ORDER_MARK)
    writer.writerow(safe_row(header))
    yield _taken(out)
    for row in rows:
        writer.writerow(safe_row(row))
        yield _taken(out)


def _taken(out: io.StringIO) -> str:
    text = out.getvalue()
    out.seek(0)
    out.truncate()
    return text
