"""What may be booked, and that whatever is booked is in the ledger and stays."""

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connections
from django.utils import timezone

from sponsors import chain
from sponsors.entries import append
from sponsors.models import (
    EntryKind,
    ExchangeRate,
    FundingRecord,
    FundingSettings,
    LedgerEntry,
    LevelScheme,
)
from sponsors.models.immutable import ImmutableRowError
from sponsors.services import (
    announce_scheme,
    complete_rate,
    reverse_record,
    scheme_problems,
    withdraw_scheme,
)
from sponsors.tests.register import book, empty_register, make_funder, make_scheme
from sponsors.verification import verify_disclosures
from tests.factories import make_article, make_document, make_topic

THIS_YEAR = timezone.localdate().year


@pytest.fixture(autouse=True)
def _empty(db):
    empty_register()


@pytest.fixture
def funder():
    return make_funder()


@pytest.fixture
def readers():
    return make_funder("Testing readers", kind="readers")


def newest():
    return LedgerEntry.objects.first()


def findings():
    return verify_disclosures().findings


# --- Booking --------------------------------------------------------------------------------------
def test_a_booking_is_stored_and_in_the_ledger(funder):
    record = book(funder, 4_800_000, reference="A-1")
    entry = newest()
    assert (entry.kind, entry.object_id) == ("record", record.pk)
    content = json.loads(entry.content)
    assert content["amount_minor"] == 4_800_000
    assert content["funder"]["legal_name"] == funder.legal_name
    assert content["period_end"] == "2026-12-31"
    assert findings() == ()


def test_a_booking_for_a_topic_keeps_its_key_and_title_when_the_topic_is_deleted(funder):
    topic = make_topic(title="Relapse")
    record = book(funder, scope="topic", page=topic)
    key = topic.translation_key
    topic.delete()
    record.refresh_from_db()
    assert (record.page, record.page_key, record.page_title) == (None, key, "Relapse")
    assert findings() == ()


def test_the_title_of_a_draft_and_the_name_of_who_booked_it_are_not_in_the_ledger(
    funder, django_user_model
):
    draft = make_article(title="Secret draft", live=False)
    by = django_user_model.objects.get(username="admin")
    book(funder, scope="item", page=draft, by=by)
    assert "Secret" not in newest().content
    assert "admin" not in newest().content


def test_the_agreement_is_known_by_its_digest(funder):
    document = make_document(content=b"%PDF-1.4 agreement")
    record = book(funder, agreement=document)
    assert record.agreement_sha256 == hashlib.sha256(b"%PDF-1.4 agreement").hexdigest()
    assert json.loads(newest().content)["agreement_sha256"] == record.agreement_sha256


TOMORROW = timezone.localdate() + timedelta(days=1)
BAD = [
    ({"amount_minor": 0}, "amount_minor"),
    ({"amount_minor": -5}, "amount_minor"),
    ({"amount_minor": None}, "amount_minor"),
    ({"amount_minor": 1.5}, "amount_minor"),
    ({"amount_minor": True}, "amount_minor"),
    ({"amount_minor": 10**11 + 1}, "amount_minor"),
    ({"currency": "XYZ"}, "currency"),
    ({"currency": ""}, "currency"),
    ({"period_start": None}, "period_start"),
    ({"period_start": date(1066, 1, 1)}, "period_start"),
    ({"period_end": date(2025, 1, 1)}, "period_end"),
    ({"period_end": date(2199, 1, 1)}, "period_end"),
    ({"period_end": date(9999, 1, 1)}, "period_end"),
    ({"received_on": TOMORROW}, "received_on"),
    ({"kind": "contributions"}, "kind"),
    ({"kind": "bribe"}, "kind"),
    ({"givers": 3}, "givers"),
    ({"scope": "world"}, "scope"),
    ({"scope": "topic"}, "page"),
    ({"involvement": "wrote_it"}, "involvement"),
    ({"involvement": "other"}, "involvement_note"),
    ({"involvement": "other", "involvement_note": "   "}, "involvement_note"),
    ({"involvement_note": "Paid."}, "involvement_note"),
    ({"involvement": "other", "involvement_note": "Unrestricted money"}, "involvement_note"),
    ({"involvement": "other", "involvement_note": "Sold Testa®"}, "involvement_note"),
    ({"involvement": "other", "involvement_note": "x" * 301}, "involvement_note"),
    ({"reference": ""}, "reference"),
    ({"reference": " A"}, "reference"),
    ({"reference": "A\nB"}, "reference"),
    ({"reference": "A/R"}, "reference"),
    ({"reference": "x" * 59}, "reference"),
    ({"rate": Decimal("1.1")}, "rate"),
    ({"currency": "USD", "rate": Decimal(0)}, "rate"),
    ({"currency": "USD", "rate": Decimal("-1")}, "rate"),
    ({"currency": "USD", "rate": Decimal("NaN")}, "rate"),
    ({"currency": "USD", "rate": Decimal("0.123456789")}, "rate"),
    ({"currency": "USD", "rate": Decimal("0.00000001")}, "rate"),
    ({"currency": "USD", "rate": Decimal("9999999999")}, "rate"),
    ({"currency": "USD", "rate": Decimal("0.9")}, "rate_on"),
    ({"currency": "USD", "rate": Decimal("0.9"), "rate_on": TOMORROW}, "rate_on"),
    ({"currency": "USD", "rate": Decimal("0.9"), "rate_on": date(2026, 1, 2)}, "rate_source"),
    ({"currency": "USD", "rate_source": "A bank"}, "rate"),
]


