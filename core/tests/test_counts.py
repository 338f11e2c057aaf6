"""A count reads the same in every language."""

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from core.counts import grouped


@pytest.mark.parametrize(
    ("count", "printed"),
    [
        (0, "0"),
        (578, "578"),
        (1440, "1440"),
        (11249, "11\u202f249"),
        (1234567, "1\u202f234\u202f567"),
    ],
)
def test_digits_are_grouped_by_a_narrow_space_from_five_on(count, printed):
    assert grouped(count) == printed


@given(st.integers(0, 10**9))
def test_no_language_changes_a_count(count):
    with translation.override("pt"):
        portuguese = grouped(count)
    assert portuguese == grouped(count)
    assert portuguese.replace("\u202f", "") == str(count)


def test_what_is_no_count_is_left_alone():
    assert grouped("35 of 38") == "35 of 38"
