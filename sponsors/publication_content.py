"""What the ledger says about a publication: who paid for the page, in plain values and in words."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from wagtail.models import Page

from core.restricted import is_in_the_open
from sponsors.chain import moment
from sponsors.entries import SCHEMA
from sponsors.figures import Scheme
from sponsors.selectors import Payer, funding_of_page, hub_name, statement_in


def publication_content(page: Page, at: datetime) -> dict[str, Any]:
    """What the ledger says about a publication (docs/funding.md lists every key)."""
    day = timezone.localdate(at)
    payers = funding_of_page(page, day)
    is_accredited = bool(getattr(page, "is_accredited", False))
    words = statement_in(page.locale, payers, hub_name(page))
    return {
        "schema": SCHEMA,
        "page": _page(page),
        "revision": _revision(page),
        "published_at": moment(at),
        "year": day.year,
        "scheme": _scheme(payers.scheme),
        "figures_complete": payers.figures.is_complete,
        "accredited": is_accredited,
        "funders": [_funder(payer, legal_name=is_accredited) for payer in payers.payers],
        "line": words.line,
        "statement": words.text,
    }


def _revision(page: Page) -> int | None:
    """The revision that is live. (A copy is first saved with that of its original.)"""
    revision = page.live_revision
    return revision.pk if revision and str(revision.object_id) == str(page.pk) else None


def _page(page: Page) -> dict[str, str]:
    """Which page it is. The ledger is public and kept for ever: a page behind a password or login
    is in it by its key only."""
    is_open = is_in_the_open(page)
    parts = page.get_url_parts() if is_open else None
    return {
        "key": str(page.translation_key),
        "language": page.locale.language_code,
        "title": page.title if is_open else "",
        "path": (parts[2] or "") if parts else "",
    }


def _scheme(scheme: Scheme | None) -> dict[str, Any] | None:
    if scheme is None:
        return None
    return {
        "from_year": scheme.from_year,
        "thresholds": [[each.level, each.minimum_tenths] for each in scheme.thresholds],
        "ceiling_tenths": scheme.ceiling_tenths,
    }


def _funder(payer: Payer, *, legal_name: bool) -> dict[str, Any]:
    funder = payer.funder
    support = dict.fromkeys(
        (record.kind, record.scope, record.involvement, record.involvement_note)
        for record in payer.records
    )
    return {
        "slug": funder.slug,
        "name": funder.legal_name if legal_name else funder.public_name,
        "legal_name": funder.legal_name,
        "kind": funder.kind,
        "group": funder.parent_group,
        "level": payer.level,
        "support": [
            {"kind": kind, "scope": scope, "involvement": involvement, "note": note}
            for kind, scope, involvement, note in support
        ],
    }
