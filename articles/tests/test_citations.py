"""What a reference promises: AMA form, safe HTML, no stray punctuation, no exception."""

import re
import warnings
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles import citations
from articles.citations import format_reference

ELIANA: dict[str, Any] = {
    "type": "article-journal",
    "title": "Tisagenlecleucel in Children and Young Adults with B-Cell Lymphoblastic Leukemia",
    "container-title": "The New England Journal of Medicine",
    "container-title-short": "N Engl J Med",
    "volume": "378",
    "issue": "5",
    "page": "439-448",
    "issued": {"date-parts": [[2018, 2, 1]]},
    "author": [
        {"family": "Maude", "given": "SL"},
        {"family": "Laetsch", "given": "Theodore W"},
        {"family": "Buechner", "given": "J."},
        {"family": "Rives", "given": "S"},
        {"family": "Boyer", "given": "M"},
        {"family": "Bittencourt", "given": "H"},
        {"family": "Bader", "given": "P"},
    ],
    "DOI": "10.1056/NEJMoa1709866",
    "PMID": "29385370",
    "PMCID": "PMC5996391",
    "custom": {"nct": "NCT02435849"},
}
TWO = ELIANA["author"][:2]


def with_fields(**fields):
    return {**ELIANA, **{key.replace("_", "-"): value for key, value in fields.items()}}


def without(*keys):
    return {key: value for key, value in ELIANA.items() if key not in keys}


def test_a_journal_article_is_written_as_ama_asks():
    assert format_reference(ELIANA) == (
        "Maude SL, Laetsch TW, Buechner J, et al. Tisagenlecleucel in Children and Young Adults"
        " with B-Cell Lymphoblastic Leukemia. <i>N Engl J Med</i>. 2018;378(5):439-448."
    )


def test_the_record_that_was_handed_in_is_not_changed():
    before = repr(ELIANA)
    format_reference(ELIANA)
    assert repr(ELIANA) == before


def test_doi_and_url_are_left_to_the_links():
    html = format_reference(with_fields(URL="https://example.org/x"))
    assert "10.1056" not in html
    assert "example.org" not in html


def test_six_authors_are_all_named():
    html = format_reference(with_fields(author=ELIANA["author"][:6]))
    assert html.startswith("Maude SL, Laetsch TW, Buechner J, Rives S, Boyer M, Bittencourt H. Tis")


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        (1, "Maude SL, et al. Tis"),
        (2, "Maude SL, Laetsch TW, et al. Tis"),
        (3, "Maude SL, Laetsch TW, Buechner J, et al. Tis"),
        (5, "Maude SL, Laetsch TW, Buechner J, et al. Tis"),
        (7, "Maude SL, Laetsch TW, Buechner J, et al. Tis"),
    ],
)
def test_a_list_cut_by_its_source_says_et_al(known, expected):
    authors = ELIANA["author"][:known]
    flagged = with_fields(author=authors, custom={"authors_truncated": True})
    spelt_out = with_fields(author=[*authors, {"literal": "et al."}])
    assert format_reference(flagged).startswith(expected)
    assert format_reference(spelt_out).startswith(expected)


def test_a_collective_author_keeps_its_name():
    html = format_reference(with_fields(author=[{"literal": "Children's Oncology Group"}]))
    assert html.startswith("Children's Oncology Group. Tis")
    both = format_reference(with_fields(author=[*TWO, {"literal": "CIBMTR"}]))
    assert both.startswith("Maude SL, Laetsch TW, CIBMTR. Tis")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ({"family": "van der Berg", "given": "Jan-Piet"}, "van der Berg JP."),
        ({"family": "Berg", "non-dropping-particle": "van der", "given": "J"}, "van der Berg J."),
        ({"family": "Smith", "given": "A B", "suffix": "Jr"}, "Smith AB Jr."),
        ({"family": "Møller", "given": "Åse"}, "Møller Å."),
        ({"family": "Plato"}, "Plato."),
        ({"given": "Plato"}, "Plato."),
        ({"name": "A Group Inc."}, "A Group Inc. Tis"),
        ("Plain Name", "Plain Name."),
        ({"family": "Holt", "given": "M", "ORCID": "0000", "sequence": "first"}, "Holt M."),
    ],
)
def test_names(name, expected):
    assert format_reference(with_fields(author=[name])).startswith(expected)


