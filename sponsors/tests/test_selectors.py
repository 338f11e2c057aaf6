"""What screens ask about money: the right figures, and as few queries for 10,000 records as for
ten."""

import pickle
import time
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sponsors.models import (
    FunderWording,
    FundingRecord,
    FundingSettings,
    LedgerEntry,
    StatementWording,
)
from sponsors.selectors import (
    booked,
    current_funding,
    figures_of_year,
    frozen_funding,
    frozen_funding_of,
    funding_of_page,
    hub_name,
    pages_naming,
    reporting_currency,
    scheme_in_force,
    years_with_records,
)
from sponsors.services import complete_rate, reverse_record
from sponsors.tests.register import book, empty_register, make_funder, make_scheme
from tests.factories import make_article, make_topic

ON = date(2026, 6, 1)


@pytest.fixture(autouse=True)
def _empty(db):
    empty_register()


@pytest.fixture
def four():
    """Two sponsors, an association of a group with a grant, and readers, in 2026."""
    make_scheme(2024)
    small, large = make_funder("Small Pharma"), make_funder("Large Pharma")
    giver = make_funder("Testing Association", kind="association", parent_group="Testa Group")
    readers = make_funder("Our readers", kind="readers")
    book(small, 200_000)
    book(large, 5_000_000)
    book(giver, 800_000, kind="educational_grant")
    book(readers, 400_000, givers=12)
    return small, large, giver, readers


def publish(page):
    page.save_revision().publish()
    page.refresh_from_db()
    return page


# --- Figures --------------------------------------------------------------------------------------
def test_a_year_has_its_amounts_shares_and_levels(four):
    figures = figures_of_year(2026)
    assert (figures.is_complete, figures.total) == (True, 6_400_000)
    assert [(row.name, row.minor, row.level) for row in figures.rows] == [
        ("Large Pharma", 5_000_000, "principal"),
        ("Testing Association", 800_000, "major"),
        ("Our readers", 400_000, None),
        ("Small Pharma", 200_000, "supporting"),
    ]
    assert sum(row.share_tenths for row in figures.rows) == 1000
    assert figures.over_ceiling == ("Large Pharma",)


def test_a_group_is_named_when_it_passes_the_ceiling_together():
    make_scheme(2024, ceiling_tenths=500)
    for name in ("One", "Two"):
        book(make_funder(f"{name} of the group", parent_group="Testa  Group"), 300_000)
    book(make_funder(), 400_000)
    assert figures_of_year(2026).over_ceiling == ("Testa Group",)


def test_a_reversed_payment_counts_in_no_year(four):
    before = figures_of_year(2026)
    record = book(make_funder(), 700_001, period_start=date(2025, 3, 3))
    assert figures_of_year(2026) != before
    reverse_record(record, reason="Wrong")
    assert figures_of_year(2026) == before
    assert figures_of_year(2025).rows == ()
    assert 2025 in years_with_records()


def test_another_currency_counts_at_its_rate_and_makes_the_year_incomplete_without(four):
    record = book(make_funder("Dollar Pharma"), 1_000_000, currency="USD")
    figures = figures_of_year(2026)
    assert (figures.is_complete, figures.total) == (False, None)
    assert all(row.share_tenths is None and row.level is None for row in figures.rows)
    assert figures_of_year(2025).is_complete
    complete_rate(record, rate=Decimal("0.5"), on=date(2026, 1, 2), source="A bank")
    assert figures_of_year(2026).total == 6_900_000


def test_a_reversed_payment_without_rate_leaves_no_year_incomplete(four):
    record = book(make_funder(), currency="USD")
    reverse_record(record, reason="Wrong currency")
    assert figures_of_year(2026).is_complete


def test_only_what_touches_the_year_is_read(four):
    book(four[0], year=2024)
    book(four[0], period_start=date(2024, 7, 1), period_end=date(2025, 1, 1), kind="other")
    assert len(booked(2024)) == 2
    assert len(booked(2025)) == 1
    assert len(booked()) == 6


