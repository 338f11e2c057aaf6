"""Menus as the templates show them: two queries, whatever their length."""

from __future__ import annotations

from dataclasses import dataclass, replace

from wagtail.models import Locale, Page

from core.locales import default_locale
from home.models import Menu


@dataclass(frozen=True)
class Link:
    title: str
    url: str
    current: bool


@dataclass(frozen=True)
class LinkGroup:
    title: str
    items: list[Link]


@dataclass(frozen=True)
class Menus:
    main: list[Link]
    footer: list[LinkGroup]


def menus_in(locale: Locale) -> Menus:
    """The menus in a language; a missing one is that of the default language.

    Links to pages lead to the translation where one is live, else to the original.
    """
    default = default_locale()
    rows = Menu.objects.filter(locale_id__in={locale.pk, default.pk}).prefetch_related(
        "items__page"
    )
    chosen: dict[str, Menu] = {}
    for menu in sorted(rows, key=lambda row: row.locale_id == locale.pk):
        chosen[menu.place] = menu
    pages = _in_language(
        [item.page for menu in chosen.values() for item in menu.items.all() if item.page],
        locale,
    )
    groups: dict[str, LinkGroup] = {}
    for place, menu in chosen.items():
        links = []
        for item in menu.items.all():
            page = pages.get(item.page.translation_key) if item.page else None
            if page is not None:
                address = page.url or ""
                title = item.label or _short_title(page)
            elif item.page is None:
                address, title = _localized_path(item.path, locale), item.label
            else:
                continue
            links.append(Link(title, address, current=False))
        groups[place] = LinkGroup(menu.title, links)
    return Menus(
        main=groups["main"].items if "main" in groups else [],
        footer=[groups[place] for place in sorted(groups) if place.startswith("footer")],
    )


def _in_language(pages: list[Page], locale: Locale) -> dict[object, Page]:
    """By translation key: the live page in `locale`, else the live page that was chosen."""
    found = {page.translation_key: page for page in pages if page.live}
    if any(page.locale_id != locale.pk for page in found.values()):
        translations = Page.objects.live().filter(
            translation_key__in=list(found), locale=locale, alias_of__isnull=True
        )
        found.update({page.translation_key: page for page in translations})
    return found


def _short_title(page: Page) -> str:
    return page.title


def _localized_path(path: str, locale: Locale) -> str:
    is_default = locale.pk == default_locale().pk
    return path if is_default else f"/{locale.language_code}{path}"


def with_current(menus: Menus, path: str) -> Menus:
    """The same menus with the link to `path` marked."""
    return replace(
        menus,
        main=[replace(link, current=link.url == path) for link in menus.main],
        footer=[
            replace(group, items=[replace(link, current=link.url == path) for link in group.items])
            for group in menus.footer
        ],
    )
