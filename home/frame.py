"""The frame of every page, remembered between requests: names, texts, menus, addresses, money."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils import timezone
from wagtail.models import Locale, Page, Site

from core.locales import active_locale
from core.remembered import remembered
from home.models import HomePage, HubSettings
from home.models.texts import texts_in
from home.navigation import Menus, menus_in
from sponsors.selectors import CurrentFunding, current_funding, payers_on, statement_in


@dataclass(frozen=True)
class Frame:
    """What one site shows around its pages in one language. `addresses` are the pages directly
    below the home page by slug; `home` is the home page's own; `funding` is who pays today."""

    hub_name: str
    editors_email: str
    is_demonstration: bool
    texts: dict[str, str]
    menus: Menus
    home: str
    addresses: dict[str, str]
    funding: CurrentFunding


def frame_for(request: HttpRequest) -> Frame:
    """The frame for the request's site and language: no query while it is remembered."""
    site, locale = Site.find_for_request(request), active_locale()
    key = f"frame-{site.pk if site else 0}-{locale.language_code}"
    return remembered(key, lambda: _build(site, locale))


def legal_funding_statement(request: HttpRequest) -> str:
    """Who pays today, in full, everybody by the legal name: for accredited education."""
    site, locale = Site.find_for_request(request), active_locale()

    def build() -> str:
        payers = payers_on(timezone.localdate(), locale, legal_names=True)
        return statement_in(locale, payers, HubSettings.of(site).hub_name).text

    key = f"legal-funding-{site.pk if site else 0}-{locale.language_code}"
    return remembered(key, build)


def _build(site: Site | None, locale: Locale) -> Frame:
    settings = HubSettings.of(site)
    home = _home(site, locale) if site else None
    below = (
        Page.objects.child_of(home).live().only("slug", "url_path", "path", "depth", "locale_id")
        if home
        else []
    )
    return Frame(
        hub_name=settings.hub_name,
        editors_email=settings.editors_email,
        is_demonstration=settings.is_demonstration,
        texts=texts_in(locale),
        menus=menus_in(locale),
        home=(home.url if home else "") or "/",
        addresses={page.slug: page.url or "" for page in below},
        funding=current_funding(locale, hub=settings.hub_name),
    )


def _home(site: Site, locale: Locale) -> Page:
    """The site's home page in the language, else the site's own."""
    root: Page = site.root_page
    if root.locale_id == locale.pk:
        return root
    translation = HomePage.objects.live().filter(
        translation_key=root.translation_key, locale=locale
    )
    return translation.first() or root
