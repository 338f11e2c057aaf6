"""A table as a file: spreadsheets run nothing, numbers stay numbers, cells stay cells."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.tables import BYTE_ORDER_MARK, cell_for_spreadsheet, table_as_csv
from tests.factories import make_article, table


def read(text):
    assert text.startswith(BYTE_ORDER_MARK)
    return list(csv.reader(io.StringIO(text.removeprefix(BYTE_ORDER_MARK), newline="")))


def as_csv(*rows):
    return table_as_csv({"table": {"data": [list(row) for row in rows]}})


FORMULAS = [
    '=HYPERLINK("https://evil.example","x")',
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)",
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "--1",
    "\t=1",
    "\r=1",
    "\n=1",
    " =1",
    "＝1+1",
    "＋1+1",
    "－1+1",
    "＠SUM(1)",
    "\x00=1",
    "-inf|x",
]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_is_run_as_a_formula(text):
    assert cell_for_spreadsheet(text) == f"'{text}"


@pytest.mark.parametrize(
    "text", ["79.4", "-3.1", "+2", "-0.5", "1e-5", "0", "86.0", "−3.1", "61.8%", "≥ 12", "< 5", ""]
)
def test_numbers_are_left_as_they_are_printed(text):
    assert cell_for_spreadsheet(text) == text


@given(st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1)))
def test_every_cell_comes_back_as_it_went_in(rows):
    assert read(as_csv(*rows)) == [[cell_for_spreadsheet(cell) for cell in row] for row in rows]


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_what_a_spreadsheet_would_run_never_comes_first(text):
    cell = cell_for_spreadsheet(text)
    if cell.lstrip().startswith(("=", "+", "-", "@", "＝")):
        assert float(cell) is not None


def test_empty_cells_stay_empty():
    assert read(as_csv([None, "", "0", 0])) == [["", "", "0", "0"]]


def test_a_table_is_handed_out_as_a_file(reader):
    block = table(["Status", "Under 18"], ["=1+1", "26.7"], title="Status")
    article = make_article(body=[block])
    response = reader.get(f"/articles/{article.slug}/table/{block['id']}/")
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"] == f'attachment; filename="{article.slug}.csv"'
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert read(response.content.decode("utf-8")) == [["Status", "Under 18"], ["'=1+1", "26.7"]]


def test_only_tables_of_this_article_are_handed_out(reader):
    block = table()
    make_article(body=[block])
    other = make_article()
    assert reader.get(f"/articles/{other.slug}/table/{block['id']}/").status_code == 404
    assert reader.get(f"/articles/{other.slug}/table/nonsense/").status_code == 404
