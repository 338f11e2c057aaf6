"""The rules of money: what is booked gives the same shares and levels to everybody who computes."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sponsors.funding import (
    Booked,
    FunderYear,
    Threshold,
    level_of,
    part_of_year,
    shares_in_tenths,
    year_figures,
    years_of,
)

AT_ANY_SPEED = settings(deadline=None)  # a busy machine proves nothing wrong

SCHEME = (
    Threshold("principal", 250),
    Threshold("major", 100),
    Threshold("supporting", 30),
    Threshold("contributing", 0),
)
RANKS = {step.level: place for place, step in enumerate(SCHEME)}
CEILING = 400
YEAR = 2025

FUNDERS = ("aldermoor", "beaumarais", "calder", "northvane", "ostravia", "readers")
AMOUNTS = st.integers(1, 10**11)
DAYS = st.dates(date(2023, 1, 1), date(2027, 12, 31))


def booked(
    funder: str,
    minor: int | None,
    start: date = date(YEAR, 1, 1),
    end: date = date(YEAR, 12, 31),
    *,
    group: str = "",
) -> Booked:
    return Booked(
        funder, funder.title(), group or funder.title(), funder == "readers", minor, start, end
    )


@st.composite
def entries(draw: st.DrawFn) -> Booked:
    start, length = draw(DAYS), draw(st.integers(0, 900))
    return booked(
        draw(st.sampled_from(FUNDERS)), draw(AMOUNTS), start, start + timedelta(days=length)
    )


def figures(records, ceiling=CEILING):
    return year_figures(records, YEAR, SCHEME, ceiling)


# --- Parts of years -------------------------------------------------------------------------------
@AT_ANY_SPEED
@given(entries())
def test_parts_of_years_add_up_to_the_amount(entry):
    parts = [part_of_year(entry.minor, entry.start, entry.end, year) for year in years_of(entry)]
    assert sum(parts) == entry.minor
    assert all(part >= 0 for part in parts)


@AT_ANY_SPEED
@given(entries(), st.integers(2015, 2035))
def test_a_part_is_the_share_of_the_days_to_one_minor_unit(entry, year):
    inside = [
        day
        for day in range((entry.end - entry.start).days + 1)
        if (entry.start + timedelta(days=day)).year == year
    ]
    exact = Fraction(entry.minor * len(inside), (entry.end - entry.start).days + 1)
    part = part_of_year(entry.minor, entry.start, entry.end, year)
    assert abs(part - exact) < 1
    assert part == 0 if not inside else True


@AT_ANY_SPEED
@given(entries(), st.integers(2022, 2030))
def test_a_reversal_is_the_exact_negative(entry, year):
    part = part_of_year(entry.minor, entry.start, entry.end, year)
    assert part_of_year(-entry.minor, entry.start, entry.end, year) == -part


def test_first_and_last_day_both_count():
    assert part_of_year(200, date(2024, 12, 31), date(2025, 1, 1), 2024) == 100
    assert part_of_year(200, date(2024, 12, 31), date(2025, 1, 1), 2025) == 100
    assert part_of_year(700, date(2025, 5, 5), date(2025, 5, 5), 2025) == 700


def test_a_leap_year_has_its_day():
    whole = (date(2024, 1, 1), date(2025, 12, 31))
    assert part_of_year(731, *whole, 2024) == 366
    assert part_of_year(731, *whole, 2025) == 365


def test_what_cannot_be_divided_falls_to_the_later_year():
    assert part_of_year(1, date(2024, 12, 31), date(2025, 1, 1), 2024) == 0
    assert part_of_year(1, date(2024, 12, 31), date(2025, 1, 1), 2025) == 1


def test_a_period_that_ends_before_it_starts_is_refused():
    with pytest.raises(ValueError, match="ends"):
        part_of_year(1, date(2025, 1, 2), date(2025, 1, 1), 2025)


# --- Levels ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("amount", "level"),
    [
        (25_000_00, "principal"),  # exactly 25.0 %
        (25_000_00 - 1, "major"),  # one cent under
        (10_000_00, "major"),
        (10_000_00 - 1, "supporting"),
        (3_000_00, "supporting"),
        (3_000_00 - 1, "contributing"),
        (1, "contributing"),
        (0, None),
        (-1, None),
    ],
)
def test_thresholds_are_met_to_the_cent(amount, level):
    assert level_of(amount, 100_000_00, SCHEME) == level


def test_no_rounded_share_decides_a_level():
    # 24.996 % is shown as 25.0 %, but is under the threshold.
    shown = shares_in_tenths({"a": 24_996, "b": 75_004})
    assert shown["a"] == 250
    assert level_of(24_996, 100_000, SCHEME) == "major"


def test_the_order_of_thresholds_does_not_matter():
    assert level_of(30, 100, SCHEME[::-1]) == level_of(30, 100, SCHEME) == "principal"


def test_without_a_scheme_there_are_no_levels():
    assert level_of(30, 100, ()) is None
    assert [row.level for row in year_figures([booked("calder", 5)], YEAR, (), None).rows] == [None]


def test_below_the_lowest_threshold_there_is_no_level():
    assert level_of(1, 1000, [Threshold("only", 500)]) is None


@AT_ANY_SPEED
@given(AMOUNTS, AMOUNTS, AMOUNTS)
def test_more_money_never_lowers_a_level(own, others, more):
    before = level_of(own, own + others, SCHEME)
    after = level_of(own + more, own + more + others, SCHEME)
    assert RANKS[after] <= RANKS[before]


@AT_ANY_SPEED
@given(st.lists(entries(), min_size=1, max_size=12), AMOUNTS)
def test_one_more_record_never_lowers_the_level_of_its_funder(records, more):
    def rank(found):
        return {row.funder: RANKS[row.level] for row in found.rows if not row.is_readers}

    before = rank(figures(records))
    after = rank(figures([*records, booked("calder", more)]))
    assert after["calder"] <= before.get("calder", len(SCHEME))


# --- Shares ---------------------------------------------------------------------------------------
@AT_ANY_SPEED
@given(st.dictionaries(st.text(max_size=5), st.integers(0, 10**12), max_size=30))
def test_shares_make_a_whole(amounts):
    shares = shares_in_tenths(amounts)
    total = sum(amounts.values())
    assert sum(shares.values()) == (1000 if total else 0)
    assert shares.keys() == amounts.keys()
    for key, amount in amounts.items():
        if total:
            assert abs(shares[key] - Fraction(amount * 1000, total)) < 1
    for one in amounts:
        for other in amounts:
            if amounts[one] > amounts[other]:
                assert shares[one] >= shares[other]


def test_three_equal_amounts_give_the_odd_tenth_to_the_first_name():
    assert shares_in_tenths({"c": 1, "b": 1, "a": 1}) == {"a": 334, "b": 333, "c": 333}
    rows = figures([booked("ostravia", 9), booked("calder", 9), booked("aldermoor", 9)]).rows
    assert [(row.name, row.share_tenths) for row in rows] == [
        ("Aldermoor", 334),
        ("Calder", 333),
        ("Ostravia", 333),
    ]


def test_a_share_of_a_negative_amount_is_refused():
    with pytest.raises(ValueError, match="negative"):
        shares_in_tenths({"a": 2, "b": -1})


def test_the_shares_of_the_reference_design():
    amounts = {
        "northvane": 168_000,
        "aldermoor": 120_000,
        "calder": 96_000,
        "beaumarais": 72_000,
        "ostravia": 48_000,
        "lindqvist": 30_000,
        "blutwissen": 15_000,
        "readers": 63_400,
    }
    found = figures([booked(funder, amount * 100) for funder, amount in amounts.items()])
    assert found.total == 612_400_00
    assert [(row.funder, row.level) for row in found.rows] == [
        ("northvane", "principal"),
        ("aldermoor", "major"),
        ("calder", "major"),
        ("beaumarais", "major"),
        ("readers", None),
        ("ostravia", "supporting"),
        ("lindqvist", "supporting"),
        ("blutwissen", "contributing"),
    ]
    assert [row.share_tenths for row in found.rows] == [274, 196, 157, 118, 104, 78, 49, 24]
    assert found.over_ceiling == ()


# --- A year ---------------------------------------------------------------------------------------
@AT_ANY_SPEED
@given(st.lists(entries(), max_size=15))
def test_a_year_adds_up(records):
    found = figures(records)
    assert found.is_complete
    assert found.total == sum(row.minor for row in found.rows)
    assert sum(row.share_tenths for row in found.rows) == (1000 if found.rows else 0)
    assert all(row.minor > 0 for row in found.rows)
    assert all((row.level is None) == row.is_readers for row in found.rows)
    order = [(-row.minor, row.name.casefold()) for row in found.rows]
    assert order == sorted(order)
    assert all(count == 1 for count in Counter(row.funder for row in found.rows).values())


@AT_ANY_SPEED
@given(
    st.lists(entries(), max_size=12).flatmap(lambda x: st.tuples(st.just(x), st.permutations(x)))
)
def test_the_order_of_records_does_not_matter(both):
    records, shuffled = both
    assert figures(records) == figures(shuffled)


@AT_ANY_SPEED
@given(st.lists(entries(), max_size=8), st.lists(entries(), max_size=4))
def test_a_reversed_record_leaves_no_trace(records, wrong):
    reversals = [replace(entry, minor=-entry.minor) for entry in wrong]
    assert figures([*records, *wrong, *reversals]) == figures(records)


@AT_ANY_SPEED
@given(st.lists(entries(), max_size=8))
def test_records_of_other_years_do_not_matter(records):
    other = [booked("calder", 10**9, date(2019, 1, 1), date(2020, 12, 31))]
    assert figures([*records, *other]) == figures(records)


def test_records_of_one_funder_are_one_row():
    found = figures([booked("calder", 100), booked("calder", 200), booked("northvane", 700)])
    assert [(row.funder, row.minor, row.share_tenths) for row in found.rows] == [
        ("northvane", 700, 700),
        ("calder", 300, 300),
    ]


def test_equal_amounts_stand_by_name_whatever_its_capitals():
    records = [replace(booked(key, 5), name=name) for key, name in (("x", "beta"), ("y", "Alpha"))]
    assert [row.name for row in figures(records).rows] == ["Alpha", "beta"]


def test_readers_count_in_the_total_but_have_no_level_and_no_ceiling():
    found = figures([booked("readers", 900), booked("calder", 100)])
    assert found.rows == (
        FunderYear("readers", "Readers", True, 900, 900, None),
        FunderYear("calder", "Calder", False, 100, 100, "major"),
    )
    assert found.over_ceiling == ()


def test_an_empty_year_is_complete_and_empty():
    found = figures([])
    assert (found.is_complete, found.total, found.rows, found.over_ceiling) == (True, 0, (), ())


@AT_ANY_SPEED
@given(st.lists(entries(), max_size=8), st.sampled_from(FUNDERS))
def test_without_an_exchange_rate_no_share_is_shown(records, funder):
    found = figures([*records, booked(funder, None)])
    assert not found.is_complete
    assert found.total is None
    assert found.over_ceiling == ()
    assert all(row.share_tenths is None and row.level is None for row in found.rows)
    (row,) = (row for row in found.rows if row.funder == funder)
    assert row.minor is None
    assert [row.name for row in found.rows] == sorted(row.name for row in found.rows)


def test_an_exchange_rate_that_another_year_lacks_does_not_matter():
    missing = booked("calder", None, date(2024, 1, 1), date(2024, 12, 31))
    assert figures([missing, booked("northvane", 5)]).is_complete


def test_more_reversed_than_booked_shows_no_share():
    found = figures([booked("calder", -5), booked("northvane", 10)])
    assert not found.is_complete
    assert found.total is None
    assert {row.share_tenths for row in found.rows} == {None}


# --- The ceiling ----------------------------------------------------------------------------------
@pytest.mark.parametrize(("amount", "over"), [(40_000, ()), (40_001, ("Calder",))])
def test_the_ceiling_is_passed_by_a_cent_and_not_reached(amount, over):
    rest = 100_000 - amount
    records = [booked("calder", amount)]
    records += [booked("aldermoor", rest // 2), booked("ostravia", rest - rest // 2)]
    assert figures(records).over_ceiling == over


def test_the_ceiling_counts_a_group_as_one():
    records = [
        booked("beaumarais", 25, group="Beaumarais Group"),
        booked("calder", 25, group="beaumarais  group"),
        booked("northvane", 25),
        booked("ostravia", 25),
    ]
    assert figures(records).over_ceiling == ("Beaumarais Group",)
    assert figures(records, ceiling=500).over_ceiling == ()
    assert figures(records, ceiling=None).over_ceiling == ()


def test_groups_over_the_ceiling_stand_largest_first():
    records = [booked("calder", 45), booked("northvane", 55)]
    assert figures(records).over_ceiling == ("Northvane", "Calder")
