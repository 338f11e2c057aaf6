"""Every published version keeps the record of who paid for it, whatever way it was published."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.actions.convert_alias import ConvertAliasPageAction
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.models import Locale, Workflow
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield
from wagtail_localize.models import Translation, TranslationSource

from articles.models import ArticleIndexPage, ArticlePage, PersonPage, Reference, TopicPage
from core.models import User
from sponsors import freezing
from sponsors.freezing import FreezingError, freeze_publication, records_written_by_caller
from sponsors.models import FunderWording, LedgerEntry
from sponsors.selectors import frozen_funding, publications_of
from sponsors.services import reverse_record
from sponsors.tests.register import book, empty_register, make_funder, make_scheme
from tests.factories import make_article, make_plain_page, make_topic

TODAY = timezone.localdate()


@pytest.fixture(autouse=True)
def funder(db):
    empty_register()
    make_scheme(TODAY.year - 1)
    funder = make_funder("Testa Pharma", legal_name="Testa Pharma SE")
    book(funder, year=TODAY.year)
    return funder


@pytest.fixture
def draft(db):
    return make_article(live=False)


def publish(page):
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def names(frozen):
    return [each.name for each in frozen.funders]


# --- Every way of publishing ----------------------------------------------------------------------
def by_shell(page, client):
    page.save_revision().publish()


def by_editor(page, client):
    """What the editor's view does: the action itself, without `Page.publish`."""
    PublishPageRevisionAction(page.save_revision()).execute(skip_permission_checks=True)


def by_bulk_action(page, client):
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    page.save_revision()
    client.post(f"{address}?id={page.pk}", {"include_descendants": ""})


def by_workflow(page, client):
    workflow = Workflow.objects.first()
    page.save_revision()
    user = page.owner or page.revisions.model._meta.get_field("user").related_model.objects.get(
        username="admin"
    )
    state = workflow.start(page, user)
    while state.status == state.STATUS_IN_PROGRESS:
        state.current_task_state.approve(user=user)
        state.refresh_from_db()


def by_schedule(page, client):
    page.go_live_at = timezone.now() + timedelta(minutes=5)
    page.save_revision().publish()
    assert not LedgerEntry.objects.filter(kind="publication").exists(), "not public yet"
    page.revisions.update(approved_go_live_at=timezone.now() - timedelta(minutes=1))
    revision = page.revisions.get()
    revision.content["go_live_at"] = (timezone.now() - timedelta(minutes=1)).isoformat()
    revision.save()
    call_command("publish_scheduled")


@pytest.mark.parametrize(
    "way", [by_shell, by_editor, by_bulk_action, by_workflow, by_schedule], ids=lambda w: w.__name__
)
def test_a_page_that_goes_live_has_one_record(draft, administrator, way):
    way(draft, administrator)
    draft.refresh_from_db()
    assert draft.live
    [frozen] = publications_of(draft)
    assert names(frozen) == ["Testa Pharma"]
    assert frozen.published_at == draft.last_published_at
    assert frozen.content["revision"] == draft.live_revision_id


def test_an_article_published_by_the_form_of_the_editor_has_a_record_each_time(administrator):
    fields = {
        "title": "Disease on day 28",
        "slug": "written-in-the-editor",
        "format": "article",
        "standfirst": "Who has disease on day 28 relapses more often.",
        "public_summary": "A cohort of adults.",
        "summary": rich_text("<p>A cohort of 120 adults.</p>"),
        "learning_objectives": streamfield([("objective", "After reading you will know.")]),
        "key_data": streamfield([]),
        "lead_media": streamfield([]),
        "body": streamfield([]),
        "key_learning": streamfield([("point", "Measure on day 28.")]),
        "published_on": "2026-01-01",
        "contributors": inline_formset([]),
        "topics": inline_formset([]),
        "references": inline_formset([]),
        "related_articles": inline_formset([]),
        "version_notes": inline_formset([]),
        "comments": inline_formset([]),
        "action-publish": "Publish",
    }
    for name, model in (("person", PersonPage), ("topic", TopicPage)):
        row = model.objects.filter(locale__language_code="en").first()
        fields["contributors" if name == "person" else "topics"] = inline_formset(
            [{name: row.pk, "role": "author"}]
        )
    fields["references"] = inline_formset([{"reference": Reference.objects.first().pk}])
    index = ArticleIndexPage.objects.get(locale__language_code="en")
    address = reverse("wagtailadmin_pages:add", args=["articles", "articlepage", index.pk])
    response = administrator.post(address, nested_form_data(fields))
    assert response.status_code == 302, response.context["form"].errors
    page = ArticlePage.objects.get(slug="written-in-the-editor")
    assert len(publications_of(page)) == 1
    for name in ("contributors", "topics", "references"):
        row = getattr(page, name).get()
        own = {
            key: str(getattr(row, f"{key}_id"))
            for key in ("person", "topic", "reference")
            if hasattr(row, f"{key}_id")
        }
        fields[name] = inline_formset([{**own, "id": row.pk, "role": "author"}], initial=1)
    fields["title"] = "Disease on day 29"
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    response = administrator.post(address, nested_form_data(fields))
    assert response.status_code == 302, response.context["form"].errors
    newest, first = publications_of(page)
    assert newest.content["page"]["title"] == "Disease on day 29"
    assert first.content["page"]["title"] == "Disease on day 28"


