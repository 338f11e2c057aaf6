"""Everything of the demo that is no page: site, settings, wording, menus, accounts."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group
from wagtail.models import Locale, Page, Site

from core.models import User
from gate.models import GateSettings, GateStatement
from home.models import HomePage, HubSettings, Menu, MenuItem, SiteText
from hub.demo import content
from hub.roles import DEMO_ACCOUNTS

DEMO_SPONSOR = "sponsor"  # looks in at /sponsor/; no account of the CMS
DEMO_PASSWORD = "demo-password"  # noqa: S105 (printed on purpose; production refuses the demo)


def prepare_home(hub_name: str) -> HomePage:
    """The home page as the root of the default site; Wagtail's welcome page makes way."""
    english = Locale.get_default()
    home = HomePage.objects.filter(locale=english).first()
    if home is None:
        root = Page.get_first_root_node()
        for welcome in root.get_children().filter(slug="home"):
            welcome.delete()
        root = Page.get_first_root_node()
        home = root.add_child(
            instance=HomePage(title=hub_name, slug="home", locale=english, live=True)
        )
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={"root_page": home, "site_name": hub_name},
        create_defaults={"hostname": "localhost", "root_page": home, "site_name": hub_name},
    )
    return home


def load_settings(site: Site) -> None:
    """Hub and gate settings, only when they were never saved: an editor's choice stays."""
    gate = content.read("gate.yaml")["settings"]
    if not HubSettings.objects.filter(site=site).exists():
        HubSettings.objects.create(
            site=site,
            hub_name="ALL Hub",
            organisation_name="Hub demonstration",
            editors_email="editors@example.org",
            is_demonstration=True,
        )
    if not GateSettings.objects.filter(site=site).exists():
        GateSettings.objects.create(site=site, **gate)


def load_wording(locale: Locale, language: str) -> None:
    """Site texts and the notice in one language; what editors have already is left alone."""
    english = Locale.get_default()
    for key, text in (content.read("site_texts.yaml", language) or {}).items():
        if SiteText.objects.filter(key=key, locale=locale).exists():
            continue
        source = SiteText.objects.filter(key=key, locale=english).first()
        row = SiteText(key=key, locale=locale, text=text.strip())
        if source is not None:
            row.translation_key = source.translation_key
        row.save()
    notice = content.read("gate.yaml", language)
    if notice and not GateStatement.objects.filter(locale=locale).exists():
        words = {
            name: str(value).strip().replace("{disease}", _disease(language))
            for name, value in notice.items()
            if name in GateStatement.TEXT_FIELDS
        }
        source_notice = GateStatement.objects.filter(locale=english).first()
        statement = GateStatement(locale=locale, **words)
        if source_notice is not None:
            statement.translation_key = source_notice.translation_key
        statement.save()


def _disease(language: str) -> str:
    texts = content.read("site_texts.yaml", language) or content.read("site_texts.yaml")
    return str(texts["disease"])


# After the topics: lists of the formats that readers look for by name.
FORMAT_LINKS = [
    ("congresses", "/articles/?format=congress_report"),
    ("recordings", "/articles/?format=video&format=podcast"),
]
FOOTERS: dict[str, list[str]] = {
    "footer_1": ["topics", "articles", "people"],
    "footer_2": ["funders", "independence", "editorial-policy", "corrections-policy", "ai-use"],
    "footer_3": [
        "about",
        "how-to-use",
        "for-patients",
        "accessibility",
        "privacy",
        "terms",
        "contact",
    ],
}


def load_menus(locale: Locale, language: str, home: Page) -> None:
    """Main navigation from the topics marked for it, and the footer's columns."""
    words = content.read("menus.yaml", language) or content.read("menus.yaml")
    topics = [topic["slug"] for topic in content.read("topics.yaml") if topic.get("in_menu")]
    below = Page.objects.descendant_of(home)
    main = [page for slug in topics if (page := below.filter(slug=slug).first())]
    paths = [(words["main"][key], path) for key, path in FORMAT_LINKS]
    _menu(locale, "main", "", main, paths)
    for place, slugs in FOOTERS.items():
        pages = [page for slug in slugs if (page := below.filter(slug=slug).first())]
        _menu(locale, place, words[place]["title"], pages, [])


def _menu(
    locale: Locale, place: str, title: str, pages: list[Page], paths: list[tuple[str, str]]
) -> None:
    if Menu.objects.filter(place=place, locale=locale).exists() or not pages:
        return
    source = Menu.objects.filter(place=place, locale=Locale.get_default()).first()
    menu = Menu(place=place, locale=locale, title=title)
    if source is not None:
        menu.translation_key = source.translation_key
    menu.items = [
        MenuItem(sort_order=number, page=page, locale=locale, label=_short_label(page))
        for number, page in enumerate(pages)
    ] + [
        MenuItem(sort_order=len(pages) + number, path=path, locale=locale, label=label)
        for number, (label, path) in enumerate(paths)
    ]
    menu.save()


def _short_label(page: Page) -> str:
    return str(getattr(page.specific, "menu_title", "") or "")


def load_accounts() -> User:
    """The demo accounts with their roles; returns the administrator."""
    for username, group, is_admin in DEMO_ACCOUNTS:
        user, created = User.objects.get_or_create(
            username=username,
            defaults={
                "email": f"{username}@example.org",
                "first_name": username.capitalize(),
                "is_superuser": is_admin,
                "is_staff": is_admin,
            },
        )
        if created:
            user.set_password(DEMO_PASSWORD)
            user.save()
        if group:
            user.groups.add(Group.objects.get(name=group))
    return User.objects.get(username="admin")


def front_page_data() -> dict[str, Any]:
    """What the home page shows: pages by slug, the poll by its name."""
    return {
        "lead": "tisa-cel-cibmtr-real-world",
        "poll": "mrd-transplant",
        "pinned": ["mrd-sequencing-or-flow", "gimema-lal2317-upfront-blinatumomab"],
        "topics": [
            "bispecifics-and-adcs",
            "car-t-cell-therapy",
            "ph-positive-all",
            "children-and-aya",
        ],
    }
