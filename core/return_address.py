"""Where a form may send its reader afterwards: an address on this site, or the home page.

Pure: no settings, no request, no host name. The answer is a path, so it cannot leave the site
whatever host the site is reached by. When in doubt the answer is "/": a reader who lands on the
home page loses a click, a reader who lands on another site may lose more.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from urllib.parse import quote, unquote

HOME = "/"
MAX_LENGTH = 2048  # longer addresses are not ours, and break proxies on the way back

# Left as they are when an address is normalised (RFC 3986: reserved and unreserved characters,
# and the percent sign of what is encoded already).
_PATH_SAFE = "/%:;=~!$&'()*+,-._"
_TAIL_SAFE = _PATH_SAFE + "?@[]"

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_FORBIDDEN = re.compile(rf"\\|{_CONTROL.pattern}")
_DOT_SEGMENT = re.compile(r"/\.{1,2}(?=/|$)")
_DECODING_ROUNDS = 4


def safe_return_path(value: str | None, *, never: Iterable[str] = ()) -> str:
    """Return `value` as path, query and fragment on this site, or "/" if it is anything else.

    `never` are path prefixes that are no destination (a form's own address). The result is ASCII,
    starts with exactly one slash and holds no control character, encoded or not, so it can stand
    in a `Location` header. Applying the function to its own result changes nothing.
    """
    if not value or len(value) > MAX_LENGTH or _is_suspicious(value):
        return HOME
    path, query, fragment = _split(value)
    if not _is_plain_path(path, never) or _CONTROL.search(unquote(query + fragment)):
        return HOME
    try:
        address = (
            quote(path, safe=_PATH_SAFE)
            + quote(query, safe=_TAIL_SAFE)
            + quote(fragment, safe=_TAIL_SAFE + "#")
        )
    except UnicodeEncodeError:  # a lone surrogate
        return HOME
    return address if len(address) <= MAX_LENGTH else HOME


def fragment_of(address: str) -> str:
    """Return the fragment of a safe return path with its "#", or ""."""
    _, hash_sign, fragment = address.partition("#")
    return hash_sign + fragment


def _is_suspicious(value: str) -> bool:
    """Whether browsers might read `value` as something other than a path (WHATWG URL standard).

    They drop tabs and newlines anywhere, trim spaces, and take a backslash for a slash.
    """
    return (
        value[0] != "/" or value != value.strip() or "\\" in value or bool(_CONTROL.search(value))
    )


def _split(value: str) -> tuple[str, str, str]:
    """Split into path, "?query" and "#fragment"; each of the last two may be empty."""
    rest, hash_sign, fragment = value.partition("#")
    path, question_mark, query = rest.partition("?")
    return path, question_mark + query, hash_sign + fragment


def _is_plain_path(path: str, never: Iterable[str]) -> bool:
    decoded = _decode(path)
    if decoded is None:
        return False
    lowered = decoded.casefold().rstrip("/") + "/"
    return not (
        "//" in decoded
        or "\\" in decoded
        or "@" in decoded
        or _CONTROL.search(decoded)
        or _DOT_SEGMENT.search(decoded)
        or any(lowered.startswith(prefix.casefold().rstrip("/") + "/") for prefix in never)
    )


def _decode(path: str) -> str | None:
    """Undo percent-encoding as often as it was applied, and full-width look-alikes.

    A proxy that decodes once more than we do must not find a second slash. Returns None when the
    path is encoded deeper than anybody does in good faith.
    """
    for _ in range(_DECODING_ROUNDS):
        decoded = unicodedata.normalize("NFKC", unquote(path))
        if decoded == path:
            return decoded
        path = decoded
    return None
