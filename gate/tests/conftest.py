"""A small site for the tests of the gate.

The gate may not import the page types that it guards (imports run downward only), so the tests ask
the app registry for them.
"""

import json

import pytest
from django.apps import apps
from wagtail.models import Locale, Page, Site

from gate.models import GateSettings, GateStatement

CANARY = "zq7-canary"  # stands in every gated field, and must reach nobody unacknowledged


def _items(kind: str, text: str) -> str:
    return json.dumps([{"type": kind, "value": text, "id": "0c7f0f6e-0000-4000-8000-000000000001"}])


@pytest.fixture
def home(db):
    """A home page at "/" of a hub whose editors have not touched the gate yet."""
    GateSettings.objects.all().delete()
    GateStatement.objects.all().delete()
    locale, _ = Locale.objects.get_or_create(language_code="en")
    root = Page.get_first_root_node() or Page.add_root(
        instance=Page(title="Root", slug="root", locale=locale)
    )
    page = apps.get_model("home.HomePage")(title="Front page", slug="gate-test", locale=locale)
    root.add_child(instance=page)
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "localhost", "port": 80, "root_page": page}
    )
    Site.clear_site_root_paths_cache()
    return page


@pytest.fixture
def article(home):
    """A gated page at "/articles/a-study/"."""
    index = apps.get_model("articles.ArticleIndexPage")(title="Articles", slug="articles")
    home.add_child(instance=index)
    page = apps.get_model("articles.ArticlePage")(
        title="What 768 patients show",
        slug="a-study",
        public_summary="A registry study of treatment in routine care.",
        standfirst=f"{CANARY} standfirst",
        summary=f'<p data-block-key="a1b2c">{CANARY} summary</p>',
        learning_objectives=_items("objective", f"{CANARY} objective"),
        key_learning=_items("point", f"{CANARY} learning"),
    )
    index.add_child(instance=page)
    return page


@pytest.fixture
def open_page(home):
    """A page outside the gate at "/about/"."""
    page = apps.get_model("home.StandardPage")(title="About", slug="about")
    home.add_child(instance=page)
    return page
