"""Readers choose light or dark without JavaScript, and can take it back."""

import pytest
from django.test import RequestFactory

from core.appearance import THEME_COOKIE, choose_theme, theme


def post(headers=None, **data):
    return choose_theme(RequestFactory().post("/appearance/", data, headers=headers))


@pytest.mark.parametrize("choice", ["light", "dark"])
def test_a_choice_is_remembered_and_the_reader_is_back(choice):
    response = post(theme=choice, next="/articles/?page=2#list")
    assert response.status_code == 303
    assert response.headers["Location"] == "/articles/?page=2#list"
    cookie = response.cookies[THEME_COOKIE]
    assert cookie.value == choice
    assert (cookie["samesite"], cookie["path"], cookie["httponly"]) == ("Lax", "/", True)
    assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.parametrize("choice", ["auto", "", "Dark", "dark;x=y", "<b>"])
def test_anything_else_is_automatic_and_removes_the_cookie(choice):
    cookie = post(theme=choice).cookies[THEME_COOKIE]
    assert cookie.value == ""
    assert cookie["max-age"] == 0


def test_a_missing_choice_is_automatic():
    assert post().cookies[THEME_COOKIE].value == ""


def test_the_form_cannot_send_readers_elsewhere():
    assert post(theme="dark", next="//evil.example").headers["Location"] == "/"


def test_the_address_is_for_posting_only():
    response = choose_theme(RequestFactory().get("/appearance/"))
    assert response.status_code == 405
    assert response.headers["Allow"] == "POST"


def test_over_tls_the_cookie_is_secure():
    request = RequestFactory().post("/appearance/", {"theme": "dark"}, secure=True)
    assert choose_theme(request).cookies["__Host-hub_theme"]["secure"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [("light", "light"), ("dark", "dark"), ("", ""), ("DARK", ""), ("1", ""), ('" onload="', "")],
)
def test_templates_learn_only_the_known_choices(value, expected):
    request = RequestFactory().get("/")
    request.COOKIES[THEME_COOKIE] = value
    assert theme(request) == {"theme": expected}
