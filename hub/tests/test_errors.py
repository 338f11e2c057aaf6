"""Bad input gets a clear page in the reader's language, never a server error."""

from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from hub import errors

LEAD = "/articles/tisa-cel-cibmtr-real-world/"
LONG = "a" * 10_000
FORMS = ["/acknowledge/", "/acknowledge/withdraw/", "/appearance/"]


def page(response):
    return BeautifulSoup(response.content, "html.parser")


# --- Not found ------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "address",
    [
        "/no-such-page/",
        "/articles/no-such-article/",
        "/topics/no-such-topic/",
        "/people/nobody/",
        f"{LEAD}no-such-part/",
        f"{LEAD}x.css",
        "/index.php",
        "/wp-login.php",
        "/.env",
        "/.git/config",
        "/api/v2/pages/",
        "/api/v3/",
        f"/{LONG}/",
        "/%E2%98%83/",
        "/articles/%2e%2e/",
        "/<script>alert(1)</script>/",
    ],
)
@pytest.mark.parametrize("who", ["visitor", "reader"])
def test_an_address_that_leads_nowhere_is_a_page(request, who, address):
    response = request.getfixturevalue(who).get(quote(address, safe="/%"), follow=True)
    assert response.status_code == 404
    shown = page(response)
    assert len(shown.find_all("h1")) == 1
    assert shown.select_one("main form input[name=q]")
    assert shown.select_one("header .brand")
    assert not shown.find_all("script", string="alert(1)")


def test_not_found_is_said_in_the_language_of_the_address(reader):
    english, portuguese = reader.get("/no-such-page/"), reader.get("/pt/no-such-page/")
    assert english.status_code == portuguese.status_code == 404
    assert page(english).html["lang"] == "en"
    assert page(portuguese).html["lang"] == "pt"
    assert page(english).h1.get_text() != page(portuguese).h1.get_text()


def test_not_found_is_neither_indexed_nor_kept(reader):
    response = reader.get("/no-such-page/")
    assert "noindex" in response.content.decode()
    assert "no-store" in response.headers["Cache-Control"]


# --- Input nobody types ---------------------------------------------------------------------------
@pytest.mark.parametrize(
    "address", ["/%00/", "/articles/%00", "/?q=%00", "/search/?q=a%00b", "/articles/?topic=%00"]
)
def test_a_nul_is_a_bad_request_with_a_page(reader, address):
    response = reader.get(address)
    assert response.status_code == 400
    assert page(response).h1


@pytest.mark.parametrize(
    "query",
    [
        f"q={LONG}",
        f"topic={LONG}",
        f"page={'9' * 400}",
        f"{LONG}=1",
        "&" * 900,
        "q[]=1&q[]=2",
        "%ff%fe",
        "=",
        "page=1&page=2&page=x",
        f"next=https://evil.example/&{'a=1&' * 500}",
        "topic=x%27%22%3C",
        "q=%ed%a0%80",
    ],
)
@pytest.mark.parametrize("address", ["/", "/articles/", LEAD, "/search/", "/people/", "/about/"])
def test_no_query_is_a_server_error(reader, address, query):
    response = reader.get(f"{address}?{query}")
    assert response.status_code == 200
    assert page(response).h1


def test_the_same_before_the_notice(visitor):
    for query in (f"q={LONG}", "topic=x%27%22%3C", "%ff%fe", f"page={'9' * 400}"):
        response = visitor.get(f"{LEAD}?{query}")
        assert response.status_code == 200
        assert page(response).select_one("form[data-gate]")


@pytest.mark.parametrize("name", ["hub_hcp", "hub_theme", "hub_language", "hub_session", "x"])
@pytest.mark.parametrize("value", ["", "1", "a" * 4000, '"', "\u00e9", "%00", "{}", "../../x"])
def test_no_cookie_is_a_server_error(visitor, name, value):
    visitor.cookies[name] = value
    for address in ("/", LEAD, "/about/"):
        assert visitor.get(address).status_code == 200


