"""The pages below /funders/ that no editor writes: statement, ledger, the sponsors' visits."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.models import Locale

from sponsors.access import access_summary
from sponsors.chain import GENESIS, content_of, moment
from sponsors.disclosed import named_funders
from sponsors.models import EntryKind, LedgerEntry
from sponsors.paging import listing_of
from sponsors.reading_views import reading, render_below
from sponsors.selectors import FrozenFunding, current_funding, hub_name
from sponsors.statement import Statement

ENTRIES_PER_PAGE = 50
VISITS_PER_PAGE = 100


# --- The statement --------------------------------------------------------------------------------
@dataclass(frozen=True)
class StatementIn:
    """The statement in one language; `is_here` is the language of the page."""

    language: str
    direction: str
    name: str
    statement: Statement
    is_here: bool


@reading
def statement(request: HttpRequest) -> HttpResponseBase:
    """The current statement in every language that the hub has."""
    active, hub = translation.get_language(), hub_name()
    locales = {locale.language_code: locale for locale in Locale.objects.all()}
    statements = []
    for code, _name in settings.LANGUAGES:
        if code in locales:
            info = translation.get_language_info(code)
            statements.append(
                StatementIn(
                    language=code,
                    direction="rtl" if info["bidi"] else "ltr",
                    name=info["name_local"].capitalize(),
                    statement=current_funding(locales[code], hub=hub).statement,
                    is_here=code == active,
                )
            )
    statements.sort(key=lambda each: not each.is_here)
    return render_below(
        request,
        "sponsors/statement.html",
        "statement/",
        _("The funding statement"),
        {"statements": statements},
    )


# --- The ledger -----------------------------------------------------------------------------------
@dataclass(frozen=True)
class EntryLine:
    """An entry in a list. `about` is what it says something about: a page, a record, a year."""

    entry: LedgerEntry
    kind: str
    about: str


@reading
def ledger(request: HttpRequest) -> HttpResponseBase:
    """What the ledger is, how to check it, and its entries, the newest first."""
    entries = LedgerEntry.objects.order_by("-number")
    listing = listing_of(entries, request, per_page=ENTRIES_PER_PAGE, anchor="entries")
    lines = [EntryLine(entry, entry_kind(entry), about(entry)) for entry in listing.rows]
    return render_below(
        request,
        "sponsors/ledger.html",
        "ledger/",
        _("The ledger of funding"),
        {
            "listing": listing.with_rows(lines),
            "head": entries.first(),
            "genesis": GENESIS,
        },
    )


@reading
def ledger_entry(request: HttpRequest, number: str) -> HttpResponseBase:
    """One entry: what it says, and what its hash is made of."""
    entry = LedgerEntry.objects.filter(number=int(number)).first()
    if entry is None:
        raise Http404
    content = content_of(entry.content)
    record = FrozenFunding.of(entry) if entry.kind == EntryKind.PUBLICATION else None
    newer = LedgerEntry.objects.filter(number=entry.number + 1).first()
    return render_below(
        request,
        "sponsors/ledger_entry.html",
        f"ledger/{entry.number}/",
        _("Entry %(number)s of the ledger") % {"number": entry.number},
        {
            "entry": entry,
            "kind": entry_kind(entry),
            "about": about(entry),
            "record": record,
            "funders": named_funders(record) if record else [],
            "written": moment(entry.created_at),
            "pretty": (
                entry.content
                if content is None
                else json.dumps(content, ensure_ascii=False, indent=2, sort_keys=True)
            ),
            "previous": entry.number - 1 if entry.number > 1 else None,
            "next": newer.number if newer else None,
        },
    )


def entry_kind(entry: LedgerEntry) -> str:
    return str(EntryKind(entry.kind).label)


def about(entry: LedgerEntry) -> str:
    """A few words, from the entry itself: what it is about may be gone today."""
    try:
        return _about(entry.kind, content_of(entry.content) or {})
    except (KeyError, TypeError):
        return _("This entry cannot be read. Somebody changed it.")


def _about(kind: str, content: dict[str, Any]) -> str:
    if kind == EntryKind.PUBLICATION:
        return str(content["page"]["title"]) or _("A page that is not open to everybody")
    if kind == EntryKind.RECORD:
        return str(content["reference"])
    if kind == EntryKind.SCHEME:
        return _("From %(year)s on") % {"year": content["from_year"]}
    return str(content["source"])


# --- The sponsors' visits -------------------------------------------------------------------------
@reading
def sponsor_access(request: HttpRequest) -> HttpResponseBase:
    """How often each funder has looked at its own record, by month; no person is named."""
    listing = listing_of(access_summary(), request, per_page=VISITS_PER_PAGE)
    return render_below(
        request,
        "sponsors/sponsor_access.html",
        "sponsor-access/",
        _("What sponsors have looked at"),
        {"listing": listing},
    )
