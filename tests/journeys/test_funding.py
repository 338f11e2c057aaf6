"""Money in the open, in a browser: an auditor computes the figures again from the file alone, an
editor books a payment and everything follows, and a changed byte is found."""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager
from datetime import date
from fractions import Fraction

import pytest
from playwright.sync_api import expect

from hub.demo.site import DEMO_PASSWORD
from tests.browser import DESKTOP, PHONE, Watch
from tests.demo_site import DATABASE, ROOT, environment

pytestmark = pytest.mark.browser

ARTICLE = "/articles/tisa-cel-cibmtr-real-world/"
SMALL = {**PHONE, "viewport": {"width": 360, "height": 640}}
NO_JAVASCRIPT = {"java_script_enabled": False}
OSTRAVIA = "Ostravia Cell Therapies"


@pytest.fixture
def own_hub(chromium, own_hub_address):
    """A function that opens a tab of a new browser profile on a hub of this test's own."""
    watch, contexts = Watch(own_hub_address), []

    def open_tab(**options):
        contexts.append(chromium.new_context(base_url=own_hub_address, **options))
        contexts[-1].set_default_timeout(15_000)
        page = contexts[-1].new_page()
        watch.follow(page)
        return page

    yield open_tab
    for context in contexts:
        context.close()
    assert watch.errors == []
    assert watch.foreign == []


# --- The published formula, written again from `formula` in the file ------------------------------
def days_until_end_of(year, start, days):
    return min(max((date(year, 12, 31) - start).days + 1, 0), days)


def in_reporting(record, document, records):
    """The amount in the reporting currency, rounded half to even."""
    if record["reverses"]:
        return -in_reporting(records[record["reverses"]], document, records)
    if record["currency"] == document["currency"]:
        return record["amount_minor"]
    moved = Fraction(10) ** (document["minor_digits"] - record["minor_digits"])
    return round(record["amount_minor"] * Fraction(record["exchange_rate"]["rate"]) * moved)


def part_of(record, year, document, records):
    amount = in_reporting(record, document, records)
    start, end = (date.fromisoformat(record[key]) for key in ("period_start", "period_end"))
    days = (end - start).days + 1
    until_end, before = (days_until_end_of(each, start, days) for each in (year, year - 1))
    part = abs(amount) * until_end // days - abs(amount) * before // days
    return part if amount > 0 else -part


