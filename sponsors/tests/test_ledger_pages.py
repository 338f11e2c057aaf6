"""The ledger, the statement, agreements and the sponsors' visits, as everybody can read them."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from django.db.models import QuerySet
from django.utils import timezone
from lxml import html

from core.models import HubDocument
from sponsors.entries import append
from sponsors.models import EntryKind, LedgerEntry, SponsorAction
from sponsors.services import reverse_record
from sponsors.tests.register import book, empty_register, make_funder, make_scheme
from tests.factories import make_article, make_document

NOW = timezone.localdate().year


@pytest.fixture(autouse=True)
def funder(db):
    """One scheme (entry 1) and one record (entry 2)."""
    empty_register()
    make_scheme(NOW - 1)
    funder = make_funder("Testa Pharma", parent_group="Testa Group")
    book(funder, 5_000, NOW, reference="T-LEDGER")
    return funder


def text_of(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return " ".join(html.document_fromstring(response.content.decode()).text_content().split())


def published(title):
    article = make_article(title=title, live=False)
    article.save_revision().publish()
    return article


# --- The ledger -----------------------------------------------------------------------------------
def test_the_file_can_be_checked_in_the_way_the_page_explains(visitor, funder):
    published("A piece — with “quotes” and\u2028signs")
    book(funder, 7, NOW - 1, kind="other")
    lines = visitor.get("/funders/ledger.jsonl").getvalue().decode().split("\n")
    assert lines.pop() == ""
    previous = "0" * 64
    for number, line in enumerate(lines, start=1):
        entry = json.loads(line)
        assert entry["number"] == number
        assert entry["previous_hash"] == previous
        parts = ["number", "kind", "created_at", "content", "previous_hash"]
        hashed = "\n".join(str(entry[part]) for part in parts).encode()
        assert hashlib.sha256(hashed).hexdigest() == entry["hash"]
        previous = entry["hash"]
    assert len(lines) == LedgerEntry.objects.count() == 4


def test_the_page_shows_the_newest_entry_and_how_to_check(visitor):
    newest = LedgerEntry.objects.order_by("-number").first()
    said = text_of(visitor, "/funders/ledger/")
    assert newest.entry_hash in said
    assert "T-LEDGER" in said
    assert "verify_disclosures" in said


def test_an_entry_about_a_publication_says_who_paid_then(visitor, funder):
    published("A frozen piece")
    number = LedgerEntry.objects.order_by("-number").first().number
    before = text_of(visitor, f"/funders/ledger/{number}/")
    assert "A frozen piece" in before
    assert "Testa Pharma" in before
    for record in funder.records.all():
        reverse_record(record, reason="Given back.")
    funder.public_name = "Renamed Pharma"
    funder.save()
    after = text_of(visitor, f"/funders/ledger/{number}/")
    assert "Testa Pharma" in after
    assert "Renamed" not in after.partition("What the entry says")[2]


@pytest.mark.parametrize("number", [1, 2])
def test_every_kind_of_entry_can_be_read(visitor, number):
    entry = LedgerEntry.objects.get(number=number)
    assert entry.entry_hash in text_of(visitor, f"/funders/ledger/{number}/")


@pytest.mark.parametrize("number", ["0", "3", "01", "-1", "9" * 18, "9" * 40, "x", "²"])
def test_a_number_that_no_entry_has_is_not_found(visitor, number):
    assert visitor.get(f"/funders/ledger/{number}/").status_code == 404


def test_a_long_ledger_comes_in_pages(visitor, funder):
    for number in range(60):
        content = {"record": 1, "rate": "1.5", "on": "2026-01-02", "source": f"Bank {number}"}
        append(EntryKind.RATE, content, object_id=number)
    first = visitor.get("/funders/ledger/").content.decode()
    assert 'href="?page=2#entries"' in first
    assert "T-LEDGER" not in first
    assert "T-LEDGER" in visitor.get("/funders/ledger/?page=2").content.decode()
    for odd in ("0", "-1", "x", "9" * 30, ""):
        assert visitor.get(f"/funders/ledger/?page={odd}").status_code == 200


def test_an_empty_ledger_says_so(visitor):
    empty_register()
    assert "Nothing is written yet." in text_of(visitor, "/funders/ledger/")
    assert visitor.get("/funders/ledger.jsonl").getvalue() == b""


def test_a_closed_page_is_in_the_ledger_without_its_title(visitor):
    article = make_article(title="Zq closed title", live=False)
    article.view_restrictions.create(restriction_type="login")
    article.save_revision().publish()
    assert "Zq closed title" not in visitor.get("/funders/ledger.jsonl").getvalue().decode()
    assert "A page that is not open to everybody" in text_of(visitor, "/funders/ledger/")


@pytest.mark.parametrize("broken", ["{", '"text"', '{"page": {}}'])
def test_an_entry_that_somebody_broke_breaks_no_page(visitor, reader, broken):
    article = published("Zq tampered")
    entry = LedgerEntry.objects.latest("number")
    QuerySet(LedgerEntry).filter(pk=entry.pk).update(content=broken)
    assert "This entry cannot be read." in text_of(visitor, f"/funders/ledger/{entry.number}/")
    assert visitor.get("/funders/ledger/").status_code == 200
    assert "No record was kept" in text_of(reader, article.url)
    for address in ("/feeds/articles.rss", "/feeds/articles.json"):
        assert visitor.get(address).status_code == 200


# --- The statement --------------------------------------------------------------------------------
def test_the_statement_stands_in_every_language_the_readers_own_first(visitor):
    document = html.document_fromstring(visitor.get("/pt/funders/statement/").content.decode())
    headings = document.xpath("//main//h2")
    assert [heading.get("lang") for heading in headings] == ["pt", "en", "es"]
    assert document.text_content().count("Testa Pharma") >= 3


# --- The sponsors' visits -------------------------------------------------------------------------
def test_the_log_of_the_sponsors_visits_is_public_and_names_no_person(
    visitor, funder, django_user_model
):
    SponsorAction.objects.all().delete()
    assert "No sponsor has logged in so far." in text_of(visitor, "/funders/sponsor-access/")
    user = django_user_model.objects.create(username="zq.person", email="zq@testa.example")
    for action in ("login", "view", "view", "download_csv"):
        SponsorAction.objects.create(funder=funder, user=user, action=action, at=timezone.now())
    page = html.document_fromstring(visitor.get("/funders/sponsor-access/").content.decode())
    [row] = page.xpath("//table/tbody/tr")
    cells = [cell.text_content().strip() for cell in row]
    assert cells[1:] == ["Testa Pharma", "1", "2", "1", "0"]
    assert "zq" not in page.text_content()


# --- Agreements -----------------------------------------------------------------------------------
@pytest.fixture
def filed(funder):
    """A record with its agreement."""
    document = make_document("Agreement", "agreement.pdf", b"%PDF-1.4 signed")
    return book(funder, 900, NOW, kind="other", reference="WITH-FILE", agreement=document)


def test_an_agreement_is_a_download_for_everybody(visitor, filed):
    response = visitor.get(f"/funders/agreements/{filed.pk}/")
    assert response.getvalue() == b"%PDF-1.4 signed"
    assert response.headers["Content-Disposition"].startswith("attachment;")
    assert response.headers["Content-Type"] == "application/pdf"
    head = visitor.head(f"/funders/agreements/{filed.pk}/")
    assert (head.status_code, head.headers["Content-Length"]) == (200, "15")
    assert visitor.post(f"/funders/agreements/{filed.pk}/").status_code == 405
    # The same file under its own address stays behind the notice.
    assert b"signed" not in visitor.get(filed.agreement.url).getvalue()


def test_only_a_record_that_names_a_document_opens_it(visitor, filed):
    other = make_document("Not an agreement", "secret.pdf", b"%PDF-1.4 secret")
    without = book(filed.funder, 950, NOW - 1, kind="other")
    for pk in (without.pk, other.pk + 10_000, 999_999):
        assert visitor.get(f"/funders/agreements/{pk}/").status_code == 404
    for odd in ("0", "-1", "x", "9" * 40):
        assert visitor.get(f"/funders/agreements/{odd}/").status_code == 404


def test_a_file_that_was_exchanged_is_not_handed_out(visitor, filed):
    Path(filed.agreement.file.path).write_bytes(b"%PDF-1.4 another")
    response = visitor.get(f"/funders/agreements/{filed.pk}/")
    assert response.status_code == 404
    assert "not the one that was filed" in response.content.decode()
    assert b"another" not in response.content


def test_a_missing_file_is_said_to_be_missing(visitor, filed):
    Path(filed.agreement.file.path).unlink()
    response = visitor.get(f"/funders/agreements/{filed.pk}/")
    assert response.status_code == 404
    assert "The file of this agreement is missing." in response.content.decode()


def test_a_document_that_was_deleted_leaves_the_record_readable(visitor, filed):
    HubDocument.objects.filter(pk=filed.agreement_id).delete()
    assert visitor.get(f"/funders/agreements/{filed.pk}/").status_code == 404
    assert "WITH-FILE" in text_of(visitor, "/funders/testa-pharma/")
    assert filed.agreement_sha256 in visitor.get("/funders/data.csv").content.decode()
