"""Fixtures of all tests: the demo hub in a database, readers on both sides of the notice.

Each worker gets its own copy of the demo site (tests/demo_site.py). A test that writes runs in a
transaction that is rolled back; after a test that commits, the database is put back from the copy.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import caches
from django.core.management import call_command
from django.db import connection, connections
from django.test import Client
from django.test.utils import setup_databases, teardown_databases
from django.utils import translation
from wagtail.models import Locale

from tests.demo_site import DATABASE, MEDIA, copy_demo_site, restore
from tests.postgres import READY, drop_copy, keep_copy, put_back

COMMITTING = {"transactional_db", "django_db_reset_sequences", "django_db_serialized_rollback"}
DEMO_SITE: pytest.StashKey[Path] = pytest.StashKey()


# --- The database ---------------------------------------------------------------------------------
@pytest.fixture(scope="session")
def demo_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the database and the media of the demo hub. Copy it, do not write to it."""
    return copy_demo_site(tmp_path_factory.mktemp("demo") / "site")


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_test_environment: None,
    django_db_modify_db_settings: None,
    django_db_blocker: Any,
) -> Iterator[None]:
    """Instead of an empty database: the demo hub. SQLite gets a copy, PostgreSQL loads it."""
    if connection.vendor == "sqlite":
        folder = request.getfixturevalue("demo_site")
        request.config.stash[DEMO_SITE] = folder
        _use_copy(folder, request.getfixturevalue("tmp_path_factory").mktemp("database"))
        yield
        with django_db_blocker.unblock():
            connections.close_all()
    elif READY in os.environ:
        keep_copy(connection)
        yield
    else:
        with django_db_blocker.unblock():
            before = setup_databases(verbosity=0, interactive=False)
            call_command("load_demo", verbosity=0)
            keep_copy(connection)
        yield
        with django_db_blocker.unblock():
            drop_copy(connection)
            teardown_databases(before, verbosity=0)
    shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)


def _use_copy(folder: Path, place: Path) -> None:
    shutil.copy(folder / DATABASE, place / DATABASE)
    shutil.copytree(folder / MEDIA, settings.MEDIA_ROOT, dirs_exist_ok=True)
    connections["default"].settings_dict["NAME"] = str(place / DATABASE)
    # Nothing here needs to survive a power cut.
    connections["default"].settings_dict["OPTIONS"] = {
        **settings.DATABASES["default"]["OPTIONS"],
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;",
    }


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    """Put the demo hub back after a test that committed: its clean-up empties every table."""
    yield
    marker = item.get_closest_marker("django_db")
    committed = COMMITTING & set(getattr(item, "fixturenames", ()))
    transactional = committed or (marker and marker.kwargs.get("transaction"))
    if not transactional:
        return
    connections.close_all()
    if DEMO_SITE in item.config.stash:
        restore(item.config.stash[DEMO_SITE], Path(connections["default"].settings_dict["NAME"]))
    else:
        put_back(connection)


@pytest.fixture(autouse=True)
def clean_slate() -> Iterator[None]:
    """No test sees what another left in a cache, or its language."""
    _clear()
    yield
    _clear()


def _clear() -> None:
    for cache in caches.all():
        cache.clear()
    translation.activate(settings.LANGUAGE_CODE)


# --- Readers --------------------------------------------------------------------------------------
@pytest.fixture
def visitor(db: None) -> Client:
    """Somebody who has not acknowledged."""
    return Client()


@pytest.fixture
def reader(db: None) -> Client:
    """Somebody who has acknowledged."""
    client = Client()
    client.post("/acknowledge/", {"next": "/"})
    return client


@pytest.fixture
def administrator(db: None, django_user_model: Any) -> Client:
    """Somebody logged in to the CMS with every right."""
    client = Client()
    client.force_login(django_user_model.objects.get(username="admin"))
    return client


@pytest.fixture
def english(db: None) -> Locale:
    return Locale.objects.get(language_code="en")


@pytest.fixture
def portuguese(db: None) -> Locale:
    return Locale.objects.get(language_code="pt")
