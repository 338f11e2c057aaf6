"""Each role can do its part in the CMS and no more."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupPagePermission, Page, Workflow
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from articles.models import ArticleIndexPage, ArticlePage, PersonPage, Reference, TopicPage
from home.models import StandardPage
from hub.roles import ROLES, STEPS

pytestmark = pytest.mark.django_db

REVIEWERS = ("medical", "compliance")


@pytest.fixture
def sign_in(django_user_model):
    """`sign_in("writer")`: a client in that role."""

    def client_of(username):
        client = Client()
        client.force_login(django_user_model.objects.get(username=username))
        return client

    return client_of


def filled_in(**changes):
    """The editor's form of a complete article, as sent by the browser."""
    row = PersonPage.objects.filter(locale__language_code="en").first()
    topic = TopicPage.objects.filter(locale__language_code="en").first()
    return nested_form_data(
        {
            "title": "Disease on day 28",
            "slug": "disease-on-day-28",
            "format": "article",
            "standfirst": "Who has disease on day 28 relapses more often.",
            "public_summary": "A cohort of adults.",
            "summary": rich_text("<p>A cohort of 120 adults.</p>"),
            "learning_objectives": streamfield([("objective", "After reading you will know.")]),
            "key_data": streamfield([]),
            "key_data_note": "",
            "lead_media": streamfield([]),
            "body": streamfield([]),
            "key_learning": streamfield([("point", "Measure on day 28.")]),
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
            "contributors": inline_formset([{"person": row.pk, "role": "author"}]),
            "topics": inline_formset([{"topic": topic.pk}]),
            "references": inline_formset([{"reference": Reference.objects.first().pk}]),
            "related_articles": inline_formset([]),
            "version_notes": inline_formset([]),
            "comments": inline_formset([]),
            **changes,
        }
    )


def stored(form):
    """What the editor's form sends when nobody has touched it."""

    def rows(relation, *names):
        found = form.formsets[relation].forms
        values = [
            {"id": row.instance.pk, **{name: row[name].value() for name in names}} for row in found
        ]
        sent = inline_formset(values, initial=len(found))
        for number in range(len(found)):
            sent[str(number)]["ORDER"] = str(number + 1)  # as the editor counts
        return sent

    def stream(name):
        sent = streamfield([(child.block_type, child.value) for child in form.initial[name]])
        for number, child in enumerate(form.initial[name]):
            sent[str(number)]["id"] = child.id
        return sent

    return {
        "contributors": rows("contributors", "person", "role"),
        "topics": rows("topics", "topic"),
        "references": rows("references", "reference"),
        "learning_objectives": stream("learning_objectives"),
        "key_learning": stream("key_learning"),
        "summary": rich_text(form["summary"].value()),
    }


@pytest.fixture
def add_article():
    index = ArticleIndexPage.objects.get(locale__language_code="en")
    return reverse("wagtailadmin_pages:add", args=["articles", "articlepage", index.pk])


def new_article():
    return ArticlePage.objects.get(slug="disease-on-day-28")


@pytest.fixture
def draft(sign_in, add_article):
    """A writer's complete article, not submitted."""
    sign_in("writer").post(add_article, filled_in())
    return new_article()


@pytest.fixture
def submitted(sign_in, add_article):
    """A writer's article on its way, at the first step."""
    sign_in("writer").post(add_article, filled_in(**{"action-submit": "Submit"}))
    return new_article()


def decide(client, page, action):
    state = page.current_workflow_task_state
    address = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, action, state.pk])
    return client.post(address, {"next": "/admin/"})


# --- Set-up ---------------------------------------------------------------------------------------
def test_only_publishers_may_publish():
    allowed = GroupPagePermission.objects.filter(permission__codename="publish_page")
    assert {row.group.name for row in allowed} == {"Publishers"}


def test_nobody_may_unlock_or_delete_in_bulk():
    codes = {"unlock_page", "bulk_delete_page"}
    assert not GroupPagePermission.objects.filter(permission__codename__in=codes).exists()