def test_years_are_the_newest_first_and_those_to_come_only_when_asked(four):
    this_year = timezone.localdate().year
    book(four[0], year=this_year + 1)
    book(four[1], period_start=date(2022, 1, 1), period_end=date(2024, 1, 1))
    assert years_with_records() == [*range(this_year, 2025, -1), 2024, 2023, 2022]
    assert years_with_records(ahead=True)[0] == this_year + 1


def test_the_newest_scheme_that_has_begun_holds():
    assert scheme_in_force(2026) is None
    make_scheme(2025, {"major": 100, "contributing": 0})
    make_scheme(2020)
    assert scheme_in_force(2019) is None
    assert scheme_in_force(2024).from_year == 2020
    assert [step.level for step in scheme_in_force(2026).thresholds] == ["major", "contributing"]


def test_reading_the_currency_writes_nothing(django_assert_num_queries):
    FundingSettings.objects.all().delete()
    with django_assert_num_queries(1):
        assert reporting_currency() == "EUR"
    assert not FundingSettings.objects.exists()


# --- Who pays now ---------------------------------------------------------------------------------
def test_the_strip_names_everybody_by_level_and_readers_apart(four, english):
    current = current_funding(english, ON)
    assert [tuple(level) for level in current.levels] == [
        ("principal", "Principal", ["Large Pharma"]),
        ("major", "Major", ["Testing Association"]),
        ("supporting", "Supporting", ["Small Pharma"]),
    ]
    assert current.readers
    assert current.year == 2026
    assert current.over_ceiling == ("Large Pharma",)
    assert pickle.loads(pickle.dumps(current)) == current


def test_the_statement_names_sponsors_by_amount_and_grant_givers_with_their_group(four, english):
    current = current_funding(english, ON, hub="Testing Hub")
    line, text = current.statement.line, current.statement.text
    assert line.index("Large Pharma") < line.index("Small Pharma")
    assert "Testing Association" in line
    assert "Testa Group" in text
    assert "Testing Hub" in text


def test_a_locale_may_be_given_by_its_code(four, english):
    assert current_funding("en", ON) == current_funding(english, ON)


def test_names_are_put_as_the_language_wants_them(four, english, portuguese):
    FunderWording.objects.create(funder=four[1], locale=portuguese, name="a Large Pharma")
    assert "a Large Pharma" in current_funding(portuguese, ON).statement.line
    assert "a Large Pharma" not in current_funding(english, ON).statement.line


def test_editors_words_are_used_in_their_language(four, english, portuguese, monkeypatch):
    seen = []
    monkeypatch.setattr(
        "sponsors.selectors.statement",
        lambda facts, language, own: seen.append((language, own)) or facts,
    )
    StatementWording.objects.all().delete()
    StatementWording.objects.create(locale=portuguese, key="x", text="Pago por {names}.")
    current_funding(portuguese, ON)
    current_funding(english, ON)
    assert seen == [("pt", {"x": "Pago por {names}."}), ("en", {})]


def test_on_a_day_without_payments_nobody_is_named(four, english):
    current = current_funding(english, date(2031, 1, 1))
    assert (current.levels, current.readers) == ((), False)
    assert current.statement.text


def test_both_ends_of_a_period_are_in_it(english):
    book(make_funder("Testa"), period_start=date(2026, 3, 1), period_end=date(2026, 3, 31))
    for on, pays in (
        (date(2026, 2, 28), False),
        (date(2026, 3, 1), True),
        (date(2026, 3, 31), True),
        (date(2026, 4, 1), False),
    ):
        assert bool(current_funding(english, on).levels) is pays


def test_without_a_scheme_or_with_a_missing_rate_names_have_no_level(english):
    book(make_funder("Testa"))
    assert [tuple(level) for level in current_funding(english, ON).levels] == [("", "", ["Testa"])]


