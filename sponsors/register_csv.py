"""Reading and writing the register as CSV. Pure: bytes in, rows of text out.

Files come from Excel, LibreOffice and finance systems of several countries, so that the encoding
(UTF-8, UTF-16, Windows-1252) and the delimiter (comma, semicolon, tab) are found out. What a row
means is judged elsewhere (register_import.py); here only its shape is.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

REQUIRED = (
    "reference",
    "funder",
    "kind",
    "amount",
    "currency",
    "period_start",
    "period_end",
    "scope",
    "involvement",
)
OPTIONAL = (
    "page",
    "involvement_note",
    "received_on",
    "givers",
    "rate",
    "rate_on",
    "rate_source",
    "reverses",
    "reason",
)
# Written by the export so that an auditor has them; an import leaves them aside.
EXPORT_ONLY = ("agreement", "agreement_sha256", "booked_at", "booked_by")
COLUMNS = (*REQUIRED, *OPTIONAL, *EXPORT_ONLY)

MAX_BYTES = 1_000_000
MAX_ROWS = 1_000

_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
_PLAIN_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?\Z")


@dataclass(frozen=True)
class CsvRow:
    """One record as text; `line` is the line of the file where it begins, counted from 1."""

    line: int
    values: Mapping[str, str]
    problem: str = ""


@dataclass(frozen=True)
class CsvFile:
    """What a file holds. With a problem of the whole file there are no rows."""

    rows: tuple[CsvRow, ...] = ()
    problem: str = ""
    unknown_columns: tuple[str, ...] = ()


class CsvError(ValueError):
    """The file as a whole cannot be used; the text says why and what to do."""


def read_csv(text: str) -> CsvFile:
    """Split `text` into rows. A broken row carries its problem; a broken file has no rows."""
    try:
        return _read(text)
    except CsvError as error:
        return CsvFile(problem=str(error))


def decode(data: bytes) -> str:
    """The text of an uploaded file; CsvError when it is too large, empty or no text."""
    if len(data) > MAX_BYTES:
        raise CsvError(_("The file is larger than 1 MB. Split it into several files."))
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):  # xlsx, xls
        raise CsvError(
            _("This is a workbook, not CSV. In Excel choose “Save as”, then “CSV UTF-8”.")
        )
    for encoding in _encodings(data):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise CsvError(_("The file is not text. Save it as CSV (UTF-8) and choose it again."))


def _encodings(data: bytes) -> tuple[str, ...]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ("utf-16",)
    if data[1:2] == b"\0":  # without a byte order mark: the second byte of a Latin letter is zero
        return ("utf-16-le",)
    if data[:1] == b"\0":
        return ("utf-16-be",)
    return ("utf-8-sig", "cp1252")


def _read(text: str) -> CsvFile:
    text = text.removeprefix("\ufeff")
    if not text.strip():
        raise CsvError(_("The file is empty."))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    line = 1
    header: list[str] = []
    rows: list[CsvRow] = []
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                if header:
                    rows.append(_row(line, header, cells))
                else:
                    header = _header(cells)
            if len(rows) > MAX_ROWS:
                raise CsvError(
                    _("The file has more than %(number)d records. Split it into several files.")
                    % {"number": MAX_ROWS}
                )
            line = reader.line_num + 1
    except csv.Error as error:
        raise CsvError(
            _("Line %(line)d cannot be read: a quotation mark is not closed or not doubled.")
            % {"line": line}
        ) from error
    if not rows:
        raise CsvError(_("The file has column names, but no records below them."))
    unknown = tuple(name for name in header if name and name not in COLUMNS)
    return CsvFile(rows=tuple(rows), unknown_columns=unknown)


def _delimiter(text: str) -> str:
    """The one that splits the first line with words into the most columns we know."""
    first = next(line for line in text.splitlines() if line.strip())

    def known(delimiter: str) -> int:
        return sum(_name(cell) in COLUMNS for cell in first.split(delimiter))

    return max((",", ";", "\t"), key=known)


def _name(cell: str) -> str:
    return re.sub(r"[\s_-]+", "_", cell.strip().strip('"').strip().lower())


def _header(cells: Sequence[str]) -> list[str]:
    names = [_name(cell) for cell in cells]
    missing = [name for name in REQUIRED if name not in names]
    if missing:
        raise CsvError(
            ngettext(
                "A column is missing: %(names)s. The first line must hold the column names.",
                "Columns are missing: %(names)s. The first line must hold the column names.",
                len(missing),
            )
            % {"names": ", ".join(missing)}
        )
    twice = sorted({name for name in names if name in COLUMNS and names.count(name) > 1})
    if twice:
        raise CsvError(
            _("A column is there more than once: %(names)s.") % {"names": ", ".join(twice)}
        )
    return names


def _row(line: int, header: Sequence[str], cells: Sequence[str]) -> CsvRow:
    values = {
        name: unguarded(cell.strip())
        for name, cell in zip(header, cells, strict=False)
        if name in COLUMNS
    }
    for name in COLUMNS:
        values.setdefault(name, "")
    problem = ""
    if any(cell.strip() for cell in cells[len(header) :]):
        problem = _(
            "This line has more cells than there are columns. Put text that holds the delimiter "
            "between quotation marks."
        )
    return CsvRow(line, values, problem)


# --- Writing --------------------------------------------------------------------------------------
def write_csv(rows: Iterable[Mapping[str, str]], columns: Sequence[str] = COLUMNS) -> str:
    """CSV with a header, CRLF line ends, each cell safe to open in a spreadsheet."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([guarded(row.get(name, "")) for name in columns])
    return out.getvalue()


def guarded(cell: str) -> str:
    """`cell` with an apostrophe in front where a spreadsheet would take it for a formula."""
    return f"'{cell}" if _looks_like_formula(cell) else cell


def unguarded(cell: str) -> str:
    """Takes back what `guarded` added, so that an export can be read again."""
    return cell[1:] if cell.startswith("'") and _looks_like_formula(cell) else cell


def _looks_like_formula(cell: str) -> bool:
    """Leading apostrophes are looked through: one that was typed must not be lost on the way."""
    bare = cell.lstrip("'")
    return bare.startswith(_FORMULA_SIGNS) and not _PLAIN_NUMBER.match(bare)
