"""Long lists in pages: what the pager template shows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest


@dataclass(frozen=True)
class PageLink:
    """A page in the pager; a number of None is a gap."""

    number: int | None
    url: str
    current: bool


@dataclass(frozen=True)
class Listing:
    """One page of a list. `rows` are its entries, `total` counts those of all pages."""

    rows: list[Any]
    total: int
    pages: list[PageLink]
    previous_url: str
    next_url: str

    def with_rows(self, rows: list[Any]) -> Listing:
        """The same page of the list with its entries made ready for showing."""
        return replace(self, rows=rows)


def listing_of(
    rows: Any, request: HttpRequest, *, per_page: int, anchor: str = "", parameter: str = "page"
) -> Listing:
    """The page that `?page=` asks for, the nearest one for a number that there is not.

    `rows` is a list or an ordered queryset; `anchor` is where on the page the list stands. A second
    list on the same page has another `parameter`.
    """
    paginator = Paginator(rows, per_page)
    page = paginator.get_page(request.GET.get(parameter))

    def address(number: int) -> str:
        query = f"?{parameter}={number}" if number > 1 else request.path
        return query + (f"#{anchor}" if anchor else "")

    links = [
        PageLink(number, address(number), number == page.number)
        if isinstance(number, int)
        else PageLink(None, "", False)
        for number in paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    ]
    return Listing(
        rows=list(page.object_list),
        total=paginator.count,
        pages=links,
        previous_url=address(page.previous_page_number()) if page.has_previous() else "",
        next_url=address(page.next_page_number()) if page.has_next() else "",
    )