@pytest.mark.parametrize(("changes", "field"), BAD)
def test_what_cannot_be_right_is_refused_at_its_field_and_nothing_is_written(
    funder, changes, field
):
    with pytest.raises(ValidationError) as refusal:
        book(funder, **{"amount_minor": 40, **changes})
    assert field in refusal.value.message_dict
    assert not FundingRecord.objects.exists()
    assert not LedgerEntry.objects.exists()


def test_every_problem_is_said_at_once(funder):
    with pytest.raises(ValidationError) as refusal:
        book(funder, 0, currency="XYZ", scope="topic", reference="")
    assert set(refusal.value.message_dict) == {"amount_minor", "currency", "page", "reference"}


def test_money_for_the_hub_is_on_no_page_and_none_is_on_an_alias(funder):
    topic = make_topic()
    with pytest.raises(ValidationError, match="not booked on a page"):
        book(funder, page=topic)
    with pytest.raises(ValidationError, match="mirrors"):
        book(funder, scope="topic", page=topic.create_alias(update_slug="other"))


def test_readers_make_contributions_and_nothing_else(readers):
    for changes in ({"kind": "sponsorship"}, {"involvement": "supplied_data"}, {"givers": 0}):
        with pytest.raises(ValidationError):
            book(readers, **changes)
    assert book(readers, givers=1284).givers == 1284


def test_an_agreement_number_is_booked_once(funder):
    book(funder, reference="A-1")
    with pytest.raises(ValidationError, match="already"):
        book(funder, year=2025, reference="A-1")


# --- Overlaps -------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("start", "end"),
    [
        (date(2026, 12, 31), date(2027, 6, 30)),
        (date(2025, 6, 1), date(2026, 1, 1)),
        (date(2026, 3, 1), date(2026, 3, 1)),
        (date(2025, 1, 1), date(2028, 1, 1)),
    ],
)
def test_the_same_thing_is_not_paid_twice_for_the_same_days(funder, start, end):
    book(funder, reference="A-1")
    with pytest.raises(ValidationError, match="A-1"):
        book(funder, period_start=start, period_end=end)


def test_another_purpose_kind_funder_or_time_is_no_overlap(funder):
    topic, other = make_topic(), make_topic()
    book(funder)
    book(funder, year=2027)
    book(funder, kind="educational_grant")
    book(funder, scope="topic", page=topic)
    book(funder, scope="topic", page=other)
    book(make_funder())
    with pytest.raises(ValidationError):
        book(funder, scope="topic", page=topic)


def test_what_is_reversed_may_be_booked_anew(funder):
    reverse_record(book(funder), reason="Wrong amount")
    assert book(funder, 2_000_000)


# --- Reversing ------------------------------------------------------------------------------------
def test_a_reversal_is_the_exact_negative_and_in_the_ledger(funder):
    record = book(funder, 4_800_000, reference="A-1")
    reversal = reverse_record(record, reason=" Typed twice ")
    assert (reversal.reference, reversal.amount_minor) == ("A-1/R", -4_800_000)
    assert (reversal.reverses, reversal.reason) == (record, "Typed twice")
    assert reversal.period_start == record.period_start
    assert json.loads(newest().content)["reverses"] == record.pk
    assert findings() == ()


def test_a_reversal_needs_a_reason_and_happens_once(funder):
    record = book(funder)
    for reason in ("", "  ", "x" * 301):
        with pytest.raises(ValidationError) as refusal:
            reverse_record(record, reason=reason)
        assert "reason" in refusal.value.message_dict
    reversal = reverse_record(record, reason="Wrong")
    for again in (record, reversal):
        with pytest.raises(ValidationError):
            reverse_record(again, reason="Wrong")
    assert FundingRecord.objects.count() == 2


