"""Keeps, with each published version of a page, who paid for it then.

When a page goes live its record is written in the transaction of `Page.save`, in which the page
becomes live: either both are stored or neither. Wagtail's own signal `page_published` comes after
that transaction, where a record that cannot be written would leave a published page without one;
so what is listened to is the saving of the page. Every way of publishing (editor, workflow,
schedule, bulk action, copy, translation, shell) saves the page, and none can go round it.

A failure makes the publication fail as a whole. The opposite, to publish now and complete the
record afterwards, would show readers a page about whose money nothing is known, and the record
would say what was true at some other moment.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page

from sponsors.entries import append
from sponsors.models import EntryKind, LedgerEntry
from sponsors.publication_content import publication_content
from sponsors.verification import pages_without_record

_BEFORE = "_before_saving"
_owed: ContextVar[set[int] | None] = ContextVar("funding_records_owed", default=None)


class FreezingError(RuntimeError):
    """The funding record of a page could not be written, so the page was not published."""


@dataclass(frozen=True)
class Before:
    """What is stored about a page when it is about to be saved."""

    live: bool
    alias_of_id: int | None
    last_published_at: datetime | None


# --- The record -----------------------------------------------------------------------------------
def freeze_publication(
    page: Page, at: datetime | None = None, *, afterwards: bool = False
) -> LedgerEntry | None:
    """Write who pays for `page` at the moment `at` (now) to the ledger.

    None for pages that keep no record, and for aliases: these show another page, whose record it
    is. `afterwards` marks a record that was not written when the page was published.
    """
    if page.alias_of_id or not getattr(page, "keeps_funding_record", False):
        return None
    at = at or timezone.now()
    content = publication_content(page, at)
    if afterwards:
        content["recorded"] = "afterwards"
    return append(
        EntryKind.PUBLICATION,
        content,
        page_key=page.translation_key,
        language=page.locale.language_code,
    )


# --- When it is written ---------------------------------------------------------------------------
@contextmanager
def records_written_by_caller() -> Iterator[None]:
    """For a loader of pages that bear earlier dates: inside, a page goes live without its record,
    and whoever opened this writes it with `freeze_publication` before the end.

    Must be opened inside a transaction. Raises FreezingError at the end, which undoes all of it, if
    one of these pages still has no record: the record can be put off, but not left out.
    """
    if not transaction.get_connection().in_atomic_block:
        raise FreezingError("records are put off within a transaction only")
    owed: set[int] = set()
    token = _owed.set(owed)
    try:
        yield
    finally:
        _owed.reset(token)
    for page in pages_without_record() if owed else ():
        if page.pk in owed:
            raise FreezingError(_not_published(page))


def remember_before(sender: Any, instance: Any, update_fields: Any = None, **kwargs: Any) -> None:
    """Before a page is saved: what is stored about it now. Nothing is asked when the save cannot
    publish it (drafts save only some columns)."""
    if not _may_keep_record(instance, kwargs):
        return
    before = None
    if instance.live and _writes(update_fields, "live", "alias_of"):
        row = Page.objects.filter(pk=instance.pk).values_list(*Before.__dataclass_fields__).first()
        before = Before(*row) if row else None
    setattr(instance, _BEFORE, before)


def freeze_when_published(
    sender: Any, instance: Any, created: bool = False, update_fields: Any = None, **kwargs: Any
) -> None:
    """After a page is saved, in the same transaction: its record, if that save published it."""
    if not _may_keep_record(instance, kwargs) or not instance.live:
        return
    before: Before | None = instance.__dict__.pop(_BEFORE, None)
    if created:
        # A copy that is kept live brings the dates of its original along; the page is new today.
        at = timezone.now() if instance.last_published_at else None
    elif before is None:
        at = None
    else:
        at = _moment_of_publication(before, instance, update_fields)
    if at is None:
        return
    if (owed := _owed.get()) is not None:
        owed.add(instance.pk)
        return
    try:
        freeze_publication(instance, at)
    except Exception as error:
        raise FreezingError(_not_published(instance)) from error


def _not_published(page: Page) -> str:
    return _(
        "“%(title)s” was not published, because the record of who funds it could not be written. "
        "Nothing was changed."
    ) % {"title": page.title}


def _moment_of_publication(before: Before, page: Page, update_fields: Any) -> datetime | None:
    """When this save published the page, or None if it did not."""
    if before.alias_of_id and _writes(update_fields, "alias_of"):
        return timezone.now()  # from now on it is a page of its own
    if not before.live and _writes(update_fields, "live"):
        newer = _is_newer(page.last_published_at, before.last_published_at)
        return page.last_published_at if newer else timezone.now()
    # Publishing writes the whole page. A save of its dates alone publishes nothing: so does Wagtail
    # with a copy kept live, after the save that made it public (and wrote its record).
    if update_fields is None and _is_newer(page.last_published_at, before.last_published_at):
        return page.last_published_at
    return None


def _is_newer(published: datetime | None, before: datetime | None) -> bool:
    return published is not None and (before is None or published > before)


def _writes(update_fields: Any, *names: str) -> bool:
    """Whether a save with these `update_fields` (None: all) writes one of the fields."""
    written = (
        None if update_fields is None else {name.removesuffix("_id") for name in update_fields}
    )
    return written is None or bool(written & set(names))


def _may_keep_record(instance: Any, kwargs: dict[str, Any]) -> bool:
    """`raw` is a fixture being loaded: its ledger comes with it."""
    return (
        isinstance(instance, Page)
        and bool(getattr(instance, "keeps_funding_record", False))
        and not instance.alias_of_id
        and not kwargs.get("raw")
    )
