"""What a reader meets at the addresses of the hub, before, at and behind the notice."""

import html
import re

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from wagtail.documents import get_document_model
from wagtail.models import Locale, Page
from wagtail.url_routing import RouteResult

from gate.acknowledgement import statement_token
from gate.exposure import is_gated_page
from gate.models import GateSettings, GateStatement
from gate.statements import DEFAULTS

from .conftest import CANARY

ARTICLE = "/articles/a-study/"
QUESTION = str(DEFAULTS["confirmation"])


def token(settings, version=1):
    return statement_token(version, settings.SECRET_KEY)


def shows_notice(response):
    return response.status_code == 200 and html.escape(QUESTION) in response.content.decode()


def hidden_next(response):
    field = re.search(r'name="next" value="([^"]*)"', response.content.decode())
    return html.unescape(field[1])


@pytest.fixture
def reader(settings):
    """A reader who has acknowledged."""
    client = Client()
    client.cookies["hub_hcp"] = token(settings)
    return client


@pytest.fixture
def gate_settings(home):
    site = home.get_site()
    return GateSettings.objects.get_or_create(site=site)[0]


# --- The notice -----------------------------------------------------------------------------------
def test_the_notice_stands_at_the_address_of_the_page(client, article):
    response = client.get(ARTICLE + "?utm_source=letter&q=a%20b")
    assert shows_notice(response)
    assert hidden_next(response) == ARTICLE + "?utm_source=letter&q=a%20b"


def test_the_notice_shows_the_public_fields_and_none_of_the_others(client, article):
    text = client.get(ARTICLE).content.decode()
    assert article.title in text
    assert article.public_summary in text
    assert CANARY not in text


def test_the_form_posts_to_the_address_it_stands_at(client, article):
    (form,) = re.findall(r'<form[^>]*method="post"[^>]*>', client.get(ARTICLE).content.decode())
    assert "action" not in form


@pytest.mark.parametrize(
    "agent", ["Googlebot/2.1", "facebookexternalhit/1.1", "Twitterbot/1.0", ""]
)
def test_robots_get_what_everybody_gets(client, article, agent):
    usual = client.get(ARTICLE).content
    assert client.get(ARTICLE, headers={"User-Agent": agent}).content == usual


def test_every_gated_page_asks_and_public_ones_do_not(client, article, open_page):
    for address in ("/", "/articles/", ARTICLE):
        assert shows_notice(client.get(address)), address
    assert not shows_notice(client.get("/about/"))


def test_a_page_type_that_does_not_declare_itself_is_gated():
    assert is_gated_page(Page)


def test_search_asks_too_and_is_not_indexed(client, home):
    response = client.get(reverse("search:results"), {"q": "β-blocker"})
    assert shows_notice(response)
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert hidden_next(response) == "/search/?q=%CE%B2-blocker"


def test_subroutes_of_a_page_ask_too(client, reader, article, monkeypatch):
    def subroute(request):
        return HttpResponse(CANARY)

    monkeypatch.setattr(
        type(article),
        "route",
        lambda page, request, components: RouteResult(page, args=(subroute, (), {})),
    )
    assert shows_notice(client.get(ARTICLE + "table/1/"))
    assert reader.get(ARTICLE + "table/1/").content.decode() == CANARY


@pytest.mark.parametrize(
    "address",
    [
        "/articles/a-study",
        "//articles/a-study/",
        "/articles//a-study/",
        "/articles/./a-study/",
        "/articles/%2e/a-study/",
        "/x/../articles/a-study/",
        "/Articles/A-Study/",
        "/articles/a-study/;x",
        "/articles/a-study/x.css",
        "/articles/a-study/%00",
        "/articles/a-study/?preview=1",
        "/articles/a-study/?format=json",
        "/articles/%61-study/",
        "/pt/articles/a-study/",
        "/en/articles/a-study/",
    ],
)
def test_other_spellings_of_the_address_give_nothing_away(client, article, address):
    response = client.get(address, headers={"X-Original-URL": ARTICLE, "X-Rewrite-URL": ARTICLE})
    assert response.status_code in (200, 301, 302, 400, 404)
    assert CANARY not in response.content.decode()


