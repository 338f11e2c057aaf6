"""What a spreadsheet shows is what the report says, and no cell of it runs."""

from __future__ import annotations

import csv
import io
import json
import tracemalloc
from datetime import date
from uuid import UUID

import pytest
from openpyxl import load_workbook

from feedback import exports
from feedback.exports import Sheet, workbook_file
from feedback.models import (
    AgreementCount,
    AgreementSet,
    AgreementStatement,
    PairedCount,
    PollCount,
    ReadingCount,
)
from feedback.report import outcomes_report, read_partition
from feedback.report_data import data_hash
from feedback.report_query import ReportQuery
from feedback.report_table import (
    about_rows,
    figure_header,
    figure_rows,
    page_header,
    page_rows,
)
from feedback.spreadsheet import BYTE_ORDER_MARK
from feedback.tests.counted import answered, make_poll, opened
from tests.factories import make_article

pytestmark = pytest.mark.django_db

TODAY = date(2026, 6, 15)
EVIL = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1", ' =HYPERLINK("//x")')
MEGABYTES = 1024 * 1024


@pytest.fixture
def report(english):
    for model in (AgreementCount, PairedCount, PollCount, ReadingCount):
        model.objects.all().delete()
    chosen = AgreementSet.objects.create(title="T", heading="U?", thanks="T.", locale=english)
    statement = AgreementStatement.objects.create(
        set=chosen, text='=HYPERLINK("http://x","clear")', measure="clarity", locale=english
    )
    answered(UUID(int=1), statement.translation_key, (1, 2, 4, 10, 3), respondents=25)
    opened(UUID(int=1), 250, 150, 100)
    make_poll(english, {"=1+1": 7, "@PCR": 6})
    return outcomes_report(ReportQuery(), TODAY)


def cells(file):
    """{sheet: rows of (value, type)} of an XLSX file as a program reads it."""
    book = load_workbook(file, data_only=False)
    return {
        sheet.title: [[(cell.value, cell.data_type) for cell in row] for row in sheet.iter_rows()]
        for sheet in book.worksheets
    }


def test_every_cell_of_the_workbook_is_that_of_the_report(report):
    rows = list(figure_rows(report))
    read = cells(workbook_file([Sheet("Figures", figure_header(), rows)]))["Figures"]
    assert [value for value, _type in read[0]] == [str(name) for name in figure_header()]
    assert len(read) == len(rows) + 1
    for row, line in zip(rows, read[1:], strict=True):
        for expected, (value, _type) in zip(row, line, strict=True):
            if expected in (None, ""):
                assert value is None
            elif isinstance(expected, float):
                assert value == pytest.approx(expected, abs=1e-12)
            elif isinstance(expected, int):
                assert value == expected
            else:
                assert str(value).removeprefix("'") == expected


def test_no_cell_of_the_workbook_is_a_formula(report):
    sheets = [
        Sheet("Figures", figure_header(), figure_rows(report)),
        Sheet("Evil", ("=1", "b"), [(text, text) for text in EVIL]),
    ]
    read = cells(workbook_file(sheets))
    kinds = {kind for sheet in read.values() for row in sheet for _value, kind in row}
    assert "f" not in kinds
    texts = [value for row in read["Evil"] for value, _kind in row]
    assert all(str(text).startswith("'") for text in texts if text != "b")


def test_the_csv_has_the_figures_the_query_the_hash_and_no_formula(report):
    text = b"".join(exports.report_csv("x", report)).decode()
    assert text.startswith(BYTE_ORDER_MARK)
    rows = list(csv.reader(io.StringIO(text.removeprefix(BYTE_ORDER_MARK))))
    assert len({len(row) for row in rows}) == 1
    assert not any(cell.lstrip()[:1] in "=+@" for row in rows for cell in row if cell.lstrip())
    assert ["SHA-256", data_hash(report)] in [row[:2] for row in rows]
    figures = list(figure_rows(report))
    assert [row[4] for row in rows[1 : len(figures) + 1]] == [
        "" if each.number is None else str(each.number) for each in figures
    ]


def test_every_share_of_the_file_names_its_denominator(report):
    for each in figure_rows(report):
        assert each.share is None or each.of, each


def test_the_json_file_says_what_the_report_says(report):
    file = json.loads(exports.json_response("x", report).content)
    assert file["data"]["reading"] == {"started": 250, "half": 150, "completed": 100}
    statement = file["figures"]["statements"][0]
    assert statement["agreement"]["k"] == 13
    assert statement["agreement"]["n"] == 20
    assert statement["level"]["code"] == "2"


def test_the_method_and_its_levels_are_part_of_the_files(report):
    text = " ".join(str(cell) for row in about_rows(report) for cell in row)
    for word in ("Wilson", "McNemar", "Newcombe", "Level 1", "Level 4", "ten people"):
        assert word in text


def test_the_file_by_page_names_the_page_and_its_own_numbers(report):
    page = make_article(title="=Relapse")
    key = UUID(canonical_statement(report))
    answered(page.translation_key, key, (0, 0, 2, 8, 0), respondents=10)
    answered(UUID(int=9), key, (0, 0, 2, 7, 0), respondents=9)
    within = ReportQuery().within()
    rows = list(page_rows(read_partition(within, TODAY), within))
    assert len(rows) == 2  # the page with nine readers is not there
    named = next(row for row in rows if row[0] == "=Relapse")
    line = dict(zip(page_header(), named, strict=True))
    assert line["Answers"] == 10
    assert line["Share who agree"] == 0.8


def canonical_statement(report):
    return str(report.statements[0].key)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_100_000_rows_stay_far_under_100_megabytes(kind):
    rows = (("=text", str(number), number, number / 7, None) for number in range(100_000))
    header = ("a", "b", "c", "d", "e")
    tracemalloc.start()
    try:
        if kind == "csv":
            size = sum(map(len, exports.csv_response("x", header, rows)))
        else:
            with workbook_file([Sheet("S", header, rows)]) as file:
                size = len(file.read(MEGABYTES))
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert size > 500_000
    assert peak < 30 * MEGABYTES
