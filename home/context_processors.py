"""What every template may say about the hub: names, texts and menus, read when first used."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject, cached_property
from wagtail.models import Locale, Page, Site

from home.models import HomePage, HubSettings, SiteTextKey
from home.models.texts import texts_in
from home.navigation import menus_for


class Hub:
    """The hub as the current request sees it (site, language)."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def settings(self) -> HubSettings:
        return HubSettings.for_request(self.request)

    @property
    def name(self) -> str:
        return self.settings.hub_name

    @property
    def editors_email(self) -> str:
        return self.settings.editors_email

    @property
    def is_demonstration(self) -> bool:
        return self.settings.is_demonstration

    @cached_property
    def _texts(self) -> dict[str, str]:
        return texts_in(Locale.get_active())

    def text(self, key: str) -> str:
        """A site text with the hub's name filled in; "" when nobody wrote it yet."""
        return self._texts.get(key, "").replace("{hub}", self.name)

    def __getattr__(self, name: str) -> Any:
        if name in SiteTextKey.values:
            return self.text(name)
        raise AttributeError(name)

    @cached_property
    def _index_addresses(self) -> dict[str, str]:
        """Addresses of the pages right below the language's home page, by slug: one query."""
        home = self._home
        if home is None:
            return {}
        children = Page.objects.child_of(home).live().only("slug", "url_path", "path", "depth")
        return {child.slug: child.get_url(self.request) or "" for child in children}

    @cached_property
    def _home(self) -> Page | None:
        site = Site.find_for_request(self.request)
        if site is None:
            return None
        root = site.root_page
        locale = Locale.get_active()
        if root.locale_id == locale.pk:
            return root
        return (
            HomePage.objects.live()
            .filter(translation_key=root.translation_key, locale=locale)
            .first()
        ) or root

    @property
    def languages(self) -> list[tuple[str, Any]]:
        """The configured languages, (code, name)."""
        return list(settings.LANGUAGES)

    @property
    def home_url(self) -> str:
        return (self._home.get_url(self.request) if self._home else "") or "/"

    @property
    def articles_url(self) -> str:
        return self._index_addresses.get("articles", "")

    @property
    def topics_url(self) -> str:
        return self._index_addresses.get("topics", "")

    @property
    def people_url(self) -> str:
        return self._index_addresses.get("people", "")

    @property
    def funders_url(self) -> str:
        return self._index_addresses.get("funders", "")


def hub(request: HttpRequest) -> dict[str, Any]:
    return {
        "hub": Hub(request),
        "menus": SimpleLazyObject(lambda: menus_for(request)),
    }
