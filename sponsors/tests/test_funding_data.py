"""The open data: complete enough that an auditor computes every share and level anew, and safe to
open in a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import defaultdict
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction

import pytest
from django.utils import timezone

from sponsors.models import FundingRecord
from sponsors.services import complete_rate, reverse_record
from sponsors.tests.register import book, empty_register, make_funder, make_scheme
from tests.factories import make_topic

NOW = timezone.localdate().year
THEN = NOW - 2


@pytest.fixture(autouse=True)
def register(db):
    """Four years of everything: a grant over three years, dollars, yen, a reversal, readers."""
    empty_register()
    make_scheme(NOW - 5)
    stricter = {"principal": 500, "supporting": 50, "contributing": 0}
    make_scheme(NOW, thresholds=stricter, ceiling_tenths=300, announce=False)
    one, two, association, readers = (
        make_funder("Testa One", parent_group="Testa Group"),
        make_funder("Testa Two"),
        make_funder("Testa Association", kind="association", parent_group="Testa Group"),
        make_funder("Testa readers", kind="readers"),
    )
    for year in (THEN, NOW - 1, NOW):
        book(one, 3_333_333, year, reference=f"ONE-{year}")
        book(readers, 250_001, year, givers=17)
    book(
        association,
        10_000_001,
        kind="educational_grant",
        period_start=date(THEN, 7, 14),
        period_end=date(NOW, 2, 29 if NOW % 4 == 0 else 28),
        reference="GRANT",
    )
    dollars = {"currency": "USD", "rate": Decimal("0.92155"), "rate_source": "A bank"}
    book(two, 777_777, NOW - 1, rate_on=date(NOW - 1, 1, 2), **dollars)
    yen = {"currency": "JPY", "rate": Decimal("0.006125"), "rate_source": "A bank"}
    book(two, 5_000_001, NOW, rate_on=date(NOW, 1, 2), **yen)
    wrong = book(two, 99_999, THEN, kind="other", reference="WRONG")
    reverse_record(wrong, reason="Booked twice.")


def json_of(client, address="/funders/data.json"):
    response = client.get(address)
    assert response.headers["Content-Type"] == "application/json; charset=utf-8"
    return response.json()


# --- An auditor -----------------------------------------------------------------------------------
def recomputed(document):
    """year -> funder -> (amount, level), and year -> groups above the ceiling, from the records
    alone: by the formula in words, in fractions and day by day, with none of our code."""
    kinds = {each["slug"]: each["kind"] for each in document["funders"]}
    groups = {
        each["slug"]: each["parent_group"] or each["public_name"] for each in document["funders"]
    }
    amounts = defaultdict(lambda: defaultdict(int))
    for record in document["records"]:
        if record["reverses"] or record["reversed_by"]:
            continue
        amount = record["amount_minor"]
        if record["currency"] != document["currency"]:
            exact = Decimal(amount) * Decimal(record["exchange_rate"]["rate"])
            exact = exact.scaleb(document["minor_digits"] - record["minor_digits"])
            amount = int(exact.quantize(Decimal(1), rounding=ROUND_HALF_EVEN))
        start = date.fromisoformat(record["period_start"])
        end = date.fromisoformat(record["period_end"])
        days, before = (end - start).days + 1, 0
        for year in range(start.year, end.year + 1):
            passed = min((date(year, 12, 31) - start).days + 1, days)
            until = Fraction(amount * passed, days)
            amounts[year][record["funder"]] += int(until) - before
            before = int(until)
        assert before == amount
    result, above = {}, {}
    for entry in document["years"]:
        year, scheme = entry["year"], entry["scheme"]
        total = sum(amounts[year].values())
        steps = sorted(scheme["thresholds"], key=lambda step: -step["minimum_tenths"])
        result[year] = {}
        together = defaultdict(int)
        for funder, amount in amounts[year].items():
            share = Fraction(amount * 1000, total)
            level = next((s["level"] for s in steps if share >= s["minimum_tenths"]), None)
            if kinds[funder] == "readers":
                level = None
            else:
                together[groups[funder]] += amount
            result[year][funder] = (amount, level)
        above[year] = {
            group
            for group, amount in together.items()
            if Fraction(amount * 1000, total) > scheme["ceiling_tenths"]
        }
    return result, above


def test_an_auditor_computes_the_same_levels_amounts_and_ceilings(visitor):
    document = json_of(visitor)
    computed, above = recomputed(document)
    assert [entry["year"] for entry in document["years"]] == [NOW, NOW - 1, THEN]
    for entry in document["years"]:
        published = {row["funder"]: (row["amount_minor"], row["level"]) for row in entry["funders"]}
        assert published == computed[entry["year"]]
        assert entry["total_minor"] == sum(amount for amount, _level in published.values())
        assert set(entry["over_ceiling"]) == above[entry["year"]]
    assert above[NOW] == {"Testa Group", "Testa Two"}


def test_shares_are_within_a_tenth_of_the_exact_ones_and_add_up(visitor):
    for entry in json_of(visitor)["years"]:
        assert sum(row["share_tenths"] for row in entry["funders"]) == 1000
        for row in entry["funders"]:
            exact = Fraction(row["amount_minor"] * 1000, entry["total_minor"])
            assert abs(row["share_tenths"] - exact) < 1


def test_parts_of_a_record_add_up_to_its_amount(visitor):
    records = {record["reference"]: record for record in json_of(visitor)["records"]}
    for record in records.values():
        assert sum(record["parts"].values()) == record["amount_in_reporting_minor"]
    assert set(records["GRANT"]["parts"]) == {str(THEN), str(NOW - 1), str(NOW)}


def test_both_sides_of_a_reversal_are_in_the_data_and_count_for_nothing(visitor):
    records = {record["reference"]: record for record in json_of(visitor)["records"]}
    assert records["WRONG"]["reversed_by"] == "WRONG/R"
    assert records["WRONG/R"]["reverses"] == "WRONG"
    assert records["WRONG/R"]["reason"] == "Booked twice."
    assert records["WRONG"]["amount_minor"] == -records["WRONG/R"]["amount_minor"]
    year = next(each for each in json_of(visitor)["years"] if each["year"] == THEN)
    assert "testa-two" not in {row["funder"] for row in year["funders"]}


def test_the_file_of_a_year_has_that_year_and_what_touches_it(visitor):
    document = json_of(visitor, f"/funders/{NOW - 1}/data.json")
    [year] = document["years"]
    assert year == next(each for each in json_of(visitor)["years"] if each["year"] == NOW - 1)
    references = {record["reference"] for record in document["records"]}
    assert {"GRANT", f"ONE-{NOW - 1}"} <= references
    assert f"ONE-{NOW}" not in references
    computed, _above = recomputed(document)
    assert {row["funder"]: (row["amount_minor"], row["level"]) for row in year["funders"]} == (
        computed[NOW - 1]
    )


def test_a_year_without_its_exchange_rates_gives_no_figure_that_could_be_wrong(visitor):
    waiting = book(make_funder("Waiting"), 4_000, THEN, currency="CHF", reference="CHF-1")
    year = next(each for each in json_of(visitor)["years"] if each["year"] == THEN)
    assert (year["is_complete"], year["total_minor"]) == (False, None)
    assert {
        (row["amount_minor"], row["share_tenths"], row["level"]) for row in year["funders"]
    } == {(None, None, None)}
    rows = csv_of(visitor, f"/funders/{THEN}/data.csv")
    assert {row["funder_share_percent"] for row in rows} == {""}
    assert next(row for row in rows if row["reference"] == "CHF-1")["part_of_year"] == ""
    complete_rate(waiting, rate=Decimal("1.05"), on=date(THEN, 1, 2), source="A bank")
    year = next(each for each in json_of(visitor)["years"] if each["year"] == THEN)
    assert year["is_complete"]


@pytest.mark.parametrize("below", ["1999", "0", "99999", f"0{THEN}", "²⁰²²", str(NOW + 1), "x"])
@pytest.mark.parametrize("kind", ["csv", "json"])
def test_there_is_no_file_for_what_is_no_year(visitor, below, kind):
    assert visitor.get(f"/funders/{below}/data.{kind}").status_code == 404


def test_the_current_year_has_its_files_before_anything_is_booked(visitor):
    empty_register()
    document = json_of(visitor, f"/funders/{NOW}/data.json")
    assert document["records"] == []
    assert document["years"][0]["total_minor"] in (0, None)
    assert csv_of(visitor, f"/funders/{NOW}/data.csv") == []


def test_files_are_the_same_in_every_language(visitor):
    for address in ("/funders/data.csv", "/funders/data.json", "/funders/schema.json"):
        assert visitor.get(f"/pt{address}").content == visitor.get(address).content


# --- The schema -----------------------------------------------------------------------------------
KINDS = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "boolean": bool,
    "null": type(None),
}


def faults(schema, value, root, place="$"):
    """What is wrong with `value` by the parts of JSON Schema that our schema uses."""
    if "$ref" in schema:
        target = root
        for part in schema["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        yield from faults(target, value, root, place)
    if "anyOf" in schema and all(list(faults(each, value, root)) for each in schema["anyOf"]):
        yield f"{place}: none of anyOf"
    names = schema.get("type", [])
    kinds = [KINDS[name] for name in ([names] if isinstance(names, str) else names)]
    if kinds and type(value) not in kinds:
        yield f"{place}: {type(value).__name__}"
    elif (
        value not in schema.get("enum", [value])
        or value != schema.get("const", value)
        or not re.search(schema.get("pattern", ""), str(value))
    ):
        yield f"{place}: {value!r}"
    elif isinstance(value, dict):
        yield from faults_of_members(schema, value, root, place)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from faults(schema.get("items", {}), inner, root, f"{place}[{number}]")


def faults_of_members(schema, value, root, place):
    missing = set(schema.get("required", [])) - set(value)
    yield from (f"{place}.{name} is missing" for name in missing)
    more = schema.get("additionalProperties", True)
    for name, inner in value.items():
        known = schema.get("properties", {}).get(name, more)
        if known is False:
            yield f"{place}.{name} is unknown"
        elif isinstance(known, dict):
            yield from faults(known, inner, root, f"{place}.{name}")


def test_the_data_is_as_its_schema_says(visitor):
    topic = make_topic(title="A funded topic")
    book(
        make_funder(country="DE"),
        9_000,
        NOW,
        scope="topic",
        page=topic,
        involvement="other",
        involvement_note="Lent a room.",
        received_on=date(NOW, 2, 3),
    )
    book(make_funder(), 9_000, THEN, currency="CHF")
    schema = visitor.get("/funders/schema.json").json()
    for address in ("/funders/data.json", f"/funders/{NOW}/data.json"):
        document = json_of(visitor, address)
        assert list(faults(schema, document, schema)) == []
        assert document["$schema"].endswith("/funders/schema.json")
    broken = json.loads(json.dumps(document))
    broken["records"][0]["amount_minor"] = 1.5
    broken["surprise"] = 1
    assert len(list(faults(schema, broken, schema))) == 2


# --- The table ------------------------------------------------------------------------------------
def csv_of(client, address="/funders/data.csv"):
    response = client.get(address)
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_the_parts_in_the_table_add_up_to_the_income_of_each_year(visitor):
    totals = defaultdict(Decimal)
    for row in csv_of(visitor):
        if row["counts"] == "yes":
            totals[row["year"]] += Decimal(row["part_of_year"])
    published = {
        str(year["year"]): Decimal(year["total_minor"]) / 100 for year in json_of(visitor)["years"]
    }
    assert totals == published


def test_the_table_names_its_file_and_is_a_download(visitor):
    response = visitor.get(f"/funders/{NOW}/data.csv")
    assert response.headers["Content-Disposition"].startswith("attachment; filename=")
    assert f"funding-{NOW}.csv" in response.headers["Content-Disposition"]


def test_no_cell_is_run_as_a_formula_by_a_spreadsheet(visitor):
    names = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(1)"]
    for name in names:
        book(make_funder(f"{name} Pharma"), 1_000, NOW)
    text = visitor.get("/funders/data.csv").content.decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    for name in names:
        assert f"'{name} Pharma" in cells
    assert [cell for cell in cells if cell[:1] in "=+@\t\r" and cell] == []
    # Negative amounts stay numbers.
    assert "-999.99" in cells


def test_the_data_names_nobody_who_works_for_the_hub(visitor, django_user_model):
    editor = django_user_model.objects.get(username="admin")
    book(make_funder(), 1_000, NOW, by=editor)
    assert FundingRecord.objects.filter(booked_by=editor).exists()
    for address in ("/funders/data.csv", "/funders/data.json", "/funders/ledger.jsonl"):
        said = visitor.get(address).getvalue().decode()
        words = set(re.split(r'[",:\s]+', said))
        assert not {editor.email, editor.get_username()} & words