# --- Method and host ------------------------------------------------------------------------------
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options", "trace"])
@pytest.mark.parametrize("address", ["/", LEAD, "/about/", "/articles/", "/people/"])
def test_a_page_can_only_be_read(reader, address, method):
    response = getattr(reader, method)(address)
    assert response.status_code == 405
    assert {"GET", "HEAD"} <= set(response.headers["Allow"].replace(" ", "").split(","))


@pytest.mark.parametrize("address", [LEAD, "/"])
def test_an_unheard_of_method_is_refused(reader, address):
    response = reader.generic("FOO", address)
    assert response.status_code == 405
    assert response.headers["Allow"]


def test_head_is_get_without_a_body(reader):
    for address in ("/", LEAD, "/search/?q=relapse", "/feeds/articles.rss"):
        response = reader.head(address)
        assert response.status_code == 200
        assert response.content == b""


@pytest.mark.parametrize("address", FORMS)
def test_forms_take_a_post_only(visitor, address):
    for method in ("put", "patch", "delete"):
        response = getattr(visitor, method)(address)
        assert response.status_code == 405, method
        assert "POST" in response.headers["Allow"]


@pytest.mark.parametrize("address", FORMS)
@pytest.mark.parametrize(
    "body", [b"", b"\xff" * 100, b"next=" + b"a" * 100_000, b"next=%00", b"a=1&" * 5000, b"{}"]
)
def test_no_body_of_a_form_is_a_server_error(visitor, address, body):
    for kind in ("application/x-www-form-urlencoded", "application/json", "text/plain"):
        response = visitor.post(address, data=body, content_type=kind)
        assert response.status_code in (303, 400, 413), kind
    broken = visitor.post(address, data=b"--x", content_type="multipart/form-data; boundary=")
    assert broken.status_code in (303, 400)


@pytest.mark.parametrize("host", ["evil.example", "testserver.evil.example", "", "a b", "x" * 300])
def test_a_foreign_host_is_a_bad_request(db, host):
    response = Client().get(LEAD, headers={"Host": host}, HTTP_HOST=host)
    assert response.status_code == 400
    assert "evil" not in response.content.decode()


def test_forwarded_hosts_are_not_believed(reader):
    for name in ("X-Forwarded-Host", "X-Original-URL", "X-Rewrite-URL", "Forwarded"):
        response = reader.get(LEAD, headers={name: "evil.example"})
        assert response.status_code == 200
        assert "evil.example" not in response.content.decode()


# --- When something breaks ------------------------------------------------------------------------
def test_a_server_error_is_a_page_that_needs_nothing(reader, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("a detail for nobody")

    monkeypatch.setattr("search.views.ranked_articles", fail)
    reader.raise_request_exception = False
    response = reader.get("/search/?q=x")
    assert response.status_code == 500
    assert page(response).h1
    assert "a detail for nobody" not in response.content.decode()
    assert "no-store" in response.headers["Cache-Control"]


def test_the_error_pages_need_no_database(rf):
    """No `db`: a query would raise."""
    assert page(errors.server_error(rf.get("/"))).h1
    assert page(errors.bad_request(rf.get("/"))).h1


def test_a_post_from_elsewhere_is_refused_with_a_page(visitor):
    response = visitor.post(
        reverse("gate:acknowledge"), {"next": "/"}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert response.status_code == 403
    assert page(response).h1


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/articles", 301),
        ("//articles/", 404),
        ("/ARTICLES/", 404),
        ("/articles/;x/", 404),
        ("//evil.example", 404),
        ("//evil.example/%2e%2e", 404),
    ],
)
def test_a_page_has_one_spelling(reader, address, status):
    response = reader.get("/", PATH_INFO=address)
    assert response.status_code == status
    assert not response.headers.get("Location", "").startswith("//")
