"""The funding statement. Pure. (Filled in by its owner; see the contract.)"""

from __future__ import annotations


def wording_choices() -> list[tuple[str, str]]:
    return []


def placeholder_problems(key: str, text: str) -> list[str]:
    return []
