"""Whatever a reader types becomes words that can be searched, or nothing."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from search.words import MAXIMUM_CHARACTERS, MAXIMUM_WORDS, clean_query

ANYTHING = st.text(st.characters(), max_size=3000)  # lone surrogates included


@given(ANYTHING)
@example("ﷺ" * 800)
@example("a" * 10_000)
@example("x " * 1500)
@example("\ud800")
def test_any_text_becomes_few_short_words(text):
    words = clean_query(text)
    assert len(words) <= MAXIMUM_CHARACTERS
    assert len(words.split()) <= MAXIMUM_WORDS
    assert words == " ".join(words.split())


@given(ANYTHING)
def test_no_sign_of_a_query_language_is_left(text):
    assert not set("\"'()*:^{}[]<>&|!~\\\x00") & set(clean_query(text))


@given(ANYTHING)
def test_cleaning_twice_changes_nothing(text):
    once = clean_query(text)
    assert clean_query(once) == once


@pytest.mark.parametrize(
    ("typed", "searched"),
    [
        ("  CAR   T-cell ", "CAR T-cell"),
        ("IL-6", "IL-6"),
        ("4-1BB", "4-1BB"),
        ("t(9;22)", "t 9 22"),
        ("12.5%", "12.5%"),
        ("relapse?", "relapse"),
        ('"complete remission"', "complete remission"),
        ("-relapse", "relapse"),
        ("relapse -", "relapse"),
        ("doença", "doença"),
        ("doenc\u0327a", "doença"),
        ("İstanbul straße", "İstanbul straße"),
        ("白血病", "白血病"),
        ("سرطان الدم", "سرطان الدم"),
        ("", ""),
        ("   ", ""),
        ('"', ""),
        ("\x00", ""),
        ("...---", ""),
        ("👩🏽‍⚕️", ""),
    ],
)
def test_terms_of_the_field_stay_whole(typed, searched):
    assert clean_query(typed) == searched


def test_one_endless_word_is_cut():
    assert clean_query("a" * 500) == "a" * MAXIMUM_CHARACTERS