@pytest.mark.parametrize(
    ("missing", "end"),
    [
        (["issue"], "<i>N Engl J Med</i>. 2018;378:439-448."),
        (["page"], "<i>N Engl J Med</i>. 2018;378(5)."),
        (["issued"], "<i>N Engl J Med</i>. 378(5):439-448."),
        (
            ["container-title-short"],
            "<i>The New England Journal of Medicine</i>. 2018;378(5):439-448.",
        ),
        (["container-title", "container-title-short"], "Leukemia. 2018;378(5):439-448."),
        (["volume", "issue", "page"], "<i>N Engl J Med</i>. Published online February 1, 2018."),
        (["volume", "issue", "page", "issued"], "<i>N Engl J Med</i>."),
        (["type"], "<i>N Engl J Med</i>. 2018;378(5):439-448."),
    ],
)
def test_a_missing_field_leaves_no_stray_punctuation(missing, end):
    assert format_reference(without(*missing)).endswith(end)


def test_a_record_without_author_has_its_title_once():
    html = format_reference(without("author"))
    assert html.startswith("Tisagenlecleucel in")
    assert html.count("Tisagenlecleucel") == 1


def test_a_record_without_title_goes_on_with_the_journal():
    assert ", et al. <i>N Engl J Med</i>. 2018" in format_reference(without("title"))


@pytest.mark.parametrize("empty", [{}, {"type": "book"}, {"title": "  ", "author": []}])
def test_an_empty_record_is_an_empty_string(empty):
    assert format_reference(empty) == ""


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Is it so?", ". Is it so? <i>N Engl"),
        ("Is it <i>so?</i>", ". Is it <i>so?</i> <i>N Engl"),
        ("It is so.", ". It is so. <i>N Engl"),
        ("R&D in age < 18 and age > 3, ≥5%", ". R&amp;D in age &lt; 18 and age &gt; 3, ≥5%. <i>"),
        ("p<0.05 and a<b", ". p&lt;0.05 and a&lt;b. <i>"),
        (
            "<i>KMT2A</i> and 10<sup>9</sup>/L, CD19<sub>x</sub>",
            ". <i>KMT2A</i> and 10<sup>9</sup>/L",
        ),
        (
            "Role of <jats:italic>IKZF1</jats:italic> &amp;amp; age",
            ". Role of <i>IKZF1</i> &amp; age.",
        ),
        ("<em>BCR::ABL1</em>", ". <i>BCR::ABL1</i>. <i>"),
        ("Two\nlines\tand   spaces", ". Two lines and spaces. "),
        ("Unclosed <i>tag", ". Unclosed <i>tag</i>. <i>"),
    ],
)
def test_titles_keep_their_meaning(title, expected):
    assert expected in format_reference(with_fields(title=title))


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        '<i onmouseover="alert(1)">x</i>',
        "<svg/onload=alert(1)>",
        "<a href='javascript:alert(1)'>x</a>",
        "<<script>script>alert(1)</script>",
        "<style>*{}</style>",
        "<i/><b/ >",
    ],
)
@pytest.mark.parametrize("field", ["title", "container-title-short", "volume", "author"])
def test_injected_markup_is_neutralised(attack, field):
    value = (
        [{"literal": attack}, {"family": attack, "given": attack}] if field == "author" else attack
    )
    html = format_reference(with_fields(**{field: value}))
    assert_only_allowed_markup(html)


def test_numbers_and_lists_from_other_sources_are_understood():
    crossref = with_fields(
        type="journal-article",
        title=["A title", "A second title"],
        volume=378,
        issue="Supplement_1",
        page="1254–65",
        issued={"date-parts": [["2018"]]},
    )
    assert format_reference(crossref).endswith(
        "A title. <i>N Engl J Med</i>. 2018;378(suppl 1):1254-1265."
    )


@pytest.mark.parametrize(
    ("issued", "year"),
    [
        ({"date-parts": [[2018, 2, 31]]}, "2018;"),
        ({"date-parts": [[2018, 13]]}, "2018;"),
        ({"date-parts": [[2018, 1], [2018, 2]]}, "2018;"),
        ({"raw": "2018-02-01"}, "2018;"),
        ({"literal": "Spring 2018"}, "2018;"),
        ("2018", "2018;"),
        ({"date-parts": [[]]}, "</i>. 378("),
        ({"date-parts": [[None]]}, "</i>. 378("),
        ({"date-parts": "x"}, "</i>. 378("),
    ],
)
def test_dates_are_read_as_far_as_they_are_real(issued, year):
    assert year in format_reference(with_fields(issued=issued))


