"""Words of a query are marked in an excerpt, and nothing of the excerpt becomes markup."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.highlighting import highlighted_excerpt


def without_marks(markup):
    return html.unescape(re.sub(r"</?mark>", "", markup))


@pytest.mark.parametrize(
    ("text", "words", "marked"),
    [
        ("Relapse after CAR T-cell therapy", ["relapse"], "<mark>Relapse</mark>"),
        ("Uma donçella", ["doncella"], "<mark>donçella</mark>"),
        ("CAR T-cell therapy", ["T-cell"], "<mark>T-cell</mark>"),
        ("straße", ["STRASSE"], "<mark>straße</mark>"),
    ],
)
def test_whole_words_are_marked_whatever_their_case_and_accents(text, words, marked):
    assert marked in highlighted_excerpt(text, words)


@pytest.mark.parametrize(
    ("text", "words"),
    [("relapsed", ["relapse"]), ("a study", ["a"]), ("relapse", []), ("relapse", ["%", ""])],
)
def test_parts_of_words_and_single_letters_are_not_marked(text, words):
    assert highlighted_excerpt(text, words) == text


def test_a_text_is_escaped_between_and_inside_the_marks():
    shown = highlighted_excerpt("p < 0.05 & <script>alert</script>", ["script"])
    assert shown == "p &lt; 0.05 &amp; &lt;<mark>script</mark>&gt;alert&lt;/<mark>script</mark>&gt;"


@given(st.text(), st.lists(st.text(min_size=1), max_size=5))
def test_only_marks_are_added_and_nothing_is_lost(text, words):
    shown = highlighted_excerpt(text, words)
    assert without_marks(shown) == text
    assert set(re.findall(r"<[^>]*>", shown)) <= {"<mark>", "</mark>"}
