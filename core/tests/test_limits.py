"""One network address cannot send without end; a broken cache stops nobody."""

import logging

import pytest
from django.core.cache import cache
from django.core.cache.backends.locmem import LocMemCache
from django.test import RequestFactory

from core.client_address import client_address
from core.limits import too_many


def post(address="192.0.2.7", **headers):
    return RequestFactory().post("/x/", REMOTE_ADDR=address, headers=headers)


def test_what_is_over_the_rate_is_one_too_many():
    assert [too_many(post(), "answers", "3/m") for _ in range(5)] == [False] * 3 + [True] * 2


def test_groups_and_addresses_are_counted_apart():
    for group, address in (("a", "192.0.2.7"), ("b", "192.0.2.7"), ("a", "192.0.2.8")):
        assert [too_many(post(address), group, "1/m") for _ in range(2)] == [False, True]


def test_the_address_is_in_no_key_of_the_cache(monkeypatch):
    keys = []
    add = LocMemCache.add
    monkeypatch.setattr(
        LocMemCache,
        "add",
        lambda self, key, *args, **more: keys.append(key) or add(self, key, *args, **more),
    )
    too_many(post(), "answers", "3/m")
    assert keys
    assert not any("192.0.2.7" in str(key) for key in keys)


def test_a_cache_that_does_not_answer_limits_nobody(monkeypatch, caplog):
    def fail(*args, **more):
        raise ConnectionError("refused")

    monkeypatch.setattr(cache, "add", fail)
    monkeypatch.setattr(LocMemCache, "add", fail)
    with caplog.at_level(logging.WARNING):
        assert not any(too_many(post(), "answers", "1/m") for _ in range(3))
    assert "not limited" in caplog.text
    assert "192.0.2.7" not in caplog.text


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("", ""),
    ],
)
def test_of_ipv6_the_network_counts(given, expected):
    assert client_address(post(given)) == expected


def test_a_forwarded_address_is_believed_behind_a_trusted_proxy_only(settings):
    request = post("127.0.0.1", **{"X-Forwarded-For": "198.51.100.1, 203.0.113.9"})
    assert client_address(request) == "127.0.0.1"
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert client_address(request) == "203.0.113.9"
