"""Editors fill in fields; the record behind them stays whole."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.admin.panels import get_edit_handler

from articles.models import Reference
from tests.factories import make_reference

pytestmark = pytest.mark.django_db

RECORD = {
    "id": "john-2025",
    "type": "article-journal",
    "title": "Real-world outcomes of tisagenlecleucel",
    "author": [
        {"family": "John", "given": "S"},
        {"family": "van der Berg", "given": "AB"},
        {"family": "Frei", "given": "E", "suffix": "III"},
        {"family": "Velde", "given": "T", "non-dropping-particle": "te"},
        {"family": "Pinkel"},
        {"literal": "CIBMTR Registry Group"},
    ],
    "container-title": "Blood Advances",
    "container-title-short": "Blood Adv",
    "volume": "9",
    "issue": "20",
    "page": "5100-5112",
    "issued": {"date-parts": [[2025, 10, 28]]},
    "DOI": "10.1182/test.2025",
    "PMID": "40000001",
    "PMCID": "PMC1234567",
    "custom": {"nct": "NCT02435849", "authors_truncated": True, "checked": "2026-11-01"},
    "abstract": "Kept although no field shows it.",
    "language": "en",
}


def form_class():
    return get_edit_handler(Reference).get_form_class()


def as_posted(form):
    """What a browser sends back for a form nobody changed."""
    return {
        name: form.get_initial_for_field(field, name) or "" for name, field in form.fields.items()
    }


def posted(reference, **changes):
    form = form_class()(instance=reference)
    data = {**as_posted(form), **changes}
    return form_class()(data, instance=reference)


def save(reference, **changes):
    form = posted(reference, **changes)
    assert form.is_valid(), form.errors
    return form.save()


def test_saving_without_a_change_changes_nothing():
    reference = Reference.objects.create(csl=RECORD)
    save(reference)
    reference.refresh_from_db()
    assert reference.csl == RECORD


def test_every_reference_of_the_demo_survives_the_form():
    for reference in Reference.objects.all():
        before = reference.csl
        form = posted(reference)
        assert form.is_valid(), (before.get("id"), form.errors)
        after = form.as_csl()
        assert comparable(after) == comparable(before), before.get("id")


def comparable(record):
    """Without empty values; a DOI means the same in capitals (DOI Handbook 2.4)."""
    record = {key: value for key, value in record.items() if value not in (None, "", [], {})}
    record["DOI"] = str(record.get("DOI", "")).lower()
    return {key: str(value) if isinstance(value, int) else value for key, value in record.items()}


def test_what_the_form_does_not_show_is_kept():
    reference = Reference.objects.create(csl=RECORD)
    save(reference, title_text="Another title")
    reference.refresh_from_db()
    assert reference.csl["title"] == reference.title == "Another title"
    assert reference.csl["abstract"] == RECORD["abstract"]
    assert reference.csl["custom"]["checked"] == "2026-11-01"


def test_a_field_made_empty_leaves_the_record():
    reference = Reference.objects.create(csl=RECORD)
    save(reference, doi_text="", volume="", nct="")
    reference.refresh_from_db()
    assert reference.doi is None
    assert not {"DOI", "volume"} & set(reference.csl)
    assert "nct" not in reference.csl["custom"]


@pytest.mark.parametrize(
    "text",
    ["10.1182/x.9", "doi:10.1182/x.9", "https://doi.org/10.1182/X.9", " 10.1182/x.9. "],
)
def test_a_doi_is_taken_as_it_is_pasted(text):
    assert save(Reference(csl={}), title_text="A title", doi_text=text).doi == "10.1182/x.9"


@pytest.mark.parametrize("text", ["11.1182/x", "ten", "10.1182", "https://example.org/", "10./x"])
def test_what_is_no_doi_is_a_message(text):
    form = posted(Reference(csl={}), title_text="A title", doi_text=text)
    assert "doi_text" in form.errors


@pytest.mark.parametrize("text", ["PMC123", "12a", "one"])
def test_what_is_no_pubmed_number_is_a_message(text):
    form = posted(Reference(csl={}), title_text="A title", pmid_text=text)
    assert "pmid_text" in form.errors


def test_a_source_is_in_the_library_once():
    known = make_reference(DOI="10.1182/twice", PMID="41111111")
    for field, text in (("doi_text", "https://doi.org/10.1182/TWICE"), ("pmid_text", "41111111")):
        form = posted(Reference(csl={}), title_text="Again", **{field: text})
        assert field in form.errors
        assert str(known) in form.errors[field][0]


def test_a_reference_is_no_duplicate_of_itself():
    assert posted(make_reference(DOI="10.1182/itself")).is_valid()


@pytest.mark.parametrize("text", ["2025-10-28-1", "October 2025", "25", "2025-13", "2025-02-30"])
def test_what_is_no_date_is_a_message(text):
    form = posted(Reference(csl={}), title_text="A title", published=text)
    assert "published" in form.errors


@pytest.mark.parametrize("text", ["2025", "2025-10", "2025-10-28", "2024-02-29"])
def test_a_date_may_be_a_year_a_month_or_a_day(text):
    form = posted(Reference(csl={}), title_text="A title", published=text)
    assert form.is_valid(), form.errors
    parts = form.as_csl()["issued"]["date-parts"]
    assert parts == [[int(part) for part in text.split("-")]]


LETTERS = st.text(
    st.characters(categories=["Lu", "Ll", "Lo"], include_characters=" '-"), min_size=1, max_size=20
).map(str.strip)


@settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(LETTERS.filter(bool), LETTERS.filter(bool)), min_size=1, max_size=6))
def test_authors_come_back_as_they_were(names):
    authors = [{"family": family, "given": given} for family, given in names]
    form = posted(Reference(csl={"title": "A title", "type": "book", "author": authors}))
    assert form.is_valid(), form.errors
    assert form.as_csl()["author"] == authors
