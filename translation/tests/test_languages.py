"""Languages: what exists is offered, what does not is never announced."""

import pytest
from bs4 import BeautifulSoup
from django.conf import settings

from tests.factories import make_article, make_plain_page


def page(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def translated(original, locale, title="Traduzido"):
    copy = original.copy_for_translation(locale)
    copy.title = title
    copy.save_revision().publish()
    copy.refresh_from_db()
    return copy


def alternates(shown):
    return {
        link["hreflang"]: link["href"]
        for link in shown.select("head link[rel=alternate][hreflang]")
    }


def chooser(shown):
    return {
        link["hreflang"]: link for link in shown.select(".language-list")[0].select("a[hreflang]")
    }


# --- hreflang -------------------------------------------------------------------------------------
def test_a_page_without_translation_announces_none(reader):
    original = make_plain_page()
    assert alternates(page(reader, f"/{original.slug}/")) == {}


def test_translations_announce_each_other_and_a_default(reader, portuguese):
    original = make_plain_page()
    copy = translated(original, portuguese)
    expected = {
        "en": original.full_url,
        "pt": copy.full_url,
        "x-default": original.full_url,
    }
    assert alternates(page(reader, f"/{original.slug}/")) == expected
    assert alternates(page(reader, f"/pt/{copy.slug}/")) == expected


def test_a_draft_translation_is_not_announced(reader, portuguese):
    original = make_plain_page()
    original.copy_for_translation(portuguese)
    assert alternates(page(reader, f"/{original.slug}/")) == {}


def test_an_alias_is_no_translation(reader, portuguese):
    original = make_plain_page()
    original.copy_for_translation(portuguese, alias=True)
    shown = page(reader, f"/{original.slug}/")
    assert alternates(shown) == {}
    assert chooser(shown)["pt"]["href"] == "/pt/"


def test_before_the_notice_the_same_is_announced(visitor, reader, portuguese):
    original = make_article()
    copy = translated(original, portuguese)
    address = f"/articles/{original.slug}/"
    announced = alternates(page(visitor, address))
    assert set(announced) == {"en", "pt", "x-default"}
    assert announced["pt"].endswith(f"/pt/articles/{copy.slug}/")
    assert announced == alternates(page(reader, address))


# --- The language chooser -------------------------------------------------------------------------
def test_the_chooser_leads_to_this_page_where_it_exists(reader, portuguese):
    original = make_plain_page()
    copy = translated(original, portuguese)
    choices = chooser(page(reader, f"/{original.slug}/"))
    assert choices["pt"]["href"] == f"/pt/{copy.slug}/"
    assert choices["pt"]["lang"] == "pt"
    assert choices["pt"].get_text(strip=True) == "Português"


def test_the_chooser_leads_home_where_it_does_not_and_says_so(reader):
    original = make_plain_page()
    shown = page(reader, f"/{original.slug}/")
    choice = chooser(shown)["pt"]
    assert choice["href"] == "/pt/"
    assert "home page only" in choice.parent.get_text()


def test_the_chooser_marks_the_language_one_reads(reader, portuguese):
    copy = translated(make_plain_page(), portuguese)
    choices = chooser(page(reader, f"/pt/{copy.slug}/"))
    marked = [code for code, link in choices.items() if link.get("aria-current")]
    assert marked == ["pt"]


def test_the_chooser_gives_each_language_its_direction(reader):
    for link in chooser(page(reader, "/about/")).values():
        assert link.get("dir") == "ltr"


def test_the_chooser_says_how_a_version_came_about(reader, portuguese):
    original = make_plain_page()
    translated(original, portuguese)
    choices = chooser(page(reader, f"/{original.slug}/"))
    assert "original" in choices["en"].parent.get_text()
    assert "translation" in choices["pt"].parent.get_text()


@pytest.mark.parametrize("address", ["/search/?q=x", "/no-such-page/"])
def test_addresses_that_are_no_page_offer_languages_too(reader, address):
    response = reader.get(address)
    shown = BeautifulSoup(response.content, "html.parser")
    assert {"en", "pt"} <= set(chooser(shown))
    assert alternates(shown) == {}


# --- lang and dir ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("address", "language"),
    [
        ("/", "en"),
        ("/about/", "en"),
        ("/search/", "en"),
        ("/pt/", "pt"),
        ("/pt/search/", "pt"),
        ("/pt/no-such-page/", "pt"),
        ("/no-such-page/", "en"),
    ],
)
def test_the_address_alone_decides_the_language(reader, address, language):
    for accepted in ("en", "pt", "ar", "x-klingon", "pt-BR,pt;q=0.9", "*", "a" * 5000):
        response = reader.get(address, headers={"Accept-Language": accepted})
        html = BeautifulSoup(response.content, "html.parser").html
        assert html["lang"] == language, accepted
        assert html["dir"] == "ltr"


@pytest.mark.parametrize("cookie", ["pt", "en", "xx", "../", "<b>"])
def test_a_cookie_does_not_change_the_language_of_an_address(reader, cookie):
    reader.cookies[settings.LANGUAGE_COOKIE_NAME] = cookie
    assert page(reader, "/about/").html["lang"] == "en"


def test_the_words_of_the_frame_are_in_the_language(reader):
    assert page(reader, "/pt/").select_one("a.skip").get_text() != (
        page(reader, "/").select_one("a.skip").get_text()
    )


@pytest.mark.parametrize("address", ["/xx/", "/de/", "/en/", "/pt", "/PT/", "/pt-br/"])
def test_a_language_that_is_not_offered_is_not_found_or_corrected(reader, address):
    response = reader.get(address, follow=True)
    assert response.status_code in (200, 404)
    if response.status_code == 200:
        assert response.redirect_chain