def test_publishing_by_somebody_who_read_the_page_long_ago_has_a_record_too(draft):
    draft.save_revision().publish()
    draft.save_revision().publish()
    assert len(publications_of(draft)) == 2


def test_a_copy_that_is_kept_live_has_a_record_of_its_own_of_today(draft, funder):
    page = publish(draft)
    ArticlePage.objects.filter(pk=page.pk).update(
        first_published_at="2020-01-01T00:00:00Z", last_published_at="2020-01-01T00:00:00Z"
    )
    page.refresh_from_db()
    copy = page.copy(update_attrs={"slug": "copy", "title": "Copy"}, keep_live=True)
    [frozen] = publications_of(copy)
    assert frozen.published_at.date() == timezone.now().date()
    assert names(frozen) == ["Testa Pharma"]
    assert frozen.content["revision"] is None
    assert len(publications_of(page)) == 1
    draft_copy = page.copy(update_attrs={"slug": "draft-copy"}, keep_live=False)
    assert publications_of(draft_copy) == []
    publish(copy)
    assert len(publications_of(copy)) == 2


@pytest.mark.django_db(transaction=True)
def test_a_translation_has_a_record_in_its_language():
    empty_register()
    funder = make_funder("Fundação Testa")
    portuguese = Locale.objects.get(language_code="pt")
    FunderWording.objects.create(funder=funder, locale=portuguese, name="a Fundação Testa")
    book(funder, year=TODAY.year)
    page = publish(make_article(live=False))
    source, _ = TranslationSource.update_or_create_from_instance(page)
    translation = Translation.objects.create(source=source, target_locale=portuguese)
    translation.save_target(publish=True)
    target = page.get_translation(portuguese)
    [frozen] = publications_of(target)
    assert frozen.language == "pt"
    assert "a Fundação Testa" in frozen.line
    assert frozen.content["page"]["path"].startswith("/pt/")
    assert frozen_funding(page).language == "en"


def test_an_alias_shows_the_record_of_its_page_until_it_is_a_page_of_its_own(draft):
    page = publish(draft)
    alias = page.create_alias(update_slug="alias")
    publish(page)
    alias.refresh_from_db()
    number = frozen_funding(page).number
    assert frozen_funding(alias).number == number
    assert freeze_publication(alias) is None
    ConvertAliasPageAction(alias).execute(skip_permission_checks=True)
    assert frozen_funding(alias).number == number + 1
    assert frozen_funding(page).number == number


def test_a_page_that_is_shown_again_after_it_was_taken_down_has_a_new_record(draft):
    page = publish(draft)
    page.unpublish()
    assert len(publications_of(page)) == 1
    page.live = True
    page.save()
    assert len(publications_of(page)) == 2


def test_saving_without_publishing_writes_nothing(draft):
    draft.save_revision()
    page = publish(draft)
    before = LedgerEntry.objects.count()
    page.save_revision()
    page.save()
    page.title = "Corrected in the shell"
    page.save(update_fields=["title"])
    page.move(make_plain_page().get_parent(), pos="last-child")
    assert LedgerEntry.objects.count() == before


