"""What editors see before a page is public: previews of pages, notices and blocks."""

from __future__ import annotations

import pytest
from django.urls import reverse
from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from articles.models import ArticlePage
from gate.models import GateStatement
from hub.tests.test_roles import filled_in

pytestmark = pytest.mark.django_db

NOTHING = {
    "slug": "new",
    "seo_title": "",
    "search_description": "",
    "share_image": "",
    "go_live_at": "",
    "expire_at": "",
    "comments": inline_formset([]),
}
PREVIEWS = {
    "articles.topicpage": (
        "topics",
        {
            "title": "A new topic",
            "menu_title": "",
            "introduction": rich_text("<p>What it is.</p>"),
            "broader": "",
            "synonyms": "",
            "reviewed_on": "",
        },
    ),
    "articles.personpage": (
        "people",
        {
            "title": "A new person",
            "credentials": "",
            "role": "",
            "affiliation": "",
            "country": "",
            "biography": "null",
            "photo": "",
            "orcid": "",
            "disclosures": inline_formset([]),
        },
    ),
    "home.standardpage": (
        "home",
        {
            "title": "A new plain page",
            "introduction": "",
            "body": streamfield([("heading", {"text": "Part", "level": "2"})]),
            "reviewed_on": "",
        },
    ),
}


def parent_called(slug):
    pages = Page.objects.filter(locale__language_code="en", depth__gt=1)
    return pages.get(depth=2) if slug == "home" else pages.get(slug=slug, depth=3)


def preview_of_new(client, label, parent, fields):
    """The editor sends the form, then asks for the preview of what it sent."""
    app, model = label.split(".")
    address = reverse("wagtailadmin_pages:preview_on_add", args=[app, model, parent.pk])
    sent = client.post(address, fields)
    assert sent.status_code == 200
    assert sent.json()["is_valid"] is True, sent.json()
    return client.get(f"{address}?in_preview_panel=true")


@pytest.mark.parametrize("label", PREVIEWS)
def test_a_page_that_was_never_saved_has_a_preview(administrator, label):
    parent, fields = PREVIEWS[label]
    sent = nested_form_data({**NOTHING, **fields})
    response = preview_of_new(administrator, label, parent_called(parent), sent)
    assert response.status_code == 200
    assert fields["title"] in response.content.decode()


def test_an_article_that_was_never_saved_has_a_preview(administrator):
    response = preview_of_new(
        administrator, "articles.articlepage", parent_called("articles"), filled_in()
    )
    assert response.status_code == 200
    assert "Disease on day 28" in response.content.decode()


def test_an_article_with_hardly_anything_in_it_has_a_preview(administrator):
    nothing = filled_in(
        standfirst="",
        public_summary="",
        summary="null",
        contributors=inline_formset([{"person": "", "role": "author"}]),
        topics=inline_formset([]),
        references=inline_formset([]),
    )
    response = preview_of_new(
        administrator, "articles.articlepage", parent_called("articles"), nothing
    )
    assert response.status_code == 200


def test_every_page_of_the_demo_has_a_preview_in_the_editor(administrator):
    shown = {}
    for page in Page.objects.filter(depth__gt=1, locale__language_code="en").specific():
        if type(page) in shown:
            continue
        response = administrator.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))
        shown[type(page)] = response.status_code
    assert len(shown) > 6
    assert set(shown.values()) == {200}


def test_a_preview_may_run_the_checks_of_the_cms(administrator):
    """Its policy is that of the CMS: the public one forbids the styles that the checks need."""
    page = ArticlePage.objects.live().first()
    response = administrator.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))
    assert "'unsafe-inline'" in response["Content-Security-Policy"]
    assert "'unsafe-inline'" not in administrator.get(page.url)["Content-Security-Policy"]


def test_a_changed_notice_has_a_preview(administrator):
    notice = GateStatement.objects.get(locale__language_code="en")
    address = reverse("wagtailsnippets_gate_gatestatement:preview_on_edit", args=[notice.pk])
    fields = {**notice.written(), "heading": "A changed heading"}
    assert administrator.post(address, fields).json()["is_valid"] is True
    response = administrator.get(address)
    assert response.status_code == 200
    assert "A changed heading" in response.content.decode()


def all_blocks():
    for field in ("body", "lead_media"):
        block = ArticlePage._meta.get_field(field).stream_block
        for name, child in block.child_blocks.items():
            yield pytest.param(child, id=f"{field}-{name}")


@pytest.mark.parametrize("block", list(all_blocks()))
def test_every_block_shows_what_readers_will_see(administrator, block):
    assert block.is_previewable
    response = administrator.get(
        reverse("wagtailadmin_block_preview"), {"id": block.definition_prefix}
    )
    assert response.status_code == 200
    assert "hub/css/main" in response.content.decode()


@pytest.mark.parametrize("block", list(all_blocks()))
def test_every_block_says_what_it_is_for_and_has_an_icon_that_exists(administrator, block):
    assert block.get_description()
    assert block.meta.group
    sprite = administrator.get(reverse("wagtailadmin_sprite")).content.decode()
    assert f'id="icon-{block.meta.icon}"' in sprite