def test_a_web_page_says_when_it_was_read():
    page = {
        "type": "webpage",
        "title": "Approved medicines",
        "author": [{"literal": "A Regulator"}],
        "issued": {"date-parts": [[2024, 3, 4]]},
        "accessed": {"date-parts": [[2025, 6, 7]]},
        "URL": "https://example.org/",
    }
    assert format_reference(page) == (
        "A Regulator. Approved medicines. March 4, 2024. Accessed June 7, 2025."
    )


def test_a_congress_abstract_and_a_talk():
    abstract = with_fields(author=TWO, title="An abstract", issue="", supplement_number="1")
    assert format_reference(abstract).endswith("2018;378(suppl 1):439-448.")
    talk = {
        "type": "speech",
        "title": "A talk",
        "author": TWO[:1],
        "genre": "abstract",
        "event-title": "ASH Annual Meeting",
        "issued": {"date-parts": [[2024, 12, 7]]},
    }
    assert format_reference(talk) == (
        "Maude SL. A talk. Abstract presented at: ASH Annual Meeting; December 7, 2024."
    )


def test_a_record_that_citeproc_refuses_is_put_together_plainly(monkeypatch, caplog):
    def refuse(record):
        raise KeyError("citeproc")

    monkeypatch.setattr(citations, "_by_citeproc", refuse)
    assert format_reference(with_fields(title="A <i>KMT2A</i> title & more", author=TWO)) == (
        "Maude SL, Laetsch TW. A <i>KMT2A</i> title &amp; more. <i>N Engl J Med</i>."
        " 2018;378(5):439-448."
    )
    assert format_reference({"page": "3"}) == "3."
    assert "put together plainly" in caplog.text


def test_formatting_is_repeatable_and_quiet():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert len({format_reference(ELIANA) for _ in range(5)}) == 1


def assert_only_allowed_markup(html):
    tags = re.findall(r"<[^>]*>", html)
    assert all(re.fullmatch(r"</?(?:i|b|sub|sup)>", tag) for tag in tags), html
    bare = re.sub(r"</?(?:i|b|sub|sup)>", "", html)
    assert "<" not in bare
    assert ">" not in bare
    assert not re.search(r"&(?!amp;|lt;|gt;|nbsp;|quot;)", bare)
    assert not any("\ue000" <= character <= "\uf8ff" for character in html)
    for tag in ("i", "b", "sub", "sup"):
        assert html.count(f"<{tag}>") == html.count(f"</{tag}>")


MARKED_UP = st.lists(
    st.sampled_from(
        [
            "<i>",
            "</i>",
            "<sub>",
            "<b",
            ">",
            "<",
            "&",
            "&lt;",
            "<script>",
            "</script>",
            "≥",
            ". ",
            "?",
            "\ue000",
            "\ue00a",
            "�",
            "\x00",
            "onerror=",
            "<img ",
            "a",
            "KMT2A",
            "-",
            "–",
            " ",
        ]
    ),
    max_size=12,
).map("".join)
TEXT = st.one_of(st.text(max_size=20), MARKED_UP)
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), TEXT),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(["family", "given", "literal", "date-parts", "raw", "nct", "season"]),
            inner,
            max_size=3,
        ),
    ),
    max_leaves=6,
)
FIELDS = st.sampled_from(
    [
        "type",
        "title",
        "author",
        "editor",
        "issued",
        "accessed",
        "volume",
        "issue",
        "page",
        "number",
        "container-title",
        "container-title-short",
        "publisher",
        "edition",
        "genre",
        "event-title",
        "DOI",
        "URL",
        "PMID",
        "custom",
        "language",
        "id",
        "key",
        "locator",
        "unknown",
    ]
)
TYPES = st.sampled_from(
    ["book", "chapter", "report", "webpage", "speech", "thesis", "bill", "song"]
)


@settings(max_examples=120, deadline=None)
@given(record=st.dictionaries(FIELDS, JSON, max_size=8), kind=TYPES)
def test_odd_records_never_raise_and_never_carry_markup(record, kind):
    assert_only_allowed_markup(format_reference(record))
    assert_only_allowed_markup(format_reference({**record, "type": kind}))
    citations.reference_links(record)


@settings(max_examples=60, deadline=None)
@given(title=TEXT, family=TEXT, journal=TEXT)
def test_odd_text_in_a_whole_record_is_safe(title, family, journal):
    record = with_fields(title=title, author=[{"family": family}], container_title_short=journal)
    assert_only_allowed_markup(format_reference(record))
