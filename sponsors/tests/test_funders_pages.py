"""The pages that say who pays: figures from the register, words from editors, in every language."""

from __future__ import annotations

import re
import time
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from lxml import html
from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from home.models import HomePage
from sponsors.models import Funder, FunderPage, FundersPage, FundersYearPage, FundingRecord
from sponsors.services import complete_rate, reverse_record
from sponsors.tests.register import book, empty_register, make_funder, make_scheme
from tests.factories import make_article, make_document

NOW = timezone.localdate().year
THEN = NOW - 4  # a year that the demonstration content has no words about


@pytest.fixture(autouse=True)
def scheme(db):
    empty_register()
    return make_scheme(2000)


@pytest.fixture
def page():
    return FundersPage.objects.get(locale__language_code="en")


@pytest.fixture
def four():
    """Income of 1000 euros in a past year and in this one: one funder of each kind of level."""
    funders = {
        name: make_funder(f"Testa {name}", **fields)
        for name, fields in {
            "Principal": {},
            "Major": {"kind": "association", "parent_group": "Testa Group"},
            "Small": {},
            "Readers": {"kind": "readers"},
        }.items()
    }
    for year in (THEN, NOW):
        book(funders["Principal"], 35_000, year)
        book(funders["Major"], 24_900, year, kind="educational_grant")
        book(funders["Small"], 100, year)
        book(funders["Readers"], 40_000, year, givers=12)
    return funders