def test_somebody_who_saves_an_old_copy_of_a_page_publishes_nothing(draft):
    old = ArticlePage.objects.get(pk=publish(draft).pk)
    publish(draft)
    before = LedgerEntry.objects.count()
    old.save()
    assert LedgerEntry.objects.count() == before


def test_pages_of_other_types_keep_no_record():
    before = LedgerEntry.objects.count()
    page = publish(make_plain_page(live=False))
    assert LedgerEntry.objects.count() == before
    assert freeze_publication(page) is None
    assert frozen_funding(page) is None


# --- All or nothing -------------------------------------------------------------------------------
@pytest.mark.parametrize("way", [by_shell, by_editor], ids=lambda way: way.__name__)
@pytest.mark.django_db(transaction=True)
def test_without_a_record_nothing_is_published(monkeypatch, way):
    page = publish(make_article(live=False, title="As it was"))
    stored = ArticlePage.objects.get(pk=page.pk)
    entries = LedgerEntry.objects.count()

    def fail(*args, **kwargs):
        raise RuntimeError("disk full")

    monkeypatch.setattr(freezing, "append", fail)
    page.title = "As it should not be"
    with pytest.raises(FreezingError, match="As it should not be"):
        way(page, None)
    assert not connection.in_atomic_block
    now = ArticlePage.objects.get(pk=page.pk)
    assert now.title == "As it was"
    assert now.last_published_at == stored.last_published_at
    assert now.live_revision_id == stored.live_revision_id
    assert LedgerEntry.objects.count() == entries


@pytest.mark.django_db(transaction=True)
def test_an_editor_whose_publication_fails_reads_why_and_loses_nothing(monkeypatch, client):
    page = make_article(live=False, title="As it was")
    page.save_revision()
    client.force_login(User.objects.get(username="admin"))
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])

    def fail(*args, **kwargs):
        raise RuntimeError("disk full")

    monkeypatch.setattr(freezing, "append", fail)
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    response = client.post(
        f"{bulk}?id={page.pk}&next={edit}", headers={"referer": f"http://testserver{edit}"}
    )
    assert response.status_code == 303
    assert response["Location"] == edit
    assert "could not be written" in client.get(edit).content.decode()
    page.refresh_from_db()
    assert not page.live


@pytest.mark.django_db(transaction=True)
def test_a_draft_whose_record_fails_stays_a_draft_and_a_copy_is_not_left_live(monkeypatch):
    draft, page = make_article(live=False), publish(make_article(live=False))

    def fail(*args, **kwargs):
        raise RuntimeError("disk full")

    monkeypatch.setattr(freezing, "append", fail)
    with pytest.raises(FreezingError):
        draft.save_revision().publish()
    draft.refresh_from_db()
    assert not draft.live
    with pytest.raises(FreezingError):
        page.copy(update_attrs={"slug": "copy"}, keep_live=True)
    assert not ArticlePage.objects.filter(slug="copy").exists()


def test_a_record_is_undone_with_the_publication_it_belongs_to(draft):
    before = LedgerEntry.objects.count()
    with transaction.atomic():
        publish(draft)
        transaction.set_rollback(True)
    draft.refresh_from_db()
    assert not draft.live
    assert LedgerEntry.objects.count() == before


def test_a_loader_may_put_a_record_off_but_not_leave_it_out(draft):
    with transaction.atomic(), records_written_by_caller():
        publish(draft)
        assert publications_of(draft) == []
        freeze_publication(draft, datetime(2025, 5, 1, 12, tzinfo=UTC))
    [frozen] = publications_of(draft)
    assert frozen.published_at.year == 2025
    other = make_article(live=False)
    with (
        pytest.raises(FreezingError, match=other.title),
        transaction.atomic(),
        records_written_by_caller(),
    ):
        publish(other)
    other.refresh_from_db()
    assert not other.live
    publish(other)
    assert len(publications_of(other)) == 1


@pytest.mark.django_db(transaction=True)
def test_a_record_is_not_put_off_outside_a_transaction():
    with pytest.raises(FreezingError), records_written_by_caller():
        pass


