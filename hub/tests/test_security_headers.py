"""Every kind of answer carries the headers that protect readers."""

import re

import pytest

from tests.factories import figure, make_article, make_document, make_image

LEAD = "/articles/tisa-cel-cibmtr-real-world/"
PUBLIC = {
    "notice": ("visitor", LEAD),
    "article": ("reader", LEAD),
    "home": ("reader", "/"),
    "search": ("reader", "/search/?q=relapse"),
    "open page": ("visitor", "/about/"),
    "not found": ("visitor", "/no-such-page/"),
    "bad request": ("visitor", "/?q=%00"),
    "redirect": ("visitor", "/articles"),
    "feed": ("visitor", "/feeds/articles.rss"),
    "json feed": ("visitor", "/feeds/articles.json"),
    "sitemap": ("visitor", "/sitemap.xml"),
    "robots": ("visitor", "/robots.txt"),
    "health": ("visitor", "/readyz"),
    "icon": ("visitor", "/favicon.ico"),
    "style sheet": ("visitor", "/static/hub/css/main.css"),
    "script": ("visitor", "/static/hub/js/gate.js"),
}


def ask(request, who, address):
    return request.getfixturevalue(who).get(address)


def directives(response):
    policy = response.headers["Content-Security-Policy"]
    return dict(part.strip().partition(" ")[::2] for part in policy.split(";") if part.strip())


def assert_common(response):
    headers = response.headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "geolocation=()" in headers["Permissions-Policy"]
    assert headers["Content-Security-Policy"]
    assert "Access-Control-Allow-Origin" not in headers
    for name in ("Server", "X-Powered-By", "X-AspNet-Version"):
        assert name not in headers


@pytest.mark.parametrize(("who", "address"), PUBLIC.values(), ids=PUBLIC.keys())
def test_every_public_answer_is_protected(request, who, address):
    response = ask(request, who, address)
    assert_common(response)
    policy = directives(response)
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self'"
    assert policy["style-src"] == "'self'"
    assert policy["base-uri"] == "'none'"
    assert policy["form-action"] == "'self'"
    assert policy["frame-ancestors"] in ("'none'", "'self'")
    for sources in policy.values():
        assert not re.search(r"unsafe|\*|http:|https:|//", sources), policy


def test_files_are_protected(reader):
    image = make_image()
    make_article(body=[figure(image)])
    picture = reader.get(image.get_rendition("width-32|format-webp").url)
    document = reader.get(make_document().url)
    for response in (picture, document):
        assert response.status_code == 200
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert directives(response)["default-src"] == "'none'"
        assert "script-src" not in directives(response)


@pytest.mark.parametrize(
    ("who", "address"),
    [
        ("visitor", "/admin/login/"),
        ("administrator", "/admin/"),
        ("administrator", "/admin/pages/"),
    ],
)
def test_the_cms_has_a_policy_of_its_own(request, who, address):
    response = ask(request, who, address)
    assert response.status_code in (200, 302)
    assert_common(response)
    policy = directives(response)
    assert policy["default-src"] == "'none'"
    assert "'unsafe-inline'" in policy["script-src"]
    assert "'unsafe-eval'" not in policy["script-src"]
    assert policy["frame-ancestors"] == "'self'"
    assert policy["form-action"] == "'self'"
    for sources in policy.values():
        assert not re.search(r"\*|http:|https:|//", sources), policy
    assert "no-store" in response.headers["Cache-Control"]
    assert "noindex" in response.headers["X-Robots-Tag"]


@pytest.mark.parametrize("address", ["/administration/", "/admin-like/", "/pt/admin/", "//admin/"])
def test_an_address_like_that_of_the_cms_has_the_strict_policy(visitor, address):
    policy = directives(visitor.get(address))
    assert policy["script-src"] == "'self'"


def test_a_server_error_is_protected_too(reader, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr("search.views.ranked_articles", fail)
    reader.raise_request_exception = False
    response = reader.get("/search/?q=x")
    assert response.status_code == 500
    assert_common(response)
    assert directives(response)["script-src"] == "'self'"


# --- Cookies and caches ---------------------------------------------------------------------------
@pytest.mark.parametrize(("who", "address"), PUBLIC.values(), ids=PUBLIC.keys())
def test_reading_sets_no_cookie(request, who, address):
    assert not ask(request, who, address).cookies


@pytest.mark.parametrize(
    "address", ["/", LEAD, "/about/", "/articles/", "/feeds/articles.rss", "/no-such-page/"]
)
def test_every_answer_says_whether_it_may_be_kept(visitor, address):
    assert visitor.get(address).headers["Cache-Control"]


@pytest.mark.parametrize("address", ["/", LEAD, "/articles/", "/topics/", "/people/maren-holt/"])
def test_what_depends_on_the_notice_is_not_shared(visitor, reader, address):
    for client in (visitor, reader):
        response = client.get(address)
        assert "Cookie" in response.headers["Vary"]
        assert "*" not in response.headers["Vary"]
        assert "private" in response.headers["Cache-Control"]
        assert "no-store" not in response.headers["Cache-Control"]


def test_an_editor_at_work_is_never_kept(administrator):
    assert "no-store" in administrator.get("/about/").headers["Cache-Control"]


def test_the_cookie_of_the_notice_is_for_this_site_only(visitor):
    for secure, name in ((False, "hub_hcp"), (True, "__Host-hub_hcp")):
        response = visitor.post("/acknowledge/", {"next": "/"}, secure=secure)
        assert set(response.cookies) == {name}
        cookie = response.cookies[name]
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"
        assert cookie["path"] == "/"
        assert cookie["domain"] == ""
        assert bool(cookie["secure"]) is secure


def test_login_uses_cookies_a_script_cannot_read(visitor):
    response = visitor.get("/admin/login/")
    for cookie in response.cookies.values():
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"
