"""What every template may say about the hub: names, texts, addresses and menus."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject, cached_property

from home.frame import Frame, frame_for
from home.models import SiteTextKey
from home.navigation import with_current


class Hub:
    """The hub as the current request sees it (site, language); read when first used."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def frame(self) -> Frame:
        return frame_for(self.request)

    @property
    def name(self) -> str:
        return self.frame.hub_name

    @property
    def editors_email(self) -> str:
        return self.frame.editors_email

    @property
    def is_demonstration(self) -> bool:
        return self.frame.is_demonstration

    @property
    def languages(self) -> list[tuple[str, Any]]:
        """The configured languages, (code, name)."""
        return list(settings.LANGUAGES)

    @property
    def home_url(self) -> str:
        return self.frame.home

    @property
    def articles_url(self) -> str:
        return self.frame.addresses.get("articles", "")

    @property
    def topics_url(self) -> str:
        return self.frame.addresses.get("topics", "")

    @property
    def people_url(self) -> str:
        return self.frame.addresses.get("people", "")

    @property
    def funders_url(self) -> str:
        return self.frame.addresses.get("funders", "")

    def text(self, key: str) -> str:
        """A site text with the hub's name filled in; "" when nobody wrote it yet."""
        return self.frame.texts.get(key, "").replace("{hub}", self.name)

    def __getattr__(self, name: str) -> Any:
        if name == SiteTextKey.DEMO_NOTE and not self.is_demonstration:
            return ""
        if name in SiteTextKey.values:
            return self.text(name)
        raise AttributeError(name)


def hub(request: HttpRequest) -> dict[str, Any]:
    current = Hub(request)
    return {
        "hub": current,
        "menus": SimpleLazyObject(lambda: with_current(current.frame.menus, request.path)),
    }
