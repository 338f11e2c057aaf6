"""Finding and adding references, topics, people and articles in the CMS."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.urls import reverse
from wagtail.models import Locale

from articles.models import ArticlePage, PersonPage, Reference, TopicPage

pytestmark = pytest.mark.django_db

NEW = {
    "kind": "article-journal",
    "authors": "Faria, I\nVrettos, I\net al",
    "title_text": "Disease on day 28",
    "container_short": "Blood Adv",
    "published": "2025-03",
    "doi_text": "https://doi.org/10.1234/Day28",
}


@pytest.fixture
def writer(client, django_user_model):
    client.force_login(django_user_model.objects.get(username="writer"))
    return client


def found(client, chooser, words):
    """The text of a chooser's results, as shown while the editor types."""
    results = client.get(reverse(f"{chooser}:choose_results"), {"q": words})
    assert results.status_code == 200
    return results.content.decode()


REFERENCES = "wagtailsnippetchoosers_articles_reference"


# --- The reference library ------------------------------------------------------------------------
def test_a_reference_is_added_and_changed_in_the_library(writer):
    added = writer.post(reverse("wagtailsnippets_articles_reference:add"), NEW)
    assert added.status_code == 302
    reference = Reference.objects.get(doi="10.1234/day28")
    assert reference.ama.startswith("Faria I, Vrettos I, et al.")
    edit = reverse("wagtailsnippets_articles_reference:edit", args=[reference.pk])
    shown = writer.get(edit).context["form"]
    assert shown["authors"].value() == "Faria, I\nVrettos, I\net al"
    writer.post(edit, {**NEW, "title_text": "Disease on day 28, revisited"})
    reference.refresh_from_db()
    assert reference.title == "Disease on day 28, revisited"


def test_a_reference_that_is_there_already_is_named(writer):
    known = Reference.objects.exclude(doi=None).first()
    response = writer.post(
        reverse("wagtailsnippets_articles_reference:add"), {**NEW, "doi_text": known.doi}
    )
    assert response.status_code == 200
    assert known.title in response.context["form"].errors["doi_text"][0]


def test_a_reference_is_added_without_leaving_the_article(writer):
    create = reverse(f"{REFERENCES}:create")
    refused = writer.post(create, {**NEW, "doi_text": "not a DOI"}).json()
    assert refused["step"] == "reshow_creation_form"
    assert "This is not a DOI." in refused["htmlFragment"]
    chosen = writer.post(create, NEW).json()
    assert chosen["step"] == "chosen"
    assert chosen["result"]["string"] == "Faria 2025: Disease on day 28"


def test_reviewers_cannot_add_references_through_the_chooser(client, django_user_model):
    client.force_login(django_user_model.objects.get(username="medical"))
    before = Reference.objects.count()
    client.post(reverse(f"{REFERENCES}:create"), NEW)
    assert Reference.objects.count() == before


def test_the_library_says_how_often_a_reference_is_used(writer, django_assert_max_num_queries):
    call_command("rebuild_references_index", verbosity=0)
    page = ArticlePage.objects.filter(references__isnull=False).first()
    used = page.references.first().reference
    address = reverse("wagtailsnippets_articles_reference:list")
    with django_assert_max_num_queries(60):
        listing = writer.get(address)
    shown = {row.pk: row.usage_count for row in listing.context["object_list"]}
    assert shown[used.pk] >= 1
    usage = reverse("wagtailsnippets_articles_reference:usage", args=[used.pk])
    assert f'href="{usage}"' in listing.content.decode()


@pytest.mark.parametrize("column", ["title", "first_author", "doi", "pmid"])
def test_a_reference_is_found_by(writer, column):
    reference = Reference.objects.exclude(doi=None).exclude(pmid=None).exclude(first_author="")[0]
    assert reference.title in found(writer, REFERENCES, getattr(reference, column))


@pytest.mark.parametrize("words", ['"', "\x00", "x" * 3000, "   ", "10.", "é", "a:b"])
def test_nothing_that_is_typed_breaks_a_chooser(writer, words):
    for chooser in (REFERENCES, "topic_chooser", "person_chooser", "article_chooser"):
        response = writer.get(reverse(f"{chooser}:choose_results"), {"q": words})
        assert response.status_code in (200, 400), chooser


# --- Topics, people, articles ---------------------------------------------------------------------
@pytest.mark.parametrize(
    ("chooser", "model"),
    [
        ("topic_chooser", TopicPage),
        ("person_chooser", PersonPage),
        ("article_chooser", ArticlePage),
    ],
)
def test_published_pages_are_found_by_the_beginning_of_a_word(writer, chooser, model):
    page = model.objects.live().filter(locale=Locale.get_default()).order_by("title").first()
    word = max(page.title.split(), key=len)
    assert page.title.split()[0] in found(writer, chooser, word[:5])
    page.unpublish()
    draft = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert draft not in found(writer, chooser, word[:5])
    assert f"/chosen/{page.pk}/" not in found(writer, chooser, word[:5])


def test_choosers_open_in_the_default_language(writer):
    first = writer.get(reverse("topic_chooser:choose")).json()["html"]
    english = TopicPage.objects.live().filter(locale=Locale.get_default()).order_by("title")[0]
    assert f"/chosen/{english.pk}/" in first


def test_writing_starts_in_the_default_language_in_one_click(writer):
    response = writer.get(reverse("articles:choose_parent"))
    assert response.status_code == 302
    assert writer.get(response["Location"]).status_code == 200
    parent = int(response["Location"].rstrip("/").split("/")[-1])
    assert ArticlePage.objects.filter(locale=Locale.get_default())[0].get_parent().pk == parent
