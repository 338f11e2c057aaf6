"""What readers do, in a real browser on a real server. Each journey also fails on an error in the
console and on a request to another site (see `watch` in tests/browser.py)."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser import DESKTOP, PHONE

pytestmark = pytest.mark.browser

LEAD = "/articles/tisa-cel-cibmtr-real-world/"
DEEP_LINK = f"{LEAD}?utm_source=mail&x=%C3%A9#efficacy"
SMALLEST = {**PHONE, "viewport": {"width": 320, "height": 640}}
NO_JAVASCRIPT = {"java_script_enabled": False}
PAGES = {
    "home": "/",
    "article": LEAD,
    "listing": "/articles/",
    "filtered listing": "/articles/?format=video&topic=first-line",
    "topics": "/topics/",
    "topic": "/topics/car-t-cell-therapy/",
    "people": "/people/",
    "person": "/people/maren-holt/",
    "search": "/search/?q=relapse+after+CAR+T",
    "empty search": "/search/?q=zzzz",
    "plain page": "/about/",
    "podcast": "/articles/?format=podcast",
    "portuguese": "/pt/",
    "outcomes": "/impact/outcomes/",
    "what is known": "/voice/about-me/",
}


def acknowledge(page, address="/"):
    page.goto(address)
    page.locator("form[data-gate] button[type=submit]").click()
    expect(page.locator("form[data-gate]")).to_have_count(0)


def expect_at(page, address):
    """The browser is exactly there: path, query and fragment."""
    expect(page).to_have_url(re.compile(re.escape(address) + "$"))


def expect_in_view(page, selector):
    expect(page.locator(selector)).to_be_in_viewport()


def cookies(page):
    return {cookie["name"]: cookie for cookie in page.context.cookies()}


# --- The first visit ------------------------------------------------------------------------------
@pytest.mark.parametrize("options", [PHONE, {**PHONE, **NO_JAVASCRIPT}], ids=["", "no-javascript"])
def test_a_first_visit_by_a_deep_link_ends_exactly_where_it_was_to_go(browse, options):
    page = browse(**options)
    page.goto(DEEP_LINK)
    notice = page.locator("main.gate")
    expect(notice.locator("h1")).to_be_visible()
    expect(notice).to_contain_text("86% respond")
    assert cookies(page) == {}
    page.locator("form[data-gate] button[type=submit]").click()

    expect_at(page, DEEP_LINK)
    expect(page.locator("article h1")).to_contain_text("86% respond")
    expect_in_view(page, "#efficacy")
    assert set(cookies(page)) == {"hub_hcp"}
    assert cookies(page)["hub_hcp"]["httpOnly"]

    # Reads on: opens a reference.
    reference = page.locator("#reference-1 a").first
    reference.scroll_into_view_if_needed()
    expect(reference).to_be_visible()
    expect(reference).to_have_attribute("href", re.compile(r"^https://doi\.org/10\."))

    # Switches to dark, and is on the same page again.
    page.locator("#theme").select_option("dark")
    page.locator("form[data-appearance] button[type=submit]").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page).to_have_url(re.compile(re.escape(DEEP_LINK.partition("#")[0])))
    expect(page.locator("article h1")).to_be_visible()

    # Withdraws: the same address shows the notice again.
    page.get_by_role("button", name="Withdraw my confirmation").click()
    expect(page.locator("form[data-gate]")).to_be_visible()
    expect(page).to_have_url(re.compile(re.escape(DEEP_LINK.partition("#")[0])))
    assert "hub_hcp" not in cookies(page)


def test_dark_is_dark_and_stays_so(browse):
    page = browse(**DESKTOP, color_scheme="light")
    acknowledge(page, LEAD)
    shade = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(shade)
    page.locator("#theme").select_option("dark")
    page.locator("form[data-appearance] button[type=submit]").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    dark = page.evaluate(shade)
    assert dark != light
    page.goto("/articles/")
    assert page.evaluate(shade) == dark
    page.locator("#theme").select_option("")
    page.locator("form[data-appearance] button[type=submit]").click()
    expect(page.locator("html")).not_to_have_attribute("data-theme", "dark")
    assert page.evaluate(shade) == light
    assert "hub_theme" not in cookies(page)


def test_the_device_decides_until_the_reader_does(browse):
    shades = {}
    for scheme in ("light", "dark"):
        page = browse(**DESKTOP, color_scheme=scheme)
        page.goto("/about/")
        shades[scheme] = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert shades["light"] != shades["dark"]


def test_the_way_back_never_leads_to_the_notice_again(browse):
    page = browse(**PHONE)
    acknowledge(page, LEAD)
    page.goto("/articles/")
    page.go_back()
    expect(page.locator("article h1")).to_be_visible()
    expect(page.locator("form[data-gate]")).to_have_count(0)


def test_a_browser_that_refuses_cookies_is_not_sent_in_circles(browse):
    page = browse(**PHONE)
    asked = []
    page.on("request", lambda request: asked.append((request.method, request.url)))
    page.route("**/*", lambda route: answer_without_cookies(page, route))
    page.goto(LEAD)
    asked.clear()
    page.locator("form[data-gate] button[type=submit]").click()
    page.wait_for_load_state("networkidle")
    expect(page.locator("form[data-gate]")).to_be_visible()
    expect_at(page, LEAD)
    documents = [(method, url) for method, url in asked if url.endswith(LEAD)]
    assert [method for method, _url in documents] == ["POST", "GET"]


def answer_without_cookies(page, route):
    """Pass the answer on, but keep nothing of it in the jar."""
    answer = route.fetch(max_redirects=0)
    page.context.clear_cookies()
    headers = {name: value for name, value in answer.headers.items() if name != "set-cookie"}
    route.fulfill(response=answer, headers=headers)


def test_nothing_is_stored_before_the_reader_does_something(browse):
    for address in ("/", LEAD, "/about/", "/people/", "/search/?q=relapse"):
        page = browse(**PHONE)
        page.goto(address)
        page.wait_for_load_state("networkidle")
        assert page.context.cookies() == []
        assert page.evaluate("localStorage.length + sessionStorage.length") == 0


# --- With the keyboard ----------------------------------------------------------------------------
def focused(page):
    return page.evaluate_handle("document.activeElement").as_element()


def test_the_keyboard_alone_passes_the_notice(browse):
    page = browse(**DESKTOP)
    page.goto(LEAD)
    button = page.locator("form[data-gate] button[type=submit]")
    for _ in range(20):
        page.keyboard.press("Tab")
        if button.evaluate("element => element === document.activeElement"):
            break
    expect(button).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("article h1")).to_be_visible()


def test_the_first_tab_offers_to_skip_to_the_content(browse):
    page = browse(**DESKTOP)
    acknowledge(page, LEAD)
    page.keyboard.press("Tab")
    skip = page.locator("a.skip")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#main$"))
    page.keyboard.press("Tab")
    assert focused(page).evaluate("element => document.querySelector('main').contains(element)")


def test_the_menu_of_a_phone_opens_and_closes_with_the_keyboard(browse):
    page = browse(**PHONE)
    acknowledge(page, "/")
    menu = page.locator("header details.menu")
    summary = menu.locator("summary")
    summary.focus()
    page.keyboard.press("Enter")
    first = menu.locator("nav a").first
    expect(first).to_be_visible()
    page.keyboard.press("Tab")
    expect(first).to_be_focused()
    page.keyboard.press("Escape")
    expect(first).to_be_hidden()
    expect(summary).to_be_focused()


def test_whatever_has_the_focus_shows_it(browse):
    page = browse(**DESKTOP)
    acknowledge(page, "/")
    unseen = []
    for _ in range(25):
        page.keyboard.press("Tab")
        element = focused(page)
        shown = element.evaluate(
            """element => {
                const style = getComputedStyle(element);
                const around = getComputedStyle(element.parentElement);
                return [style, around].some((s) =>
                    (s.outlineStyle !== "none" && parseFloat(s.outlineWidth) > 0)
                    || s.boxShadow !== "none");
            }"""
        )
        if not shown:
            unseen.append(element.evaluate("element => element.outerHTML.slice(0, 120)"))
    assert unseen == []


# --- Without JavaScript ---------------------------------------------------------------------------
def test_a_reader_without_javascript_filters_searches_and_turns_pages(browse):
    page = browse(**PHONE, **NO_JAVASCRIPT)
    acknowledge(page, "/articles/")
    page.locator("details.filters > summary").click()
    page.locator("input[name=format][value=video]").check()
    page.locator("#filters button[type=submit]").click()
    expect(page).to_have_url(re.compile(r"/articles/\?.*format=video"))
    expect(page.locator("main")).to_contain_text("Video")
    page.goto("/search/")
    page.locator("main input[name=q]").fill("relapse after CAR T")
    page.locator("main form[role=search] button").click()
    expect(page).to_have_url(re.compile(r"/search/\?q=relapse"))
    expect(page.locator("main mark").first).to_be_visible()
    page.goto("/articles/")
    page.locator("a[href*='page=2']").first.click()
    expect(page).to_have_url(re.compile(r"page=2"))


def test_a_film_is_not_loaded_before_it_is_asked_for(browse):
    page = browse(**PHONE)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    acknowledge(page, "/articles/?format=video")
    page.locator("main h2 a, main h3 a").first.click()
    expect(page.locator("video")).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert not [url for url in asked if re.search(r"/documents/.*\.(mp4|webm|mp3)", url)]


def test_the_language_can_be_changed(browse):
    page = browse(**DESKTOP)
    acknowledge(page, LEAD)
    page.locator("header .languages summary").click()
    page.locator("header .language-list a[hreflang=pt]").click()
    expect(page).to_have_url(re.compile("/pt" + re.escape(LEAD)))
    expect(page.locator("html")).to_have_attribute("lang", "pt")
    expect(page.locator("article h1")).to_be_visible()


# --- Every screen ---------------------------------------------------------------------------------
def overflow(page):
    return page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )


def test_nothing_is_wider_than_the_smallest_phone(browse):
    page = browse(**SMALLEST)
    page.goto(LEAD)
    wide = {"notice": overflow(page)}
    acknowledge(page, LEAD)
    for name, address in PAGES.items():
        page.goto(address)
        wide[name] = overflow(page)
    assert {name: pixels for name, pixels in wide.items() if pixels > 0} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", [SMALLEST, DESKTOP], ids=["phone", "desktop"])
def test_no_barrier_is_found_on_any_kind_of_page(browse, scheme, screen):
    # Axe measures contrast with inline styles, which our policy forbids.
    page = browse(**screen, color_scheme=scheme, bypass_csp=True)
    page.goto(LEAD)
    found = violations(page, "notice")
    acknowledge(page, LEAD)
    for name, address in PAGES.items():
        page.goto(address)
        found += violations(page, name)
    assert found == []


def violations(page, name):
    """(page, rule, first place) of everything that axe finds."""
    # Without `preload` it does not fetch the style sheets again, from where they are not.
    results = Axe().run(page, options={"resultTypes": ["violations"], "preload": False})
    return [
        (name, violation["id"], violation["nodes"][0]["target"])
        for violation in results.response["violations"]
    ]
