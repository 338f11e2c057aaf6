"""The frame of every page: names, texts and menus come from the database, in the reader's language,
else in the default language."""

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.db import connection
from django.template.loader import get_template
from django.test.utils import CaptureQueriesContext
from wagtail.models import Site

from home.models import HubSettings, Menu, MenuItem, SiteText, SiteTextKey
from home.models.texts import texts_in
from hub.demo.site import load_settings
from tests.demo_site import ROOT
from tests.factories import make_plain_page


def page(client, address):
    return BeautifulSoup(client.get(address).content, "html.parser")


def links(client, address, selector="nav.main-nav a"):
    return {
        link.get_text(strip=True): link["href"] for link in page(client, address).select(selector)
    }


# --- Texts ----------------------------------------------------------------------------------------
def test_a_text_is_read_in_the_language_else_in_the_default_one(english, portuguese):
    SiteText.objects.all().delete()
    SiteText.objects.create(key="strapline", locale=english, text="Evidence")
    SiteText.objects.create(key="disease", locale=english, text="leukaemia")
    SiteText.objects.create(key="disease", locale=portuguese, text="leucemia")
    assert texts_in(english) == {"strapline": "Evidence", "disease": "leukaemia"}
    assert texts_in(portuguese) == {"strapline": "Evidence", "disease": "leucemia"}


def test_a_hub_without_texts_is_shown(reader):
    SiteText.objects.all().delete()
    Menu.objects.all().delete()
    for address in ("/", "/about/", "/pt/", "/articles/"):
        assert reader.get(address).status_code == 200


def test_the_name_stands_where_an_editor_writes_hub(reader, english):
    HubSettings.objects.update(hub_name="Myeloma Hub")
    SiteText.objects.filter(locale=english, key=SiteTextKey.FOOTER_STATEMENT).update(
        text="{hub} is for professionals. {hub}!"
    )
    assert "Myeloma Hub is for professionals. Myeloma Hub!" in page(reader, "/").get_text()


def test_braces_in_a_text_do_no_harm(reader, english):
    SiteText.objects.filter(locale=english).update(text="{} {0} {name!r} %s {% now %} {{ hub }}")
    assert reader.get("/").status_code == 200


@pytest.mark.parametrize("address", ["/", "/about/", "/articles/", "/pt/", "/no-such-page/"])
def test_the_name_of_the_hub_is_a_setting(reader, address):
    HubSettings.objects.update(hub_name="Myeloma Hub")
    shown = page(reader, address)
    assert "Myeloma Hub" in shown.title.get_text()
    assert "Myeloma Hub" in shown.select_one("header .brand").get_text()


def test_no_template_names_the_hub_or_the_disease():
    names = ("ALL Hub", "leukaemia", "leukemia", "B-ALL", "lymphoblastic")
    found = [
        (path.name, name)
        for path in (ROOT / "templates").rglob("*.html")
        for name in names
        # A comment for developers may give an example.
        if name in get_template_text(path)
    ]
    assert found == []


def get_template_text(path):
    get_template(str(path.relative_to(ROOT / "templates")))
    lines = path.read_text(encoding="utf-8").splitlines()
    return "\n".join(line for line in lines if not line.lstrip().startswith("{#"))


def test_every_text_has_its_place_in_the_demo(english):
    assert set(texts_in(english)) == set(SiteTextKey.values)


def test_there_is_one_text_a_key_and_language(english):
    with pytest.raises(ValidationError):
        SiteText(key="disease", locale=english, text="again").full_clean()


# --- Menus ----------------------------------------------------------------------------------------
def test_a_menu_leads_to_the_translation_where_there_is_one(reader, english, portuguese):
    Menu.objects.all().delete()
    translated, only_english = make_plain_page(title="Both"), make_plain_page(title="English only")
    copy = translated.copy_for_translation(portuguese)
    copy.title = "Ambas"
    copy.save_revision().publish()
    menu = Menu(place="main", locale=english)
    menu.items = [
        MenuItem(page=page, locale=english, sort_order=number)
        for number, page in enumerate([translated, only_english])
    ]
    menu.save()
    assert links(reader, "/") == {
        "Both": f"/{translated.slug}/",
        "English only": f"/{only_english.slug}/",
    }
    assert links(reader, "/pt/") == {
        "Ambas": f"/pt/{copy.slug}/",
        "English only": f"/{only_english.slug}/",
    }


def test_a_menu_of_the_language_comes_before_that_of_the_default(reader, portuguese):
    page = make_plain_page(language="pt", title="Só em português")
    Menu.objects.filter(locale=portuguese, place="main").delete()
    menu = Menu(place="main", locale=portuguese)
    menu.items = [MenuItem(page=page, locale=portuguese)]
    menu.save()
    assert links(reader, "/pt/") == {"Só em português": f"/pt/{page.slug}/"}
    assert "Só em português" not in links(reader, "/")


def test_a_page_that_was_taken_back_leaves_the_menu(reader, english):
    page = make_plain_page(title="Going")
    menu = Menu.objects.get(locale=english, place="main")
    menu.items.add(MenuItem(page=page, locale=english, sort_order=99))
    menu.save()
    assert "Going" in links(reader, "/")
    page.unpublish()
    assert "Going" not in links(reader, "/")


def test_the_page_one_is_on_is_marked(reader):
    topic = next(iter(links(reader, "/").values()))
    marked = page(reader, topic).select("nav.main-nav [aria-current=page]")
    assert [link["href"] for link in marked] == [topic]


def test_a_link_to_a_path_follows_the_language(reader, english):
    menu = Menu.objects.get(locale=english, place="main")
    Menu.objects.exclude(pk=menu.pk).delete()
    menu.items.add(
        MenuItem(path="/articles/?format=video", label="Films", locale=english, sort_order=99)
    )
    menu.save()
    assert links(reader, "/")["Films"] == "/articles/?format=video"
    assert links(reader, "/pt/")["Films"] == "/pt/articles/?format=video"


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"path": "https://evil.example/", "label": "Out"},
        {"path": "//evil.example/", "label": "Out"},
        {"path": "javascript:alert(1)", "label": "Out"},
        {"path": "/articles/"},
    ],
)
def test_a_menu_item_leads_to_one_place_of_this_site(english, fields):
    with pytest.raises(ValidationError):
        MenuItem(locale=english, **fields).clean()


def queries(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    return len(captured)


def test_a_menu_costs_the_same_when_it_grows(reader, english):
    menu = Menu.objects.get(locale=english, place="main")
    before = queries(reader, "/about/")
    for number in range(10):
        menu.items.add(MenuItem(page=make_plain_page(), locale=english, sort_order=number))
    menu.save()
    assert queries(reader, "/about/") == before


# --- Settings -------------------------------------------------------------------------------------
def test_loading_the_demo_leaves_an_editors_settings(db):
    HubSettings.objects.update(hub_name="Changed by an editor")
    load_settings(Site.objects.get(is_default_site=True))
    assert HubSettings.objects.get().hub_name == "Changed by an editor"


@pytest.mark.parametrize("is_demonstration", [True, False])
def test_a_demonstration_says_so_at_the_foot_of_a_page(reader, english, is_demonstration):
    HubSettings.objects.update(is_demonstration=is_demonstration)
    note = texts_in(english)[SiteTextKey.DEMO_NOTE].split(".")[0]
    assert (note in page(reader, "/about/").get_text()) is is_demonstration
