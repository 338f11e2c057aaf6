"""The one place that reads the process environment.

Everything the hub can be told from outside is a field of `Environment`; docs/configuration.md
describes each variable and a test keeps the two equal. Nothing here may import Django models.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from environs import Env, validate

ROOT = Path(__file__).resolve().parent.parent
STATE = ROOT / "var"

MODES = {
    "dev": "hub.settings.dev",
    "demo": "hub.settings.demo",
    "test": "hub.settings.test",
    "production": "hub.settings.production",
}


@dataclass(frozen=True)
class Environment:
    """What the environment says, typed. Empty values mean "not set"."""

    mode: str
    secret_key: str
    allowed_hosts: list[str]
    base_url: str
    database: dict[str, Any]
    cache_url: str
    trusted_proxy: bool
    log_level: str
    answers_per_minute: int


def current_mode() -> str:
    """The value of HUB_ENV, one of MODES; raises ImproperlyConfigured otherwise."""
    mode = os.environ.get("HUB_ENV", "dev")
    if mode not in MODES:
        raise ImproperlyConfigured(f"HUB_ENV is {mode!r}; set it to one of {', '.join(MODES)}.")
    return mode


def choose_settings_module(*, default_mode: str = "dev") -> None:
    """Point Django at the settings of the current mode unless DJANGO_SETTINGS_MODULE is set.

    `default_mode` is the mode when HUB_ENV says nothing.
    """
    os.environ.setdefault("HUB_ENV", default_mode)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", MODES[current_mode()])


def read_environment() -> Environment:
    """Read and check every variable; all faults are reported together, in one sentence each."""
    env = Env(eager=False)
    secret_key = env.str("HUB_SECRET_KEY", "")
    allowed_hosts: list[str] = env.list("HUB_ALLOWED_HOSTS", [])
    base_url = env.str("HUB_BASE_URL", "")
    database_url = env.str("DATABASE_URL", "")
    cache_url = env.str("CACHE_URL", "")
    trusted_proxy = env.bool("HUB_TRUSTED_PROXY", False)
    log_level = env.str("HUB_LOG_LEVEL", "")
    answers_per_minute = env.int("HUB_ANSWERS_PER_MINUTE", 600, validate=validate.Range(min=1))
    try:
        env.seal()
        database = dj_database_url.parse(database_url) if database_url else _sqlite()
    except Exception as error:
        raise ImproperlyConfigured(f"The environment cannot be read: {error}") from error
    return Environment(
        mode=current_mode(),
        secret_key=secret_key,
        allowed_hosts=[host.strip() for host in allowed_hosts if host.strip()],
        base_url=base_url.rstrip("/"),
        database=dict(database),
        cache_url=cache_url,
        trusted_proxy=trusted_proxy,
        log_level=log_level.upper(),
        answers_per_minute=answers_per_minute,
    )


def _sqlite() -> dict[str, Any]:
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": STATE / "hub.sqlite3"}


def local_secret_key() -> str:
    """A secret key kept in var/secret-key, made on first use. For development and the demo only."""
    path = STATE / "secret-key"
    if not path.exists():
        from_os = os.urandom(48).hex()
        STATE.mkdir(parents=True, exist_ok=True)
        path.write_text(from_os, encoding="ascii")
        path.chmod(0o600)
    return path.read_text(encoding="ascii").strip()
