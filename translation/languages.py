"""In which languages a page exists, and what to call each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from wagtail.models import Page, Site

from core.locales import active_locale
from core.restricted import is_closed


@dataclass(frozen=True)
class LanguageVersion:
    """One entry of the language chooser. `leads_home`: the page does not exist in it."""

    code: str
    name_local: str
    direction: str
    url: str
    full_url: str
    current: bool
    is_original: bool
    leads_home: bool

    @property
    def provenance(self) -> str:
        """How this version came about, in the reader's language."""
        if self.leads_home:
            return _("home page only")
        return _("original") if self.is_original else _("translation")


def language_versions(request: HttpRequest, page: Page | None) -> list[LanguageVersion]:
    """Every configured language: the page in it where it is live, else that language's home page.

    Two queries: the translations of the page, and the home pages. Languages without a home page
    are left out. Aliases do not count: they hold the same text under another address; neither do
    closed pages, but for the one that is being shown.

    A page may stand for an address below another one that every language has, and says so by
    `language_anchor`: (the page whose translations count, the path below it).
    """
    site = Site.find_for_request(request)
    if site is None:
        return []
    page, below = getattr(page, "language_anchor", (page, ""))
    keys = {site.root_page.translation_key}
    if page is not None and page.pk:
        keys.add(page.translation_key)
    found = (
        Page.objects.live()
        .filter(translation_key__in=keys, alias_of__isnull=True)
        .select_related("locale")
    )
    home: dict[str, Page] = {}
    here: dict[str, Page] = {}
    for version in found:
        if is_closed(version) and version.pk != getattr(page, "pk", None):
            continue
        code = version.locale.language_code
        if version.translation_key == site.root_page.translation_key:
            home[code] = version
        if page is not None and version.translation_key == page.translation_key:
            here[code] = version
    active = active_locale().language_code
    original = settings.LANGUAGE_CODE
    versions = []
    for code, _name in settings.LANGUAGES:
        target = here.get(code) or home.get(code)
        if target is None:
            continue
        info = get_language_info(code)
        path = below if code in here else ""
        versions.append(
            LanguageVersion(
                code=code,
                name_local=info["name_local"].capitalize(),
                direction="rtl" if info["bidi"] else "ltr",
                url=f"{target.get_url(request) or ''}{path}",
                full_url=f"{target.get_full_url(request) or ''}{path}",
                current=code == active,
                is_original=code == original and (page is None or code in here),
                leads_home=page is not None and code not in here,
            )
        )
    return versions


def alternates(versions: list[LanguageVersion]) -> list[tuple[str, str]]:
    """(hreflang, absolute address) of the versions that exist, with `x-default`, or nothing if
    there is only one."""
    existing = [version for version in versions if not version.leads_home]
    if len(existing) < 2:
        return []
    pairs = [(version.code, version.full_url) for version in existing]
    default = next((version for version in existing if version.is_original), existing[0])
    return [*pairs, ("x-default", default.full_url)]


def versions_once(context: dict[str, Any], page: Page | None) -> list[LanguageVersion]:
    """The versions for this rendering, read once although head, masthead and footer ask."""
    request = context.get("request")
    if request is None:
        return []
    cached: dict[Any, list[LanguageVersion]] = request.__dict__.setdefault("_language_versions", {})
    key = page.pk if page is not None else None
    if key not in cached:
        cached[key] = language_versions(request, page)
    return cached[key]
