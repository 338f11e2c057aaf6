"""Icons, dates and unbreakable names, as templates use them."""

import datetime
from types import SimpleNamespace

import pytest
from django.template import Context, Engine
from django.utils import translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from core.nonbreaking import split_unbreakable
from core.templatetags.core_tags import breadcrumb

ENGINE = Engine(builtins=["core.templatetags.core_tags"])
NOVEMBER_17 = datetime.date(2025, 11, 17)


def render(source, **context):
    return ENGINE.from_string(source).render(Context(context))


def test_an_icon_is_hidden_from_assistive_technology():
    expected = '<svg class="i" aria-hidden="true"><use href="#i-search"/></svg>'
    assert render('{% icon "search" %}') == expected


def test_an_icon_takes_a_further_class():
    assert 'class="i flip"' in render('{% icon "next" "flip" %}')


def test_an_icon_name_from_a_variable_is_escaped():
    assert '"><b>' not in render("{% icon name %}", name='"><b>')


@pytest.mark.parametrize(
    "name",
    [
        "B-ALL",
        "T-cell",
        "CAR T-cell",
        "CAR T",
        "Tisa-cel",
        "obe-cel",
        "MRD-negative",
        "Ph-like",
        "95% CI",
        "n = 578",
        "N = 1,284",
    ],
)
def test_names_and_figures_stay_on_one_line(name):
    assert render("{{ text|nobreak }}", text=f"with {name} again") == (
        f'with <span class="nb">{name}</span> again'
    )


@pytest.mark.parametrize("text", ["follow-up", "event-free", "two-year", "cancel", "pre-ALL"])
def test_ordinary_words_are_left_alone(text):
    assert render("{{ text|nobreak }}", text=text) == text


def test_plain_text_is_escaped():
    assert render("{{ text|nobreak }}", text="<script>B-ALL</script>") == (
        '&lt;script&gt;<span class="nb">B-ALL</span>&lt;/script&gt;'
    )


def test_translated_text_is_taken_as_text():
    assert render("{{ text|nobreak }}", text=gettext_lazy("B-ALL & more")) == (
        '<span class="nb">B-ALL</span> &amp; more'
    )


def test_a_comparison_is_kept_together_after_escaping():
    assert render("{{ text|nobreak }}", text="p < 0.001") == (
        '<span class="nb">p &lt; 0.001</span>'
    )


def test_addresses_inside_rich_text_are_left_alone():
    html = mark_safe('<p>In <a href="/b/B-ALL/">B-ALL</a></p>')
    assert render("{{ html|nobreak }}", html=html) == (
        '<p>In <a href="/b/B-ALL/"><span class="nb">B-ALL</span></a></p>'
    )


def test_the_value_of_a_rich_text_block_is_markup_already():
    class Value:
        def __html__(self):
            return "<p>B-ALL</p>"

    assert render("{{ value|nobreak }}", value=Value()) == '<p><span class="nb">B-ALL</span></p>'


@pytest.mark.parametrize(
    "text", ["", "B-ALL", "In B-ALL (n = 12; 95% CI 3–4) with CAR T-cell therapy."]
)
def test_the_pieces_joined_are_the_text_again(text):
    assert "".join(piece for piece, _ in split_unbreakable(text)) == text


def test_english_dates_are_british():
    with translation.override("en"):
        assert render("{% day date %}", date=NOVEMBER_17) == (
            '<time datetime="2025-11-17">17 November 2025</time>'
        )


def test_other_languages_use_their_own_format():
    with translation.override("pt"):
        assert "17 de novembro de 2025" in render("{% day date %}", date=NOVEMBER_17)


def test_a_moment_is_given_as_its_day():
    moment = datetime.datetime(2025, 11, 17, 22, 30, tzinfo=datetime.UTC)
    assert 'datetime="2025-11-17"' in render("{% day moment %}", moment=moment)


def test_a_missing_date_leaves_nothing():
    assert render("{% day date %}", date=None) == ""


def test_a_page_without_a_place_has_no_breadcrumb():
    assert breadcrumb({}, SimpleNamespace(pk=None)) == {"breadcrumb": []}
    assert breadcrumb({}, "") == {"breadcrumb": []}