def document_of(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    return html.document_fromstring(response.content.decode())


def table_of(document):
    """Rows of the table of funders, cells as text in one line."""
    return [
        [" ".join(cell.text_content().split()) for cell in row]
        for row in document.xpath("//table[contains(@class, 'income-table')]/tbody/tr")
    ]


def text_of(document):
    return " ".join(document.text_content().split())


# --- A year ---------------------------------------------------------------------------------------
@pytest.mark.parametrize("address", ["/funders/", f"/funders/{THEN}/"])
def test_a_year_shows_who_paid_how_much_and_the_level_that_follows(visitor, four, address):
    rows = table_of(document_of(visitor, address))
    assert [row[:5] for row in rows] == [
        ["Testa Principal", "Sponsorship", "Principal", "350", "35.0%"],
        ["Testa Major", "Educational grant", "Major", "249", "24.9%"],
        ["Testa Small", "Sponsorship", "Contributing", "1", "0.1%"],
        ["Readers", "12 contributions", "Not ranked", "400", "40.0%"],
        ["Total", "", "", "1,000", "100%"],
    ]


def test_groups_of_readers_are_told_apart_when_there_are_several(visitor, four):
    book(make_funder("Readers of the newsletter", kind="readers"), 10_000, THEN, givers=1)
    names = [row[0] for row in table_of(document_of(visitor, f"/funders/{THEN}/"))]
    assert names[-3:] == ["Testa Readers", "Readers of the newsletter", "Total"]


def test_it_is_open_to_everybody_and_has_no_notice_before_it(visitor, four):
    assert "data-gate" not in visitor.get("/funders/").content.decode()


def test_amounts_of_a_column_have_cents_when_one_of_them_has(visitor, four):
    book(make_funder("Testa Cents"), 12_345, THEN)
    amounts = [row[3] for row in table_of(document_of(visitor, f"/funders/{THEN}/"))]
    assert amounts == ["350.00", "249.00", "123.45", "1.00", "400.00", "1,123.45"]


def test_the_bar_has_a_piece_for_each_funder_and_fills_its_width(visitor, four):
    document = document_of(visitor, f"/funders/{THEN}/")
    pieces = document.xpath("//svg[@class='share-stack']/rect")
    widths = [Decimal(piece.get("width").rstrip("%")) for piece in pieces]
    assert sum(widths) == 100
    assert widths[0] == 35
    assert [piece.get("class") for piece in pieces][-1] == "share--readers"
    labels = [
        " ".join(item.text_content().split()) for item in document.xpath("//ul[@class='legend']/li")
    ]
    assert labels == ["Principal", "Major", "Contributing", "Readers"]


def test_the_current_year_is_the_funders_page_and_has_an_address_of_its_own_too(visitor, four):
    first = table_of(document_of(visitor, "/funders/"))
    assert table_of(document_of(visitor, f"/funders/{NOW}/")) == first
    years = document_of(visitor, f"/funders/{THEN}/").xpath("//ul[@class='pager']/li")
    assert [year.text_content() for year in years] == [str(NOW), str(THEN)]
    assert years[0].xpath("./a/@href") == ["/funders/"]
    assert years[1].xpath("./b/@aria-current") == ["page"]


def test_a_year_without_money_is_said_to_be_one(visitor):
    document = document_of(visitor, "/funders/")
    assert f"No money is booked for {NOW}" in text_of(document)
    assert table_of(document) == []
    assert not document.xpath("//svg[@class='share-stack']")


@pytest.mark.parametrize(
    "below",
    [
        "1999",
        "0",
        "-1",
        "99999",
        "9" * 40,
        f"0{THEN}",
        f"{THEN}.0",
        "²⁰²²",
        "२०२२",
        "nobody",
        f"{THEN}/2",
    ],
)
def test_what_is_no_year_and_no_funder_is_not_found(visitor, four, below):
    assert visitor.get(f"/funders/{below}/").status_code == 404


def test_years_to_come_are_not_shown_before_they_begin(visitor):
    book(make_funder(), 1_000, NOW, period_end=date(NOW + 2, 12, 31))
    assert visitor.get(f"/funders/{NOW + 1}/").status_code == 404
    assert visitor.get(f"/funders/{NOW}/").status_code == 200


def test_a_missing_exchange_rate_never_shows_a_wrong_share(visitor, four):
    record = book(make_funder("Dollar Pharma"), 5_000, THEN, currency="USD", reference="USD-7")
    document = document_of(visitor, f"/funders/{THEN}/")
    assert "USD-7" in text_of(document)
    assert not document.xpath("//svg[@class='share-stack']")
    rows = {row[0]: row for row in table_of(document)}
    assert "Total" not in rows
    assert rows["Dollar Pharma"][2:5] == ["–", "US$50", "–"]
    assert rows["Testa Principal"][2:5] == ["–", "€350", "–"]
    complete_rate(record, rate=Decimal("0.5"), on=date(THEN, 1, 2), source="A bank")
    rows = {row[0]: row for row in table_of(document_of(visitor, f"/funders/{THEN}/"))}
    assert rows["Dollar Pharma"][3] == "25"
    assert rows["Total"][3] == "1,025"


def test_who_passes_the_ceiling_is_named(visitor, four):
    assert "above the ceiling" not in text_of(document_of(visitor, f"/funders/{THEN}/"))
    book(four["Principal"], 100_000, THEN, kind="other")
    said = text_of(document_of(visitor, f"/funders/{THEN}/"))
    assert f"Testa Principal pays for more than 40% of income in {THEN}." in said


def test_the_scheme_is_shown_as_ranges(visitor, four):
    document = document_of(visitor, f"/funders/{THEN}/")
    [table] = document.xpath("//table[caption]")
    assert [[cell.text_content() for cell in row] for row in table.xpath("./tbody/tr")] == [
        ["Principal", "25% of income or more"],
        ["Major", "10% to under 25%"],
        ["Supporting", "3% to under 10%"],
        ["Contributing", "under 3%"],
    ]


def test_without_a_scheme_there_is_no_level(visitor, four):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE sponsors_levelscheme SET from_year = %s", [NOW + 1])
    document = document_of(visitor, f"/funders/{THEN}/")
    assert table_of(document)[0][2:5] == ["–", "350", "35.0%"]
    assert "No scheme of levels holds for this year" in text_of(document)


def test_bookings_and_reversals_of_the_year_are_told(visitor, four):
    record = book(four["Small"], 900, THEN, kind="other", reference="WRONG-1")
    reverse_record(record, reason="Booked twice.")
    said = text_of(document_of(visitor, "/funders/"))
    assert "Booked: Testa Small, Other support, €9" in said
    assert "Reversed: Testa Small, Other support, €9" in said
    assert "Booked twice." in said


def test_names_are_shown_as_they_are(visitor):
    book(make_funder("R&D \"Testa\" 'Pharma'"), 1_000, THEN)
    assert table_of(document_of(visitor, f"/funders/{THEN}/"))[0][0] == "R&D \"Testa\" 'Pharma'"


# --- Words of editors -----------------------------------------------------------------------------
def year_page(parent, year, *, live=True, **fields):
    values = {"title": f"Words on {year}", "year": year, "introduction": "Said by us.", **fields}
    return parent.add_child(instance=FundersYearPage(live=live, locale=parent.locale, **values))


def test_a_page_about_a_year_puts_words_around_its_figures(visitor, four, page):
    year_page(page, THEN, body='[{"type": "paragraph", "value": "<p>A year of change.</p>"}]')
    document = document_of(visitor, f"/funders/{THEN}/")
    assert "Said by us." in text_of(document)
    assert "A year of change." in text_of(document)
    assert len(table_of(document)) == 5
    # In a language without such words the figures have their address all the same.
    assert len(table_of(document_of(visitor, f"/pt/funders/{THEN}/"))) == 5


def test_words_that_are_not_published_do_not_hide_the_figures(visitor, four, page):
    year_page(page, THEN, live=False)
    document = document_of(visitor, f"/funders/{THEN}/")
    assert "Said by us." not in text_of(document)
    assert len(table_of(document)) == 5
    about = four["Small"]
    page.add_child(instance=FunderPage(title="Draft words", funder=about, live=False))
    document = document_of(visitor, f"/funders/{about.slug}/")
    assert "Draft words" not in text_of(document)


def test_words_about_a_year_without_figures_can_be_read(visitor, page):
    year_page(page, THEN)
    assert f"No money is booked for {THEN}" in text_of(document_of(visitor, f"/funders/{THEN}/"))


# --- A funder -------------------------------------------------------------------------------------
def test_a_funder_has_a_page_with_its_records_and_years(visitor, four):
    document = document_of(visitor, "/funders/testa-major/")
    said = text_of(document)
    for words in ("Testa Major SE", "Association", "Testa Group", str(THEN), "24.9%", "€249"):
        assert words in said
    records = document.xpath("//table[contains(@class, 'record-table')]/tbody/tr")
    assert len(records) == 2


def test_a_funder_without_a_record_has_no_page(visitor):
    make_funder("Not yet")
    assert visitor.get("/funders/not-yet/").status_code == 404


def test_both_sides_of_a_reversal_stay_on_the_page_of_the_funder(visitor, four):
    reverse_record(book(four["Small"], 900, THEN, kind="other", reference="OLD"), reason="Twice.")
    said = text_of(document_of(visitor, "/funders/testa-small/"))
    assert "taken back by OLD/R" in said
    assert "takes back OLD" in said


def test_the_exchange_rate_stands_beside_an_amount_in_another_currency(visitor):
    funder = make_funder("Testa Dollar")
    record = book(funder, 5_000, THEN, currency="USD")
    assert "An exchange rate is missing" in text_of(document_of(visitor, "/funders/testa-dollar/"))
    complete_rate(record, rate=Decimal("0.92155"), on=date(THEN, 1, 2), source="A bank")
    said = text_of(document_of(visitor, "/funders/testa-dollar/"))
    assert f"US$50× 0.92155 (2 January {THEN}, A bank)" in said
    assert "missing" not in said


def test_a_funder_page_lists_what_was_published_with_its_money(visitor, four):
    article = make_article(title="A paid piece", live=False)
    hidden = make_article(title="A hidden piece", live=False)
    for piece in (article, hidden):
        piece.save_revision().publish()
        piece.refresh_from_db()
    hidden.unpublish()
    document = document_of(visitor, "/funders/testa-small/")
    assert "A paid piece" in text_of(document)
    assert "A hidden piece" not in text_of(document)
    assert "A paid piece" not in text_of(document_of(visitor, "/pt/funders/testa-small/"))


def test_a_record_for_something_unpublished_does_not_name_it(visitor, four):
    draft = make_article(title="Secret working title", live=False)
    book(four["Small"], 500, NOW, scope="item", page=draft, kind="other")
    for address in (
        "/funders/testa-small/",
        "/funders/",
        "/funders/data.json",
        "/funders/data.csv",
    ):
        assert "Secret working title" not in visitor.get(address).content.decode()
    draft.save_revision().publish()
    assert "Secret working title" in visitor.get("/funders/testa-small/").content.decode()


# --- Every address in every language --------------------------------------------------------------
@pytest.mark.parametrize(("language", "amount"), [("pt", "350"), ("es", "350")])
def test_figures_are_there_in_every_language(visitor, four, language, amount):
    document = document_of(visitor, f"/{language}/funders/{THEN}/")
    assert document.get("lang") == language
    rows = table_of(document)
    assert rows[0][3] == amount
    assert re.fullmatch(r"35,0\s?%", rows[0][4])
    assert rows[0][0] == "Testa Principal"


def test_portuguese_readers_are_told_in_portuguese(visitor, four):
    said = text_of(document_of(visitor, f"/pt/funders/{THEN}/"))
    for words in (
        "Patrocínio",
        "Principal",
        "Sem classificação",
        "Como se calcula um nível",
        "de receita em",
    ):
        assert words in said


def test_an_address_speaks_of_itself_in_its_head(visitor, four):
    for address in (f"/funders/{THEN}/", "/funders/testa-small/", "/funders/ledger/"):
        document = document_of(visitor, address)
        [canonical] = document.xpath("//link[@rel='canonical']/@href")
        assert canonical.endswith(address)
        alternates = {
            link.get("hreflang"): link.get("href")
            for link in document.xpath("//link[@rel='alternate'][@hreflang]")
        }
        assert alternates["pt"].endswith(f"/pt{address}")
        assert alternates["en"] == canonical
        other = document_of(visitor, f"/pt{address}")
        assert {
            link.get("hreflang"): link.get("href")
            for link in other.xpath("//link[@rel='alternate'][@hreflang]")
        } == alternates
        chooser = document.xpath("//ul[@class='language-list']//a[@lang='es']/@href")
        assert chooser == [f"/es{address}"]
        crumbs = document.xpath("//nav[@class='breadcrumb']//a/@href")
        assert crumbs == ["/", "/funders/"]
    titles = document_of(visitor, f"/funders/{THEN}/").xpath("//title")
    assert str(THEN) in titles[0].text


def every_address(page):
    return [
        "/funders/",
        f"/funders/{THEN}/",
        "/funders/testa-small/",
        "/funders/data.csv",
        "/funders/data.json",
        f"/funders/{THEN}/data.csv",
        f"/funders/{THEN}/data.json",
        "/funders/schema.json",
        "/funders/statement/",
        "/funders/ledger/",
        "/funders/ledger/1/",
        "/funders/ledger.jsonl",
        "/funders/sponsor-access/",
    ]


def test_every_address_is_for_reading_only(four, page):
    """With the check for forged forms switched on, as readers meet it."""
    client = Client(enforce_csrf_checks=True)
    for address in every_address(page):
        for prefix in ("", "/pt"):
            got = client.get(prefix + address)
            assert got.status_code == 200, address
            got.getvalue()
            head = client.head(prefix + address)
            assert head.status_code == 200, address
            assert head.headers["Content-Type"] == got.headers["Content-Type"]
            assert client.post(prefix + address).status_code == 405, address


# --- Queries --------------------------------------------------------------------------------------
def queries(client, address):
    client.get(address)  # what is remembered between requests is remembered now
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_more_money_costs_no_more_queries(visitor, four):
    make_article(live=False).save_revision().publish()
    addresses = [*every_address(None)[:7], "/funders/statement/", "/funders/ledger/"]
    before = {address: queries(visitor, address) for address in addresses}
    for number in range(12):
        funder = make_funder(f"Another {number}")
        book(funder, 1_000 + number, THEN, agreement=make_document())
        book(funder, 1_000 + number, NOW - 1)
        book(four["Small"], 10 + number, THEN - 3 - number)
        make_article(live=False).save_revision().publish()
    after = {address: queries(visitor, address) for address in addresses}
    assert after == before


def test_ten_thousand_records_cost_fewer_than_twenty_queries(visitor, four):
    funders = [make_funder(f"Many {number}") for number in range(50)]
    FundingRecord.objects.bulk_create(
        FundingRecord(
            reference=f"M-{number}",
            funder=funders[number % 50],
            kind="sponsorship",
            amount_minor=1_000 + number,
            currency="EUR",
            period_start=date(NOW - number % 4, 1, 1),
            period_end=date(NOW - number % 4, 12, 31),
            scope="hub",
            involvement="funds_only",
            booked_at=timezone.now(),
        )
        for number in range(10_000)
    )
    assert queries(visitor, "/funders/") < 20
    assert queries(visitor, "/funders/many-7/") < 20
    assert queries(visitor, f"/funders/{THEN}/data.json") < 20
    started = time.perf_counter()
    visitor.get("/funders/")
    assert time.perf_counter() - started < 5  # about 0.3 s; the limit is for slow machines


# --- In the CMS -----------------------------------------------------------------------------------
EMPTY = {
    "title": "Words of an editor",
    "introduction": "",
    "body": streamfield([]),
    "reviewed_on": "",
    "seo_title": "",
    "search_description": "",
    "share_image": "",
    "go_live_at": "",
    "expire_at": "",
    "comments": inline_formset([]),
}


def send(client, model, parent, fields, *, publish=True):
    address = reverse("wagtailadmin_pages:add", args=["sponsors", model, parent.pk])
    action = {"action-publish": "Publish"} if publish else {}
    return client.post(address, nested_form_data({**EMPTY, **fields, **action}))


def test_an_editor_makes_the_page_of_a_year_whose_address_is_the_year(administrator, page):
    assert send(administrator, "fundersyearpage", page, {"year": str(THEN)}).status_code == 302
    made = FundersYearPage.objects.get(year=THEN)
    assert (made.slug, made.live) == (str(THEN), True)
    assert administrator.get(f"/funders/{THEN}/").status_code == 200


def test_an_editor_makes_the_page_of_a_funder_whose_address_is_the_funders(administrator, page):
    funder = make_funder("Testa Page")
    sent = send(administrator, "funderpage", page, {"funder": funder.pk})
    assert sent.status_code == 302
    assert FunderPage.objects.get(funder=funder).slug == "testa-page"
    assert "Words of an editor" in administrator.get("/funders/testa-page/").content.decode()


def test_there_are_no_two_pages_about_one_year_or_one_funder_in_a_language(administrator, page):
    funder = make_funder("Testa Twice")
    for model, fields in (
        ("fundersyearpage", {"year": str(THEN)}),
        ("funderpage", {"funder": funder.pk}),
    ):
        assert send(administrator, model, page, fields).status_code == 302
        for publish in (True, False):
            refused = send(administrator, model, page, fields, publish=publish)
            assert refused.status_code == 200
            assert "already" in refused.content.decode()
        portuguese = FundersPage.objects.get(locale__language_code="pt")
        assert send(administrator, model, portuguese, fields).status_code == 302


def test_a_draft_needs_its_year(administrator, page):
    assert (
        send(administrator, "fundersyearpage", page, {"year": ""}, publish=False).status_code == 200
    )
    assert send(administrator, "fundersyearpage", page, {"year": "5"}).status_code == 200


def test_the_form_asks_for_no_figure_and_no_address(administrator, page):
    address = reverse("wagtailadmin_pages:add", args=["sponsors", "fundersyearpage", page.pk])
    form = administrator.get(address).content.decode()
    names = set(re.findall(r'name="([a-z_]+)"', form))
    assert "year" in names
    assert not {"slug", "amount", "total", "share", "level"} & names


def test_pages_about_money_stand_below_the_funders_page_and_nowhere_else(page):
    home = HomePage.objects.get(locale__language_code="en")
    for model in (FundersYearPage, FunderPage):
        assert model.can_create_at(page)
        assert not model.can_create_at(home)
        assert model.allowed_subpage_models() == []
    assert FundersPage not in FundersPage.allowed_subpage_models()
    assert not FundersPage.can_create_at(home)  # there is one already


def test_a_page_about_money_has_a_preview_with_its_figures(administrator, four, page):
    for model, fields, words in (
        ("fundersyearpage", {"year": str(THEN)}, "Testa Principal"),
        ("funderpage", {"funder": four["Small"].pk}, "Testa Small SE"),
    ):
        address = reverse("wagtailadmin_pages:preview_on_add", args=["sponsors", model, page.pk])
        sent = administrator.post(address, nested_form_data({**EMPTY, **fields}))
        assert sent.json()["is_valid"] is True
        shown = administrator.get(f"{address}?in_preview_panel=true").content.decode()
        assert "Words of an editor" in shown
        assert words in shown


def test_a_new_year_moves_the_page(page):
    made = year_page(page, THEN)
    made.year = THEN - 1
    made.save_revision().publish()
    assert Page.objects.get(pk=made.pk).url_path.endswith(f"/{THEN - 1}/")


def test_a_page_about_a_year_cannot_be_copied(administrator, page):
    made = year_page(page, THEN)
    answer = administrator.post(
        reverse("wagtailadmin_pages:copy", args=[made.pk]),
        {"new_title": "Copy", "new_slug": "copy", "new_parent_page": page.pk},
    )
    assert answer.status_code == 302  # "you have no permission", back to where one was
    assert FundersYearPage.objects.filter(year=THEN).count() == 1


def test_a_funder_that_a_page_is_about_keeps_its_name_on_it(visitor, four, page):
    page.add_child(instance=FunderPage(title="Our words", funder=four["Small"]))
    Funder.objects.filter(pk=four["Small"].pk).update(legal_name="Testa Renamed plc")
    said = text_of(document_of(visitor, "/funders/testa-small/"))
    assert "Our words" in said
    assert "Testa Renamed plc" in said
