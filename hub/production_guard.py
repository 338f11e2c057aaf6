"""Why a production site may not start. Pure: takes the typed environment, touches nothing."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from hub.environment import Environment

MINIMUM_SECRET_LENGTH = 50
MINIMUM_DISTINCT_CHARACTERS = 5


def unsafe_settings(environment: Environment) -> list[str]:
    """Each reason, as a sentence that says what to set; an empty list means the start is safe."""
    reasons = []
    secret = environment.secret_key
    if not secret:
        reasons.append("Set HUB_SECRET_KEY to a random text of at least 50 characters.")
    elif len(secret) < MINIMUM_SECRET_LENGTH or len(set(secret)) < MINIMUM_DISTINCT_CHARACTERS:
        reasons.append("HUB_SECRET_KEY is too weak; set at least 50 random characters.")
    if not environment.allowed_hosts:
        reasons.append("Set HUB_ALLOWED_HOSTS to the host names that readers use.")
    elif any(host == "*" or host.startswith("*") for host in environment.allowed_hosts):
        reasons.append("HUB_ALLOWED_HOSTS must not contain '*'; name each host.")
    if not environment.base_url:
        reasons.append("Set HUB_BASE_URL to the public address, for example https://hub.example.")
    elif not _is_https(environment.base_url):
        reasons.append("HUB_BASE_URL must begin with https://: cookies are sent over TLS only.")
    return reasons


def _is_https(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme == "https" and bool(parts.hostname)


def refuse_unsafe_start(environment: Environment) -> None:
    """Raise ImproperlyConfigured with one clear sentence when anything is unsafe."""
    reasons = unsafe_settings(environment)
    if reasons:
        raise ImproperlyConfigured("The hub does not start in production: " + " ".join(reasons))
