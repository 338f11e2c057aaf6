"""The value of the acknowledgement cookie: which statement was accepted, and nothing else.

Pure. The value is one constant per deployment and statement version, so a cache can compare it for
equality and every acknowledged reader shares one copy of a page. It says nothing about a person.
A changed secret key makes all earlier values void: readers are asked again, which is harmless.
"""

from __future__ import annotations

import hashlib
import hmac
import re

# Keeps this value apart from everything else the same key signs (sessions, unsubscribe links).
_PURPOSE = b"hub.gate.acknowledgement:"
_SIGNATURE_LENGTH = 32  # hexadecimal digits: 128 bits

_TOKEN = re.compile(rf"([1-9][0-9]{{0,8}})\.[0-9a-f]{{{_SIGNATURE_LENGTH}}}")


def statement_token(version: int, secret: str) -> str:
    """Return "<version>.<hmac>", the cookie value for one statement version."""
    message = _PURPOSE + str(version).encode()
    signature = hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()
    return f"{version}.{signature[:_SIGNATURE_LENGTH]}"


def is_acknowledged(cookie: str | None, version: int, secret: str) -> bool:
    """Whether `cookie` is exactly the value for `version`; compared in constant time."""
    if not cookie:
        return False
    given = cookie.encode(errors="replace")
    return hmac.compare_digest(given, statement_token(version, secret).encode())


def accepted_version(cookie: str | None, secret: str, current: int) -> int | None:
    """Return the statement version a genuine cookie stands for, None for any other cookie.

    A version above `current` never was in force and counts as no answer.
    """
    match = _TOKEN.fullmatch(cookie or "")
    if match is None:
        return None
    version = int(match[1])
    return version if version <= current and is_acknowledged(cookie, version, secret) else None
