"""The register in the CMS: who sees it, how money is booked and put right, what is refused how."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.log_actions import registry
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from sponsors import invitations
from sponsors.models import (
    EntryKind,
    Funder,
    FundingRecord,
    FundingSettings,
    LedgerEntry,
    LevelScheme,
    SponsorAccess,
)
from sponsors.services import book_record, reverse_record
from tests.factories import make_document, make_plain_page

pytestmark = pytest.mark.django_db

LIST = "funding_records:index"
ADD = "funding_records:add"
LISTS = (
    "wagtailsnippets_sponsors_funder:list",
    "funding_records:index",
    "level_schemes:index",
    "sponsor_accounts:index",
    "funding_ledger:index",
    "funding_files:index",
    "statement_wording:index",
)


@pytest.fixture
def sign_in(django_user_model):
    """`sign_in("writer")`: a client in that role."""

    def client_of(username):
        client = Client()
        client.force_login(django_user_model.objects.get(username=username))
        return client

    return client_of


@pytest.fixture
def tarnwick():
    FundingSettings.objects.update_or_create(defaults={"reporting_currency": "EUR"})
    return Funder.objects.create(
        legal_name="Tarnwick Bio SE",
        public_name="Tarnwick Bio",
        slug="tarnwick-bio",
        kind="company",
    )


@pytest.fixture
def booked(tarnwick):
    return book_record(
        funder=tarnwick,
        kind="sponsorship",
        amount_minor=48_000_00,
        currency="EUR",
        period_start=date(2031, 1, 1),
        period_end=date(2031, 12, 31),
        scope="hub",
        involvement="funds_only",
        reference="T-1",
    )


@pytest.fixture
def waiting(tarnwick):
    """A record in another currency, without its rate."""
    return book_record(
        funder=tarnwick,
        kind="educational_grant",
        amount_minor=10_000_00,
        currency="USD",
        period_start=date(2031, 1, 1),
        period_end=date(2031, 12, 31),
        scope="hub",
        involvement="funds_only",
        reference="T-USD",
    )


def filled_in(payer, **changes):
    """The booking form as the browser sends it."""
    return {
        "funder": payer.pk,
        "reference": "T-7",
        "kind": "sponsorship",
        "amount": "48,000.00",
        "currency": "eur",
        "rate": "",
        "rate_on": "",
        "rate_source": "",
        "period_start": "2031-01-01",
        "period_end": "2031-12-31",
        "received_on": "",
        "scope": "hub",
        "page": "",
        "involvement": "funds_only",
        "involvement_note": "",
        "agreement": "",
        "givers": "",
        **changes,
    }


def said(response):
    """The messages on the page that follows."""
    return " ".join(str(message) for message in response.context["messages"])


# --- Who sees it ----------------------------------------------------------------------------------
@pytest.mark.parametrize("username", ["writer", "medical", "publisher", "translator"])
@pytest.mark.parametrize("name", LISTS)
def test_the_register_is_closed_to_those_who_write_and_publish(sign_in, username, name):
    client = sign_in(username)
    response = client.get(reverse(name))
    if name == "statement_wording:index":
        response = client.get(reverse("statement_wording:edit", args=["en"]))
    assert response.status_code in (302, 403)
    assert "Funding" not in client.get("/admin/").content.decode()


@pytest.mark.parametrize("username", ["writer", "medical", "publisher", "translator"])
def test_nobody_who_writes_or_publishes_can_book(sign_in, username, tarnwick, booked):
    client = sign_in(username)
    before = FundingRecord.objects.count()
    for address, data in (
        (reverse(ADD), filled_in(tarnwick)),
        (reverse("funding_records:reverse", args=[booked.pk]), {"reason": "No."}),
        (reverse("funding_files:book"), {"text": "reference"}),
        (reverse("funding_files:index"), {}),
    ):
        assert client.post(address, data).status_code in (302, 403)
    assert client.get(reverse("funding_files:export")).status_code in (302, 403)
    assert FundingRecord.objects.count() == before


def test_compliance_reviewers_book_and_look_and_no_more(sign_in, tarnwick):
    compliance = sign_in("compliance")
    for name in (LISTS[0], LISTS[1], "funding_ledger:index", "funding_files:index", ADD):
        assert compliance.get(reverse(name)).status_code == 200, name
    for name in ("level_schemes:index", "sponsor_accounts:index"):
        assert compliance.get(reverse(name)).status_code == 302, name
    edit = reverse("wagtailsnippets_sponsors_funder:edit", args=[tarnwick.pk])
    assert compliance.get(edit).status_code == 302
    assert compliance.post(reverse(ADD), filled_in(tarnwick)).status_code == 302
    assert FundingRecord.objects.get(reference="T-7").booked_by.username == "compliance"


@pytest.mark.parametrize("name", LISTS)
def test_administrators_see_every_list(administrator, booked, name):
    assert administrator.get(reverse(name), follow=True).status_code == 200


def test_a_record_has_no_address_at_which_it_is_changed_or_deleted(administrator, booked):
    for namespace in ("funding_records", "funding_ledger"):
        for name in ("edit", "delete", "copy", "usage"):
            with pytest.raises(NoReverseMatch):
                reverse(f"{namespace}:{name}", args=[booked.pk])
    page = administrator.get(reverse("funding_records:inspect", args=[booked.pk]))
    assert "/edit/" not in page.content.decode().replace("/admin/account/", "")
    assert "€48,000" in page.content.decode()


def test_the_site_history_tells_nothing_of_money_to_those_who_write(sign_in, tarnwick):
    sign_in("admin").post(reverse(ADD), filled_in(tarnwick))
    report = reverse("wagtailadmin_reports:site_history")
    assert "T-7" in sign_in("admin").get(report).content.decode()
    for username in ("writer", "publisher", "translator", "medical"):
        assert "T-7" not in sign_in(username).get(report).content.decode(), username


# --- Booking --------------------------------------------------------------------------------------
def test_a_payment_is_booked_with_its_agreement(administrator, tarnwick):
    agreement = make_document(content=b"%PDF-1.4 agreement")
    response = administrator.post(
        reverse(ADD),
        filled_in(tarnwick, agreement=agreement.pk, received_on="2026-01-15"),
        follow=True,
    )
    record = FundingRecord.objects.get(reference="T-7")
    assert (record.amount_minor, record.currency) == (48_000_00, "EUR")
    assert record.agreement_sha256
    assert "T-7 is booked: Tarnwick Bio, €48,000" in said(response)
    entries = registry.get_logs_for_instance(record)
    assert [entry.action for entry in entries] == ["sponsors.book"]
    assert LedgerEntry.objects.filter(kind=EntryKind.RECORD, object_id=record.pk).count() == 1


def test_money_for_one_page_is_booked_on_it(administrator, tarnwick):
    page = make_plain_page(title="Paid for by one")
    administrator.post(reverse(ADD), filled_in(tarnwick, scope="item", page=page.pk))
    assert FundingRecord.objects.get(reference="T-7").page_key == page.translation_key
    listing = administrator.get(reverse(LIST), {"q": "T-7"}).content.decode()
    assert "Paid for by one" in listing


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"amount": "48,000"}, "amount"),
        ({"amount": "-5"}, "amount"),
        ({"amount": "9" * 15}, "amount"),
        ({"amount": "a lot"}, "amount"),
        ({"currency": "EUROS"}, "currency"),
        ({"currency": "XXQ"}, "currency"),
        ({"period_end": "2030-12-31"}, "period_end"),
        ({"period_start": "1066-01-01"}, "period_start"),
        ({"period_start": "soon"}, "period_start"),
        ({"received_on": "2999-01-01"}, "received_on"),
        ({"scope": "topic"}, "page"),
        ({"involvement": "other"}, "involvement_note"),
        ({"involvement": "ruled"}, "involvement"),
        ({"kind": "contributions"}, "kind"),
        ({"kind": ""}, "kind"),
        ({"funder": ""}, "funder"),
        ({"reference": ""}, "reference"),
        ({"currency": "USD", "rate": "-1", "rate_on": "2026-01-02", "rate_source": "ECB"}, "rate"),
        ({"currency": "USD", "rate": "much"}, "rate"),
        ({"currency": "USD", "rate": "0.9", "rate_source": "ECB"}, "rate_on"),
        ({"currency": "USD", "rate": "0.9", "rate_on": "2026-01-02"}, "rate_source"),
        ({"rate": "0.9", "rate_on": "2026-01-02", "rate_source": "ECB"}, "rate"),
    ],
)
def test_what_cannot_be_booked_is_said_at_its_field(administrator, tarnwick, change, field):
    response = administrator.post(reverse(ADD), filled_in(tarnwick, **change))
    assert response.status_code == 200
    assert field in response.context["form"].errors
    assert "Nothing was booked" in said(response)
    assert not FundingRecord.objects.filter(funder=tarnwick).exists()


def test_a_refused_form_comes_back_as_it_was_typed(administrator, tarnwick):
    typed = filled_in(
        tarnwick, amount="48,000", involvement="other", involvement_note="Lent a hall."
    )
    page = administrator.post(reverse(ADD), typed).content.decode()
    assert 'value="48,000"' in page
    assert 'value="2031-01-01"' in page
    assert "Lent a hall." in page


def test_everything_wrong_is_marked_in_one_go(administrator, booked):
    typed = filled_in(booked.funder, amount="x", reference="T-1", period_end="2030-01-01")
    errors = administrator.post(reverse(ADD), typed).context["form"].errors
    assert set(errors) == {"amount", "reference", "period_end"}


def test_an_overlap_names_the_other_record(administrator, booked):
    response = administrator.post(reverse(ADD), filled_in(booked.funder))
    assert "T-1" in response.context["form"].errors["period_start"][0]


def test_a_note_that_is_not_on_the_screen_is_not_booked(administrator, tarnwick):
    typed = filled_in(tarnwick, involvement_note="Left over.", givers="5")
    administrator.post(reverse(ADD), typed)
    record = FundingRecord.objects.get(reference="T-7")
    assert (record.involvement_note, record.givers) == ("", None)


# --- Putting right --------------------------------------------------------------------------------
def test_a_record_is_reversed_with_a_reason(administrator, booked):
    address = reverse("funding_records:reverse", args=[booked.pk])
    assert "€48,000" in administrator.get(address).content.decode()
    assert "reason" in administrator.post(address, {"reason": " "}).context["form"].errors
    response = administrator.post(address, {"reason": "Booked twice."}, follow=True)
    reversal = FundingRecord.objects.get(reverses=booked)
    assert (reversal.amount_minor, reversal.reason) == (-48_000_00, "Booked twice.")
    assert "no longer counts" in said(response)
    for record, action in ((booked, "sponsors.reversed"), (reversal, "sponsors.reverse")):
        assert [e.action for e in registry.get_logs_for_instance(record)] == [action]
    inspect = reverse("funding_records:inspect", args=[booked.pk])
    assert "T-1/R" in administrator.get(inspect).content.decode()


def test_nothing_is_reversed_twice(administrator, booked):
    reversal = reverse_record(booked, reason="Booked twice.")
    for record in (booked, reversal):
        address = reverse("funding_records:reverse", args=[record.pk])
        response = administrator.post(address, {"reason": "Again."}, follow=True)
        assert "This record" in said(response)
    assert FundingRecord.objects.filter(funder=booked.funder).count() == 2


def test_a_missing_rate_is_added_once(administrator, waiting):
    address = reverse("funding_records:rate", args=[waiting.pk])
    assert "How many EUR one USD was worth" in administrator.get(address).content.decode()
    rate = {"rate": "0,9215", "rate_on": "2026-01-02", "rate_source": "European Central Bank"}
    tomorrow = timezone.localdate() + timedelta(days=1)
    refused = administrator.post(address, {**rate, "rate_on": tomorrow.isoformat()})
    assert "rate_on" in refused.context["form"].errors
    administrator.post(address, rate)
    waiting.refresh_from_db()
    assert waiting.exchange_rate.rate == Decimal("0.9215")
    response = administrator.post(address, {**rate, "rate": "5"}, follow=True)
    assert "needs no exchange rate" in said(response)


def test_the_history_tells_who_did_what(administrator, tarnwick):
    administrator.post(reverse(ADD), filled_in(tarnwick))
    record = FundingRecord.objects.get(reference="T-7")
    page = administrator.get(reverse("funding_records:history", args=[record.pk]))
    assert "Booked" in page.content.decode()
    assert "Edit" not in [button.label for button in page.context["header_buttons"]]


# --- Finding --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "tarnwick"}, {"T-1", "T-1/R", "T-USD"}),
        ({"q": "T-USD"}, {"T-USD"}),
        ({"q": "Tarnwick", "state": "reversed"}, {"T-1", "T-1/R"}),
        ({"q": "Tarnwick", "state": "waiting"}, {"T-USD"}),
        ({"q": "Tarnwick", "state": "counts"}, {"T-USD"}),
        ({"q": "Tarnwick", "currency": "USD"}, {"T-USD"}),
        ({"q": "Tarnwick", "kind": "sponsorship"}, {"T-1", "T-1/R"}),
        ({"q": "Tarnwick", "year": "2031"}, {"T-1", "T-1/R", "T-USD"}),
        ({"q": "no such thing"}, set()),
    ],
)
def test_records_are_found(administrator, booked, waiting, query, found):
    reverse_record(booked, reason="Booked twice.")
    listing = administrator.get(reverse(LIST), query)
    assert {record.reference for record in listing.context["object_list"]} == found


@pytest.mark.parametrize("query", [{"year": "x"}, {"state": "?"}, {"q": "%"}, {"q": "x" * 3000}])
def test_nothing_in_the_address_breaks_the_list(administrator, booked, query):
    assert administrator.get(reverse(LIST), query).status_code == 200


def test_the_list_offers_what_can_be_done_with_a_record(administrator, booked, waiting):
    page = administrator.get(reverse(LIST)).content.decode()
    assert reverse("funding_records:reverse", args=[booked.pk]) in page
    assert reverse("funding_records:rate", args=[waiting.pk]) in page
    assert reverse("funding_records:rate", args=[booked.pk]) not in page
    reversal = reverse_record(booked, reason="Booked twice.")
    page = administrator.get(reverse(LIST)).content.decode()
    for record in (booked, reversal):
        assert reverse("funding_records:reverse", args=[record.pk]) not in page


def test_a_long_list_costs_no_more_queries(administrator, tarnwick, booked):
    address = reverse(LIST)
    administrator.get(address)
    with CaptureQueriesContext(connection) as few:
        administrator.get(address)
    for year in range(2032, 2052):
        book_record(
            funder=tarnwick,
            kind="sponsorship",
            amount_minor=100,
            currency="EUR",
            period_start=date(year, 1, 1),
            period_end=date(year, 12, 31),
            scope="hub",
            involvement="funds_only",
            reference=f"T-{year}",
        )
    administrator.get(address)
    with CaptureQueriesContext(connection) as many:
        administrator.get(address)
    assert len(many) <= len(few)


def test_an_entry_of_the_ledger_is_shown_readably(administrator, booked):
    entry = LedgerEntry.objects.get(kind=EntryKind.RECORD, object_id=booked.pk)
    page = administrator.get(reverse("funding_ledger:inspect", args=[entry.pk])).content.decode()
    assert "<pre>{\n  &quot;" in page
    assert entry.entry_hash in page


def test_links_to_a_record_lead_to_those_who_may_see_it(django_user_model, booked):
    users = django_user_model.objects
    inspect = reverse("funding_records:inspect", args=[booked.pk])
    assert AdminURLFinder(users.get(username="compliance")).get_edit_url(booked) == inspect
    assert AdminURLFinder(users.get(username="writer")).get_edit_url(booked) is None


# --- Files ----------------------------------------------------------------------------------------
CSV = (
    "reference;funder;kind;amount;currency;period_start;period_end;scope;involvement\n"
    "T-8;Tarnwick Bio;sponsorship;100,00;EUR;2031-01-01;2031-12-31;hub;funds_only\n"
)


def upload(client, text, name="records.csv"):
    data = text if isinstance(text, bytes) else text.encode("cp1252")
    return client.post(reverse("funding_files:index"), {"file": SimpleUploadedFile(name, data)})


def test_a_file_is_shown_first_and_booked_then(administrator, tarnwick):
    preview = upload(administrator, CSV)
    assert "1 record would be booked" in preview.content.decode()
    assert not FundingRecord.objects.filter(reference="T-8").exists()
    done = administrator.post(
        reverse("funding_files:book"), {"text": preview.context["text"]}, follow=True
    )
    assert "1 record is booked." in said(done)
    record = FundingRecord.objects.get(reference="T-8")
    assert [e.action for e in registry.get_logs_for_instance(record)] == ["sponsors.import"]


def test_a_broken_row_is_marked_and_nothing_can_be_booked(administrator, tarnwick):
    broken = CSV + "T-9;Tarnwick Bio;sponsorship;0;EUR;2032-01-01;2032-12-31;hub;funds_only\n"
    preview = upload(administrator, broken)
    page = preview.content.decode()
    assert "1 row has a problem" in page
    assert "amount: The amount must be more than zero." in page
    assert 'name="text"' not in page
    response = administrator.post(reverse("funding_files:book"), {"text": broken})
    assert "Nothing was booked" in said(response)
    assert not FundingRecord.objects.filter(funder=tarnwick).exists()


def test_no_file_at_all_is_said(administrator):
    response = administrator.post(reverse("funding_files:index"), {})
    assert response.context["form"].errors["file"]


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04workbook", b"\x00\x01\x02", b"reference\n"])
def test_a_file_that_is_no_register_is_refused_in_words(administrator, data):
    response = upload(administrator, data)
    assert response.status_code == 200
    form = response.context.get("form")
    report = response.context.get("report")
    assert (form and form.errors) or (report and report.problem)


def test_the_export_is_safe_to_open_and_complete(administrator, tarnwick, booked):
    book_record(
        funder=tarnwick,
        kind="other",
        amount_minor=100,
        currency="EUR",
        period_start=date(2031, 1, 1),
        period_end=date(2031, 1, 1),
        scope="hub",
        involvement="other",
        involvement_note='=HYPERLINK("x")',
        reference="@T",
    )
    response = administrator.get(reverse("funding_files:export"))
    assert response["Content-Disposition"].startswith('attachment; filename="funding-records-')
    text = response.content.decode("utf-8-sig")
    assert "T-1,Tarnwick Bio,sponsorship,48000.00,EUR" in text
    assert "\r\n'@T," in text
    assert "'=HYPERLINK" in text
    assert "no-store" in response["Cache-Control"]


def test_the_empty_file_can_be_filled_in_and_read(administrator, tarnwick):
    text = administrator.get(reverse("funding_files:template")).content.decode("utf-8-sig")
    row = text.replace("name as in the list of funders", "Tarnwick Bio")
    assert "1 record would be booked" in upload(administrator, row).content.decode()


# --- Funders and schemes --------------------------------------------------------------------------
FUNDER = "wagtailsnippets_sponsors_funder"


def test_a_funder_is_added_with_its_name_in_a_sentence(administrator, english):
    data = nested_form_data(
        {
            "legal_name": "Marlow Society e.V.",
            "public_name": "Marlow Society",
            "slug": "",
            "kind": "association",
            "parent_group": "",
            "country": "de",
            "website": "",
            "wordings": inline_formset(
                [{"locale": english.pk, "name": "the Marlow Society", "parent_group": ""}]
            ),
        }
    )
    assert administrator.post(reverse(f"{FUNDER}:add"), data).status_code == 302
    funder = Funder.objects.get(slug="marlow-society")
    assert funder.country == "DE"
    assert funder.wordings.get().name == "the Marlow Society"


def test_a_language_that_is_there_twice_is_marked(administrator, english):
    row = {"locale": english.pk, "name": "the Marlow Society", "parent_group": ""}
    data = nested_form_data(
        {
            "legal_name": "Marlow Society e.V.",
            "public_name": "Marlow Society",
            "kind": "association",
            "wordings": inline_formset([row, row]),
        }
    )
    response = administrator.post(reverse(f"{FUNDER}:add"), data)
    assert "This language is there already" in response.content.decode()
    assert not Funder.objects.filter(public_name="Marlow Society").exists()


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("slug", "another-address", "The address stays once money is booked."),
        ("kind", "readers", "Money is booked already: readers and other funders"),
    ],
)
def test_what_booked_money_hangs_on_is_not_changed(administrator, booked, field, value, message):
    funder = booked.funder
    kept = {name: getattr(funder, name) for name in ("legal_name", "public_name", "slug", "kind")}
    data = nested_form_data({**kept, field: value, "wordings": inline_formset([])})
    response = administrator.post(reverse(f"{FUNDER}:edit", args=[funder.pk]), data)
    assert message in response.context["form"].errors[field][0]
    renamed = nested_form_data({**kept, "public_name": "Renamed", "wordings": inline_formset([])})
    assert (
        administrator.post(reverse(f"{FUNDER}:edit", args=[funder.pk]), renamed).status_code == 302
    )
    funder.refresh_from_db()
    assert (funder.slug, funder.kind, funder.public_name) == (kept["slug"], kept["kind"], "Renamed")


def test_a_funder_with_records_or_accounts_stays(administrator, booked, django_user_model):
    guest = django_user_model.objects.create(username="guest", email="guest@example.org")
    other = Funder.objects.create(legal_name="O", public_name="O", slug="o", kind="company")
    SponsorAccess.objects.create(user=guest, funder=other)
    for funder in (booked.funder, other):
        administrator.post(reverse(f"{FUNDER}:delete", args=[funder.pk]), follow=True)
        bulk = f"/admin/bulk/sponsors/funder/delete/?id={funder.pk}&next=/admin/"
        assert administrator.post(bulk).status_code == 302
        assert Funder.objects.filter(pk=funder.pk).exists()


def scheme_form(year, *levels, ceiling="40"):
    rows = [{"level": level, "minimum_tenths": share} for level, share in levels]
    return nested_form_data(
        {"from_year": year, "ceiling_tenths": ceiling, "thresholds": inline_formset(rows)}
    )


def test_a_scheme_is_typed_in_per_cents_and_announced(administrator):
    levels = (("principal", "25"), ("major", "12,5"), ("contributing", "0"))
    response = administrator.post(reverse("level_schemes:add"), scheme_form(2040, *levels))
    assert response.status_code == 302
    scheme = LevelScheme.objects.get(from_year=2040)
    assert scheme.ceiling_tenths == 400
    assert {row.minimum_tenths for row in scheme.thresholds.all()} == {250, 125, 0}
    assert LedgerEntry.objects.filter(kind=EntryKind.SCHEME, object_id=scheme.pk).exists()
    shown = administrator.get(reverse("level_schemes:edit", args=[scheme.pk])).content.decode()
    assert 'value="12.5"' in shown


@pytest.mark.parametrize(
    "levels",
    [
        (("principal", "25"),),
        (("principal", "10"), ("major", "25"), ("contributing", "0")),
        (("principal", "250"), ("contributing", "0")),
        (("principal", "12.55"), ("contributing", "0")),
        (("principal", "much"), ("contributing", "0")),
        (("principal", "-1"), ("contributing", "0")),
    ],
)
def test_a_scheme_without_sense_is_refused_and_comes_back(administrator, levels):
    response = administrator.post(reverse("level_schemes:add"), scheme_form(2040, *levels))
    assert response.status_code == 200
    assert not LevelScheme.objects.filter(from_year=2040).exists()
    assert f'value="{levels[0][1]}' in response.content.decode()


def stored_rows(scheme, **shares):
    """The form of a stored scheme, with other shares for some levels, as the browser sends it."""
    rows = [
        {
            "id": row.pk,
            "level": row.level,
            "minimum_tenths": shares.get(row.level, f"{row.minimum_tenths / 10:.1f}"),
        }
        for row in scheme.thresholds.all()
    ]
    thresholds = inline_formset(rows, initial=len(rows))
    return {
        "from_year": scheme.from_year,
        "ceiling_tenths": f"{scheme.ceiling_tenths / 10:.1f}",
        "thresholds": thresholds,
    }


def test_a_scheme_that_holds_is_neither_changed_nor_deleted(administrator):
    scheme = LevelScheme.objects.filter(from_year__lte=timezone.localdate().year).first()
    before = {(row.level, row.minimum_tenths) for row in scheme.thresholds.all()}
    edit = reverse("level_schemes:edit", args=[scheme.pk])
    response = administrator.post(edit, nested_form_data(stored_rows(scheme, principal="90")))
    assert "is not changed" in response.content.decode()
    administrator.post(reverse("level_schemes:delete", args=[scheme.pk]))
    scheme = LevelScheme.objects.get(pk=scheme.pk)
    assert before == {(row.level, row.minimum_tenths) for row in scheme.thresholds.all()}


def test_a_level_that_is_there_twice_is_marked(administrator):
    levels = (("principal", "25"), ("principal", "10"), ("contributing", "0"))
    response = administrator.post(reverse("level_schemes:add"), scheme_form(2040, *levels))
    assert "This level is there already" in response.content.decode()


def test_levels_that_swap_places_are_marked(administrator):
    levels = (("principal", "25"), ("contributing", "0"))
    administrator.post(reverse("level_schemes:add"), scheme_form(2040, *levels))
    scheme = LevelScheme.objects.get(from_year=2040)
    data = stored_rows(scheme)
    other = {"principal": "contributing", "contributing": "principal"}
    for number in ("0", "1"):
        data["thresholds"][number]["level"] = other[data["thresholds"][number]["level"]]
    edit = reverse("level_schemes:edit", args=[scheme.pk])
    response = administrator.post(edit, nested_form_data(data))
    assert "This level is there already" in response.content.decode()


def test_a_scheme_for_later_is_changed_and_announced_again(administrator):
    levels = (("principal", "25"), ("contributing", "0"))
    administrator.post(reverse("level_schemes:add"), scheme_form(2040, *levels))
    scheme = LevelScheme.objects.get(from_year=2040)
    edit = reverse("level_schemes:edit", args=[scheme.pk])
    administrator.post(edit, nested_form_data(stored_rows(scheme, principal="30")))
    assert scheme.thresholds.get(level="principal").minimum_tenths == 300
    assert LedgerEntry.objects.filter(kind=EntryKind.SCHEME, object_id=scheme.pk).count() == 2


def test_a_scheme_for_later_can_be_withdrawn(administrator):
    levels = (("principal", "25"), ("contributing", "0"))
    administrator.post(reverse("level_schemes:add"), scheme_form(2040, *levels))
    scheme = LevelScheme.objects.get(from_year=2040)
    administrator.post(reverse("level_schemes:delete", args=[scheme.pk]))
    assert not LevelScheme.objects.filter(from_year=2040).exists()


# --- Sponsor accounts -----------------------------------------------------------------------------
def account(payer, **changes):
    return {
        "funder": payer.pk,
        "email": "Ines@Tarnwick.example",
        "first_name": "Ines",
        "last_name": "Bakker",
        "expires_on": "",
        **changes,
    }


def test_an_account_is_added_and_invited(administrator, tarnwick):
    response = administrator.post(reverse("sponsor_accounts:add"), account(tarnwick), follow=True)
    access = SponsorAccess.objects.get(funder=tarnwick)
    assert access.user.username == "ines@tarnwick.example"
    assert not access.user.has_usable_password()
    assert not access.user.groups.exists()
    assert mail.outbox[0].to == ["ines@tarnwick.example"]
    assert "on its way" in said(response)


def test_a_letter_that_cannot_be_sent_is_a_warning_with_what_to_do(
    administrator, tarnwick, monkeypatch
):
    def refuse(*args, **kwargs):
        raise OSError

    monkeypatch.setattr(invitations.EmailMessage, "send", refuse)
    response = administrator.post(reverse("sponsor_accounts:add"), account(tarnwick), follow=True)
    assert "Send the invitation again" in said(response)
    access = SponsorAccess.objects.get(funder=tarnwick)
    monkeypatch.undo()
    again = reverse("sponsor_accounts:invite", args=[access.pk])
    assert (
        again
        in administrator.get(reverse("sponsor_accounts:edit", args=[access.pk])).content.decode()
    )
    administrator.post(again)
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"email": "nobody"}, "email"),
        ({"email": ""}, "email"),
        ({"last_name": ""}, "last_name"),
        ({"funder": ""}, "funder"),
        ({"expires_on": "2020-01-01"}, "expires_on"),
    ],
)
def test_an_account_that_cannot_be_is_refused_at_its_field(administrator, tarnwick, change, field):
    response = administrator.post(reverse("sponsor_accounts:add"), account(tarnwick, **change))
    assert field in response.context["form"].errors
    assert not SponsorAccess.objects.filter(funder=tarnwick).exists()
    assert not mail.outbox


def test_nobody_of_the_cms_becomes_a_sponsor(administrator, tarnwick, django_user_model):
    writer = django_user_model.objects.get(username="writer")
    writer.email = "writer@example.org"
    writer.save()
    for email in ("WRITER@example.org",):
        response = administrator.post(
            reverse("sponsor_accounts:add"), account(tarnwick, email=email)
        )
        assert "account for the CMS" in response.context["form"].errors["email"][0]
    administrator.post(reverse("sponsor_accounts:add"), account(tarnwick))
    response = administrator.post(reverse("sponsor_accounts:add"), account(tarnwick))
    assert "already" in response.context["form"].errors["email"][0]


def test_an_account_is_closed_and_not_deleted(administrator, tarnwick):
    administrator.post(reverse("sponsor_accounts:add"), account(tarnwick))
    access = SponsorAccess.objects.get(funder=tarnwick)
    edit = reverse("sponsor_accounts:edit", args=[access.pk])
    administrator.post(edit, {"funder": tarnwick.pk, "expires_on": ""})
    access.refresh_from_db()
    assert not access.is_active
    with pytest.raises(NoReverseMatch):
        reverse("sponsor_accounts:delete", args=[access.pk])
