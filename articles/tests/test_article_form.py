"""The editor's form of an article: drafts may be half-written, what is submitted may not."""

from __future__ import annotations

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from articles.models import ArticleIndexPage, ArticlePage, PersonPage, Reference, TopicPage

pytestmark = pytest.mark.django_db

EMPTY = {
    "title": "A working title",
    "slug": "a-working-title",
    "format": "article",
    "standfirst": "",
    "public_summary": "",
    "summary": "null",
    "learning_objectives": streamfield([("objective", "")]),
    "key_data": streamfield([]),
    "key_data_note": "",
    "lead_media": streamfield([]),
    "body": streamfield([]),
    "key_learning": streamfield([("point", "")]),
    "published_on": "2026-01-01",
    "updated_on": "",
    "evidence_searched_to": "",
    "review_due_on": "",
    "congress_name": "",
    "congress_session": "",
    "seo_title": "",
    "search_description": "",
    "share_image": "",
    "go_live_at": "",
    "expire_at": "",
    "contributors": inline_formset([{"person": "", "role": "author"}]),
    "topics": inline_formset([]),
    "references": inline_formset([{"reference": ""}]),
    "related_articles": inline_formset([]),
    "version_notes": inline_formset([]),
    "comments": inline_formset([]),
}


@pytest.fixture
def complete():
    """The least that can be submitted."""
    person = PersonPage.objects.filter(locale__language_code="en").first()
    topic = TopicPage.objects.filter(locale__language_code="en").first()
    return {
        **EMPTY,
        "standfirst": "Who has disease on day 28 relapses more often.",
        "public_summary": "A cohort of adults.",
        "summary": rich_text("<p>A cohort of 120 adults.</p>"),
        "learning_objectives": streamfield([("objective", "After reading you will know.")]),
        "key_learning": streamfield([("point", "Measure on day 28.")]),
        "contributors": inline_formset([{"person": person.pk, "role": "author"}]),
        "topics": inline_formset([{"topic": topic.pk}]),
        "references": inline_formset([{"reference": Reference.objects.first().pk}]),
    }


@pytest.fixture
def send(client, django_user_model):
    """`send(fields, submit=True)`: what the editor answers to a writer's new article."""
    client.force_login(django_user_model.objects.get(username="writer"))
    index = ArticleIndexPage.objects.get(locale__language_code="en")
    address = reverse("wagtailadmin_pages:add", args=["articles", "articlepage", index.pk])

    def post(fields, *, submit=False):
        extra = {"action-submit": "Submit"} if submit else {}
        return client.post(address, nested_form_data({**fields, **extra}))

    return post


def saved():
    return ArticlePage.objects.filter(slug="a-working-title").first()


def test_a_title_is_enough_for_a_draft(send):
    assert send(EMPTY).status_code == 302
    page = saved()
    assert not page.live
    assert not page.contributors.exists()
    assert not page.references.exists()


def test_a_new_article_opens_with_a_first_objective_and_sentence():
    page = ArticlePage()
    assert [child.block_type for child in page.learning_objectives] == ["objective"]
    assert [child.block_type for child in page.key_learning] == ["point"]


def test_what_is_missing_is_said_at_its_field_on_submitting(send):
    response = send(EMPTY, submit=True)
    assert response.status_code == 200
    assert saved() is None
    form = response.context["form"]
    assert {
        "standfirst",
        "public_summary",
        "summary",
        "learning_objectives",
        "key_learning",
    } <= set(form.errors)
    for relation in ("references", "contributors", "topics"):
        (message,) = form.formsets[relation].non_form_errors()
        assert message.startswith("Add at least")
        assert message.replace("’", "&#x27;") in response.content.decode()


def test_a_complete_article_is_submitted(send, complete):
    assert send(complete, submit=True).status_code == 302
    assert saved().current_workflow_task is not None


@pytest.mark.parametrize("relation", ["references", "contributors", "topics"])
def test_an_article_without_sources_people_or_topics_is_not_submitted(send, complete, relation):
    response = send({**complete, relation: inline_formset([])}, submit=True)
    assert response.status_code == 200
    assert response.context["form"].formsets[relation].non_form_errors()


@pytest.mark.parametrize("submit", [False, True])
def test_a_row_left_empty_beside_a_filled_one_is_no_row(send, complete, submit):
    filled = complete["contributors"]
    person = filled["0"]["person"]
    rows = [{"person": "", "role": "author"}, {"person": person, "role": "author"}]
    assert (
        send({**complete, "contributors": inline_formset(rows)}, submit=submit).status_code == 302
    )
    assert saved().contributors.count() == 1


def test_the_same_person_twice_in_a_role_is_an_error_and_no_crash(send, complete):
    row = {"person": complete["contributors"]["0"]["person"], "role": "author"}
    response = send({**complete, "contributors": inline_formset([row, row])})
    assert response.status_code == 200
    assert "duplicate" in str(response.context["form"].formsets["contributors"].non_form_errors())


def test_a_person_may_hold_two_roles(send, complete):
    person = complete["contributors"]["0"]["person"]
    rows = [{"person": person, "role": "author"}, {"person": person, "role": "editor"}]
    assert send({**complete, "contributors": inline_formset(rows)}).status_code == 302


def test_a_row_that_an_autosave_stored_already_is_not_stored_twice(client, send, complete):
    """ "Save draft" was pressed before the editor knew the keys of the autosaved rows."""
    send(complete)
    page = saved()
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert client.post(edit, nested_form_data(complete)).status_code == 302
    page = saved()
    for relation in ("contributors", "references", "topics"):
        assert getattr(page, relation).count() == 1, relation
        assert len(getattr(page.get_latest_revision_as_object(), relation).all()) == 1, relation


@pytest.mark.parametrize("format_", ["video", "podcast"])
def test_a_recording_is_asked_for_on_submitting_only(send, complete, format_):
    fields = {**complete, "format": format_}
    response = send(fields, submit=True)
    assert "lead_media" in response.context["form"].errors
    assert send(fields).status_code == 302


def test_a_congress_report_names_its_congress(send, complete):
    response = send({**complete, "format": "congress_report"}, submit=True)
    assert "congress_name" in response.context["form"].errors


@pytest.mark.parametrize(
    "block",
    [
        "heading",
        "paragraph",
        "callout",
        "quotation",
        "key_data",
        "key_learning",
        "factor_pair",
        "figure",
        "data_table",
        "chart",
        "timeline",
        "video",
        "audio",
        "download",
        "related",
    ],
)
def test_a_draft_may_hold_an_untouched_block(block):
    stream = ArticlePage._meta.get_field("body").stream_block
    child = stream.child_blocks[block]
    value = stream.to_python([{"type": block, "value": child.get_prep_value(child.get_default())}])
    stream.clean_deferred(value)
