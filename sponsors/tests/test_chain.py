"""The chain of hashes: one spelling, one hash, and every change named once."""

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sponsors.chain import GENESIS, Entry, Problem, canonical, entry_hash, moment, verify

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.text(st.characters(exclude_categories=["Cs"]), max_size=5), inner, max_size=3
        )
    ),
    max_leaves=8,
)
CONTENTS = st.dictionaries(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=5), JSON, max_size=4
)


def chain_of(*contents):
    entries, previous = [], GENESIS
    for number, content in enumerate(contents, 1):
        text, at = canonical(content), f"2026-01-{number:02d}T00:00:00.000000Z"
        own = entry_hash(number, "record", at, text, previous)
        entries.append(Entry(number, "record", at, text, previous, own))
        previous = own
    return entries


def numbers(problems):
    return [problem.number for problem in problems]


# --- One spelling ---------------------------------------------------------------------------------
def test_the_canonical_spelling_is_sorted_tight_and_keeps_letters():
    assert canonical({"b": [1, "é"], "a": None}) == '{"a":null,"b":[1,"é"]}'


@given(CONTENTS)
def test_the_spelling_says_the_same_and_has_no_line_break(content):
    text = canonical(content)
    assert json.loads(text) == content
    assert "\n" not in text
    assert canonical(json.loads(text)) == text


@pytest.mark.parametrize("content", [{"a": 0.5}, {"a": [{"b": float("nan")}]}, {"a": {1: "b"}}])
def test_what_json_cannot_say_exactly_is_refused(content):
    with pytest.raises(TypeError):
        canonical(content)


def test_a_moment_is_the_same_text_whatever_the_time_zone():
    at = datetime(2026, 1, 31, 9, 30, tzinfo=UTC)
    assert moment(at) == "2026-01-31T09:30:00.000000Z"
    assert moment(at.astimezone(timezone(timedelta(hours=-5)))) == moment(at)
    assert datetime.fromisoformat(moment(at)) == at


def test_the_hash_is_what_the_documentation_says():
    text = "\n".join(["1", "record", "2026-01-31T09:30:00.000000Z", '{"a":"é"}', GENESIS])
    assert (
        entry_hash(1, "record", "2026-01-31T09:30:00.000000Z", '{"a":"é"}', GENESIS)
        == hashlib.sha256(text.encode()).hexdigest()
    )


# --- Every change is noticed ----------------------------------------------------------------------
def test_an_untouched_chain_has_no_problem():
    assert verify([]) == []
    assert verify(iter(chain_of({"a": 1}, {"a": 2}, {"a": 3}))) == []


@given(st.integers(0, 3), st.data())
def test_one_changed_character_names_that_entry_and_no_other(place, data):
    entries = chain_of(*({"a": f"amount {n}"} for n in range(4)))
    content = entries[place].content
    at = data.draw(st.integers(0, len(content) - 1))
    changed = content[:at] + chr(ord(content[at]) ^ 1) + content[at + 1 :]
    entries[place] = replace(entries[place], content=changed)
    assert numbers(verify(entries)) == [place + 1]


@pytest.mark.parametrize("field", ["kind", "created_at", "previous_hash", "entry_hash"])
def test_a_change_of_anything_else_names_the_entry(field):
    entries = chain_of({"a": 1}, {"a": 2}, {"a": 3})
    entries[1] = replace(entries[1], **{field: "f" * 64})
    assert 2 in numbers(verify(entries))


def test_an_entry_whose_own_hash_was_computed_anew_breaks_off_the_next():
    entries = chain_of({"a": 1}, {"a": 2}, {"a": 3})
    forged = replace(entries[1], content='{"a":9}')
    own = entry_hash(2, forged.kind, forged.created_at, forged.content, forged.previous_hash)
    entries[1] = replace(forged, entry_hash=own)
    assert verify(entries) == [Problem(3, "does not continue from the entry before it")]


@pytest.mark.parametrize("place", [0, 1, 2])
def test_an_entry_that_was_taken_away_is_named(place):
    entries = chain_of(*({"a": n} for n in range(4)))
    del entries[place]
    assert verify(entries) == [Problem(place + 1, "is missing")]


def test_a_gap_of_several_names_all_of_it():
    entries = chain_of(*({"a": n} for n in range(5)))
    assert verify([entries[0], entries[4]]) == [Problem(2, "is missing, and so are all up to 4")]


def test_two_entries_that_changed_places_are_noticed():
    entries = chain_of({"a": 1}, {"a": 2}, {"a": 3})
    entries[1], entries[2] = replace(entries[2], number=2), replace(entries[1], number=3)
    assert numbers(verify(entries)) == [2, 2, 3, 3]


def test_an_entry_given_twice_is_out_of_order():
    entries = chain_of({"a": 1}, {"a": 2})
    assert verify([*entries, entries[1]]) == [Problem(2, "is out of order")]
