"""Monitoring learns whether the hub is up, and whether it can serve."""

import pytest
from django.db import DatabaseError, connection

from hub import health


def fail(*args, **kwargs):
    raise DatabaseError(f"secret detail about {connection.settings_dict['NAME']}")


def test_a_hub_in_order_is_ready(visitor):
    response = visitor.get("/readyz")
    assert response.status_code == 200
    assert response.json() == {"status": "ok"}


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_the_answer_is_never_kept(visitor, address):
    assert "no-store" in visitor.get(address).headers["Cache-Control"]
    assert visitor.head(address).status_code == 200
    assert visitor.post(address).status_code == 405


@pytest.mark.parametrize(
    ("broken", "named"),
    [
        ("hub.health.connection.cursor", "database"),
        ("hub.health.cache.set", "cache"),
        ("hub.health.MigrationExecutor", "migrations"),
    ],
)
def test_a_hub_that_cannot_serve_says_which_part_is_missing(visitor, monkeypatch, broken, named):
    with monkeypatch.context() as patch:
        patch.setattr(broken, fail)
        response = visitor.get("/readyz")
    assert response.status_code == 503
    assert response.headers["Retry-After"]
    assert any(named in reason for reason in response.json()["reasons"])
    assert "secret detail" not in response.content.decode()


def test_a_cache_that_forgets_is_noticed(visitor, settings):
    settings.CACHES = {
        **settings.CACHES,
        "default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
    }
    response = visitor.get("/readyz")
    assert response.status_code == 503
    assert response.json()["reasons"] == ["cache loses values"]


def test_migrations_that_wait_are_noticed(visitor):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'hub'")
    response = visitor.get("/readyz")
    assert response.status_code == 503
    assert "migrations wait" in response.json()["reasons"][0]


def test_the_process_is_alive_even_without_a_database(client, monkeypatch):
    monkeypatch.setattr(health.connection, "cursor", fail)
    assert client.get("/healthz").json() == {"status": "ok"}
