"""Sitemap index and one sitemap a language, with hreflang, in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from wagtail.models import Page, Site

MAXIMUM_ADDRESSES = 50_000  # the limit of the protocol


@dataclass(frozen=True)
class SitemapEntry:
    location: str
    changed_on: str
    alternates: list[tuple[str, str]]


def _pages(site: Site) -> list[Page]:
    """Live, unrestricted pages of every language's tree, read for their addresses only."""
    return list(
        Page.objects.live()
        .public()
        .filter(depth__gt=1, alias_of__isnull=True)
        .select_related("locale")
        .only("url_path", "path", "depth", "translation_key", "locale", "last_published_at")
        .order_by("path")
    )


@require_safe
@cache_control(public=True, max_age=600)
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """The sitemaps of the languages that have pages, with the newest change of each."""
    newest = {
        row["locale__language_code"]: row["newest"]
        for row in Page.objects.live()
        .public()
        .filter(depth__gt=1)
        .values("locale__language_code")
        .annotate(newest=Max("last_published_at"))
    }
    entries = [
        {
            "location": request.build_absolute_uri(reverse("sitemap", kwargs={"language": code})),
            "changed_on": newest[code].date().isoformat() if newest[code] else "",
        }
        for code, _name in settings.LANGUAGES
        if code in newest
    ]
    return render(
        request, "hub/sitemap_index.xml", {"entries": entries}, content_type="application/xml"
    )


@require_safe
@cache_control(public=True, max_age=600)
def sitemap(request: HttpRequest, language: str) -> HttpResponse:
    """Every page in one language."""
    entries = [entry for code, entry in _entries(request) if code == language]
    if not entries:
        raise Http404
    context = {"entries": entries[:MAXIMUM_ADDRESSES], "with_alternates": False}
    return render(request, "hub/sitemap.xml", context, content_type="application/xml")


@require_safe
@cache_control(public=True, max_age=600)
def language_sitemap(request: HttpRequest) -> HttpResponse:
    """The pages that exist in several languages, each with its versions (hreflang).

    A sitemap of its own, named in robots.txt: the schema of the protocol is strict about elements
    of other vocabularies, so the sitemaps of the index do without `xhtml:link`.
    """
    entries = [entry for _code, entry in _entries(request) if entry.alternates]
    context = {"entries": entries[:MAXIMUM_ADDRESSES], "with_alternates": True}
    return render(request, "hub/sitemap.xml", context, content_type="application/xml")


def _entries(request: HttpRequest) -> list[tuple[str, SitemapEntry]]:
    """(language, entry) of every page that readers can reach."""
    site = Site.find_for_request(request)
    if site is None:
        raise Http404
    reachable = [
        (page, address) for page in _pages(site) if (address := page.get_full_url(request))
    ]
    versions: dict[object, list[tuple[str, str]]] = defaultdict(list)
    for page, address in reachable:
        versions[page.translation_key].append((page.locale.language_code, address))
    return [
        (
            page.locale.language_code,
            SitemapEntry(
                address,
                page.last_published_at.date().isoformat() if page.last_published_at else "",
                versions[page.translation_key] if len(versions[page.translation_key]) > 1 else [],
            ),
        )
        for page, address in reachable
    ]