def test_a_head_request_learns_no_more(client, article):
    response = client.head(ARTICLE)
    assert response.status_code == 200
    assert response.content == b""


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "FOO"])
@pytest.mark.parametrize("address", [ARTICLE, "/search/"])
def test_notices_are_for_reading(client, reader, article, method, address):
    for visitor in (client, reader):
        response = visitor.generic(method, address)
        assert response.status_code == 405
        assert response.headers["Allow"] == "GET, HEAD"
        assert CANARY not in response.content.decode()


def test_the_forwarded_host_is_ignored(client, article):
    response = client.get(ARTICLE, headers={"X-Forwarded-Host": "evil.example"})
    assert "evil.example" not in response.content.decode()


def test_an_open_hub_asks_nobody(client, article, gate_settings):
    gate_settings.mode = "none"
    gate_settings.save()
    response = client.get(ARTICLE)
    assert CANARY in response.content.decode()


def test_previews_in_the_cms_are_not_gated(article, rf):
    response = article.make_preview_request(rf.get("/admin/"))
    assert CANARY in response.content.decode()


# --- Files ----------------------------------------------------------------------------------------
@pytest.fixture
def document(db):
    return get_document_model().objects.create(
        title="Handout", file=ContentFile(CANARY.encode(), name="handout.txt")
    )


def test_files_of_articles_are_gated(client, reader, document, home):
    address = document.url
    response = client.get(address, headers={"Range": "bytes=0-5", "If-None-Match": '"x"'})
    assert shows_notice(response)
    assert document.get_file_hash() not in str(response.headers)
    behind = reader.get(address)
    assert CANARY.encode() in b"".join(behind.streaming_content)
    assert "private" in behind.headers["Cache-Control"]


def test_a_file_that_a_public_page_offers_is_public(client, document, open_page):
    open_page.introduction = ""
    open_page.body = [("paragraph", f'<p><a linktype="document" id="{document.pk}">File</a></p>')]
    open_page.save()
    response = client.get(document.url)
    assert CANARY.encode() in b"".join(response.streaming_content)
    open_page.unpublish()
    assert shows_notice(client.get(document.url))


# --- Acknowledging --------------------------------------------------------------------------------
def acknowledge(client, address="/acknowledge/", headers=None, secure=False, **data):
    return client.post(address, data, headers=headers, secure=secure)


def test_after_acknowledging_the_reader_is_exactly_there(client, article):
    response = acknowledge(client, next=ARTICLE + "?page=2&q=a%20b#refs")
    assert response.status_code == 303
    assert response.headers["Location"] == ARTICLE + "?page=2&q=a%20b#refs"
    assert CANARY in client.get(ARTICLE).content.decode()


def test_the_form_of_the_notice_works_without_javascript(client, article):
    address = ARTICLE + "?q=a%20b"
    response = acknowledge(client, address, next=hidden_next(client.get(address)))
    assert response.status_code == 303
    # No fragment here: the browser carries its own over (RFC 9110, section 10.2.2).
    assert response.headers["Location"] == address
    assert CANARY in client.get(address).content.decode()


def test_at_the_pages_own_address_the_field_adds_the_fragment_only(client, article):
    for posted in (ARTICLE + "?other=1#refs", "/about/#refs"):
        response = acknowledge(client, ARTICLE + "?q=1", next=posted)
        assert response.headers["Location"] == ARTICLE + "?q=1#refs"
    response = acknowledge(client, ARTICLE, next="//evil.example/#refs")
    assert response.headers["Location"] == ARTICLE


def test_a_query_that_cannot_be_repeated_does_not_cost_the_place(client, article):
    response = acknowledge(client, ARTICLE + "?q=%0d%0aX:1", next="")
    assert response.headers["Location"] == ARTICLE


def test_the_notice_of_the_search_page_can_be_answered_there(client, home):
    response = acknowledge(client, "/search/?q=mrd", next="/search/?q=mrd")
    assert response.headers["Location"] == "/search/?q=mrd"
    assert "hub_hcp" in response.cookies


def test_the_cookie_holds_the_version_and_nothing_else(client, article, settings):
    cookie = acknowledge(client, next=ARTICLE).cookies["hub_hcp"]
    assert cookie.value == token(settings)
    assert cookie["httponly"]
    assert (cookie["samesite"], cookie["path"], cookie["domain"]) == ("Lax", "/", "")
    assert cookie["max-age"] == 365 * 24 * 60 * 60
    assert not cookie["secure"]


