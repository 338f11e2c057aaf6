"""The search page answers everything with a page, and puts what was asked for first."""

import pytest
from bs4 import BeautifulSoup
from django.db import DatabaseError
from wagtail.models import Locale

from search.backend import ForgivingSearch
from search.ranking import ranked_articles
from search.tests.hostile import HOSTILE
from tests.factories import make_article, make_image, make_topic, rich


def titles(response):
    return [article.title for article in response.context["listing"].articles]


def search(reader, query, **more):
    response = reader.get("/search/", {"q": query, **more})
    assert response.status_code == 200
    return response


@pytest.mark.parametrize("query", HOSTILE.values(), ids=HOSTILE.keys())
def test_any_query_is_answered_with_a_page(reader, query):
    response = search(reader, query)
    page = BeautifulSoup(response.content, "html.parser")
    assert page.h1
    assert not page.find_all(attrs={"onerror": True})
    assert "49" not in page.h1.get_text()
    field = page.select_one("main input[name=q]")
    assert len(field.get("value", "")) <= 200


ADMIN = {
    "page search": "/admin/pages/search/?q=",
    "page search, results": "/admin/pages/search/results/?q=",
    "page chooser": "/admin/choose-page/search/?q=",
    "images": "/admin/images/?q=",
    "image chooser": "/admin/images/chooser/results/?q=",
    "documents": "/admin/documents/?q=",
    "document chooser": "/admin/documents/chooser/results/?q=",
    "references": "/admin/snippets/articles/reference/?q=",
    "reference chooser": "/admin/snippets/choose/articles/reference/results/?q=",
    "site texts": "/admin/snippets/home/sitetext/?q=",
    "users": "/admin/users/?q=",
}


@pytest.mark.parametrize("address", ADMIN.values(), ids=ADMIN.keys())
def test_the_searches_of_the_cms_answer_any_query(administrator, address):
    make_image()
    path = address.partition("?")[0]
    assert administrator.get(path, {"q": "relapse"}).status_code == 200
    for name, query in HOSTILE.items():
        response = administrator.get(path, {"q": query})
        assert response.status_code == 200, name


def test_a_nul_is_refused_with_a_page(reader):
    assert reader.get("/search/?q=%00").status_code == 400


@pytest.mark.parametrize("query", [b"\xff\xfe", b"%ff", b"\xc3\x28"])
def test_bytes_that_are_no_text_are_answered_with_a_page(reader, query):
    response = reader.get("/search/", QUERY_STRING=f"q={''.join(f'%{byte:02x}' for byte in query)}")
    assert response.status_code == 200


def test_a_word_in_any_part_of_an_article_finds_it(reader):
    fields = {
        "title": {"title": "A zygomorphic study"},
        "standfirst": {"standfirst": "Most were zygomorphic."},
        "summary": {"summary": rich("A zygomorphic cohort.")},
        "body": {
            "body": [{"type": "paragraph", "value": rich("The zygomorphic arm.")}],
        },
        "key learning": {"key_learning": [{"type": "point", "value": "Zygomorphic it stays."}]},
    }
    made = {part: make_article(**values) for part, values in fields.items()}
    found = ranked_articles("zygomorphic", Locale.get_default())
    assert {part for part, article in made.items() if article.pk in found} == set(fields)


def test_a_whole_question_finds_what_holds_some_of_its_words(reader):
    article = make_article(title="Zygomorphic relapse")
    question = "What happens to children with a zygomorphic something after the second infusion?"
    assert article.title in titles(search(reader, question))
    assert titles(search(reader, question))[0] == article.title


def test_a_question_about_the_demo_content_finds_the_right_article_first(reader):
    found = titles(search(reader, "How many patients respond to tisagenlecleucel in the registry?"))
    assert any("tisa-cel" in title.lower() for title in found[:3]), found[:5]


def test_a_match_in_the_title_comes_first(reader):
    make_article(
        title="Something else",
        body=[{"type": "paragraph", "value": rich("We mention zygomorphic cells once.")}],
    )
    make_article(title="Another thing", standfirst="A zygomorphic aside.")
    make_article(title="Zygomorphic cells")
    assert titles(search(reader, "zygomorphic"))[0] == "Zygomorphic cells"


def test_drafts_and_other_languages_are_not_found(reader):
    make_article(title="Zygomorphic draft", live=False)
    make_article(title="Zygomorphic em português", language="pt")
    make_article(title="Zygomorphic taken back").unpublish()
    assert titles(search(reader, "zygomorphic")) == []
    portuguese = reader.get("/pt/search/", {"q": "zygomorphic"})
    assert titles(portuguese) == ["Zygomorphic em português"]


def test_what_was_published_is_found_and_what_was_taken_back_is_not(reader):
    article = make_article(title="Zygomorphic")
    assert titles(search(reader, "zygomorphic")) == ["Zygomorphic"]
    article.unpublish()
    assert titles(search(reader, "zygomorphic")) == []
    article.delete()
    assert titles(search(reader, "zygomorphic")) == []


@pytest.mark.parametrize("query", ["DOENÇA zygo", "doenca zygo", "doenc\u0327a zygo"])
def test_accents_and_capitals_make_no_difference(reader, query):
    make_article(title="A doença rara")
    assert "A doença rara" in titles(search(reader, query))


def test_the_words_are_marked(reader):
    make_article(title="Zygomorphic <b>cells</b>", standfirst="All zygomorphic & well.")
    text = search(reader, "zygomorphic").content.decode()
    assert "<mark>Zygomorphic</mark>" in text
    assert "All <mark>zygomorphic</mark> &amp; well." in text
    assert "<b>cells</b>" not in text


def test_a_search_is_narrowed_by_facets_and_keeps_its_words(reader):
    topic = make_topic()
    make_article(title="Zygomorphic film", format="video", topics=[topic])
    make_article(title="Zygomorphic text", topics=[topic])
    response = search(reader, "zygomorphic", format="video")
    assert titles(response) == ["Zygomorphic film"]
    listing = response.context["listing"]
    assert listing.clear_url == "/search/?q=zygomorphic"
    assert ("q", "zygomorphic") in listing.hidden_fields


def test_a_long_question_is_cut_and_the_reader_is_told(reader):
    assert search(reader, "relapse " * 100).context["was_cut"]
    assert not search(reader, "relapse").context["was_cut"]


def test_results_are_kept_by_nobody_and_indexed_by_nobody(reader):
    response = search(reader, "relapse")
    assert "no-store" in response.headers["Cache-Control"]
    assert "noindex" in response.headers["X-Robots-Tag"]


def test_search_is_behind_the_notice(visitor):
    response = visitor.get("/search/", {"q": "relapse"})
    assert "data-gate" in response.content.decode()
    assert "<mark>" not in response.content.decode()


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_search_is_read_only(reader, method):
    response = getattr(reader, method)("/search/?q=relapse")
    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]


def test_a_failing_index_gives_an_empty_answer(reader, monkeypatch):
    def fail(*args, **kwargs):
        raise DatabaseError("malformed")

    monkeypatch.setattr(ForgivingSearch, "_search", fail)
    assert titles(search(reader, "relapse")) == []


def test_at_most_so_many_results_are_ranked(english, monkeypatch):
    monkeypatch.setattr("search.ranking.MAXIMUM_RESULTS", 2)
    assert len(ranked_articles("patients", english)) == 2