def test_records_and_entries_are_never_changed_or_deleted(funder):
    record = book(funder)
    for row in (record, newest()):
        for attempt in (row.save, row.delete, type(row).objects.all().delete):
            with pytest.raises(ImmutableRowError):
                attempt()
    with pytest.raises(ImmutableRowError):
        FundingRecord.objects.update(amount_minor=1)


# --- Exchange rates -------------------------------------------------------------------------------
def test_a_rate_may_come_with_the_booking_or_later_but_once(funder):
    with_rate = book(
        funder,
        currency="USD",
        rate=Decimal("0.9215"),
        rate_on=date(2026, 1, 2),
        rate_source="European Central Bank",
    )
    assert json.loads(newest().content)["rate"] == "0.9215"
    record = book(funder, year=2025, currency="USD")
    rate = {"rate": Decimal("110"), "on": date(2026, 1, 2), "source": "A bank"}
    complete_rate(record, **rate)
    assert json.loads(newest().content)["rate"] == "110"
    for twice in (with_rate, record):
        with pytest.raises(ValidationError, match="already"):
            complete_rate(twice, **rate)
    assert ExchangeRate.objects.count() == 2
    assert findings() == ()


def test_a_rate_is_refused_where_there_is_none_to_give(funder):
    rate = {"rate": Decimal("1.1"), "on": date(2026, 1, 2), "source": "A bank"}
    with pytest.raises(ValidationError, match="reporting currency"):
        complete_rate(book(funder), **rate)
    record = book(funder, year=2025, currency="USD")
    reversal = reverse_record(record, reason="Wrong")
    for reversed_one in (record, reversal):
        with pytest.raises(ValidationError, match="reversed"):
            complete_rate(reversed_one, **rate)


def test_the_reporting_currency_stays_once_money_is_booked(funder):
    FundingSettings.objects.all().delete()
    settings = FundingSettings(reporting_currency="USD")
    settings.full_clean()
    book(funder)
    with pytest.raises(ValidationError, match="stays"):
        settings.full_clean()
    FundingSettings(reporting_currency="EUR").full_clean()
    with pytest.raises(ValidationError, match="Not a currency"):
        FundingSettings(reporting_currency="XYZ").full_clean()


# --- Schemes --------------------------------------------------------------------------------------
def test_a_scheme_is_announced_once_and_then_fixed():
    scheme = make_scheme(2024)
    assert json.loads(newest().content)["thresholds"][0] == ["principal", 250]
    assert announce_scheme(scheme) is None
    scheme.ceiling_tenths = 500
    with pytest.raises(ValidationError, match="holds since 2024"):
        announce_scheme(scheme)
    assert LedgerEntry.objects.count() == 1


def test_levels_of_a_published_year_do_not_change_by_a_new_scheme():
    make_scheme(2022)
    with pytest.raises(ValidationError, match="published already"):
        make_scheme(THIS_YEAR)
    assert make_scheme(THIS_YEAR + 2)
    assert make_scheme(2019), "years without any scheme may get one"


def test_a_scheme_that_is_to_come_may_be_changed_or_withdrawn():
    make_scheme(2022)
    later = make_scheme(THIS_YEAR + 1)
    later.ceiling_tenths = 300
    later.save()
    assert announce_scheme(later)
    withdraw_scheme(later)
    assert LevelScheme.objects.count() == 1
    assert findings() == ()
    with pytest.raises(ValidationError):
        withdraw_scheme(LevelScheme.objects.get())


@pytest.mark.parametrize(
    "thresholds",
    [
        {"principal": 100, "major": 100, "contributing": 0},
        {"principal": 100, "major": 200, "contributing": 0},
        {"principal": 100, "contributing": 1},
    ],
)
def test_a_scheme_that_leaves_a_share_without_one_level_is_refused(thresholds):
    assert scheme_problems(make_scheme(2019, thresholds, announce=False))


def test_a_scheme_without_thresholds_is_refused():
    assert scheme_problems(LevelScheme(from_year=2019))


# --- Many at once ---------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_writers_at_the_same_time_never_fork_the_chain():
    def write(number):
        try:
            return append(EntryKind.RATE, {"id": number}, object_id=number).number
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        written = sorted(pool.map(write, range(60)))
    assert written == list(range(1, 61))
    entries = LedgerEntry.objects.order_by("number")
    assert not chain.verify(
        chain.Entry(e.number, e.kind, chain.moment(e.created_at), *_rest(e)) for e in entries
    )


def _rest(entry):
    return entry.content, entry.previous_hash, entry.entry_hash


@pytest.mark.django_db(transaction=True)
def test_the_same_payment_booked_by_two_people_at_once_is_booked_once():
    funder = make_funder()

    def attempt(number):
        try:
            book(funder, reference=f"race-{number}")
            return True
        except ValidationError:
            return False
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(attempt, range(4))) == 1
    assert FundingRecord.objects.count() == 1
