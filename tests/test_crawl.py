"""Every link of the demo hub leads somewhere, and every page behind one keeps our promises.

The hub is crawled once on each side of the notice, through all languages: by a reader from the
front page, by a visitor from the sitemaps as well, since the notice stands before the lists. What
is promised of a page is a function that names its faults; at the end each is shown a page that
breaks the promise.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from unittest import mock
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from django.conf import settings
from django.test import Client
from django.utils.translation import get_language_info
from lxml import etree, html
from wagtail.models import Page

HOST = "localhost"  # of the demo hub in tests
START = f"http://{HOST}/"
SITEMAPS = [f"{START}sitemap.xml", f"{START}sitemap-languages.xml"]
ENOUGH = 3_000  # addresses; more means that links breed links
# Attributes that make a browser fetch something while it shows the page.
FETCHED = [
    *(("img", "src"), ("script", "src"), ("iframe", "src"), ("source", "src"), ("track", "src")),
    *(("video", "src"), ("video", "poster"), ("audio", "src"), ("embed", "src")),
    *(("object", "data"), ("use", "href"), ("image", "href"), ("link", "href")),
]
SAME_FOR_ALL = ("/cards/", "/feeds/", "/static/")  # the visitor's crawl has asked for them
LOCATION = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
# Attributes that name other elements of the page by their ids.
REFERRING = ("for", "form", "aria-labelledby", "aria-describedby", "aria-controls", "list")


# --- A page and what is promised of it ------------------------------------------------------------
@dataclass(frozen=True)
class HtmlPage:
    """An address that answered with HTML. `is_content`: an editor wrote it, so it has metadata."""

    address: str
    document: html.HtmlElement
    is_content: bool = True

    def all(self, path: str) -> list[html.HtmlElement]:
        found: list[html.HtmlElement] = self.document.xpath(path)
        return found

    @property
    def language(self) -> str:
        """As the address says it."""
        first = urlsplit(self.address).path.split("/")[1]
        return first if first in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE

    @property
    def ids(self) -> list[str]:
        return [str(value) for value in self.document.xpath("//@id")]

    @property
    def is_notice(self) -> bool:
        return bool(self.all("//form[@data-gate]"))

    @property
    def alternates(self) -> dict[str, str]:
        links = self.all("//link[@rel='alternate'][@hreflang]")
        return {link.get("hreflang", ""): link.get("href", "") for link in links}


Faults = Iterator[str]


def one_main_heading(page: HtmlPage) -> Faults:
    if (count := len(page.all("//h1"))) != 1:
        yield f"{count} h1"


def no_heading_level_is_skipped(page: HtmlPage) -> Faults:
    before = 0
    for heading in page.document.iter(*HEADINGS):
        level = int(heading.tag[1])
        if level > before + 1:
            yield f"h{level} “{heading.text_content().strip()}” after h{before}"
        before = level


def its_language_is_that_of_its_address(page: HtmlPage) -> Faults:
    bidi = get_language_info(page.language)["bidi"]
    expected = (page.language, "rtl" if bidi else "ltr")
    given = (page.document.get("lang"), page.document.get("dir"))
    if given != expected:
        yield f"lang and dir are {given}"


def it_has_a_title(page: HtmlPage) -> Faults:
    titles = [title.text_content().strip() for title in page.all("/html/head/title")]
    if len(titles) != 1 or not titles[0].partition("|")[0].strip():
        yield f"titles are {titles}"


def it_has_a_description(page: HtmlPage) -> Faults:
    given = [
        str(text).strip() for text in page.document.xpath("//meta[@name='description']/@content")
    ]
    if page.is_content and (len(given) != 1 or not given[0]):
        yield f"descriptions are {given}"


def its_canonical_address_is_its_own(page: HtmlPage) -> Faults:
    given = [str(address) for address in page.document.xpath("//link[@rel='canonical']/@href")]
    own = urljoin(START, urlsplit(page.address).path)
    if given != [own] and (page.is_content or given):
        yield f"canonical is {given}"


def nothing_is_styled_or_scripted_inline(page: HtmlPage) -> Faults:
    for element in page.document.iter(etree.Element):
        handlers = [name for name in element.attrib if name == "style" or name.startswith("on")]
        if handlers:
            yield f"<{element.tag}> with {handlers}"
        if str(element.get("href", "")).strip().lower().startswith("javascript:"):
            yield f"<{element.tag}> runs a script"
    if page.all("//style"):
        yield "<style>"
    for script in page.all("//script[not(@src)]"):
        if script.get("type") != "application/ld+json":
            yield "<script> without an address"


def nothing_comes_from_another_site(page: HtmlPage) -> Faults:
    for address in fetched_addresses(page):
        parts = urlsplit(urljoin(page.address, address))
        if parts.scheme != "data" and parts.netloc != HOST:
            yield address


def no_id_is_used_twice(page: HtmlPage) -> Faults:
    ids = page.ids
    yield from sorted({name for name in ids if ids.count(name) > 1})


def names_of_elements_exist(page: HtmlPage) -> Faults:
    known = set(page.ids)
    for attribute in REFERRING:
        for names in page.document.xpath(f"//@{attribute}"):
            yield from (f"{attribute}={name}" for name in str(names).split() if name not in known)
    for target in page.document.xpath("//*[local-name()='use']/@href"):
        if str(target).removeprefix("#") not in known:
            yield f"use {target}"


def images_have_words_and_a_size(page: HtmlPage) -> Faults:
    for image in page.all("//img"):
        missing = {"alt", "width", "height"} - set(image.attrib)
        if missing:
            yield f"{image.get('src')} without {sorted(missing)}"


def structured_data_can_be_read(page: HtmlPage) -> Faults:
    scripts = page.all("//script[@type='application/ld+json']")
    if page.is_content and not scripts:
        yield "no JSON-LD"
    for script in scripts:
        try:
            data = json.loads(script.text_content())
        except ValueError as error:
            yield str(error)
        else:
            if data.get("@context") != "https://schema.org" or not data.get("@graph"):
                yield f"keys are {list(data)}"


PROMISES: list[Callable[[HtmlPage], Faults]] = [
    one_main_heading,
    no_heading_level_is_skipped,
    its_language_is_that_of_its_address,
    it_has_a_title,
    it_has_a_description,
    its_canonical_address_is_its_own,
    nothing_is_styled_or_scripted_inline,
    nothing_comes_from_another_site,
    no_id_is_used_twice,
    names_of_elements_exist,
    images_have_words_and_a_size,
    structured_data_can_be_read,
]


# --- The crawl ------------------------------------------------------------------------------------
def fetched_addresses(page: HtmlPage) -> Iterator[str]:
    """What a browser asks for without a click, and what it is told of in the head."""
    for tag, attribute in FETCHED:
        for value in page.document.xpath(f"//*[local-name()='{tag}']/@{attribute}"):
            yield str(value)
    for value in page.document.xpath("//@srcset"):
        yield from (part.split()[0] for part in str(value).split(","))
    for value in page.document.xpath("//meta[@property='og:image']/@content"):
        yield str(value)


def followed_addresses(page: HtmlPage) -> Iterator[str]:
    """Addresses that a reader comes to by a click."""
    for value in page.document.xpath("//a/@href | //form[not(@method)]/@action"):
        yield str(value)


@dataclass
class Crawl:
    """What was found: HTML pages by address, and every answer that is no answer."""

    pages: dict[str, HtmlPage]
    broken: list[str]
    addresses: set[str]

    def page_at(self, address: str) -> HtmlPage | None:
        return self.pages.get(urljoin(START, address).partition("#")[0])


def crawl(client: Client, starts: list[str], skip: tuple[str, ...] = ()) -> Crawl:
    """Ask for everything that can be reached from the addresses `starts`, but for those that have
    a part of `skip` in them."""
    content = page_addresses()
    found = Crawl({}, [], set(starts))
    waiting = deque((start, "the start") for start in starts)
    while waiting and len(found.addresses) < ENOUGH:
        address, referrer = waiting.popleft()
        response = client.get(address.removeprefix(f"http://{HOST}"), SERVER_NAME=HOST)
        body = response.getvalue()
        if response.status_code != 200:
            found.broken.append(f"{response.status_code} {address} from {referrer}")
            continue
        links: set[str] = set()
        kind = response.headers["Content-Type"].partition(";")[0]
        if kind == "text/html":
            document = html.document_fromstring(body.decode())
            page = HtmlPage(address, document, address.partition("?")[0] in content)
            found.pages[address] = page
            links = {*fetched_addresses(page), *followed_addresses(page)}
        elif address.endswith(".xml"):
            links = {str(place.text) for place in etree.fromstring(body).iter(LOCATION)}
        for link in links:
            target = urljoin(address, link).partition("#")[0]
            known = target in found.addresses or any(part in target for part in skip)
            if urlsplit(target).netloc == HOST and not known:
                found.addresses.add(target)
                waiting.append((target, address))
    return found


def fragments_that_lead_nowhere(found: Crawl) -> Faults:
    for page in found.pages.values():
        for link in followed_addresses(page):
            target = found.page_at(urljoin(page.address, link))
            fragment = unquote(urlsplit(link).fragment)
            # Behind the notice the place exists; before it, the notice stands there.
            if fragment and target and not target.is_notice and fragment not in target.ids:
                yield f"{link} on {page.address}"


def one_sided_translations(found: Crawl) -> Faults:
    for page in found.pages.values():
        alternates = page.alternates
        if alternates and alternates.get(page.language) != page.address.partition("?")[0]:
            yield f"{page.address} is not among its own versions"
        for code, address in alternates.items():
            other = found.page_at(address)
            if other is None:
                yield f"{page.address}: nothing at {address}"
            elif other.alternates != alternates:
                yield f"{page.address} and its version {code} disagree"


def page_addresses() -> set[str]:
    """Of every page that readers can reach."""
    pages = Page.objects.live().filter(depth__gt=1, alias_of__isnull=True)
    return {page.full_url for page in pages}


@pytest.mark.parametrize("side", ["visitor", "reader"])
def test_the_demo_hub_keeps_its_promises_on_both_sides_of_the_notice(side, request, subtests):
    is_visitor = side == "visitor"
    starts, skip = ([START, *SITEMAPS], ()) if is_visitor else ([START], SAME_FOR_ALL)
    # Drawing a hundred share cards would say nothing about their addresses.
    with mock.patch("hub.machines.draw_share_card", return_value=b"a picture"):
        found = crawl(request.getfixturevalue(side), starts, skip)
    pages = found.pages.values()
    with subtests.test("every address answers"):
        assert found.broken == []
        assert len(found.addresses) < ENOUGH
    with subtests.test("the crawl has seen the hub"):
        assert sorted(page_addresses() - set(found.pages)) == []
        assert {page.language for page in pages} == set(dict(settings.LANGUAGES))
        assert any(page.is_notice for page in pages) == is_visitor
    for promise in PROMISES:
        with subtests.test(promise.__name__):
            faults = [f"{page.address}: {fault}" for page in pages for fault in promise(page)]
            assert faults == []
    for rule in (fragments_that_lead_nowhere, one_sided_translations):
        with subtests.test(rule.__name__):
            assert list(rule(found)) == []


# --- Each promise can be broken -------------------------------------------------------------------
GOOD = """<!doctype html><html lang="pt" dir="ltr"><head><title>Um título | Hub</title>
<meta name="description" content="Em poucas palavras.">
<link rel="canonical" href="http://localhost/pt/a/">
<link rel="alternate" hreflang="en" href="http://localhost/a/">
<link rel="alternate" hreflang="pt" href="http://localhost/pt/a/">
<script type="application/ld+json">{"@context": "https://schema.org", "@graph": [{}]}</script>
</head><body><svg><symbol id="i-x"></symbol><use href="#i-x"/></svg>
<h1>Um título</h1><h2 id="b">Secção</h2><p><a href="/pt/a/#b">Secção</a></p>
<label for="q">Palavra</label><input id="q"><img src="/a.png" alt="" width="1" height="1">
</body></html>"""
BREAKS = [
    (one_main_heading, "<h2", "<h1>Mais</h1><h2"),
    (one_main_heading, "<h1>Um título</h1>", ""),
    (no_heading_level_is_skipped, "<h2", "<h3>Mais</h3><h2"),
    (no_heading_level_is_skipped, "<h1>", "<h2>Antes</h2><h1>"),
    (its_language_is_that_of_its_address, 'lang="pt"', 'lang="en"'),
    (its_language_is_that_of_its_address, 'dir="ltr"', 'dir="rtl"'),
    (it_has_a_title, "Um título |", " |"),
    (it_has_a_title, "<title>Um título | Hub</title>", ""),
    (it_has_a_description, 'content="Em poucas palavras."', 'content=" "'),
    (it_has_a_description, 'name="description"', 'name="keywords"'),
    (its_canonical_address_is_its_own, 'href="http://localhost/pt/a/">', 'href="/pt/a/?page=2">'),
    (its_canonical_address_is_its_own, "http://localhost/pt/a/", "https://other.example/pt/a/"),
    (nothing_is_styled_or_scripted_inline, "<h2", '<h2 style="color: red"'),
    (nothing_is_styled_or_scripted_inline, "<h2", '<h2 onclick="go()"'),
    (nothing_is_styled_or_scripted_inline, "/pt/a/#b", "javascript:go()"),
    (nothing_is_styled_or_scripted_inline, "</head>", "<style>a {}</style></head>"),
    (nothing_is_styled_or_scripted_inline, "</head>", "<script>go()</script></head>"),
    (nothing_comes_from_another_site, "/a.png", "https://other.example/a.png"),
    (nothing_comes_from_another_site, "/a.png", "//other.example/a.png"),
    (nothing_comes_from_another_site, "alt=", 'srcset="/a.png 1x, //other.example/b.png 2x" alt='),
    (nothing_comes_from_another_site, "<p>", '<iframe src="https://other.example/"></iframe><p>'),
    (nothing_comes_from_another_site, "<p>", '<video poster="//other.example/a.png"></video><p>'),
    (nothing_comes_from_another_site, "</head>", '<script src="//other.example/a.js"></script>'),
    (nothing_comes_from_another_site, "</head>", '<link rel="icon" href="//other.example/a">'),
    (no_id_is_used_twice, "<h1", '<h1 id="b"'),
    (names_of_elements_exist, 'for="q"', 'for="r"'),
    (names_of_elements_exist, "<p>", '<p aria-labelledby="b c">'),
    (names_of_elements_exist, "#i-x", "#i-y"),
    (images_have_words_and_a_size, 'alt=""', ""),
    (images_have_words_and_a_size, 'height="1"', ""),
    (structured_data_can_be_read, '"@graph"', "'@graph'"),
    (structured_data_can_be_read, "[{}]", "[]"),
    (structured_data_can_be_read, "application/ld+json", "application/json"),
]


def page_from(source: str, address: str = f"{START}pt/a/") -> HtmlPage:
    return HtmlPage(address, html.document_fromstring(source))


def crawl_of(*pages: HtmlPage) -> Crawl:
    return Crawl({page.address: page for page in pages}, [], set())


def test_a_good_page_keeps_every_promise():
    assert [fault for promise in PROMISES for fault in promise(page_from(GOOD))] == []
    assert {promise for promise, _before, _after in BREAKS} == set(PROMISES)


@pytest.mark.parametrize(("promise", "before", "after"), BREAKS)
def test_a_page_that_breaks_a_promise_is_found(promise, before, after):
    assert before in GOOD
    assert list(promise(page_from(GOOD.replace(before, after))))


def test_a_fragment_without_its_place_is_found():
    assert list(fragments_that_lead_nowhere(crawl_of(page_from(GOOD)))) == []
    broken = page_from(GOOD.replace('id="b"', 'id="c"'))
    assert len(list(fragments_that_lead_nowhere(crawl_of(broken)))) == 1


def test_a_translation_that_does_not_know_the_other_is_found():
    portuguese, english = page_from(GOOD), page_from(GOOD, f"{START}a/")
    assert list(one_sided_translations(crawl_of(portuguese, english))) == []
    assert list(one_sided_translations(crawl_of(portuguese)))
    silent = page_from(GOOD.replace('hreflang="pt"', ""), f"{START}a/")
    assert list(one_sided_translations(crawl_of(portuguese, silent)))
    stranger = page_from(GOOD, f"{START}pt/b/")
    assert list(one_sided_translations(crawl_of(portuguese, english, stranger)))


@pytest.mark.parametrize("link", ["/no-such-page/", "/media/images/no-such.webp", "/articles"])
def test_a_link_that_leads_nowhere_is_found_with_the_page_it_stands_on(visitor, link):
    with (
        mock.patch(f"{__name__}.fetched_addresses", return_value=[]),
        mock.patch(f"{__name__}.followed_addresses", return_value=[link]),
    ):
        [broken] = crawl(visitor, [START]).broken
    assert broken.endswith(f" {urljoin(START, link)} from {START}")
