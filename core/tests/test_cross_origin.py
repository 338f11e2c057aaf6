"""Posts from other sites are refused, own ones pass, without a token."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import RequestFactory

from core.cross_origin import refuse_cross_origin


@refuse_cross_origin
def view(request):
    return HttpResponse("done")


def post(headers, **extra):
    return view(RequestFactory().post("/form/", headers=headers, **extra))


def test_the_view_needs_no_token():
    assert view.csrf_exempt


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "http://testserver"},
        {"Origin": "http://testserver:80"},
        {"Origin": "HTTP://TestServer"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
    ],
)
def test_own_forms_and_clients_that_are_no_browser_pass(headers):
    assert post(headers).content == b"done"


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": ""},
        {"Sec-Fetch-Site": "Same-Origin, cross-site"},
        {"Sec-Fetch-Site": "something-new"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Origin": "https://testserver"},
        {"Origin": "http://testserver:8080"},
        {"Origin": "http://testserver.evil.example"},
        {"Origin": "http://sub.testserver"},
        {"Origin": "http://testserver@evil.example"},
        {"Origin": "http://["},
        {"Origin": "http://testserver http://evil.example"},
    ],
)
def test_another_site_is_refused(headers):
    with pytest.raises(PermissionDenied):
        post(headers)


def test_the_forwarded_host_is_not_the_own_host():
    with pytest.raises(PermissionDenied):
        post({"Origin": "http://evil.example", "X-Forwarded-Host": "evil.example"})


def test_over_tls_the_default_port_is_the_same_origin():
    headers = {"Origin": "https://testserver", "Host": "testserver:443"}
    assert post(headers, secure=True).content == b"done"


def test_origins_the_operator_trusts_pass(settings):
    settings.CSRF_TRUSTED_ORIGINS = ["https://www.hub.example"]
    assert post({"Origin": "https://www.hub.example"}).content == b"done"


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_links_from_other_sites_may_be_followed(method):
    request = getattr(RequestFactory(), method)("/form/", headers={"Sec-Fetch-Site": "cross-site"})
    assert view(request).status_code == 200


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_every_way_of_writing_is_checked(method):
    request = getattr(RequestFactory(), method)("/form/", headers={"Sec-Fetch-Site": "cross-site"})
    with pytest.raises(PermissionDenied):
        view(request)
