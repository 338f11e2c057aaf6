"""By what a report can be narrowed down. Apps above this one say so when they are ready.

A scope turns a chosen value into pages, by translation key (all languages of a page together).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from wagtail.models import Page

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise  # exists in the stubs only

Choice = tuple[str, str]


@dataclass(frozen=True)
class Scope:
    """`choices` are (value, label) in the active language; `keys_of` gives the pages of a value,
    none for a value that nothing has."""

    name: str
    label: str | _StrPromise
    choices: Callable[[], Iterable[Choice]]
    keys_of: Callable[[str], set[UUID]]


_SCOPES: dict[str, Scope] = {}
_PAGE_TYPES: list[type[Page]] = []


def register(scope: Scope) -> None:
    """Registering a name again replaces it."""
    _SCOPES[scope.name] = scope


def registered() -> tuple[Scope, ...]:
    return tuple(_SCOPES.values())


def register_page_type(page_type: type[Page]) -> None:
    """Pages of this type have a screen of their own about what readers said."""
    if page_type not in _PAGE_TYPES:
        _PAGE_TYPES.append(page_type)


def is_answered(page: Page) -> bool:
    """Whether readers answer about pages of this kind. No query."""
    kind = page.specific_class
    return kind is not None and issubclass(kind, tuple(_PAGE_TYPES))
