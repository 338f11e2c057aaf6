"""The return address never leaves the site, and loses nothing that belongs to it."""

import string
from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.return_address import HOME, MAX_LENGTH, fragment_of, safe_return_path

HOSTILE = [
    "https://evil.example",
    "http://evil.example/",
    "HTTPS://EVIL.EXAMPLE",
    "//evil.example",
    "///evil.example",
    "////evil.example/%2f..",
    "/\\evil.example",
    "\\\\evil.example",
    "/\\/evil.example",
    "\\/evil.example",
    "https:/evil.example",
    "https:evil.example",
    "http:evil.example",
    "%2f%2fevil.example",
    "/%2fevil.example",
    "/%2F%2Fevil.example",
    "/%252fevil.example",
    "/%25252fevil.example",
    "/%25252525252525252fevil.example",
    "/%5cevil.example",
    "/%5C%5Cevil.example",
    " //evil.example",
    "/ /evil.example/..//",
    "//evil.example ",
    "\t//evil.example",
    "/\t/evil.example",
    "/%09/evil.example",
    "/\n/evil.example",
    "/\r/evil.example",
    "\x00//evil.example",
    "/.//evil.example",
    "/./evil",
    "/../evil",
    "/a/../evil",
    "/%2e%2e/evil",
    "/a/%2e%2e//evil.example",
    "https://hub.example@evil.example",
    "//hub.example@evil.example",
    "/\\hub.example@evil.example",
    "/@evil.example",
    "@evil.example",
    "https://evil。example",
    "//evil。example",
    "/／evil.example",
    "/%EF%BC%8Fevil.example",
    "/＼evil.example",
    "/．．/evil",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "/java\nscript:",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "file:///etc/passwd",
    "/x\r\nSet-Cookie: a=b",
    "/x%0d%0aSet-Cookie:%20a=b",
    "/x?q=%0d%0aSet-Cookie:%20a=b",
    "/x#%0aa",
    "/x\x00y",
    "/x%00y",
    "/x?q=%00",
    "/x\x85y",
    "/x\u2028y",
    "/x\ud800y",
    "/" + "a" * 5000,
    "/?q=" + "é" * MAX_LENGTH,
    "",
    "?",
    "#",
    "articles/",
    ".",
    "null",
    "None",
]


@pytest.mark.parametrize("value", HOSTILE)
def test_anything_but_a_path_of_this_site_leads_home(value):
    assert safe_return_path(value) == HOME


def test_a_missing_value_leads_home():
    assert safe_return_path(None) == HOME


@pytest.mark.parametrize(
    "value",
    [
        "/",
        "/articles/",
        "/articles/a-study/?utm_source=letter&q=a%20b#references",
        "/pt/articles/um-estudo/#c1-a",
        "/search/?q=%CE%B2-ALL&topic=car-t&page=2",
        "/search/?q=https://doi.org/10.1/x",
        "/search/?q=a@b.example",
        "/search/?q=a//b",
        "/a/?#top",
        "/a/b;c/d",
        "/articles/?q=100%",
    ],
)
def test_path_query_and_fragment_survive_unchanged(value):
    assert safe_return_path(value) == value


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("/search/?q=β blocker", "/search/?q=%CE%B2%20blocker"),
        ("/artigos/avaliação/", "/artigos/avalia%C3%A7%C3%A3o/"),
        ('/a/?q="><script>', "/a/?q=%22%3E%3Cscript%3E"),
    ],
)
def test_what_a_header_cannot_carry_is_encoded(value, expected):
    assert safe_return_path(value) == expected


@pytest.mark.parametrize(
    "value",
    [
        "/acknowledge/",
        "/acknowledge",
        "/acknowledge/withdraw/?x=1",
        "/ACKNOWLEDGE/",
        "/%61cknowledge/",
        "/acknowledge/#x",
    ],
)
def test_a_form_never_leads_back_to_itself(value):
    assert safe_return_path(value, never=["/acknowledge/"]) == HOME


def test_an_address_that_only_begins_alike_is_a_destination():
    assert safe_return_path("/acknowledgements/", never=["/acknowledge/"]) == "/acknowledgements/"


@given(st.text() | st.from_regex(r"[/\\ \t\n\r%.:@a-z0-9?#]{1,30}", fullmatch=True))
@example("/\\\\evil.example/")
@example("/\t/evil.example/")
def test_whatever_is_posted_the_reader_stays_on_the_site(value):
    address = safe_return_path(value)
    base = "https://hub.example/some/page/"
    assert urlsplit(urljoin(base, address)).netloc == "hub.example"
    assert address.startswith("/")
    assert address[1:2] not in ("/", "\\")
    assert set(address) <= set(string.printable) - set(string.whitespace)
    assert len(address) <= MAX_LENGTH


@given(st.text() | st.text(alphabet="/%25fabc?#&=é ").map("/".__add__))
def test_applying_it_twice_changes_nothing(value):
    once = safe_return_path(value)
    assert safe_return_path(once) == once


slugs = st.text(string.ascii_lowercase + string.digits + "-", min_size=1, max_size=20)
words = st.text(string.ascii_letters + string.digits + "-._~+", max_size=15)


@given(st.lists(slugs, max_size=4), st.lists(st.tuples(slugs, words), max_size=4), words)
def test_every_address_a_reader_can_stand_on_survives(parts, arguments, fragment):
    address = "/" + "".join(f"{part}/" for part in parts)
    if arguments:
        address += "?" + "&".join(f"{name}={value}" for name, value in arguments)
    if fragment:
        address += "#" + fragment
    assert safe_return_path(address) == address


def test_the_fragment_is_given_with_its_hash_sign():
    assert fragment_of("/a/?b=c#d") == "#d"
    assert fragment_of("/a/") == ""
