"""`manage.py verify_disclosures` notices a changed byte anywhere, and names the entry."""

import hashlib
import json
import re
import subprocess
import sys
from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from wagtail.models import Page

from sponsors.data_views import entry_as_json
from sponsors.models import LedgerEntry
from sponsors.selectors import frozen_funding
from sponsors.services import reverse_record
from sponsors.tests.register import book, empty_register, make_funder, make_scheme
from tests.factories import make_article

YEAR = timezone.localdate().year


@pytest.fixture(autouse=True)
def sound(db):
    """A scheme (entry 1), a record (2), a record with its rate (3, 4), a reversal (5), and two
    publications of one page and one of another (6, 7, 8)."""
    empty_register()
    Page.objects.filter(live=True, content_type__model="articlepage").update(live=False)
    make_scheme(YEAR - 1)
    funder = make_funder("Testa Pharma")
    book(funder, reference="A-1")
    dollars = book(
        funder,
        year=YEAR - 1,
        currency="USD",
        reference="A-2",
        rate=Decimal("0.9"),
        rate_on=date(2026, 1, 2),
        rate_source="A bank",
    )
    reverse_record(dollars, reason="Wrong year")
    page, other = make_article(live=False), make_article(live=False)
    for each in (page, page, other):
        each.save_revision().publish()


def verify(**options):
    """(exit code, what was printed)."""
    out = StringIO()
    try:
        call_command("verify_disclosures", stdout=out, **options)
    except SystemExit as end:
        return end.code, out.getvalue()
    return 0, out.getvalue()


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def head():
    entry = LedgerEntry.objects.first()
    return f"{entry.number}:{entry.entry_hash}"


def test_a_ledger_that_nobody_touched_is_sound_and_shows_its_head():
    code, out = verify()
    assert code == 0
    assert out.splitlines() == ["Entries: 8", f"Head: {head()}", "Sound."]


def test_an_empty_ledger_is_sound():
    empty_register()
    Page.objects.filter(content_type__model="articlepage").update(live=False)
    assert verify() == (0, "Entries: 0\nSound.\n")


# --- A changed byte -------------------------------------------------------------------------------
@pytest.mark.parametrize("number", range(1, 9))
def test_a_changed_byte_of_an_entry_names_it(number):
    text = LedgerEntry.objects.get(number=number).content
    changed = text[:-2] + chr(ord(text[-2]) ^ 1) + text[-1]
    assert len(changed) == len(text)
    sql("UPDATE sponsors_ledgerentry SET content = %s WHERE number = %s", changed, number)
    code, out = verify()
    assert code == 1
    assert f"Entry {number}: its content does not match its hash" in out
    assert not [
        line for line in out.splitlines() if "hash" in line and f"Entry {number}:" not in line
    ]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("kind", "scheme"),
        ("previous_hash", "f" * 64),
        ("entry_hash", "e" * 64),
        ("created_at", "2020-01-01 00:00:00"),
        ("language", "pt"),
        ("page_key", "0" * 32),
        ("object_id", 77),
    ],
)
def test_a_changed_column_of_an_entry_names_it(column, value):
    sql(f"UPDATE sponsors_ledgerentry SET {column} = %s WHERE number = 7", value)
    code, out = verify()
    assert code == 1
    assert "Entry 7: " in out


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("amount_minor", 1_000_001),
        ("currency", "USD"),
        ("kind", "other"),
        ("period_start", "2026-01-02"),
        ("period_end", "2026-12-30"),
        ("received_on", "2026-12-30"),
        ("scope", "item"),
        ("page_key", "0" * 32),
        ("involvement", "other"),
        ("involvement_note", "x"),
        ("agreement_sha256", "0" * 64),
        ("givers", 7),
        ("reference", "A-9"),
        ("reason", "x"),
        ("booked_at", "2020-01-01 00:00:00"),
    ],
)
def test_a_changed_record_names_its_entry_and_the_column(column, value):
    sql(f"UPDATE sponsors_fundingrecord SET {column} = %s WHERE reference = 'A-1'", value)
    code, out = verify()
    assert code == 1
    name = "page" if column == "page_key" else column
    assert "Entry 2: the funding record" in out
    assert out.splitlines()[0].endswith(f": {name}")


def test_a_record_given_to_another_funder_names_its_entry():
    other = make_funder()
    sql("UPDATE sponsors_fundingrecord SET funder_id = %s WHERE reference = 'A-1'", other.pk)
    assert "Entry 2: the funding record “A-1” now says something else: funder" in verify()[1]


@pytest.mark.parametrize(
    ("statement", "number"),
    [
        ("UPDATE sponsors_exchangerate SET rate = 0.91", 4),
        ("UPDATE sponsors_exchangerate SET source = 'Another bank'", 4),
        ("UPDATE sponsors_levelscheme SET ceiling_tenths = 999", 1),
        ("UPDATE sponsors_levelthreshold SET minimum_tenths = 1 WHERE minimum_tenths = 0", 1),
        ("DELETE FROM sponsors_levelthreshold WHERE minimum_tenths = 0", 1),
        ("DELETE FROM sponsors_exchangerate", 4),
        ("DELETE FROM sponsors_fundingrecord WHERE reference = 'A-1'", 2),
    ],
)
def test_a_changed_or_deleted_rate_scheme_or_record_names_its_entry(statement, number):
    sql(statement)
    code, out = verify()
    assert code == 1
    assert out.startswith(f"Entry {number}: ")


def test_renaming_a_funder_is_no_change_of_what_was_booked():
    sql("UPDATE sponsors_funder SET legal_name = 'Testa Group SE' WHERE slug = 'testa-pharma'")
    assert verify()[0] == 0


