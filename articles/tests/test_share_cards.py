"""A share card is always the right size, small, repeatable, and never loses text over its edge."""

import io
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from articles.painting import PAPER, Painting
from articles.share_cards import draw_share_card
from articles.typefaces import drawable, text_width, wrap_words

NAME, EYEBROW, LINE = "The Hub", "First line", "For healthcare professionals."
TITLES = [
    "Survival falls in the second year",
    "",
    "   ",
    "A title that goes on " * 30,
    "Pneumonoultramicroscopicsilicovolcanoconiosis" * 8,
    "≥5% blasts and ≤18 years",
    "Ångström, żółć, β-thalassaemia, Ελλάδα",
    "Emoji 😀 and 漢字 and مرحبا",
    "😀",
    "W" * 400,
    "line\nbreak\tand \x00 control \ud800",
]


def card(title=TITLES[0], name=NAME, eyebrow=EYEBROW, line=LINE):
    return draw_share_card(title, name, eyebrow, line)


@cache
def plain_card():
    return card("x", "x", "x", "x")


@pytest.mark.parametrize("title", TITLES)
def test_any_title_gives_a_small_picture_of_the_size_that_networks_ask_for(title):
    data = card(title)
    picture = Image.open(io.BytesIO(data))
    assert picture.format == "PNG"
    assert picture.size == (1200, 630)
    assert len(data) < 80_000


@pytest.mark.parametrize("title", TITLES)
def test_text_stays_in_its_column(title):
    """Everything right of the text column, and its outer margin, looks the same as without text."""
    long = "A line that is much too long to fit " * 6
    full = Image.open(io.BytesIO(card(title, long, long, long))).convert("RGB")
    plain = Image.open(io.BytesIO(plain_card())).convert("RGB")
    for area in ((820, 130, 1200, 480), (0, 0, 66, 630), (0, 610, 800, 630), (0, 456, 800, 488)):
        difference = ImageChops.difference(full.crop(area), plain.crop(area))
        # the palette of the whole picture may shift a shade by a little
        assert max(high for _low, high in difference.getextrema()) < 40


def test_the_same_words_give_the_same_bytes():
    assert card() == card()
    assert card() != card("Another title")


def test_the_name_stands_in_for_a_title_that_cannot_be_drawn():
    assert card("") == card("😀") == card(NAME)


def test_all_texts_may_be_empty():
    assert Image.open(io.BytesIO(card("", "", "", ""))).size == (1200, 630)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("age ≥ 18, ≤5%", "age ≥ 18, ≤5%"),
        ("β-thalassaemia – Ångström", "β-thalassaemia – Ångström"),
        ("Emoji 😀 here", "Emoji here"),
        ("ﬁrst 10⁹ x", "first 109 x"),
        ("漢字", ""),
        ("a\u200bb\u202ec", "abc"),
        ("two\n  lines", "two lines"),
    ],
)
def test_only_what_the_fonts_can_draw_is_kept(text, kept):
    assert drawable(text) == kept


def test_a_sign_that_no_font_has_is_composed():
    def painted(text):
        painting = Painting(200, 100)
        painting.text(text, 20, 70, 60)
        return painting.png()

    assert painted("≥") != painted(">")
    assert painted("≥") != Painting(200, 100, PAPER).png()
    assert painted("≥") != painted("≤")


@settings(max_examples=30, deadline=None)
@given(text=st.text(max_size=80), width=st.floats(60, 500))
def test_wrapped_words_fit_and_none_is_lost(text, width):
    words = drawable(text)
    lines = wrap_words(words, "serif", 40, width)
    assert "".join(lines).replace(" ", "") == words.replace(" ", "")
    assert all(text_width(line, "serif", 40) <= width or len(line) == 1 for line in lines)
