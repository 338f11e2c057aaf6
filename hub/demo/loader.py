"""Loads the demo hub: one transaction, so that it is there entirely or not at all."""

from __future__ import annotations

from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from wagtail.models import Locale, Site
from wagtail.signal_handlers import disable_reference_index_auto_update

from articles.models import ArticlePage, TopicPage
from core.models import User
from home.models import HomePage, HomePinnedArticle, HomeTopic
from hub.demo import content, funding, site
from hub.demo.funders_pages import load_funders_pages
from hub.demo.library import Library
from hub.demo.pages import PageLoader
from hub.demo.publications import record_publications
from hub.demo.voice import find_poll, load_voice
from hub.demo.voice_answers import invent_answers
from hub.roles import apply_roles
from hub.site_address import set_site_address
from sponsors.freezing import records_written_by_caller

HUB_NAME = "ALL Hub"


def load_demo() -> int:
    """Create what is missing and refresh what changed in the files; returns how much was written:
    pages, entries of the register, records of publications, what readers are asked."""
    with transaction.atomic(), disable_reference_index_auto_update(), records_written_by_caller():
        changed = _load()
    if changed:
        call_command("rebuild_references_index", verbosity=0)
        call_command("update_index", verbosity=0)
    return changed


def _load() -> int:
    for code, _name in settings.LANGUAGES:
        Locale.objects.get_or_create(language_code=code)
    english = Locale.get_default()
    home = site.prepare_home(HUB_NAME)
    hub_site = Site.objects.get(is_default_site=True)
    set_site_address(settings.ENVIRONMENT.base_url)
    site.load_settings(hub_site)
    apply_roles(list(HomePage.objects.all()))
    admin = site.load_accounts()
    library = Library()
    changed = funding.load_funders()
    changed += funding.load_sponsor_account(site.DEMO_SPONSOR, site.DEMO_PASSWORD)
    languages = [english, *Locale.objects.exclude(pk=english.pk).order_by("language_code")]
    made: set[int] = set()
    republished: set[int] = set()
    for locale in languages:
        loader = PageLoader(locale, library, admin)
        changed += _load_language(loader, locale, home, admin)
        made |= loader.made
        republished |= loader.republished
    apply_roles(list(HomePage.objects.all()))
    changed += record_publications(made, republished)
    changed += invent_answers()
    return changed


def _load_language(loader: PageLoader, locale: Locale, english_home: HomePage, admin: User) -> int:
    language = "" if locale == Locale.get_default() else locale.language_code
    if language and content.read("home.yaml", language) is None:
        return 0
    home = english_home
    if language:
        home = english_home.get_translation_or_none(locale) or english_home.copy_for_translation(
            locale
        )
    loader.changed += load_voice(locale, language)
    loader.topics(home)
    loader.people(home)
    loader.articles(home)
    if not language:
        # Money may be for one topic or article: it is booked once these are there.
        loader.changed += funding.load_records(loader.library, admin)
    loader.plain_pages(home)
    load_funders_pages(loader, home)
    loader.changed += _fill_home(home, locale, language, admin)
    site.load_wording(locale, language)
    site.load_menus(locale, language, home)
    return loader.changed


def _fill_home(home: HomePage, locale: Locale, language: str, admin: User) -> int:
    """The front page's choices; written again only when they differ."""
    home = HomePage.objects.get(pk=home.pk)  # its children were added since it was read
    wanted = site.front_page_data()
    texts = content.read("home.yaml", language) or {}
    articles = ArticlePage.objects.filter(locale=locale)
    lead = articles.filter(slug=wanted["lead"]).first()
    pinned = [page for s in wanted["pinned"] if (page := articles.filter(slug=s).first())]
    topics = [
        page
        for s in wanted["topics"]
        if (page := TopicPage.objects.filter(locale=locale, slug=s).first())
    ]
    poll = find_poll(wanted["poll"], locale)
    same = (
        home.live
        and home.lead_article_id == (lead.pk if lead else None)
        and home.poll == poll
        and list(home.topics.values_list("topic_id", flat=True)) == [page.pk for page in topics]
    )
    if same:
        return 0
    home.title = texts.get("title", HUB_NAME)
    home.search_description = texts.get("search_description", "")
    home.lead_article = lead
    home.poll = poll
    home.pinned_articles = [
        HomePinnedArticle(sort_order=number, article=page) for number, page in enumerate(pinned)
    ]
    home.topics = [HomeTopic(sort_order=number, topic=page) for number, page in enumerate(topics)]
    home.save_revision(user=admin, clean=False).publish(user=admin)
    return 1