def computed(document, year):
    """Name → (level, share in tenths, amount), from the records and the scheme of the year."""
    records = {record["reference"]: record for record in document["records"]}
    funders = {funder["slug"]: funder for funder in document["funders"]}
    (scheme,) = [each["scheme"] for each in document["years"] if each["year"] == year]
    parts = {}
    for record in records.values():
        part = part_of(record, year, document, records)
        parts[record["funder"]] = parts.get(record["funder"], 0) + part
    parts = {slug: part for slug, part in parts.items() if part}
    total = sum(parts.values())

    def rank(slug):
        return -parts[slug], funders[slug]["public_name"]

    shares = {slug: part * 1000 // total for slug, part in parts.items()}
    missing = sorted(parts, key=lambda slug: (-(parts[slug] * 1000 % total), *rank(slug)))
    for slug in missing[: 1000 - sum(shares.values())]:
        shares[slug] += 1
    assert sum(shares.values()) == 1000

    def level(slug):
        if funders[slug]["kind"] == "readers":
            return "Not ranked"
        steps = sorted(scheme["thresholds"], key=lambda step: -step["minimum_tenths"])
        reached = [s for s in steps if parts[slug] * 1000 >= s["minimum_tenths"] * total]
        return reached[0]["level"].capitalize() if reached else "–"

    return {
        funders[slug]["public_name"]: (level(slug), shares[slug], parts[slug]) for slug in parts
    }


# --- What the pages show --------------------------------------------------------------------------
def shown(page):
    """The same from the table of the page."""
    rows = page.locator(".income-table tbody tr:not(.sum)")
    cells = [[cell.strip() for cell in row] for row in rows.evaluate_all(CELLS)]
    return {
        name: (level, int(share.rstrip("%").replace(".", "")), minor_of(amount))
        for name, _kind, level, amount, share, _agreement in cells
    }


CELLS = "rows => rows.map(row => [...row.children].map(cell => cell.innerText))"


def minor_of(text):
    whole, _sign, cents = text.replace(",", "").partition(".")
    return int(whole) * 100 + int(cents or 0)


def download(page, link, place):
    with page.expect_download() as downloading:
        link.click()
    file = place / downloading.value.suggested_filename
    downloading.value.save_as(file)
    return file


def read_article(page):
    """Pass the notice if it is there, and open the article."""
    page.goto(ARTICLE)
    if page.locator("form[data-gate]").count():
        page.locator("form[data-gate] button[type=submit]").click()
    expect(page.locator("article h1")).to_be_visible()


# --- The auditor ----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "options",
    [DESKTOP, {**PHONE, **NO_JAVASCRIPT}],
    ids=["desktop", "phone-without-javascript"],
)
def test_an_auditor_computes_last_years_levels_and_shares_from_the_file_alone(
    browse, options, tmp_path
):
    last_year = date.today().year - 1
    page = browse(**options)
    page.goto("/funders/")
    page.get_by_role("navigation", name="Year").get_by_role("link", name=str(last_year)).click()
    expect(page).to_have_url(re.compile(rf"/funders/{last_year}/$"))
    expect(page.locator("h2#income")).to_contain_text(f"income in {last_year}")
    button = page.locator("a.button", has_text="JSON")
    document = json.loads(download(page, button, tmp_path).read_text(encoding="utf-8"))

    figures = computed(document, last_year)
    assert len(figures) > 3
    assert shown(page) == figures
    total = sum(amount for _level, _share, amount in figures.values())
    assert minor_of(page.locator(".income-table .sum bdi").first.inner_text()) == total
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_who_paid_stands_before_the_title_of_an_article_on_the_first_screen(browse):
    page = browse(**SMALL)
    read_article(page)
    line = page.locator("p.funding-line").first
    expect(line).to_contain_text("Sponsored by")
    box = line.bounding_box()
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= SMALL["viewport"]["height"]
    assert line.evaluate(
        """line => Boolean(line.compareDocumentPosition(document.querySelector("h1"))
            & Node.DOCUMENT_POSITION_FOLLOWING)"""
    )


