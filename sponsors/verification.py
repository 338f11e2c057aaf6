"""Checks the ledger: the chain itself, the register against it, and pages that should be in it.

What is read is read in one pass and row by row, so that a long ledger needs no more memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, QuerySet
from wagtail.models import Page, get_page_models

from sponsors import chain
from sponsors.entries import rate_content, record_content, scheme_content
from sponsors.models import EntryKind, ExchangeRate, FundingRecord, LedgerEntry, LevelScheme

BATCH = 500


@dataclass(frozen=True)
class Finding:
    """Something that is wrong. `number` is the entry's, None when there is none to name."""

    number: int | None
    message: str


@dataclass(frozen=True)
class Report:
    """`head` is (number, hash) of the last entry; whoever notes it can tell later that no entry up
    to it was changed or taken away."""

    entries: int
    head: tuple[int, str] | None
    findings: tuple[Finding, ...]
    unrecorded: tuple[Page, ...]

    @property
    def is_sound(self) -> bool:
        return not self.findings and not self.unrecorded


def verify_disclosures(known_head: tuple[int, str] | None = None) -> Report:
    """Check everything. `known_head` is a (number, hash) that was noted earlier."""
    findings = [Finding(each.number, each.message) for each in chain.verify(_entries())]
    findings += _register()
    findings += _publications()
    if known_head:
        findings += _against_known(*known_head)
    head = LedgerEntry.objects.order_by("-number").values_list("number", "entry_hash").first()
    ordered = sorted(findings, key=lambda each: (each.number is None, each.number or 0))
    return Report(
        entries=LedgerEntry.objects.count(),
        head=head,
        findings=tuple(dict.fromkeys(ordered)),
        unrecorded=tuple(pages_without_record()),
    )


# --- The chain ------------------------------------------------------------------------------------
def _entries() -> Iterator[chain.Entry]:
    columns = ("number", "kind", "created_at", "content", "previous_hash", "entry_hash")
    rows = LedgerEntry.objects.order_by("number").values_list(*columns)
    for number, kind, created_at, content, previous, own in rows.iterator(chunk_size=BATCH):
        yield chain.Entry(number, kind, chain.moment(created_at), content, previous, own)


def _against_known(number: int, known: str) -> list[Finding]:
    stored = LedgerEntry.objects.filter(number=number).values_list("entry_hash", flat=True).first()
    if stored is None:
        return [Finding(number, "is missing; its hash was noted earlier")]
    return [] if stored == known else [Finding(number, "has another hash than was noted earlier")]


# --- The register ---------------------------------------------------------------------------------
def _register() -> Iterator[Finding]:
    records = FundingRecord.objects.select_related("funder")
    yield from _compare(EntryKind.RECORD, records, record_content, "funding record")
    yield from _compare(EntryKind.RATE, ExchangeRate.objects.all(), rate_content, "exchange rate")
    schemes = LevelScheme.objects.prefetch_related("thresholds")
    yield from _compare(EntryKind.SCHEME, schemes, scheme_content, "level scheme")


def _compare(
    kind: EntryKind, rows: QuerySet[Any], content_of: Callable[[Any], dict[str, Any]], what: str
) -> Iterator[Finding]:
    """Each row is what the newest entry about it says, and each has one."""
    announced = dict(_newest(kind))
    for row in rows.order_by("pk").iterator(chunk_size=BATCH):
        number, content = announced.pop(row.pk, (None, None))
        if number is None or content is None:
            yield Finding(None, f"the {what} “{row}” has no entry in the ledger")
        elif differing := _differing(content, content_of(row)):
            keys = ", ".join(differing)
            yield Finding(number, f"the {what} “{row}” now says something else: {keys}")
    for number, content in announced.values():
        if content is not None and not content.get("withdrawn"):
            yield Finding(number, f"the {what} that it is about is gone")


def _newest(kind: EntryKind) -> Iterator[tuple[int | None, tuple[int, dict[str, Any] | None]]]:
    """(primary key of the row, (number, content)) of each entry of a kind, the newest last."""
    rows = LedgerEntry.objects.filter(kind=kind).order_by("number")
    for number, pk, text in rows.values_list("number", "object_id", "content").iterator(
        chunk_size=BATCH
    ):
        content = chain.content_of(text)
        # Which row an entry is about is said twice, and only what is in the content is hashed.
        yield (content or {}).get("id", pk), (number, content)


def _differing(stored: dict[str, Any], current: dict[str, Any]) -> list[str]:
    """The keys under which they differ. What a funder is called may change, who it is may not."""
    stored, current = _by_identity(stored), _by_identity(current)
    return [
        key
        for key in sorted(stored.keys() | current.keys())
        if key not in stored or key not in current or stored[key] != current[key]
    ]


def _by_identity(content: dict[str, Any]) -> dict[str, Any]:
    funder = content.get("funder")
    return {**content, "funder": funder.get("id") if isinstance(funder, dict) else funder}


# --- The publications -----------------------------------------------------------------------------
def _publications() -> Iterator[Finding]:
    """An entry is found by columns that are not hashed: they say what its content says."""
    columns = ("number", "kind", "page_key", "language", "object_id", "content")
    rows = LedgerEntry.objects.order_by("number").values_list(*columns)
    for number, kind, page_key, language, object_id, text in rows.iterator(chunk_size=BATCH):
        content = chain.content_of(text)
        if content is None:
            continue
        page = content.get("page") if kind == EntryKind.PUBLICATION else None
        page = page if isinstance(page, dict) else {}
        expected = (page.get("key"), page.get("language", ""), content.get("id"))
        if (str(page_key) if page_key else None, language, object_id) != expected:
            yield Finding(number, "is filed under another page or row than its content says")


def pages_without_record() -> list[Page]:
    """Live pages that keep a record and have none of their last publication."""
    newest = {
        (row["page_key"], row["language"]): row["number"]
        for row in LedgerEntry.objects.filter(kind=EntryKind.PUBLICATION)
        .order_by()
        .values("page_key", "language")
        .annotate(number=Max("number"))
    }
    entries = LedgerEntry.objects.filter(kind=EntryKind.PUBLICATION)
    written = dict(entries.values_list("number", "created_at"))
    found: list[Page] = []
    older: dict[int, Page] = {}
    for page in _recorded_pages():
        number = newest.get((page.translation_key, page.locale.language_code))
        if number is None:
            found.append(page)
        elif page.last_published_at and written[number] < page.last_published_at:
            older[number] = page
    for number, text in entries.filter(number__in=older).values_list("number", "content"):
        # A copy that was kept live is dated a moment after its one record, which names no revision.
        is_copy = older[number].first_published_at == older[number].last_published_at
        if not is_copy or (chain.content_of(text) or {}).get("revision") is not None:
            found.append(older[number])
    return found


def _recorded_pages() -> Iterator[Page]:
    for model in get_page_models():
        if getattr(model, "keeps_funding_record", False) and not model._meta.abstract:
            yield from model.objects.live().filter(alias_of=None).select_related("locale")
