"""The cookie value: genuine or nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate.acknowledgement import accepted_version, is_acknowledged, statement_token

SECRET = "a secret of this deployment"
versions = st.integers(min_value=1, max_value=999_999)


@given(versions)
def test_the_value_of_the_version_in_force_is_accepted(version):
    token = statement_token(version, SECRET)
    assert is_acknowledged(token, version, SECRET)
    assert accepted_version(token, SECRET, version) == version


@given(versions)
def test_the_value_is_the_same_for_every_reader_and_safe_in_a_cookie(version):
    token = statement_token(version, SECRET)
    assert token == statement_token(version, SECRET)
    number, _, signature = token.partition(".")
    assert number == str(version)
    assert len(signature) >= 32
    assert set(signature) <= set("0123456789abcdef")


@given(versions, st.text(min_size=1), st.text(min_size=1))
def test_another_deployment_has_another_value(version, one, other):
    if one != other:
        assert not is_acknowledged(statement_token(version, one), version, other)


@given(versions, versions)
def test_an_earlier_version_is_not_enough_but_is_recognised(one, other):
    earlier, current = sorted([one, other])
    if earlier != current:
        token = statement_token(earlier, SECRET)
        assert not is_acknowledged(token, current, SECRET)
        assert accepted_version(token, SECRET, current) == earlier


def test_a_version_that_never_was_in_force_counts_as_no_answer():
    assert accepted_version(statement_token(9, SECRET), SECRET, current=3) is None


@given(versions, st.data())
def test_one_changed_character_makes_it_void(version, data):
    token = statement_token(version, SECRET)
    position = data.draw(st.integers(0, len(token) - 1))
    character = data.draw(st.characters().filter(lambda c: c != token[position]))
    forged = token[:position] + character + token[position + 1 :]
    assert not is_acknowledged(forged, version, SECRET)
    assert accepted_version(forged, SECRET, 999_999) is None


@given(versions, st.data())
def test_a_truncated_or_lengthened_value_is_void(version, data):
    token = statement_token(version, SECRET)
    shorter = token[: data.draw(st.integers(0, len(token) - 1))]
    longer = token + data.draw(st.text(min_size=1))
    for value in (shorter, longer, " " + token, token + " ", f'"{token}"'):
        assert not is_acknowledged(value, version, SECRET)
        assert accepted_version(value, SECRET, version) is None


@given(st.none() | st.text(), versions)
def test_whatever_else_a_cookie_holds_is_no_answer(value, version):
    assert not is_acknowledged(value, version, SECRET)
    assert accepted_version(value, SECRET, version) is None


@pytest.mark.parametrize(
    "value",
    [
        None,
        "",
        "1",
        "true",
        "{}",
        '"',
        "1.",
        ".",
        "1." + "0" * 32,
        "0." + "0" * 32,
        "-1." + "0" * 32,
        "١." + "0" * 32,
        "c29tZXRoaW5nIHJhbmRvbQ==",
        "x" * 4096,
        "1" * 4096 + "." + "0" * 32,
        "\ud800",
    ],
)
def test_odd_cookies_are_absent(value):
    assert not is_acknowledged(value, 1, SECRET)
    assert accepted_version(value, SECRET, 1) is None
