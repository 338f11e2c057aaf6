"""The chain of hashes over the ledger. Pure: an auditor can do the same in twenty lines.

The hash of an entry is SHA-256 (FIPS 180-4), in lower-case hexadecimal, over five lines joined by
one line feed each, in UTF-8: its number, its kind, the moment it was written, its content, and the
hash of the entry before it (64 zeros for the first). The content is JSON without line breaks, so
the five lines cannot be divided in another way.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

GENESIS = "0" * 64


@dataclass(frozen=True)
class Entry:
    """One entry as stored. `created_at` is the text that was hashed (see `moment`)."""

    number: int
    kind: str
    created_at: str
    content: str
    previous_hash: str
    entry_hash: str


@dataclass(frozen=True)
class Problem:
    """What is wrong with the entry of that number."""

    number: int
    message: str


def canonical(content: dict[str, Any]) -> str:
    """The one spelling of `content` as JSON: keys sorted, no blanks, letters as they are.

    Only what JSON can say exactly: a `float` raises TypeError (amounts are whole minor units).
    """
    _refuse_inexact(content)
    return json.dumps(
        content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )


def content_of(text: str) -> dict[str, Any] | None:
    """What the content of an entry says; None if somebody broke it (`verify` names it then)."""
    try:
        content = json.loads(text)
    except ValueError:
        return None
    return content if isinstance(content, dict) else None


def _refuse_inexact(value: object) -> None:
    if isinstance(value, float):
        raise TypeError("a ledger entry holds no floating-point number")
    if isinstance(value, dict):
        for key, inner in value.items():
            if not isinstance(key, str):
                raise TypeError("the keys of a ledger entry are text")
            _refuse_inexact(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            _refuse_inexact(inner)


def moment(at: datetime) -> str:
    """The one spelling of a moment: UTC, microseconds, `2026-01-31T09:30:00.000000Z`."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def entry_hash(
    number: int, kind: str, created_at_iso: str, content: str, previous_hash: str
) -> str:
    """SHA-256 in hexadecimal (64 characters) of one entry."""
    lines = [str(number), kind, created_at_iso, content, previous_hash]
    return hashlib.sha256("\n".join(lines).encode("utf-8")).hexdigest()


def verify(entries: Iterable[Entry]) -> list[Problem]:
    """What is wrong with the chain, in order. `entries` come in the order of their numbers.

    Reads one entry at a time. Each entry is judged by what is stored in the one before, so that one
    changed entry is named once and those after it are not.
    """
    problems: list[Problem] = []
    number, previous = 0, GENESIS
    for entry in entries:
        if entry.number != number + 1:
            problems += _gap(number + 1, entry.number)
        elif entry.previous_hash != previous:
            problems.append(Problem(entry.number, "does not continue from the entry before it"))
        if entry.entry_hash != _hash_of(entry):
            problems.append(Problem(entry.number, "its content does not match its hash"))
        number, previous = entry.number, entry.entry_hash
    return problems


def _gap(expected: int, found: int) -> list[Problem]:
    if found < expected:
        return [Problem(found, "is out of order")]
    if found == expected + 1:
        return [Problem(expected, "is missing")]
    return [Problem(expected, f"is missing, and so are all up to {found - 1}")]


def _hash_of(entry: Entry) -> str:
    return entry_hash(
        entry.number, entry.kind, entry.created_at, entry.content, entry.previous_hash
    )
