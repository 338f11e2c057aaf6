"""Pages that an administrator closed with a password or a login stay out of every list."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Q, QuerySet
from wagtail.models import Page, PageViewRestriction

from core.remembered import remembered

Pages = TypeVar("Pages", bound=QuerySet)


def _closed_branches() -> list[str]:
    """Tree paths of closed pages, and of pages that are aliases of one."""
    rows = PageViewRestriction.objects.values_list("page__path", "page__aliases__path")
    return sorted({path for row in rows for path in row if path})


def _remembered_branches() -> list[str]:
    return remembered("closed-branches", _closed_branches)


def without_closed_pages(pages: Pages) -> Pages:
    """As `.public()`, but without its query as long as no page is closed."""
    for path in _remembered_branches():
        pages = pages.exclude(Q(path__startswith=path))
    return pages


def is_closed(page: Page) -> bool:
    """Whether the page, or one above it, is closed."""
    return any(page.path.startswith(path) for path in _remembered_branches())


def is_in_the_open(page: Page) -> bool:
    """Whether other pages may name this one: it is live and not closed."""
    return page.live and not is_closed(page)
