"""What every template may say about the hub: names, texts, addresses, menus and who pays."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject, cached_property
from django.utils.translation import get_language, ngettext

from home.frame import Frame, frame_for, legal_funding_statement
from home.models import SiteTextKey
from home.navigation import with_current
from sponsors.selectors import StripLevel
from sponsors.statement import name_list


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

    @property
    def funding_line(self) -> str:
        """Who pays for the hub today, in one sentence."""
        return self.frame.funding.statement.line

    @property
    def funding_statement(self) -> str:
        """The same in full."""
        return self.frame.funding.statement.text

    @property
    def legal_funding_statement(self) -> str:
        """The same with legal names, for accredited education."""
        return legal_funding_statement(self.request)

    @property
    def funder_levels(self) -> list[StripLevel]:
        """Who pays today by level, from the most to the least: (level, its name, names)."""
        return list(self.frame.funding.levels)

    @property
    def funder_names(self) -> list[str]:
        """Who pays today in the same order, without readers."""
        return [name for level in self.frame.funding.levels for name in level.names]

    @property
    def has_paying_readers(self) -> bool:
        return self.frame.funding.readers

    @property
    def funding_notice(self) -> str:
        """Says which funder or group pays more than the published ceiling; "" when none does."""
        names = self.frame.funding.over_ceiling
        if not names:
            return ""
        return ngettext(
            "%(names)s pays more of this year's income than the ceiling that we set ourselves.",
            "%(names)s each pay more of this year's income than the ceiling that we set ourselves.",
            len(names),
        ) % {"names": name_list(names, get_language() or settings.LANGUAGE_CODE)}

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