# --- Entries taken away or put in -----------------------------------------------------------------
@pytest.mark.parametrize("number", range(1, 8))
def test_an_entry_taken_from_the_middle_is_named(number):
    sql("DELETE FROM sponsors_ledgerentry WHERE number = %s", number)
    code, out = verify()
    assert code == 1
    assert f"Entry {number}: is missing" in out


def test_a_last_entry_about_a_publication_is_missed_by_its_page():
    sql("DELETE FROM sponsors_ledgerentry WHERE number = 8")
    code, out = verify()
    assert code == 1
    assert "live without a record of its last publication" in out


def test_an_older_publication_does_not_stand_in_for_the_last_one():
    sql("DELETE FROM sponsors_ledgerentry WHERE number >= 7")
    pages = [line for line in verify()[1].splitlines() if line.startswith("Page ")]
    assert len(pages) == 2


def test_a_last_entry_about_a_record_is_missed_by_the_record():
    book(make_funder(), reference="A-3")
    sql("DELETE FROM sponsors_ledgerentry WHERE number = 9")
    code, out = verify()
    assert code == 1
    assert "Register: the funding record “A-3” has no entry in the ledger" in out


def test_a_record_put_in_beside_the_services_is_noticed():
    sql(
        'INSERT INTO sponsors_exchangerate (record_id, rate, "on", source)'
        " SELECT id, 2, '2026-01-02', 'x' FROM sponsors_fundingrecord WHERE reference = 'A-1'"
    )
    code, out = verify()
    assert code == 1
    assert "Register: the exchange rate" in out


# --- What only a noted head shows -----------------------------------------------------------------
def test_a_last_entry_that_nothing_misses_is_noticed_by_whoever_noted_the_head():
    page = make_article(live=False)
    page.save_revision().publish()
    noted = tuple(head().split(":"))
    page.delete()
    sql("DELETE FROM sponsors_ledgerentry WHERE number = 9")
    assert verify()[0] == 0
    code, out = verify(head=(int(noted[0]), noted[1]))
    assert code == 1
    assert "Entry 9: is missing; its hash was noted earlier" in out


def test_a_chain_computed_anew_from_the_start_is_noticed_by_whoever_noted_the_head():
    noted = head().split(":")
    previous = "0" * 64
    for entry in LedgerEntry.objects.order_by("number"):
        text = entry.content.replace("Testa Pharma", "Nobody Pharma")
        at = entry.created_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        own = "\n".join([str(entry.number), entry.kind, at, text, previous]).encode()
        own = hashlib.sha256(own).hexdigest()
        sql(
            "UPDATE sponsors_ledgerentry SET content = %s, previous_hash = %s, entry_hash = %s"
            " WHERE number = %s",
            text,
            previous,
            own,
            entry.number,
        )
        previous = own
    assert verify()[0] == 0
    code, out = verify(head=(8, noted[1]))
    assert code == 1
    assert "Entry 8: has another hash than was noted earlier" in out


def test_a_noted_head_stays_true_when_more_is_written():
    noted = head()
    book(make_funder())
    out = StringIO()
    call_command("verify_disclosures", "--head", noted, stdout=out)
    assert "Sound." in out.getvalue()
    with pytest.raises(CommandError):
        call_command("verify_disclosures", "--head", "8:abc")


def test_the_script_in_the_documentation_finds_what_the_command_finds(tmp_path):
    text = (settings.ROOT / "docs" / "funding.md").read_text(encoding="utf-8")
    script = tmp_path / "check.py"
    script.write_text(re.search(r"```python\n(.*?)```", text, re.DOTALL)[1], encoding="utf-8")
    lines = [json.dumps(entry_as_json(e)) for e in LedgerEntry.objects.order_by("number")]
    file = tmp_path / "ledger.jsonl"

    def run():
        return subprocess.run(
            [sys.executable, script, file], capture_output=True, text=True, check=False
        )

    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert run().stdout == f"8 entries, head {head()}\n"
    lines[4] = lines[4].replace("Testa Pharma", "Festa Pharma")
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert run().stderr == "Entry 5 is not what it was\n"


# --- As JSON; what is missing ---------------------------------------------------------------------
def test_the_result_is_json_when_asked():
    sql("UPDATE sponsors_fundingrecord SET amount_minor = 5 WHERE reference = 'A-1'")
    code, out = verify(json=True)
    result = json.loads(out)
    assert code == 1
    assert result["sound"] is False
    assert result["entries"] == result["head"]["number"] == 8
    assert result["findings"] == [
        {
            "entry": 2,
            "message": "the funding record “A-1” now says something else: amount_minor",
        }
    ]
    assert result["pages_without_record"] == []


def test_records_that_live_pages_lack_are_written_afterwards_and_say_so():
    page = make_article()
    code, out = verify()
    assert code == 1
    assert f"Page {page.pk} (" in out
    code, out = verify(record_missing=True)
    assert code == 0
    assert out.startswith("Written afterwards: 1\n")
    frozen = frozen_funding(page)
    assert frozen.afterwards
    assert verify(record_missing=True)[1].startswith("Entries: 9\n")


def test_broken_json_in_an_entry_is_named_and_stops_nothing():
    sql("UPDATE sponsors_ledgerentry SET content = '{' WHERE number IN (2, 6)")
    code, out = verify()
    assert code == 1
    assert "Entry 2: its content" in out
    assert "Entry 6: its content" in out


def test_checking_costs_the_same_queries_however_long_the_ledger_is(django_assert_max_num_queries):
    for year in range(2000, 2010):
        book(make_funder(), year=year)
    with django_assert_max_num_queries(20):
        assert verify()[0] == 0
