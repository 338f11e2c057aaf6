"""Amounts: read without guessing, converted exactly, written as each language writes them."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sponsors.money import (
    MAX_MINOR,
    AmountError,
    in_reporting,
    is_currency,
    minor_digits,
    money_text,
    parse_amount,
    share_text,
)

AT_ANY_SPEED = settings(deadline=None)  # a busy machine proves nothing wrong

CURRENCIES = st.sampled_from(["EUR", "USD", "GBP", "CHF", "JPY", "KRW", "KWD", "CLF"])
RATES = st.decimals("0.00000001", "9999999999.99999999", places=8)


@pytest.mark.parametrize("code", ["EUR", "USD", "GBP", "CHF", "JPY", "BRL", "KWD", "SEK", "PLN"])
def test_money_in_use_today_is_a_currency(code):
    assert is_currency(code)


@pytest.mark.parametrize(
    "code", ["", "EU", "EURO", "eur", "DEM", "PTE", "XXX", "XTS", "XAU", "ZZZ"]
)
def test_what_nobody_pays_with_is_no_currency(code):
    assert not is_currency(code)


@pytest.mark.parametrize(
    ("code", "digits"), [("EUR", 2), ("JPY", 0), ("KWD", 3), ("CLF", 4), ("RSD", 2), ("ISK", 0)]
)
def test_decimals_are_those_of_iso_4217(code, digits):
    assert minor_digits(code) == digits


@pytest.mark.parametrize(
    "text",
    [
        "48000",
        " 48000 ",
        "48000.00",
        "48000,00",
        "48000.0",
        "48 000",
        "48\u00a0000",
        "48\u202f000,00",
        "48'000",
        "48’000.00",
        "48,000.00",
        "48.000,00",
        "€48,000.00",
        "48.000,00 €",
        "EUR 48000",
    ],
)
def test_one_amount_in_the_ways_people_write_it(text):
    assert parse_amount(text, "EUR") == 4_800_000


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("0.01", "EUR", 1),
        ("1,284,000", "EUR", 128_400_000),
        ("1.284.000", "EUR", 128_400_000),
        ("1.5", "EUR", 150),
        ("0.5", "KWD", 500),
        ("48.250", "KWD", 48_250),
        ("1,048.250", "KWD", 1_048_250),
        ("48 000", "JPY", 48_000),
        ("1000000000", "EUR", MAX_MINOR),
    ],
)
def test_amounts_become_minor_units(text, currency, minor):
    assert parse_amount(text, currency) == minor


@pytest.mark.parametrize(
    ("text", "currency"),
    [("48,000", "EUR"), ("48.000", "EUR"), ("1,000", "USD"), ("48,250", "KWD"), ("48,000", "JPY")],
)
def test_thousands_that_may_be_decimals_are_not_guessed(text, currency):
    with pytest.raises(AmountError, match="two ways"):
        parse_amount(text, currency)


@pytest.mark.parametrize(
    ("text", "currency", "why"),
    [
        ("", "EUR", "digits"),
        ("-5", "EUR", "digits"),
        ("−5", "EUR", "digits"),
        ("(5)", "EUR", "digits"),
        ("1e5", "EUR", "digits"),
        ("٤٨", "EUR", "digits"),
        ("NaN", "EUR", "digits"),
        ("=1+1", "EUR", "digits"),
        ("$48000.00", "EUR", "digits"),
        ("9" * 60, "EUR", "digits"),
        ("0", "EUR", "more than zero"),
        ("0,00", "EUR", "more than zero"),
        ("1000000000.01", "EUR", "too large"),
        ("48000.001", "EUR", "at most 2 decimals"),
        ("48000.5", "JPY", "no decimals"),
        ("4 8000", "EUR", "groups of three"),
        ("12,34,567.00", "EUR", "groups of three"),
        ("1.2.3", "EUR", "groups of three"),
        ("1 000,000.00", "EUR", "groups of three"),
        ("1,000.000,00", "EUR", "groups of three"),
    ],
)
def test_no_amount_says_why(text, currency, why):
    with pytest.raises(AmountError, match=why):
        parse_amount(text, currency)


@AT_ANY_SPEED
@given(st.integers(1, MAX_MINOR), CURRENCIES)
def test_every_amount_written_plainly_is_read_back(minor, currency):
    digits = minor_digits(currency)
    text = f"{Decimal(minor).scaleb(-digits):.{digits}f}"
    assert parse_amount(text, currency) == minor


@AT_ANY_SPEED
@given(st.text(max_size=50), CURRENCIES)
def test_any_text_is_an_amount_or_an_amount_error(text, currency):
    try:
        minor = parse_amount(text, currency)
    except AmountError:
        return
    assert 0 < minor <= MAX_MINOR


@AT_ANY_SPEED
@given(st.integers(-MAX_MINOR, MAX_MINOR), CURRENCIES, CURRENCIES, RATES)
def test_conversion_is_exact_to_half_a_minor_unit(minor, currency, reporting, rate):
    converted = in_reporting(minor, currency, reporting, rate)
    assert converted is not None
    if currency == reporting:
        assert converted == minor
        return
    exact = (
        Fraction(minor)
        * Fraction(rate)
        * Fraction(10) ** (minor_digits(reporting) - minor_digits(currency))
    )
    assert abs(converted - exact) <= Fraction(1, 2)
    assert in_reporting(-minor, currency, reporting, rate) == -converted


def test_halves_go_to_the_even_cent():
    assert in_reporting(1, "USD", "EUR", Decimal("0.5")) == 0
    assert in_reporting(3, "USD", "EUR", Decimal("0.5")) == 2
    assert in_reporting(5, "USD", "EUR", Decimal("0.5")) == 2
    assert Decimal("2.5").to_integral_value(ROUND_HALF_EVEN) == 2


def test_decimals_of_both_currencies_count():
    assert in_reporting(1_000_000, "JPY", "EUR", Decimal("0.0062")) == 620_000
    assert in_reporting(1_000, "KWD", "EUR", Decimal("3")) == 300
    assert in_reporting(620_000, "EUR", "JPY", Decimal("161.29")) == 999_998


def test_without_its_rate_an_amount_is_not_known():
    assert in_reporting(100, "USD", "EUR", None) is None
    assert in_reporting(100, "EUR", "EUR", None) == 100


@pytest.mark.parametrize(
    ("minor", "currency", "language", "text"),
    [
        (4_800_000, "EUR", "en", "€48,000"),
        (4_800_050, "EUR", "en", "€48,000.50"),
        (-4_800_000, "EUR", "en", "−€48,000"),
        (0, "EUR", "en", "€0"),
        (4_800_000, "USD", "en", "US$48,000"),
        (4_800_000, "EUR", "pt", "48 000 €"),
        (4_800_050, "EUR", "pt", "48 000,50 €"),
        (4_800_000, "EUR", "es", "48.000 €"),
        (4_800_050, "EUR", "es", "48.000,50 €"),
        (48_000, "JPY", "en", "JP¥48,000"),
        (1_500, "KWD", "en", "KWD 1.500"),
        (4_800_000, "EUR", "xx", "€48,000"),
    ],
)
def test_amounts_are_written_as_the_language_writes_them(minor, currency, language, text):
    assert money_text(minor, currency, language) == text.replace(" ", "\u00a0")


def test_a_column_of_amounts_can_show_all_decimals():
    assert money_text(4_800_000, "EUR", "en", cents="always") == "€48,000.00"
    assert money_text(48_000, "JPY", "en", cents="always") == "JP¥48,000"


@AT_ANY_SPEED
@given(st.integers(-MAX_MINOR, MAX_MINOR), CURRENCIES, st.sampled_from(["en", "pt", "es", "fr"]))
def test_no_line_breaks_inside_an_amount_and_no_digit_is_lost(minor, currency, language):
    text = money_text(minor, currency, language)
    assert " " not in text
    assert "-" not in text
    digits = "".join(sign for sign in text if sign.isdigit())
    assert int(digits) in {abs(minor), abs(minor) // 10 ** minor_digits(currency)}


@pytest.mark.parametrize(
    ("tenths", "language", "text"),
    [
        (274, "en", "27.4%"),
        (274, "pt", "27,4%"),
        (274, "es", "27,4\u00a0%"),
        (1000, "en", "100.0%"),
        (0, "en", "0.0%"),
        (5, "es", "0,5\u00a0%"),
    ],
)
def test_shares_keep_their_tenth(tenths, language, text):
    assert share_text(tenths, language) == text