def test_over_tls_the_cookie_is_bound_to_the_host(client, article, settings):
    response = acknowledge(client, secure=True, next=ARTICLE)
    assert list(response.cookies) == ["__Host-hub_hcp"]
    assert response.cookies["__Host-hub_hcp"]["secure"]
    neighbour = Client()
    neighbour.cookies["hub_hcp"] = token(settings)
    assert shows_notice(neighbour.get(ARTICLE, secure=True))


def test_every_reader_has_the_same_cookie(client, article):
    one, other = (acknowledge(Client(), next="/").cookies["hub_hcp"].value for _ in range(2))
    assert one == other


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "/%2fevil.example",
        "javascript:alert(1)",
        "/x\r\nSet-Cookie: a=b",
        "/" + "a" * 5000,
        "",
        "/acknowledge/",
        "/acknowledge/withdraw/?x=1",
    ],
)
@pytest.mark.parametrize("address", ["/acknowledge/", "/acknowledge/withdraw/"])
def test_nobody_is_led_off_the_site_or_in_circles(client, article, address, target):
    response = client.post(address, {"next": target})
    assert response.status_code == 303
    assert response.headers["Location"] == "/"
    assert list(response.cookies) == ["hub_hcp"]


@pytest.mark.parametrize("address", ["/acknowledge/", "/acknowledge/withdraw/", ARTICLE])
@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
)
def test_other_sites_cannot_answer_for_the_reader(article, address, headers):
    client = Client(enforce_csrf_checks=True)
    response = client.post(address, {"next": "/"}, headers=headers)
    assert response.status_code == 403
    assert not response.cookies


@pytest.mark.parametrize("address", ["/acknowledge/", ARTICLE])
def test_no_token_is_needed(article, address):
    headers = {"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"}
    client = Client(enforce_csrf_checks=True)
    assert client.post(address, {"next": "/"}, headers=headers).status_code == 303


def test_a_large_or_odd_body_is_not_an_answer(client, article):
    form = "application/x-www-form-urlencoded"
    for body, kind in [
        (b"next=/&x=" + b"a" * 20_000, form),
        (b'{"next": "/"}', "application/json"),
        (b"next=/", "text/plain"),
        (b"", form),
        (b"other=1", form),
    ]:
        response = client.generic("POST", ARTICLE, body, content_type=kind)
        assert response.status_code == 405
        assert not response.cookies


def test_a_browser_that_refuses_cookies_meets_the_notice_and_no_loop(client, article):
    response = acknowledge(client, ARTICLE, next=ARTICLE)
    blocked = Client().get(response.headers["Location"])
    assert shows_notice(blocked)
    assert "refuses cookies" in blocked.content.decode()


def test_typing_the_address_of_the_form_leads_home(client):
    response = client.get("/acknowledge/")
    assert (response.status_code, response.headers["Location"]) == (303, "/")
    assert not response.cookies


@pytest.mark.parametrize(
    ("address", "method"),
    [
        ("/acknowledge/", "PUT"),
        ("/acknowledge/withdraw/", "GET"),
        ("/acknowledge/withdraw/", "PUT"),
    ],
)
def test_other_methods_are_refused(client, address, method):
    response = client.generic(method, address)
    assert response.status_code == 405
    assert "POST" in response.headers["Allow"]


# --- The cookie on later visits -------------------------------------------------------------------
@pytest.mark.parametrize(
    "value",
    ["1", "true", "{}", "x" * 4096, "'", "c29tZXRoaW5n", "1." + "0" * 32, "é", "%00", "1.\\"],
)
def test_odd_cookies_are_absent(client, article, value):
    response = client.get(ARTICLE, headers={"Cookie": f"hub_hcp={value}"})
    assert shows_notice(response)
    assert CANARY not in response.content.decode()


def test_a_forged_or_truncated_cookie_is_absent(client, article, settings):
    genuine = token(settings)
    for value in (genuine[:-1], genuine + "0", genuine[:-1] + "g", genuine.upper()):
        if value != genuine:
            client.cookies["hub_hcp"] = value
            assert shows_notice(client.get(ARTICLE))


def test_a_cookie_signed_by_another_key_is_absent(reader, article, settings):
    assert not shows_notice(reader.get(ARTICLE))
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another key of the same deployment"
    settings.SECRET_KEY_FALLBACKS = [old]
    assert shows_notice(reader.get(ARTICLE))


