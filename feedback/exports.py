"""Files of a report: CSV, XLSX, JSON, PDF. Rows stream; no file is held in memory as cells."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable
from typing import IO, NamedTuple, TypeVar

from django.http import (
    FileResponse,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.template.loader import render_to_string
from django.utils.text import slugify
from openpyxl import Workbook

from core.pdf import pdf_from_html
from feedback.report import OutcomesReport
from feedback.report_data import as_json, data_hash
from feedback.report_method import methods
from feedback.report_table import Row, about_rows, figure_header, figure_rows
from feedback.spreadsheet import csv_lines, safe_row

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_R = TypeVar("_R", bound=HttpResponseBase)
LONGEST_SHEET_NAME = 31  # characters; Excel refuses more


class Sheet(NamedTuple):
    """`rows` may be a generator: it is read once."""

    name: str
    header: Row
    rows: Iterable[Row]


def workbook_file(sheets: Iterable[Sheet]) -> IO[bytes]:
    """An XLSX file, open at its beginning. No cell of it can be a formula.

    Rows go to disk one by one (openpyxl's write-only mode).
    """
    book = Workbook(write_only=True)
    for sheet in sheets:
        page = book.create_sheet(sheet.name[:LONGEST_SHEET_NAME])
        page.freeze_panes = "A2"
        page.append(safe_row(sheet.header))
        for row in sheet.rows:
            page.append(safe_row(row))
    out = tempfile.TemporaryFile()  # noqa: SIM115  (whoever gets it closes it)
    book.save(out)
    out.seek(0)
    return out


def csv_response(name: str, header: Row, rows: Iterable[Row]) -> StreamingHttpResponse:
    response = StreamingHttpResponse(
        csv_lines(header, rows), content_type="text/csv; charset=utf-8"
    )
    return _as_file(response, f"{name}.csv")


def xlsx_response(name: str, sheets: Iterable[Sheet]) -> FileResponse:
    response = FileResponse(workbook_file(sheets), content_type=XLSX)
    return _as_file(response, f"{name}.xlsx")


def json_response(name: str, report: OutcomesReport) -> HttpResponse:
    text = json.dumps(as_json(report), ensure_ascii=False, indent=1)
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    return _as_file(response, f"{name}.json", disposition="inline")


def pdf_response(name: str, report: OutcomesReport, request: HttpRequest) -> HttpResponse:
    """Raises PdfUnavailableError."""
    html = render_to_string("feedback/report_document.html", report_context(report), request)
    response = HttpResponse(pdf_from_html(html), content_type="application/pdf")
    return _as_file(response, f"{name}.pdf")


def report_csv(name: str, report: OutcomesReport) -> StreamingHttpResponse:
    """Figures first, then, after an empty line, query, hash and method."""
    width = len(figure_header())
    about = (_padded(row, width) for row in about_rows(report))
    rows: Iterable[Row] = (*figure_rows(report), ("",) * width, *about)
    return csv_response(name, figure_header(), rows)


def report_context(report: OutcomesReport) -> dict[str, object]:
    """What the templates of a report need."""
    return {"report": report, "sha256": data_hash(report), "methods": methods()}


def file_name(report: OutcomesReport, *parts: str) -> str:
    """Says what the file is when it lies in a folder of downloads."""
    return "-".join(slugify(part) for part in ("outcomes", *parts, f"{report.through:%Y-%m}"))


def _padded(row: Row, width: int) -> Row:
    return (*row, *("" for _missing in range(width - len(row))))


def _as_file(response: _R, name: str, *, disposition: str = "attachment") -> _R:
    response["Content-Disposition"] = f'{disposition}; filename="{name}"'
    return response