# --- What a record says ---------------------------------------------------------------------------
def test_a_record_says_who_paid_for_what_at_which_level_under_which_scheme(draft, funder):
    giver = make_funder(
        "Testing Association", kind="association", parent_group="Testa Group", slug="association"
    )
    book(giver, 200_000, year=TODAY.year, kind="educational_grant", involvement="suggested_topic")
    content = json.loads(freeze_publication(draft).content)
    assert content["schema"] == 1
    assert content["year"] == TODAY.year
    assert content["scheme"] == {
        "from_year": TODAY.year - 1,
        "thresholds": [
            ["principal", 250],
            ["major", 100],
            ["supporting", 30],
            ["contributing", 0],
        ],
        "ceiling_tenths": 400,
    }
    assert content["figures_complete"] is True
    assert [(each["slug"], each["level"]) for each in content["funders"]] == [
        (funder.slug, "principal"),
        ("association", "major"),
    ]
    assert content["funders"][1]["group"] == "Testa Group"
    assert content["funders"][1]["support"] == [
        {
            "kind": "educational_grant",
            "scope": "hub",
            "involvement": "suggested_topic",
            "note": "",
        }
    ]
    assert "Testa Pharma" in content["line"]
    assert "Testing Association" in content["statement"]


def test_money_for_its_topic_or_itself_is_in_the_record_and_no_other(draft):
    topic, other = make_topic(), make_topic()
    page = make_article(topics=[topic], live=False)
    for name, subject, scope in (
        ("Of its topic", topic, "topic"),
        ("Of itself", page, "item"),
        ("Of another topic", other, "topic"),
        ("Of another article", draft, "item"),
    ):
        book(make_funder(name), 1000, year=TODAY.year, scope=scope, page=subject)
    page.save_revision().publish()
    assert sorted(names(frozen_funding(page))) == ["Of its topic", "Of itself", "Testa Pharma"]


def test_what_was_reversed_or_is_over_is_not_in_a_record(draft, funder):
    past = make_funder()
    book(past, year=TODAY.year - 1)
    wrong = make_funder()
    reverse_record(book(wrong, year=TODAY.year), reason="Wrong funder")
    publish(draft)
    assert names(frozen_funding(draft)) == ["Testa Pharma"]


def test_a_record_stays_as_it_was_whatever_is_booked_or_renamed_later(draft, funder):
    page = publish(draft)
    before = frozen_funding(page)
    funder.public_name = "Renamed Pharma"
    funder.save()
    book(make_funder("Newcomer"), 99_000_000, year=TODAY.year)
    assert frozen_funding(page) == before
    publish(page)
    assert names(frozen_funding(page)) == ["Newcomer", "Renamed Pharma"]
    assert publications_of(page)[1] == before


def test_accredited_education_names_funders_by_legal_name_only(draft, funder):
    FunderWording.objects.create(funder=funder, locale=draft.locale, name="the Testa people")
    draft.is_accredited = True
    publish(draft)
    frozen = frozen_funding(draft)
    assert frozen.content["accredited"] is True
    assert names(frozen) == ["Testa Pharma SE"]
    assert "Testa Pharma SE" in frozen.line
    assert "Testa people" not in frozen.line + frozen.statement


def test_a_missing_rate_leaves_levels_out_and_says_so(draft):
    book(make_funder("Dollar Pharma"), year=TODAY.year, currency="USD")
    publish(draft)
    frozen = frozen_funding(draft)
    assert frozen.content["figures_complete"] is False
    assert [each.level for each in frozen.funders] == [None, None]


def test_a_page_behind_a_password_is_in_the_ledger_by_its_key_only(draft):
    draft.view_restrictions.create(restriction_type="password", password="secret")
    draft.title = "For members only"
    publish(draft)
    entry = LedgerEntry.objects.first()
    assert entry.page_key == draft.translation_key
    assert "members only" not in entry.content
    assert draft.slug not in entry.content


def test_without_any_funder_the_record_says_so(draft):
    empty_register()
    publish(draft)
    frozen = frozen_funding(draft)
    assert frozen.funders == ()
    assert frozen.content["scheme"] is None
    assert frozen.statement


def test_a_record_of_another_day_says_what_held_on_that_day(draft):
    past = make_funder("Past Pharma")
    book(past, year=2024)
    at = datetime(2024, 5, 1, 12, tzinfo=UTC)
    content = json.loads(freeze_publication(draft, at, afterwards=True).content)
    assert [each["name"] for each in content["funders"]] == ["Past Pharma"]
    assert (content["year"], content["recorded"]) == (2024, "afterwards")
    assert date.fromisoformat(content["published_at"][:10]) == date(2024, 5, 1)