def test_there_are_no_groups_and_workflows_but_ours():
    assert set(Group.objects.values_list("name", flat=True)) == {role.name for role in ROLES}
    assert Workflow.objects.active().count() == 1


def test_setting_up_again_changes_nothing():
    def snapshot():
        return {
            group.name: (
                sorted(group.permissions.values_list("codename", flat=True)),
                sorted(group.page_permissions.values_list("page_id", "permission_id")),
                sorted(group.collection_permissions.values_list("permission_id", flat=True)),
            )
            for group in Group.objects.all()
        }

    before = snapshot()
    call_command("setup_roles", verbosity=0)
    assert snapshot() == before


def test_every_step_of_the_review_belongs_to_a_role():
    assert {group for _name, group in STEPS} <= {role.name for role in ROLES}


# --- Writers --------------------------------------------------------------------------------------
def test_a_writer_makes_and_submits_an_article(submitted):
    assert not submitted.live
    assert submitted.current_workflow_task.name == "Medical review"


def test_the_publish_button_of_a_writer_only_saves(sign_in, add_article):
    sign_in("writer").post(add_article, filled_in(**{"action-publish": "Publish"}))
    assert not new_article().live


def test_a_writer_cannot_publish_in_bulk(sign_in, draft):
    sign_in("writer").post(f"/admin/bulk/wagtailcore/page/publish/?id={draft.pk}&next=/admin/")
    draft.refresh_from_db()
    assert not draft.live


def test_a_date_in_a_draft_does_not_publish_it(sign_in, add_article):
    yesterday = (timezone.now() - timezone.timedelta(days=1)).strftime("%Y-%m-%d %H:%M")
    sign_in("writer").post(add_article, filled_in(go_live_at=yesterday))
    call_command("publish_scheduled", verbosity=0)
    assert not new_article().live


def test_a_writer_edits_own_pages_only(sign_in, draft):
    writer = sign_in("writer")
    other = ArticlePage.objects.live().exclude(pk=draft.pk).first()
    assert writer.get(reverse("wagtailadmin_pages:edit", args=[draft.pk])).status_code == 200
    assert writer.get(reverse("wagtailadmin_pages:edit", args=[other.pk])).status_code == 302


def test_a_writer_waits_while_a_reviewer_reads(sign_in, submitted):
    edit = reverse("wagtailadmin_pages:edit", args=[submitted.pk])
    sign_in("writer").post(edit, filled_in(title="Changed behind the reviewer's back"))
    assert new_article().get_latest_revision_as_object().title == "Disease on day 28"


@pytest.mark.parametrize(
    "address",
    [
        "/admin/settings/home/hubsettings/",
        "/admin/settings/gate/gatesettings/",
        "/admin/snippets/gate/gatestatement/",
        "/admin/snippets/home/sitetext/",
        "/admin/users/",
        "/admin/groups/",
        "/admin/sites/",
        "/admin/workflows/list/",
        "/admin/redirects/",
        "/admin/collections/",
    ],
)
@pytest.mark.parametrize("username", ["writer", *REVIEWERS])
def test_settings_texts_and_accounts_are_closed(sign_in, username, address):
    assert sign_in(username).get(address).status_code in (302, 403, 404)


@pytest.mark.parametrize(
    "address",
    [
        "/admin/images/add/",
        "/admin/documents/add/",
        "/admin/snippets/articles/reference/add/",
        "/admin/articles/",
        "/admin/topics/",
        "/admin/people/",
    ],
)
def test_what_a_writer_works_with_is_open(sign_in, address):
    assert sign_in("writer").get(address).status_code == 200


