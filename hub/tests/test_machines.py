"""What machines ask for: robots, the security contact, share cards, the icon."""

import datetime
import io
import re

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from PIL import Image

from articles.models import ArticlePage
from home.models import HubSettings
from tests.factories import make_article, make_image, make_plain_page

LEAD = "/articles/tisa-cel-cibmtr-real-world/"


# --- robots.txt -----------------------------------------------------------------------------------
def test_robots_may_read_pages_and_nothing_else(visitor):
    text = visitor.get("/robots.txt").content.decode()
    rules = re.findall(r"^Disallow: (.+)$", text, flags=re.MULTILINE)
    for code, _name in settings.LANGUAGES:
        prefix = "" if code == settings.LANGUAGE_CODE else f"/{code}"
        assert f"{prefix}/search/" in rules
    for address in ("/admin/", "/acknowledge/", "/appearance/"):
        assert address in rules
    for allowed in ("/", "/articles/", "/feeds/", "/media/", "/cards/", "/static/"):
        assert not any(allowed.startswith(rule) for rule in rules), allowed
    assert "Sitemap: http://testserver/sitemap.xml" in text


# --- security.txt ---------------------------------------------------------------------------------
def test_who_finds_a_hole_learns_whom_to_tell(visitor):
    HubSettings.objects.update(security_contact="https://hub.example/report")
    response = visitor.get("/.well-known/security.txt")
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    fields = dict(line.split(": ", 1) for line in response.content.decode().splitlines())
    assert fields["Contact"] == "https://hub.example/report"
    assert fields["Canonical"] == "http://testserver/.well-known/security.txt"
    expires = datetime.datetime.fromisoformat(fields["Expires"])
    ahead = expires - datetime.datetime.now(datetime.UTC)
    assert datetime.timedelta(days=30) < ahead < datetime.timedelta(days=366)


def test_without_a_contact_of_its_own_the_editors_are_told(visitor):
    HubSettings.objects.update(security_contact="", editors_email="editors@hub.example")
    text = visitor.get("/.well-known/security.txt").content.decode()
    assert "Contact: mailto:editors@hub.example" in text


def test_without_any_contact_there_is_no_such_file(visitor):
    HubSettings.objects.update(security_contact="", editors_email="")
    assert visitor.get("/.well-known/security.txt").status_code == 404


# --- Share cards ----------------------------------------------------------------------------------
def shared_image(client, address):
    head = BeautifulSoup(client.get(address).content, "html.parser").head
    return head.find("meta", property="og:image")["content"]


def path_of(address):
    assert re.match(r"https?://[^/]+/", address), address
    return "/" + address.split("/", 3)[3]


@pytest.mark.parametrize("address", ["/", LEAD, "/articles/", "/people/", "/about/", "/pt/"])
def test_a_shared_link_has_a_picture(visitor, address):
    response = visitor.get(path_of(shared_image(visitor, address)))
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "image/png"
    with Image.open(io.BytesIO(response.content)) as picture:
        assert picture.size == (1200, 630)


def test_the_picture_is_the_same_on_both_sides_of_the_notice(visitor, reader):
    assert shared_image(visitor, LEAD) == shared_image(reader, LEAD)


def test_a_changed_title_has_another_picture(visitor):
    article = make_article(title="Before")
    address = f"/articles/{article.slug}/"
    before = shared_image(visitor, address)
    article.title = "After"
    article.save_revision().publish()
    after = shared_image(visitor, address)
    assert after != before
    assert visitor.get(path_of(before)).status_code == 404
    assert visitor.get(path_of(after)).status_code == 200


@pytest.mark.parametrize("fingerprint", ["0" * 12, "x", "a" * 500, "%00", "..%2f"])
def test_a_wrong_fingerprint_draws_nothing(visitor, fingerprint):
    page = ArticlePage.objects.live().first()
    assert visitor.get(f"/cards/{page.pk}-{fingerprint}.png").status_code in (400, 404)


def test_a_draft_has_no_picture(visitor):
    article = make_article()
    card = path_of(shared_image(visitor, f"/articles/{article.slug}/"))
    article.unpublish()
    assert visitor.get(card).status_code == 404


def test_no_page_no_picture(visitor):
    assert visitor.get("/cards/99999999-000000000000.png").status_code == 404
    assert visitor.get(f"/cards/{'9' * 400}-000000000000.png").status_code == 404


def test_an_editor_may_choose_the_picture(visitor):
    image = make_image()
    page = make_plain_page(share_image=image)
    shared = path_of(shared_image(visitor, f"/{page.slug}/"))
    assert shared.startswith("/media/images/")
    assert visitor.get(shared).status_code == 200


# --- Icon -----------------------------------------------------------------------------------------
def test_the_icon_browsers_ask_for_is_there(visitor):
    response = visitor.get("/favicon.ico", follow=True)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "image/svg+xml"


@pytest.mark.parametrize(
    "address", ["/robots.txt", "/.well-known/security.txt", "/favicon.ico", "/sitemap.xml"]
)
def test_machine_addresses_are_read_only(visitor, address):
    response = visitor.post(address)
    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]
