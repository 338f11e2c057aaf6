"""The environment is read in one place, and says clearly what it cannot read."""

import os
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from hub import environment
from hub.environment import choose_settings_module, current_mode, read_environment
from tests.demo_site import ROOT

VARIABLES = (
    "HUB_ENV",
    "HUB_SECRET_KEY",
    "HUB_ALLOWED_HOSTS",
    "HUB_BASE_URL",
    "HUB_TRUSTED_PROXY",
    "HUB_LOG_LEVEL",
    "HUB_ANSWERS_PER_MINUTE",
    "DATABASE_URL",
    "CACHE_URL",
)


@pytest.fixture(autouse=True)
def empty(monkeypatch):
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


def test_an_empty_environment_means_safe_defaults():
    found = read_environment()
    assert found.mode == "dev"
    assert found.secret_key == ""
    assert found.allowed_hosts == []
    assert found.trusted_proxy is False
    assert found.answers_per_minute == 600
    assert found.database["ENGINE"] == "django.db.backends.sqlite3"


def test_everything_is_read(monkeypatch):
    monkeypatch.setenv("HUB_ENV", "production")
    monkeypatch.setenv("HUB_SECRET_KEY", "a key")
    monkeypatch.setenv("HUB_ALLOWED_HOSTS", "hub.example, www.hub.example ,")
    monkeypatch.setenv("HUB_BASE_URL", "https://hub.example/")
    monkeypatch.setenv("HUB_TRUSTED_PROXY", "true")
    monkeypatch.setenv("HUB_LOG_LEVEL", "warning")
    monkeypatch.setenv("HUB_ANSWERS_PER_MINUTE", "5000")
    monkeypatch.setenv("DATABASE_URL", "sqlite:////srv/hub.sqlite3")
    monkeypatch.setenv("CACHE_URL", "redis://127.0.0.1:6379/1")
    found = read_environment()
    assert found.allowed_hosts == ["hub.example", "www.hub.example"]
    assert found.base_url == "https://hub.example"
    assert found.trusted_proxy is True
    assert found.log_level == "WARNING"
    assert found.answers_per_minute == 5000
    assert str(found.database["NAME"]) == "/srv/hub.sqlite3"
    assert found.cache_url == "redis://127.0.0.1:6379/1"


@pytest.mark.parametrize("mode", ["", "prod", "Production", "live"])
def test_an_unknown_mode_is_refused_and_the_known_ones_named(monkeypatch, mode):
    monkeypatch.setenv("HUB_ENV", mode)
    with pytest.raises(ImproperlyConfigured, match=r"HUB_ENV.*dev, demo, test, production"):
        current_mode()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HUB_TRUSTED_PROXY", "perhaps"),
        ("DATABASE_URL", "nonsense://x"),
        ("HUB_ANSWERS_PER_MINUTE", "0"),
        ("HUB_ANSWERS_PER_MINUTE", "many"),
    ],
)
def test_what_cannot_be_read_is_named(monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    with pytest.raises(ImproperlyConfigured, match="environment"):
        read_environment()


def test_settings_that_were_chosen_explicitly_stay(monkeypatch):
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "somewhere.else")
    choose_settings_module()
    assert os.environ["DJANGO_SETTINGS_MODULE"] == "somewhere.else"


def test_every_mode_has_its_settings():
    for module in environment.MODES.values():
        assert (ROOT / f"{module.replace('.', '/')}.py").exists()


def test_the_local_key_is_made_once_and_for_its_owner_only(monkeypatch, tmp_path):
    monkeypatch.setattr(environment, "STATE", tmp_path / "var")
    key = environment.local_secret_key()
    assert len(key) >= 50
    assert environment.local_secret_key() == key
    assert (tmp_path / "var" / "secret-key").stat().st_mode & 0o077 == 0


def run(**variables):
    """`manage.py check --deploy` in production with these variables: (exit code, errors)."""
    kept = {name: value for name, value in os.environ.items() if name not in VARIABLES}
    kept.pop("DJANGO_SETTINGS_MODULE", None)
    result = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env={**kept, "HUB_ENV": "production", **variables},
        capture_output=True,
        text=True,
        check=False,
    )
    return result.returncode, result.stderr


def test_production_does_not_start_on_unsafe_settings():
    code, errors = run()
    assert code != 0
    last = errors.strip().splitlines()[-1]
    assert "The hub does not start in production" in last
    for name in ("HUB_SECRET_KEY", "HUB_ALLOWED_HOSTS", "HUB_BASE_URL"):
        assert name in last


def test_production_starts_on_safe_settings():
    code, errors = run(
        HUB_SECRET_KEY="0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKLMNOP",
        HUB_ALLOWED_HOSTS="hub.example",
        HUB_BASE_URL="https://hub.example",
    )
    assert code == 0, errors