# --- Reviewers ------------------------------------------------------------------------------------
@pytest.mark.parametrize("username", REVIEWERS)
def test_a_reviewer_sees_no_pages(sign_in, username):
    reviewer = sign_in(username)
    page = ArticlePage.objects.live().first()
    for address in (
        reverse("wagtailadmin_explore_root"),
        reverse("wagtailadmin_explore", args=[page.get_parent().pk]),
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        reverse("articles:index"),
        reverse("wagtailimages:add"),
        reverse("wagtailsnippets_articles_reference:add"),
    ):
        assert reviewer.get(address).status_code == 302, address


def test_a_reviewer_finds_the_task_and_no_other(sign_in, submitted, add_article):
    sign_in("writer").post(add_article, filled_in(title="A draft", slug="a-draft"))
    page = sign_in("medical").get("/admin/").content.decode()
    assert "Disease on day 28" in page
    assert "A draft" not in page
    assert "Disease on day 28" not in sign_in("compliance").get("/admin/").content.decode()


def test_a_reviewer_opens_the_page_of_the_task(sign_in, submitted):
    edit = reverse("wagtailadmin_pages:edit", args=[submitted.pk])
    assert sign_in("medical").get(edit).status_code == 200
    assert sign_in("compliance").get(edit).status_code == 302


def test_only_the_reviewer_of_the_step_can_approve(sign_in, submitted):
    for username in ("writer", "compliance", "translator"):
        decide(sign_in(username), submitted, "approve")
        submitted.refresh_from_db()
        assert submitted.current_workflow_task.name == "Medical review", username


def test_three_approvals_make_it_public(sign_in, submitted):
    decide(sign_in("medical"), submitted, "approve")
    decide(sign_in("compliance"), submitted, "approve")
    page = new_article()
    assert not page.live
    assert page.current_workflow_task.name == "Publication"
    decide(sign_in("publisher"), page, "approve")
    page = new_article()
    assert page.live
    assert not page.has_unpublished_changes


def test_approving_in_the_editor_is_no_edit(sign_in, submitted):
    """An edit has to be approved again, so that a review with an edit in it would never end."""
    submitted_revision = submitted.latest_revision_id
    edit = reverse("wagtailadmin_pages:edit", args=[submitted.pk])
    medical = sign_in("medical")
    answer = medical.post(
        edit,
        filled_in(
            **stored(medical.get(edit).context["form"]),
            **{"action-workflow-action": "true", "workflow-action-name": "approve"},
        ),
        follow=True,
    )
    page = new_article()
    assert page.current_workflow_task.name == "Compliance review"
    assert page.latest_revision_id == submitted_revision
    assert answer.redirect_chain == [("/admin/", 302)]
    assert "Your decision" in answer.content.decode()


def test_a_request_for_changes_goes_back_to_the_writer(sign_in, submitted):
    decide(sign_in("medical"), submitted, "reject")
    edit = reverse("wagtailadmin_pages:edit", args=[submitted.pk])
    writer = sign_in("writer")
    form = writer.get(edit).context["form"]
    writer.post(edit, filled_in(**{**stored(form), "title": "Disease on day 28, revised"}))
    assert new_article().get_latest_revision_as_object().title == "Disease on day 28, revised"


# --- Publishers and translators -------------------------------------------------------------------
def test_a_publisher_may_publish_and_change_texts_but_not_the_rules(sign_in):
    publisher = sign_in("publisher")
    page = StandardPage.objects.live().first()
    edit = publisher.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    assert edit.context["page_perms"].can_publish()
    assert publisher.get("/admin/snippets/home/sitetext/").status_code == 200
    for address in ("/admin/settings/gate/gatesettings/", "/admin/users/", "/admin/groups/"):
        assert publisher.get(address).status_code == 302, address


def test_a_translator_cannot_publish_or_add(sign_in, django_user_model):
    translator = django_user_model.objects.get(username="translator")
    for page in Page.objects.filter(depth__gt=1).specific()[:20]:
        permissions = page.permissions_for_user(translator)
        assert not permissions.can_publish()
        assert not permissions.can_add_subpage()
        assert not permissions.can_delete()
