"""How a pasted table is laid out."""

from core.tables import lay_out


def test_a_column_of_numbers_is_set_as_numbers_with_its_heading():
    table = lay_out([["Cohort", "Patients"], ["ELIANA", "79"], ["CIBMTR", "255"]])
    assert table.head[1].in_number_column
    assert all(row[1].in_number_column and row[1].is_number for row in table.rows)


def test_the_header_column_is_never_a_number_column():
    table = lay_out([["Year", "Patients"], ["2019", "3"], ["2020", "4"]])
    assert not table.head[0].in_number_column


def test_numbers_may_carry_units_and_intervals_and_have_gaps():
    table = lay_out(
        [
            ["", "a", "b", "c"],
            ["x", "44% at 3 y", "< 5", "0.41 (0.23–0.73)"],
            ["y", "NR", "–", ""],
        ]
    )
    assert [cell.in_number_column for cell in table.head] == [False, True, True, True]


def test_a_remark_among_numbers_stands_in_their_column_but_may_wrap():
    table = lay_out([["", "a"], ["x", "82%"], ["y", "85.5%"], ["z", "not in the abstract"]])
    assert table.rows[2][1].in_number_column
    assert not table.rows[2][1].is_number


def test_a_column_of_words_with_one_number_stays_a_column_of_words():
    table = lay_out([["", "a"], ["x", "12"], ["y", "twelve"]])
    assert not table.head[1].in_number_column


def test_a_cell_knows_the_heading_of_its_column():
    table = lay_out([["Cohort", "Patients"], ["ELIANA", "79"]])
    assert table.rows[0][1].label == "Patients"


def test_without_a_header_row_all_rows_are_body():
    table = lay_out([["a", "1"], ["b", "2"]], first_row_is_header=False)
    assert (len(table.head), len(table.rows)) == (0, 2)


def test_rows_without_text_are_left_out():
    assert len(lay_out([["a", "b"], [None, " "], ["x", "1"]]).rows) == 1


def test_short_rows_and_long_rows_are_kept_as_they_are():
    table = lay_out([["a", "b"], ["x"], ["y", "1", "2"]])
    assert [len(row) for row in table.rows] == [1, 3]


def test_an_empty_table_is_empty():
    assert lay_out([]).rows == ()
    assert lay_out([["", None]]).head == ()
