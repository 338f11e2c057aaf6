"""Reads of the funding as it stood when a page was published: what the ledger says, unchanged."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max, OuterRef, Q, QuerySet, Subquery
from wagtail.models import Page

from core.locales import locale_of
from sponsors.chain import content_of
from sponsors.models import EntryKind, LedgerEntry


@dataclass(frozen=True)
class FrozenSupport:
    """One thing that a funder paid for: values of SupportKind, Scope and Involvement."""

    kind: str
    scope: str
    involvement: str
    note: str


@dataclass(frozen=True)
class FrozenFunder:
    """A funder as it was named then. `level` is None for readers and where none was computed."""

    slug: str
    name: str
    legal_name: str
    kind: str
    group: str
    level: str | None
    support: tuple[FrozenSupport, ...]


@dataclass(frozen=True)
class FrozenFunding:
    """One entry of the ledger about a publication. `afterwards`: it was not written when the page
    was published but later, and says what was true then."""

    number: int
    hash: str
    published_at: datetime
    funders: tuple[FrozenFunder, ...]
    line: str
    statement: str
    language: str
    afterwards: bool
    content: dict[str, Any]

    @classmethod
    def of(cls, entry: LedgerEntry) -> FrozenFunding | None:
        """None for an entry that somebody broke: it says nothing, and `verify_disclosures` names
        it."""
        try:
            return cls._read(entry, content_of(entry.content) or {})
        except (AttributeError, KeyError, TypeError, ValueError):
            return None

    @classmethod
    def _read(cls, entry: LedgerEntry, content: dict[str, Any]) -> FrozenFunding:
        return cls(
            number=entry.number,
            hash=entry.entry_hash,
            published_at=datetime.fromisoformat(content["published_at"]),
            funders=tuple(_funder(funder) for funder in content["funders"]),
            line=content["line"],
            statement=content["statement"],
            language=content["page"]["language"],
            afterwards=content.get("recorded") == "afterwards",
            content=content,
        )


def _funder(stored: dict[str, Any]) -> FrozenFunder:
    support = tuple(
        FrozenSupport(one["kind"], one["scope"], one["involvement"], one["note"])
        for one in stored["support"]
    )
    names = ("slug", "name", "legal_name", "kind", "group", "level")
    return FrozenFunder(**{name: stored[name] for name in names}, support=support)


def frozen_funding(page: Page) -> FrozenFunding | None:
    """The newest record of a page (of an alias: of the page it shows), or None. One query, two for
    an alias."""
    return frozen_funding_of([page]).get(page.pk)


def frozen_funding_of(pages: Iterable[Page]) -> dict[int, FrozenFunding]:
    """The newest record of each page that has one, by primary key of the page.

    One query, and one more when there are aliases among the pages.
    """
    keys = _keys_of(pages)
    wanted = {key for key, _ in keys.values()}
    if not wanted:
        return {}
    newest = (
        _publications()
        .filter(page_key__in=wanted)
        .order_by()
        .values("page_key", "language")
        .annotate(newest=Max("number"))
        .values("newest")
    )
    found = {
        (entry.page_key, entry.language): record
        for entry in LedgerEntry.objects.filter(number__in=newest)
        if (record := FrozenFunding.of(entry))
    }
    return {pk: found[key] for pk, key in keys.items() if key in found}


def publications_of(page: Page) -> list[FrozenFunding]:
    """All records of a page, the newest first. None at all if the newest cannot be read: an older
    one must not stand in its place."""
    key, language = _keys_of([page])[page.pk]
    entries = _publications().filter(page_key=key, language=language).order_by("-number")
    records = [FrozenFunding.of(entry) for entry in entries]
    return [record for record in records if record] if records and records[0] else []


def pages_naming(slug: str) -> list[tuple[Page, FrozenFunding]]:
    """Live pages whose newest record names the funder with that slug, the newest record first.

    Two queries. Pages behind a password or login are among them: whoever lists them asks
    `core.restricted`. The slug is found as it stands in the canonical JSON, where a quotation mark
    inside a text carries a backslash and so cannot be mistaken for it.
    """
    newer = (
        LedgerEntry.objects.filter(
            kind=EntryKind.PUBLICATION,
            page_key=OuterRef("page_key"),
            language=OuterRef("language"),
        )
        .order_by("-number")
        .values("number")[:1]
    )
    entries = {
        (entry.page_key, entry.language): entry
        for entry in _publications()
        .filter(content__contains=f'"slug":"{slug}"', number=Subquery(newer))
        .order_by("-number")
    }
    pages = {
        (page.translation_key, page.locale.language_code): page
        for page in Page.objects.live()
        .filter(translation_key__in={key for key, _ in entries}, alias_of=None)
        .select_related("locale")
    }
    return [
        (pages[key], record)
        for key in entries
        if key in pages and (record := FrozenFunding.of(entries[key]))
    ]


def _publications() -> QuerySet[LedgerEntry]:
    return LedgerEntry.objects.filter(kind=EntryKind.PUBLICATION)


def _keys_of(pages: Iterable[Page]) -> dict[int, tuple[Any, str]]:
    """(translation key, language code) of the page that each of `pages` shows, by primary key."""
    pages = list(pages)
    sources = {page.alias_of_id for page in pages if page.alias_of_id}
    shown: dict[int, Page] = Page.objects.filter(Q(pk__in=sources)).in_bulk() if sources else {}
    return {
        page.pk: (source.translation_key, locale_of(source.locale_id).language_code)
        for page in pages
        if (source := shown.get(page.alias_of_id, page)) is not None
    }
