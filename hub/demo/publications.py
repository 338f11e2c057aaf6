"""Gives every demo article the funding of the day that it bears.

Demo articles are published when they are loaded, but bear dates of the past two years. Their
records are therefore written by the loader: one for each date, in the order of the dates.
"""

from __future__ import annotations

import datetime
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from django.utils import timezone
from wagtail.models import Page

from articles.models import ArticlePage
from hub.demo.pages import moment_of
from sponsors.freezing import freeze_publication
from sponsors.verification import pages_without_record


@dataclass(frozen=True)
class Publication:
    """A version of a page to keep the record of. `afterwards`: it has been live without one."""

    page: Page
    at: datetime.datetime
    afterwards: bool = False


def record_publications(made: AbstractSet[int], republished: AbstractSet[int]) -> int:
    """Write the records of all live pages that lack one, and of those that were published again;
    how many. `made` and `republished` are primary keys of pages written by this load."""
    due: list[Publication] = []
    written = made | republished
    for page in pages_without_record():
        days = _days_of(page) if page.pk not in republished else []
        moments = [moment_of(day) for day in days] or [page.last_published_at or timezone.now()]
        if page.pk in made:
            Page.objects.filter(pk=page.pk).update(last_published_at=moments[-1])
        due += [Publication(page, at, afterwards=page.pk not in written) for at in moments]
    again = republished - {publication.page.pk for publication in due}
    due += [
        Publication(page, timezone.now())
        for page in ArticlePage.objects.live().filter(pk__in=again).select_related("locale")
    ]
    due.sort(key=lambda publication: (publication.at, publication.page.pk))
    for publication in due:
        freeze_publication(publication.page, publication.at, afterwards=publication.afterwards)
    return len(due)


def _days_of(page: Page) -> list[datetime.date]:
    """The days on which an article says it was published and updated."""
    if not isinstance(page, ArticlePage):
        return []
    return [day for day in (page.published_on, page.updated_on) if day]