# --- The editor -----------------------------------------------------------------------------------
def open_booking_form(page):
    page.goto("/admin/")
    page.get_by_label("Username").fill("compliance")
    page.get_by_label("Password").fill(DEMO_PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Funding").click()
    page.get_by_role("link", name="Funding records").click()
    page.get_by_role("link", name="Book a record").first.click()
    expect(page.locator("#id_amount")).to_be_visible()


def fill_in(page, amount):
    """A grant for this year by somebody who has paid little so far."""
    year = date.today().year
    page.get_by_label("Funder", exact=False).first.select_option(label=OSTRAVIA)
    page.locator("#id_reference").fill("JOURNEY-1")
    page.locator("#id_kind").select_option(label="Educational grant")
    page.locator("#id_amount").fill(amount)
    page.locator("#id_period_start").fill(f"{year}-01-01")
    page.locator("#id_period_end").fill(f"{year}-12-31")


def press_book(page):
    page.get_by_role("button", name="Book this record").click()


def article_record(page):
    """What an article says about its funding, and the entry that keeps it."""
    read_article(page)
    said = [page.locator(place).first.inner_text() for place in ("p.funding-line", "#funding")]
    page.goto(page.locator("#funding a[href*='/funders/ledger/']").get_attribute("href"))
    return [*said, *page.locator("pre.verbatim, .facts").all_inner_texts()[:1], page.url]


def test_an_editor_books_a_payment_and_all_but_what_was_published_follows(own_hub):
    reader = own_hub(**DESKTOP)
    before = article_record(reader)
    reader.goto("/funders/")
    assert shown(reader)[OSTRAVIA][0] != "Principal"
    shares_before = shown(reader)

    editor = own_hub(**DESKTOP)
    open_booking_form(editor)
    fill_in(editor, "900,000.00")
    press_book(editor)
    expect(editor.get_by_text("JOURNEY-1 is booked")).to_be_visible()

    reader.reload()
    after = shown(reader)
    assert after[OSTRAVIA][0] == "Principal"
    assert after[OSTRAVIA][2] == shares_before[OSTRAVIA][2] + 90_000_000
    assert after[OSTRAVIA][1] == max(share for _level, share, _amount in after.values())
    assert next(iter(after)) == OSTRAVIA
    assert sum(share for _level, share, _amount in after.values()) == 1000

    granted = re.compile(rf"educational grants from {OSTRAVIA} and the Beaumarais")
    reader.goto("/")
    strip = reader.locator(".funder-strip")
    expect(strip).to_contain_text(granted)
    expect(strip.locator(".level--principal span").first).to_have_text(OSTRAVIA)
    reader.goto("/funders/statement/")
    expect(reader.locator("section[aria-labelledby=statement-en]")).to_contain_text(granted)
    expect(reader.locator("section[aria-labelledby=statement-pt]")).to_contain_text(OSTRAVIA)

    assert article_record(reader) == before


def test_an_amount_that_can_be_read_in_two_ways_comes_back_as_typed_with_the_reason(own_hub):
    page = own_hub(**DESKTOP)
    open_booking_form(page)
    fill_in(page, "48,000")
    press_book(page)
    expect(page.get_by_text("Nothing was booked.").first).to_be_visible()
    field = page.locator(".w-field__wrapper").filter(has=page.locator("#id_amount"))
    expect(field).to_contain_text("can be read in two ways. Write 48000 or 48.00.")
    expect(page.locator("#id_amount")).to_have_value("48,000")
    expect(page.locator("#id_reference")).to_have_value("JOURNEY-1")
    expect(page.locator("#id_period_end")).to_have_value(f"{date.today().year}-12-31")
    expect(page.locator("#id_funder option:checked")).to_have_text(OSTRAVIA)

    page.locator("#id_amount").fill("48000")
    press_book(page)
    expect(page.get_by_text("JOURNEY-1 is booked")).to_be_visible()


# --- The changed byte -----------------------------------------------------------------------------
def verify(folder):
    """(exit code, what was printed) of `manage.py verify_disclosures` on the site in `folder`."""
    result = subprocess.run(
        [sys.executable, "manage.py", "verify_disclosures"],
        cwd=ROOT,
        env=environment(folder),
        capture_output=True,
        text=True,
        check=False,
    )
    return result.returncode, result.stdout


@contextmanager
def database_of(folder):
    with closing(sqlite3.connect(folder / DATABASE, timeout=15)) as database, database:
        yield database


def first_broken_entry(lines):
    """What the script of docs/funding.md finds: the number of the first entry that is not sound."""
    previous = "0" * 64
    for number, line in enumerate(lines, start=1):
        entry = json.loads(line)
        keys = ("number", "kind", "created_at", "content", "previous_hash")
        own = hashlib.sha256("\n".join(str(entry[key]) for key in keys).encode()).hexdigest()
        if (entry["number"], entry["previous_hash"], entry["hash"]) != (number, previous, own):
            return number
        previous = own
    return None


def test_a_byte_changed_in_the_database_is_found_and_its_entry_named(own_hub, tmp_path):
    folder = tmp_path / "site"  # what own_hub_address serves
    page = own_hub(**DESKTOP)
    number = int(article_record(page)[-1].rstrip("/").rsplit("/", 1)[-1])
    code, said = verify(folder)
    assert (code, said.splitlines()[-1]) == (0, "Sound.")

    with database_of(folder) as database:
        changed = database.execute(
            "UPDATE sponsors_ledgerentry SET content = replace(content, ?, ?) WHERE number = ?",
            ['"level":"principal"', '"level":"principaL"', number],
        )
        assert changed.rowcount == 1

    code, said = verify(folder)
    assert code == 1
    assert re.search(rf"^Entry {number}: ", said, re.MULTILINE)
    assert said.splitlines()[-1] == "NOT SOUND."

    # Whoever is outside finds the same entry in the public file.
    page.goto("/funders/ledger/")
    link = page.locator("main a[href$='/funders/ledger.jsonl']").first
    lines = download(page, link, tmp_path).read_text(encoding="utf-8").splitlines()
    assert first_broken_entry(lines) == number
