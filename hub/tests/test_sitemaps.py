"""Sitemaps: every public address once, in its language, with its translations."""

from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, PageViewRestriction

from tests.factories import make_article, make_plain_page

SITEMAP = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "x": "http://www.w3.org/1999/xhtml",
}


def sitemap(client, language="en"):
    response = client.get(f"/sitemap-{language}.xml")
    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith("application/xml")
    return ElementTree.fromstring(response.content)


def addresses(client, language="en"):
    return [url.text for url in sitemap(client, language).findall("s:url/s:loc", SITEMAP)]


def test_the_index_names_a_sitemap_for_each_language_that_has_pages(visitor):
    index = ElementTree.fromstring(visitor.get("/sitemap.xml").content)
    found = [location.text for location in index.findall("s:sitemap/s:loc", SITEMAP)]
    languages = set(Page.objects.live().values_list("locale__language_code", flat=True))
    expected = [code for code, _name in settings.LANGUAGES if code in languages]
    assert found == [f"http://testserver/sitemap-{code}.xml" for code in expected]
    for address in found:
        assert visitor.get(address.removeprefix("http://testserver")).status_code == 200


@pytest.mark.parametrize("language", ["xx", "de", "en-gb", "e", "EN"])
def test_a_language_that_is_not_there_has_no_sitemap(visitor, language):
    assert visitor.get(f"/sitemap-{language}.xml").status_code == 404


def test_every_page_of_a_language_is_there_once(visitor, english):
    found = addresses(visitor)
    pages = Page.objects.live().public().filter(locale=english, depth__gt=1)
    assert sorted(found) == sorted(page.full_url for page in pages)
    assert len(found) == len(set(found)) > 50


def test_drafts_restricted_pages_and_copies_are_left_out(visitor, portuguese):
    draft = make_article(live=False)
    closed = make_article()
    PageViewRestriction.objects.create(page=closed, restriction_type="login")
    alias = make_plain_page().create_alias(update_slug="the-same")
    gone = make_article()
    gone.unpublish()
    everything = " ".join(addresses(visitor) + addresses(visitor, "pt"))
    for page in (draft, closed, alias, gone):
        assert f"/{page.slug}/" not in everything


def alternates(client, page):
    """{language: address} of a page in the sitemap of languages, or None if it is not there."""
    root = ElementTree.fromstring(client.get("/sitemap-languages.xml").content)
    for entry in root.findall("s:url", SITEMAP):
        if entry.findtext("s:loc", namespaces=SITEMAP) == page.full_url:
            links = entry.findall("x:link", SITEMAP)
            return {link.get("hreflang"): link.get("href") for link in links}
    return None


def test_a_page_names_its_translations_and_they_name_it(visitor, portuguese):
    original = make_plain_page()
    copy = original.copy_for_translation(portuguese)
    copy.save_revision().publish()
    expected = {"en": original.full_url, "pt": copy.full_url}
    assert alternates(visitor, original) == alternates(visitor, copy) == expected


def test_a_page_without_a_live_translation_names_none(visitor, portuguese):
    page = make_plain_page()
    page.copy_for_translation(portuguese)
    assert alternates(visitor, page) is None


def test_robots_are_told_of_both_sitemaps(visitor):
    text = visitor.get("/robots.txt").content.decode()
    for name in ("sitemap.xml", "sitemap-languages.xml"):
        assert f"Sitemap: http://testserver/{name}" in text


def test_a_change_has_its_day(visitor):
    for entry in sitemap(visitor).findall("s:url", SITEMAP):
        day = entry.findtext("s:lastmod", namespaces=SITEMAP)
        assert day is None or len(day) == len("2026-11-24")


def test_a_sitemap_costs_the_same_when_it_grows(visitor):
    visitor.get("/sitemap-en.xml")
    with CaptureQueriesContext(connection) as few:
        visitor.get("/sitemap-en.xml")
    for _ in range(10):
        make_article()
    visitor.get("/sitemap-en.xml")
    with CaptureQueriesContext(connection) as many:
        visitor.get("/sitemap-en.xml")
    assert len(many) == len(few)
