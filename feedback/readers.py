"""The reader's token, and the keyed hashes under which answers are stored.

The token is random and lives in the reader's browser only. Stored is its keyed hash together with
what was answered, so that nobody can tell from the tables which answers belong to one reader.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

COOKIE_NAME = "hub_reader"
SECURE_COOKIE_NAME = "__Host-hub_reader"
TOKEN_BYTES = 16
SECONDS_IN_A_DAY = 24 * 60 * 60

_TOKEN = re.compile(rf"[0-9a-f]{{{2 * TOKEN_BYTES}}}")
_PURPOSE = b"feedback.readers/1"


def new_token() -> str:
    """128 random bits, hexadecimal."""
    return secrets.token_hex(TOKEN_BYTES)


def cookie_name(request: HttpRequest) -> str:
    """The name for the connection at hand; over TLS no other host can set it."""
    return SECURE_COOKIE_NAME if request.is_secure() else COOKIE_NAME


def token_of(request: HttpRequest) -> str | None:
    """The token the browser sent; None without one, and for anything that is none of ours."""
    value = request.COOKIES.get(cookie_name(request), "")
    return value if _TOKEN.fullmatch(value) else None


def remember(request: HttpRequest, response: HttpResponseBase, token: str, days: int) -> None:
    response.set_cookie(
        cookie_name(request),
        token,
        max_age=days * SECONDS_IN_A_DAY,
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )


def forget(request: HttpRequest, response: HttpResponseBase) -> None:
    # Over TLS the prefix of the name makes Django add "Secure", without which browsers refuse.
    response.delete_cookie(cookie_name(request), samesite="Lax")


# --- Hashes ---------------------------------------------------------------------------------------
def agreement_reader(token: str, page_key: UUID) -> str:
    return _keyed(token, f"agreement:{page_key}")


def poll_reader(token: str, poll_key: UUID) -> str:
    return _keyed(token, f"poll:{poll_key}")


def paired_reader(token: str, question_key: UUID, page_key: UUID) -> str:
    return _keyed(token, f"question:{question_key}:{page_key}")


def _keyed(token: str, scope: str) -> str:
    """HMAC-SHA256, 64 hexadecimal digits, under a key that nothing else of the site uses."""
    key = hmac.digest(settings.SECRET_KEY.encode(), _PURPOSE, hashlib.sha256)
    return hmac.new(key, f"{scope}:{token}".encode(), hashlib.sha256).hexdigest()
