"""Reading the register from files of all sorts, and writing it so that it can be read again."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sponsors.models import Funder, FunderKind, FundingRecord, FundingSettings
from sponsors.register_csv import (
    MAX_BYTES,
    MAX_ROWS,
    CsvError,
    decode,
    guarded,
    read_csv,
    unguarded,
    write_csv,
)
from sponsors.register_import import Verdict, import_csv
from sponsors.register_rows import page_at, row_of
from sponsors.services import book_record, complete_rate, reverse_record
from tests.factories import make_plain_page

HEADER = "reference,funder,kind,amount,currency,period_start,period_end,scope,involvement"
GOOD = "T-1,Tarnwick Bio,sponsorship,48000.00,EUR,2031-01-01,2031-12-31,hub,funds_only"


def csv_of(*lines, header=HEADER):
    return "\r\n".join([header, *lines]) + "\r\n"


# --- The shape of a file --------------------------------------------------------------------------
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_every_usual_encoding_is_read(encoding):
    text = csv_of(GOOD.replace("Tarnwick", "Tärnwick"))
    assert read_csv(decode(text.encode(encoding))).rows[0].values["funder"] == "Tärnwick Bio"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_every_usual_delimiter_is_read(delimiter):
    text = csv_of(GOOD.replace(",", delimiter), header=HEADER.replace(",", delimiter))
    (row,) = read_csv(text).rows
    assert row.values["amount"] == "48000.00"
    assert row.values["involvement"] == "funds_only"


def test_decimal_commas_stay_whole_between_semicolons():
    line = GOOD.replace("48000.00", "48.000,00").replace(",", ";").replace("48.000;00", "48.000,00")
    (row,) = read_csv(csv_of(line, header=HEADER.replace(",", ";"))).rows
    assert row.values["amount"] == "48.000,00"


def test_columns_may_be_written_and_ordered_as_people_do():
    header = "Involvement,Scope,Period end,PERIOD-START,currency,Amount,kind,funder, Reference "
    line = ",".join(reversed(GOOD.split(",")))
    assert read_csv(csv_of(line, header=header)).rows[0].values["reference"] == "T-1"


def test_lines_are_counted_as_in_the_file():
    text = csv_of(GOOD, "", GOOD.replace("Tarnwick Bio", '"Tarnwick\r\nBio"'), GOOD)
    assert [row.line for row in read_csv(text).rows] == [2, 4, 6]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "empty"),
        (" \r\n ", "empty"),
        (HEADER, "no records"),
        ("reference,funder\r\nA,B", "Columns are missing: kind, amount"),
        (csv_of(GOOD, header=HEADER + ",kind"), "more than once: kind"),
        (csv_of(GOOD, '"T-2,never closed'), "Line 3"),
        (csv_of(*[GOOD] * (MAX_ROWS + 1)), "more than 1000"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(text, words):
    file = read_csv(text)
    assert words in file.problem
    assert not file.rows


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"PK\x03\x04" + b"x" * 50, "workbook"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 50, "workbook"),
        (b"a" * (MAX_BYTES + 1), "larger"),
        (b"abc\0def", "not text"),
        (b"\xff\xfe\x00", "not text"),
        (b"caf\x81", "not text"),
    ],
)
def test_what_is_no_csv_is_refused(data, words):
    with pytest.raises(CsvError, match=words):
        decode(data)


def test_a_cell_too_many_is_a_problem_of_its_row_alone():
    broken = GOOD.replace("48000.00", "48,000.00")
    first, second = read_csv(csv_of(broken, GOOD)).rows
    assert "more cells" in first.problem
    assert not second.problem


def test_columns_nobody_knows_are_named():
    assert read_csv(csv_of(GOOD + ",x", header=HEADER + ",colour")).unknown_columns == ("colour",)


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(data):
    try:
        text = decode(data)
    except CsvError:
        return
    read_csv(text)


# --- Formulas -------------------------------------------------------------------------------------
@pytest.mark.parametrize("cell", ["=1+1", "+cmd", "-cmd|x", "@SUM(A1)", "\tx", "\rx", "-1+1"])
def test_a_formula_is_disarmed(cell):
    assert guarded(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["-48000.00", "+5", "-3", "0.5", "", "Tarnwick", "O'Neill"])
def test_numbers_and_words_are_left_alone(cell):
    assert guarded(cell) == cell


@given(st.text(max_size=40))
def test_disarming_loses_nothing_and_lets_no_formula_through(cell):
    safe = guarded(cell)
    assert unguarded(safe) == cell
    if safe.startswith(("=", "@", "\t", "\r")):
        pytest.fail(safe)


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30).map(str.strip)


@given(CELLS, CELLS)
def test_what_is_written_is_read_again(reference, note):
    row = dict(zip(HEADER.split(","), GOOD.split(","), strict=True))
    (found,) = read_csv(write_csv([{**row, "reference": reference, "involvement_note": note}])).rows
    assert found.values["reference"] == reference
    assert found.values["involvement_note"] == note


# --- Booking a file -------------------------------------------------------------------------------
@pytest.fixture
def tarnwick(db):
    FundingSettings.objects.update_or_create(defaults={"reporting_currency": "EUR"})
    return Funder.objects.create(
        legal_name="Tarnwick Bio SE",
        public_name="Tarnwick Bio",
        slug="tarnwick-bio",
        kind=FunderKind.COMPANY,
    )


def test_a_preview_books_nothing(tarnwick):
    report = import_csv(csv_of(GOOD))
    assert (report.new, report.problems, report.can_be_booked) == (1, 0, True)
    assert not FundingRecord.objects.filter(funder=tarnwick).exists()


def test_a_file_is_booked(tarnwick):
    assert import_csv(csv_of(GOOD), commit=True).is_booked
    record = FundingRecord.objects.get(reference="T-1")
    assert (record.amount_minor, record.funder) == (48_000_00, tarnwick)


@pytest.mark.parametrize("name", ["Tarnwick Bio", "TARNWICK BIO SE", "tarnwick-bio"])
def test_a_funder_is_found_by_each_of_its_names(tarnwick, name):
    assert import_csv(csv_of(GOOD.replace("Tarnwick Bio", name))).new == 1


def test_values_may_be_written_as_in_the_cms(tarnwick):
    line = "T-1,Tarnwick Bio,Sponsorship,48 000,eur,01.01.2031,31.12.2031,The whole hub,funds_only"
    assert import_csv(csv_of(line), commit=True).is_booked


def test_one_broken_row_keeps_all_others_out(tarnwick):
    broken = GOOD.replace("T-1", "T-2").replace("48000.00", "-5")
    later = GOOD.replace("T-1", "T-3").replace("2031", "2032")
    report = import_csv(csv_of(GOOD, broken, later), commit=True)
    assert [row.verdict for row in report.rows] == [Verdict.NEW, Verdict.PROBLEM, Verdict.NEW]
    assert not report.is_booked
    assert not FundingRecord.objects.filter(funder=tarnwick).exists()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("48000.00", "-5"), "amount: "),
        (("48000.00", "0"), "amount: "),
        (("48000.00", "9" * 20), "amount: "),
        (("48000.00", ""), "amount: is missing"),
        (("EUR", "EURO"), "currency: “EURO” is not a currency"),
        (("Tarnwick Bio", "Tarnwik Bio"), "Is it “Tarnwick Bio”?"),
        (("Tarnwick Bio", "Nobody"), "Add the funder first"),
        (("2031-12-31", "2030-12-31"), "period_end: "),
        (("2031-12-31", "31/12/2031"), "period_end: “31/12/2031” is not a date"),
        (("2031-12-31", "2031-02-30"), "is not a date"),
        (("sponsorship", "gift"), "kind: “gift” is none of sponsorship"),
        (("hub", "item"), "page: is missing"),
        (("funds_only", "other"), "involvement_note: "),
        (("T-1", ""), "reference: is missing"),
    ],
)
def test_a_broken_row_says_what_is_wrong_in_which_column(tarnwick, change, words):
    (row,) = import_csv(csv_of(GOOD.replace(*change))).rows
    assert row.verdict is Verdict.PROBLEM
    assert any(words in message for message in row.messages), row.messages


def test_everything_wrong_in_a_row_is_said_at_once(tarnwick):
    line = GOOD.replace("48000.00", "x").replace("EUR", "XXX").replace("2031-12-31", "soon")
    (row,) = import_csv(csv_of(line)).rows
    assert len(row.messages) >= 2


def test_rows_that_overlap_each_other_are_found(tarnwick):
    again = GOOD.replace("T-1", "T-2").replace("2031-01-01", "2031-06-01")
    first, second = import_csv(csv_of(GOOD, again)).rows
    assert first.verdict is Verdict.NEW
    assert "T-1" in second.messages[0]


def test_a_number_twice_in_one_file_names_the_first_line(tarnwick):
    report = import_csv(csv_of(GOOD, GOOD.replace("2031", "2032")))
    assert "line 2" in report.rows[1].messages[0]


def test_importing_a_file_again_skips_what_is_booked(tarnwick):
    import_csv(csv_of(GOOD), commit=True)
    more = GOOD.replace("T-1", "T-2").replace("2031", "2032")
    report = import_csv(csv_of(GOOD.replace("48000.00", '"48,000.00"'), more), commit=True)
    assert (report.new, report.known) == (1, 1)
    assert not report.rows[0].messages
    assert FundingRecord.objects.filter(funder=tarnwick).count() == 2


def test_a_booked_record_that_the_file_contradicts_is_left_and_named(tarnwick):
    import_csv(csv_of(GOOD), commit=True)
    report = import_csv(csv_of(GOOD.replace("48000.00", "50000")), commit=True)
    assert report.known == 1
    assert "another amount" in report.rows[0].messages[0]
    assert FundingRecord.objects.get(reference="T-1").amount_minor == 48_000_00


def test_a_reversal_is_read_from_a_file(tarnwick):
    header = HEADER + ",reverses,reason"
    reversal = GOOD.replace("T-1", "T-1/R").replace("48000.00", "-48000.00")
    text = csv_of(GOOD + ",,", reversal + ",T-1,Booked twice.", header=header)
    assert import_csv(text, commit=True).is_booked
    assert FundingRecord.objects.get(reference="T-1").reversal.amount_minor == -48_000_00


@pytest.mark.parametrize(("of", "reason"), [("T-9", "Why."), ("T-1", "")])
def test_a_reversal_of_nothing_or_without_a_reason_is_refused(tarnwick, of, reason):
    header = HEADER + ",reverses,reason"
    reversal = GOOD.replace("T-1", "T-1/R")
    report = import_csv(csv_of(GOOD + ",,", f"{reversal},{of},{reason}", header=header))
    assert report.rows[1].verdict is Verdict.PROBLEM


def test_the_export_is_read_into_an_empty_register_as_it_was(tarnwick, django_user_model):
    page = make_plain_page(title="=Paid for")
    common = {
        "funder": tarnwick,
        "kind": "educational_grant",
        "period_start": date(2031, 1, 1),
        "period_end": date(2032, 6, 30),
        "involvement": "other",
        "involvement_note": "Lent a hall, and =more.",
    }
    first = book_record(
        **common, amount_minor=5_000, currency="KWD", scope="item", page=page, reference="T-1"
    )
    complete_rate(
        first, rate=Decimal("2.9871"), on=date(2026, 1, 2), source="European Central Bank"
    )
    second = book_record(
        **common, amount_minor=123_456, currency="EUR", scope="hub", reference="=T-2"
    )
    reverse_record(second, reason="Wrong amount.")
    mine = FundingRecord.objects.filter(funder=tarnwick).order_by("pk")
    exported = write_csv(row_of(record) for record in mine)
    report = import_csv(exported)
    assert report.known == 3
    assert not any(row.messages for row in report.rows)
    renamed = exported.replace("T-1", "N-1").replace("T-2", "N-2")
    Funder.objects.filter(pk=tarnwick.pk).update(public_name="Old", legal_name="Old", slug="old")
    new = Funder.objects.create(
        legal_name="Tarnwick Bio", public_name="Tarnwick Bio", slug="t", kind="company"
    )
    report = import_csv(renamed, commit=True)
    assert report.is_booked, [row.messages for row in report.rows]
    again = FundingRecord.objects.filter(funder=new).order_by("pk")
    left_aside = ("booked_at", "booked_by")

    def plain(rows):
        return [{k: v for k, v in row.items() if k not in left_aside} for row in rows]

    expected = next(iter([read_csv(renamed).rows]))
    assert plain(row_of(record) for record in again) == plain(dict(r.values) for r in expected)


def test_a_page_is_found_by_the_address_in_the_browser(db):
    page = make_plain_page(slug="paid-for")
    for address in ("/paid-for/", "paid-for", "https://hub.example/paid-for/?x=1"):
        assert page_at(address).pk == page.pk, address
    assert page_at("/pt/").locale.language_code == "pt"
    for address in ("/nowhere/", "http://[", "//"):
        found = page_at(address)
        assert found is None or found.depth == 2, address
