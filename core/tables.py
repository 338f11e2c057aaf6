"""How a table from a spreadsheet is set: headers, and numbers at the end of their column.

Pure: rows of cells in, cells with their role out. The template only loops.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

# "26.6", "44% at 3 y", "< 5", "−3.1", "0.41 (0.23–0.73)"; also the dashes and abbreviations
# that stand where a number is missing.
_NUMBER = re.compile(r"^[<>≤≥~±+−-]?\s?\d")
_MISSING = frozenset({"", "-", "–", "—", "NE", "NR", "NA", "n/a"})


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell.

    `in_number_column` sets it at the end of the column; `is_number` keeps it on one line. `label`
    is its column's heading, shown beside it when rows become cards.
    """

    text: str
    in_number_column: bool
    is_number: bool
    label: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A laid-out table; `head` is empty when the first row holds no headings."""

    head: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    first_column_is_header: bool


def lay_out(
    data: Sequence[Sequence[str | None]],
    *,
    first_row_is_header: bool = True,
    first_column_is_header: bool = True,
) -> Table:
    """Give each cell of `data` (rows of texts, None for an empty cell) its role.

    A column holds numbers when more than half of its cells do, gaps not counted; the header column
    never does. Rows without any text are left out.
    """
    cells = [[(text or "").strip() for text in row] for row in data]
    filled = [row for row in cells if any(row)]
    titles = filled[0] if first_row_is_header and filled else []
    body = filled[1:] if titles else filled
    columns = max((len(row) for row in filled), default=0)
    numeric = [
        not (index == 0 and first_column_is_header)
        and _is_numeric([row[index] for row in body if index < len(row)])
        for index in range(columns)
    ]
    return Table(
        head=tuple(Cell(text, numeric[index], False) for index, text in enumerate(titles)),
        rows=tuple(
            tuple(
                Cell(text, numeric[index], _is_number(text), "".join(titles[index : index + 1]))
                for index, text in enumerate(row)
            )
            for row in body
        ),
        first_column_is_header=first_column_is_header,
    )


def _is_number(text: str) -> bool:
    return bool(_NUMBER.match(text))


def _is_numeric(column: list[str]) -> bool:
    present = [text for text in column if text not in _MISSING]
    return 2 * sum(map(_is_number, present)) > len(present)