def test_a_new_version_of_the_statement_asks_again_and_says_what_changed(
    client, reader, article, gate_settings
):
    GateStatement.objects.create(
        locale=Locale.get_default(),
        heading="Professionals only",
        lede="Lede",
        confirmation=QUESTION,
        button_label="Yes",
        what_changed="We added a sentence about trials.",
    )
    gate_settings.statement_version = 2
    gate_settings.save()
    asked_again = reader.get(ARTICLE)
    assert shows_notice(asked_again)
    assert "We added a sentence about trials." in asked_again.content.decode()
    assert "We added a sentence about trials." not in client.get(ARTICLE).content.decode()
    acknowledge(reader, ARTICLE, next=ARTICLE)
    assert CANARY in reader.get(ARTICLE).content.decode()


def test_the_acknowledgement_can_be_withdrawn(reader, article):
    response = reader.post("/acknowledge/withdraw/", {"next": ARTICLE})
    assert (response.status_code, response.headers["Location"]) == (303, ARTICLE)
    assert response.cookies["hub_hcp"]["max-age"] == 0
    assert shows_notice(reader.get(ARTICLE))


# --- The words ------------------------------------------------------------------------------------
def test_the_notice_speaks_the_language_of_the_page(client, home):
    english = Locale.get_default()
    portuguese, _ = Locale.objects.get_or_create(language_code="pt")
    home.copy_for_translation(portuguese).get_latest_revision().publish()
    texts = {"lede": "x", "confirmation": "x", "button_label": "x"}
    GateStatement.objects.create(locale=english, heading="Only for professionals", **texts)
    assert "Only for professionals" in client.get("/pt/").content.decode()
    GateStatement.objects.create(locale=portuguese, heading="Só para profissionais", **texts)
    assert "Só para profissionais" in client.get("/pt/").content.decode()
    assert "Só para profissionais" not in client.get("/").content.decode()


def test_the_statement_can_be_previewed(home, rf):
    statement = GateStatement(heading="Draft heading", locale=Locale.get_default())
    text = statement.make_preview_request(rf.get("/admin/")).content.decode()
    assert "Draft heading" in text
    assert QUESTION in html.unescape(text)


def test_reading_the_settings_writes_nothing(client, article):
    client.get(ARTICLE)
    assert not GateSettings.objects.exists()


# --- Caches ---------------------------------------------------------------------------------------
def test_the_notice_and_the_page_can_be_kept_by_the_hubs_own_cache_only(client, reader, article):
    for response in (client.get(ARTICLE), reader.get(ARTICLE)):
        assert response.headers["Cache-Control"] == "private, max-age=0, must-revalidate"
        assert "Cookie" in response.headers["Vary"]
        assert "*" not in response.headers["Vary"]
        assert not response.cookies
        assert "csrf" not in response.content.decode()


def test_the_same_address_gives_every_reader_of_a_side_the_same_bytes(client, reader, article):
    stranger = Client()
    stranger.cookies["_ga"] = "1.2.3"
    assert stranger.get(ARTICLE).content == client.get(ARTICLE).content
    assert reader.get(ARTICLE).content == reader.get(ARTICLE).content


def test_editors_pages_are_not_kept_at_all(article, admin_client, settings):
    admin_client.cookies["hub_hcp"] = token(settings)
    assert "no-store" in admin_client.get(ARTICLE).headers["Cache-Control"]


def test_answers_that_set_the_cookie_are_not_kept(client, article):
    for address in ("/acknowledge/", "/acknowledge/withdraw/", ARTICLE):
        assert "no-store" in client.post(address, {"next": "/"}).headers["Cache-Control"]


def test_the_notice_costs_few_queries(client, article, django_assert_max_num_queries):
    client.get(ARTICLE)
    with django_assert_max_num_queries(15):
        client.get(ARTICLE)


def test_the_page_types_of_the_hub_are_all_met_by_the_right_side(client, home, article, open_page):
    """Each live page, whatever its type: the notice if gated, the page itself if public."""
    for page in Page.objects.live().descendant_of(home, inclusive=True).specific():
        gated = type(page).exposure.value == "gated"
        assert shows_notice(client.get(page.url)) is gated, page


def test_the_test_pages_cover_both_sides():
    sides = {
        apps.get_model(name).exposure.value
        for name in ("articles.ArticlePage", "home.StandardPage")
    }
    assert sides == {"gated", "public"}
