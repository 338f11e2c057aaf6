"""Identifiers are checked before a reader is sent anywhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.identifiers import (
    clean_doi,
    clean_https_url,
    clean_nct,
    clean_pmcid,
    clean_pmid,
    reference_links,
)


@pytest.mark.parametrize(
    "text",
    [
        "10.1056/NEJMoa1709866",
        "doi:10.1056/NEJMoa1709866",
        "DOI: 10.1056/NEJMOA1709866",
        "https://doi.org/10.1056/NEJMoa1709866",
        "http://dx.doi.org/10.1056/nejmoa1709866?utm_source=x",
        "HTTPS://DOI.ORG/10.1056/NEJMOA1709866",
        "doi.org/10.1056%2FNEJMoa1709866",
        "  10.1056/NEJMoa1709866.  ",
        "10.1056/NEJMoa1709866)",
    ],
)
def test_a_doi_has_one_spelling(text):
    assert clean_doi(text) == "10.1056/nejmoa1709866"


@pytest.mark.parametrize(
    "text",
    ["10.1016/s2352-3026(22)00225-3", "10.1002/(sici)1097(1999)85:1<1::aid-cncr1>3.0.co;2-a"],
)
def test_brackets_inside_a_doi_stay(text):
    assert clean_doi(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "10.1/x",
        "10.1056/",
        "10.1056/a b",
        'x" onclick="10.1056/a',
        "javascript:10.1056/a",
        "https://evil.example/10.1056/a",
        "10.1056/a\nb",
        '10.1056/a"b',
        "10.1056/é",
        "ten",
        None,
        5,
        "10.1056/" + "a" * 300,
        True,
        [],
        {},
    ],
)
def test_what_is_no_doi_is_refused(text):
    assert clean_doi(text) is None


@pytest.mark.parametrize(
    "value",
    [
        "29385370",
        29385370,
        "PMID: 29385370",
        "pmid29385370",
        "029385370",
        " 29385370 ",
        "https://pubmed.ncbi.nlm.nih.gov/29385370/",
        "pubmed.ncbi.nlm.nih.gov/29385370",
    ],
)
def test_a_pmid_has_one_spelling(value):
    assert clean_pmid(value) == "29385370"


@pytest.mark.parametrize(
    "value", ["", "0", 0, -5, "123456789", "12a", "PMC5996391", True, None, "²", "٣"]
)
def test_what_is_no_pmid_is_refused(value):
    assert clean_pmid(value) is None


def test_the_other_registers():
    assert clean_pmcid("5996391") == clean_pmcid("pmcid: PMC5996391") == "PMC5996391"
    assert clean_pmcid("PMCx") is None
    assert clean_nct("nct02435849") == "NCT02435849"
    assert clean_nct("https://clinicaltrials.gov/study/NCT02435849") == "NCT02435849"
    assert clean_nct("NCT0243584") is None


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org",
        "javascript:alert(1)",
        "//example.org",
        "https://",
        "https://localhost",
        "https://user@example.org/",
        "https://example.org/a b",
        'https://example.org/"x',
        "https://example.org/\u202e",
        "https://[::1",
        "https://example.org:port/",
        None,
        4,
    ],
)
def test_only_plain_https_addresses_are_linked(url):
    assert clean_https_url(url) is None
    assert reference_links({"URL": url}) == []


def test_the_links_of_a_full_record():
    record = {
        "DOI": "10.1002/A<1>",
        "PMID": 29385370,
        "PMCID": "PMC5996391",
        "custom": {"nct": "NCT02435849"},
        "URL": "https://www.example.org/x",
    }
    assert [(link.label, link.url) for link in reference_links(record)] == [
        ("doi:10.1002/A<1>", "https://doi.org/10.1002/A%3C1%3E"),
        ("PubMed 29385370", "https://pubmed.ncbi.nlm.nih.gov/29385370/"),
        ("PubMed Central", "https://pmc.ncbi.nlm.nih.gov/articles/PMC5996391/"),
        ("ClinicalTrials.gov NCT02435849", "https://clinicaltrials.gov/study/NCT02435849"),
    ]


def test_the_address_serves_where_no_identifier_is_valid():
    links = reference_links({"DOI": "none", "custom": "x", "URL": "https://www.example.org/x?y=1"})
    assert [(link.label, link.url) for link in links] == [
        ("example.org", "https://www.example.org/x?y=1")
    ]


@given(text=st.text(max_size=40))
def test_cleaning_is_stable(text):
    for clean in (clean_doi, clean_pmid, clean_pmcid, clean_nct):
        for candidate in (text, f"10.1056/{text}", f"PMC{text}"):
            value = clean(candidate)
            assert value is None or clean(value) == value
