"""The demo hub: enough of everything, true to its files, safe to load again."""

import html
import json
import re
from collections import Counter

import pytest
import yaml
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db.models import Max
from wagtail.models import Locale, Page, ReferenceIndex, Revision

from articles.formats import FORMATS_WITH_RECORDING, ArticleFormat
from articles.models import ArticlePage, PersonPage, Reference, TopicPage
from core.models import HubDocument, HubImage, User
from home.models import HubSettings, Menu, SiteText
from hub.demo.content import CONTENT
from hub.demo.site import DEMO_SPONSOR
from hub.models import DemoRecord
from hub.roles import DEMO_ACCOUNTS
from sponsors.models import Funder, LedgerEntry

pytestmark = pytest.mark.django_db
LEAD = "tisa-cel-cibmtr-real-world"


def files(folder, language=""):
    return sorted((CONTENT / language / folder).glob("*.yaml"))


def texts_in(value):
    """Every text of a file, however nested."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from texts_in(part)
    elif isinstance(value, list):
        for part in value:
            yield from texts_in(part)


def english_articles():
    return ArticlePage.objects.live().filter(locale__language_code="en")


# --- Loading --------------------------------------------------------------------------------------
def summary():
    return {
        "pages": dict(Page.objects.values_list("pk", "latest_revision_id")),
        "revisions": Revision.objects.count(),
        "newest": Revision.objects.aggregate(Max("created_at")),
        "references": list(Reference.objects.order_by("pk").values_list("pk", "csl", "ama")),
        "images": HubImage.objects.count(),
        "records": dict(DemoRecord.objects.values_list("key", "digest")),
        "texts": list(SiteText.objects.order_by("pk").values_list("pk", "text")),
        "menus": Menu.objects.count(),
        "documents": HubDocument.objects.count(),
        "funders": Funder.objects.count(),
        "ledger": list(LedgerEntry.objects.order_by("number").values_list("number", "entry_hash")),
        "users": list(User.objects.order_by("pk").values_list("pk", "password")),
    }


def test_loading_twice_changes_nothing():
    before = summary()
    call_command("load_demo", verbosity=0)
    assert summary() == before


def test_loading_again_leaves_what_an_editor_changed():
    page = english_articles().first()
    page.standfirst = "Changed by an editor."
    page.save_revision().publish()
    text = SiteText.objects.first()
    SiteText.objects.filter(pk=text.pk).update(text="Changed by an editor.")
    call_command("load_demo", verbosity=0)
    page.refresh_from_db()
    text.refresh_from_db()
    assert page.standfirst == text.text == "Changed by an editor."


def test_a_page_that_is_missing_is_made_again():
    page = english_articles().get(slug=LEAD)
    number = Page.objects.count()
    page.delete()
    call_command("load_demo", verbosity=0)
    assert Page.objects.count() == number
    assert english_articles().filter(slug=LEAD).exists()


def test_production_refuses_the_demo(settings):
    settings.HUB_ENV = "production"
    before = summary()
    with pytest.raises(CommandError, match="not loaded in production"):
        call_command("load_demo", verbosity=0)
    assert summary() == before


def test_a_hub_with_content_can_be_left_alone():
    DemoRecord.objects.all().delete()
    before = summary()
    call_command("load_demo", if_empty=True, verbosity=0)
    assert summary() == before


def test_everything_is_as_the_cms_would_keep_it():
    for page in Page.objects.live().filter(depth__gt=1).specific():
        assert page.live_revision_id, page.title
        assert not page.has_unpublished_changes, page.title
        page.full_clean()


def test_where_pictures_are_used_is_known():
    image = HubImage.objects.filter(title__startswith="Demo drawing").first()
    assert image is not None
    assert ReferenceIndex.get_references_to(image).exists()


# --- What there is --------------------------------------------------------------------------------
def test_there_are_at_least_24_items_in_every_format():
    formats = Counter(english_articles().values_list("format", flat=True))
    assert sum(formats.values()) >= 24
    assert set(formats) == set(ArticleFormat.values)


def test_they_are_about_at_least_eight_topics_and_by_at_least_six_people():
    topics = TopicPage.objects.live().filter(filed_articles__page__in=english_articles())
    people = PersonPage.objects.live().filter(contributions__page__in=english_articles())
    assert topics.distinct().count() >= 8
    assert people.distinct().count() >= 6


def test_every_file_is_a_page():
    for language, code in (("", "en"), ("pt", "pt"), ("es", "es")):
        for folder in ("articles", "pages"):
            slugs = {path.stem for path in files(folder, language)}
            live = Page.objects.live().filter(locale__language_code=code, slug__in=slugs)
            assert set(live.values_list("slug", flat=True)) == slugs


def test_every_article_is_complete():
    for article in english_articles():
        named = Counter(article.contributors.values_list("role", flat=True))
        assert named["author"] >= 1, article.slug
        assert named["medical_reviewer"] >= 1, article.slug
        assert article.topics.exists(), article.slug
        assert article.references.exists(), article.slug
        assert 1 <= len(article.learning_objectives) <= 3, article.slug
        assert 1 <= len(article.key_learning) <= 4, article.slug
        assert article.public_summary, article.slug
        assert 60 <= len(re.sub(r"<[^>]+>", " ", article.summary).split()) <= 120, article.slug
        if article.format in FORMATS_WITH_RECORDING:
            (media,) = article.lead_media
            assert media.value["transcript"], article.slug
            assert media.value["file"], article.slug


def test_everybody_has_declared_something():
    for person in PersonPage.objects.live():
        assert person.latest_disclosure is not None, person.title


# No source that we saw confirms the year; a guess would be worse than a gap.
YEAR_NOT_CONFIRMED = {"adult-post-car-t", "astct-infant-2023", "cd19-dim-escape"}


def test_all_references_have_a_printed_text_and_say_where_to_find_them():
    references = Reference.objects.all()
    assert references
    for reference in references:
        assert reference.ama.strip(), reference
        # Where no identifier could be confirmed, the journal or publisher is named.
        named = reference.csl.get("container-title") or reference.title.startswith("[FDA")
        assert reference.links or named, reference
        assert reference.year or reference.csl["id"] in YEAR_NOT_CONFIRMED, reference


def test_the_public_summaries_name_no_medicine():
    """They are read before the notice (product names are for professionals)."""
    stems = re.compile(r"\b\w*(?:mab|tinib|leucel|ozogamicin|kymriah|blincyto|besponsa)\b", re.I)
    found = {
        article.slug: stems.findall(article.public_summary)
        for article in ArticlePage.objects.live()
        if stems.search(article.public_summary)
    }
    assert found == {}


def test_the_lead_article_leads_with_its_facts(reader):
    home = reader.get("/").context["lead"]
    assert home.slug == LEAD
    text = html.unescape(reader.get(f"/articles/{LEAD}/").content.decode())
    for fact in ("768", "578", "703", "86.0", "61.8", "79.4", "50.3", "63.8", "Blood Adv", "KMT2A"):
        assert fact in text, fact


def test_what_is_invented_is_marked(reader):
    assert HubSettings.objects.get().is_demonstration
    assert "invented" in reader.get("/about/").content.decode()


def test_the_accounts_are_those_that_are_announced():
    assert set(User.objects.values_list("username", flat=True)) == {
        *(name for name, _group, _admin in DEMO_ACCOUNTS),
        DEMO_SPONSOR,
    }
    assert User.objects.get(is_superuser=True).username == "admin"


# --- Nothing is lost on the way from a file to a page ---------------------------------------------
COMPARISON = re.compile(r"[<>≤≥]\s?\d[\d.,]*\s?%?|\d[\d.,]*\s?[<>≤≥]")


def shown(text):
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def stored(article):
    """All that the database holds of an article, as text."""
    streams = [article.body, article.key_data, article.key_learning, article.learning_objectives]
    parts = [json.dumps(list(stream.raw_data), ensure_ascii=False) for stream in streams]
    parts += [article.summary, article.standfirst, article.public_summary, article.title]
    parts += [json.dumps(list(article.lead_media.raw_data), ensure_ascii=False)]
    parts += [article.key_data_note, *article.version_notes.values_list("text", flat=True)]
    return html.unescape("\n".join(parts))


@pytest.mark.parametrize("language", ["", "pt"])
def test_every_comparison_survives(language):
    locale = Locale.objects.get(language_code=language or "en")
    checked = 0
    for path in files("articles", language):
        page = ArticlePage.objects.get(slug=path.stem, locale=locale)
        kept = " ".join(stored(page).split())
        for text in texts_in(yaml.safe_load(path.read_text(encoding="utf-8"))):
            for comparison in COMPARISON.findall(re.sub(r"</?\w+[^<>]*>", "", text)):
                checked += 1
                assert " ".join(comparison.split()) in kept, (path.stem, comparison)
    assert checked


def test_every_number_of_the_key_data_is_on_the_page(reader):
    for path in files("articles"):
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        page = html.unescape(reader.get(f"/articles/{path.stem}/").content.decode())
        for datum in data.get("key_data") or []:
            assert str(datum["value"]) in page, (path.stem, datum["value"])


NUMBERS = ("value", "n", "total", "ci_low", "ci_high", "ci_source", "reference")


def test_a_translation_has_the_numbers_of_its_original():
    for page in ArticlePage.objects.live().exclude(locale__language_code="en"):
        original = page.get_translation(Locale.get_default())
        numbers, originals = (
            [
                [re.findall(r"[\d.,]+", str(raw["value"].get(name))) for name in NUMBERS]
                for raw in one.key_data.raw_data
            ]
            for one in (page, original)
        )
        assert numbers == originals, page.slug


def test_items_of_lists_have_ids():
    """Without them wagtail-localize offers a list to no translator."""

    def without_id(value):
        if isinstance(value, dict):
            if value.get("type") == "item" and not value.get("id"):
                yield value
            for part in value.values():
                yield from without_id(part)
        elif isinstance(value, list):
            for part in value:
                yield from without_id(part)

    for article in ArticlePage.objects.all():
        assert not list(without_id(list(article.body.raw_data))), article.slug


def test_the_demo_knows_no_other_language_than_the_settings():
    folders = {path.name for path in CONTENT.iterdir() if path.is_dir()} - {"articles", "pages"}
    assert folders <= {code for code, _name in settings.LANGUAGES}