def test_money_for_a_topic_is_named_on_its_pages_and_not_for_the_whole_hub(four, english):
    topic = make_topic()
    book(make_funder("Topic Pharma"), 1_000_000, scope="topic", page=topic)
    assert "Topic Pharma" not in current_funding(english, ON).statement.text
    on_topic = funding_of_page(make_article(topics=[topic]), ON).facts("Hub")
    assert [named.name for named in on_topic.item_sponsors] == ["Topic Pharma"]
    assert [named.name for named in on_topic.sponsors] == ["Large Pharma", "Small Pharma"]
    elsewhere = funding_of_page(make_article(), ON).facts("Hub")
    assert elsewhere.item_sponsors == ()


def test_what_a_funder_did_besides_paying_is_said_once(four):
    for year in (2024, 2025):
        book(four[0], year=year, involvement="supplied_data")
    book(four[0], kind="other", involvement="supplied_data")
    page = make_article()
    book(four[0], kind="other", involvement="supplied_data", scope="item", page=page)
    assert funding_of_page(page, ON).facts("Hub").involvement == (
        ("Small Pharma", "supplied_data", ""),
    )


def test_a_page_that_keeps_no_record_can_be_asked_too(four):
    assert funding_of_page(make_topic().get_parent(), ON).payers


def test_the_hub_is_called_as_its_site():
    assert hub_name(make_article()) == hub_name() != ""


# --- Frozen records -------------------------------------------------------------------------------
def test_the_newest_records_of_many_pages_cost_one_query(four, django_assert_num_queries):
    pages = [publish(make_article(live=False)) for _ in range(3)]
    publish(pages[0])
    none = make_article()
    frozen_funding(none)  # the languages are remembered from now on
    with django_assert_num_queries(1):
        found = frozen_funding_of([*pages, none])
    assert set(found) == {page.pk for page in pages}
    assert found[pages[0].pk] == frozen_funding(pages[0])
    assert found[pages[0].pk].number == LedgerEntry.objects.first().number
    assert found[pages[0].pk].published_at.tzinfo is UTC
    with django_assert_num_queries(0):
        assert frozen_funding_of([]) == {}


def test_pages_that_name_a_funder_are_found_by_their_newest_record(four, django_assert_num_queries):
    small = four[0]
    old, new = publish(make_article(live=False)), publish(make_article(live=False))
    draft = publish(make_article(live=False))
    draft.unpublish()
    with django_assert_num_queries(2):
        found = pages_naming(small.slug)
    assert [page.pk for page, _frozen in found] == [new.pk, old.pk]
    reverse_record(small.records.get(), reason="Never came")
    publish(old)
    assert [page.pk for page, _frozen in pages_naming(small.slug)] == [new.pk]
    assert pages_naming(small.slug[:-1]) == []


# --- Ten thousand ---------------------------------------------------------------------------------
@pytest.fixture
def ten_thousand(four):
    """10,000 payments of 500 funders over ten years. Written at once: booking is tested above."""
    funders = [make_funder(f"Many Pharma {n}") for n in range(500)]
    FundingRecord.objects.bulk_create(
        FundingRecord(
            reference=f"many-{n}",
            funder=funders[n % 500],
            kind="sponsorship",
            amount_minor=10_000 + n,
            currency="EUR",
            period_start=date(2017 + n % 10, 1 + n % 12, 1),
            period_end=date(2018 + n % 10, 1 + n % 12, 1),
            scope="hub",
            involvement="funds_only",
            booked_at=datetime(2026, 1, 1, tzinfo=UTC),
        )
        for n in range(10_000)
    )


def test_ten_thousand_records_cost_few_queries_and_little_time(ten_thousand, english):
    for ask in (
        lambda: figures_of_year(2024),
        lambda: current_funding(english, ON),
        years_with_records,
    ):
        with CaptureQueriesContext(connection) as queries:
            start = time.process_time()
            ask()
            used = time.process_time() - start
        assert len(queries) <= 9
        assert used < 1, f"{used:.2f} s of CPU"


def test_without_a_scheme_the_statement_does_not_speak_of_levels():
    book(make_funder("Testa One"), 5_000, 2026)
    book(make_funder("Testa Two"), 3_000, 2026)
    assert "level" not in current_funding("en", ON).statement.text
    make_scheme(2026)
    assert "level" in current_funding("en", ON).statement.text
