"""Level schemes: what makes one sound, when it is fixed, and its entries in the ledger."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sponsors.chain import content_of
from sponsors.entries import SCHEMA, append, scheme_content
from sponsors.models import EntryKind, LedgerEntry, Level, LevelScheme

_ORDER = list(Level.values)


@transaction.atomic
def announce_scheme(scheme: LevelScheme) -> LedgerEntry | None:
    """Write a scheme that was saved, with its thresholds, to the ledger; None if the ledger says so
    already. Raises ValidationError when it may not hold: save and announce in one transaction, then
    the change is undone."""
    if problems := scheme_problems(scheme):
        raise ValidationError(problems)
    content = scheme_content(scheme)
    if announced(scheme) == content:
        return None
    return append(EntryKind.SCHEME, content, object_id=scheme.pk)


@transaction.atomic
def withdraw_scheme(scheme: LevelScheme) -> LedgerEntry | None:
    """Delete a scheme whose first year has not begun, and say so in the ledger."""
    if scheme.from_year <= timezone.localdate().year:
        raise ValidationError(_("A scheme whose first year has begun stays."))
    pk, entry = scheme.pk, None
    if announced(scheme) is not None:
        content = {"schema": SCHEMA, "id": pk, "from_year": scheme.from_year, "withdrawn": True}
        entry = append(EntryKind.SCHEME, content, object_id=pk)
    scheme.delete()
    return entry


def announced(scheme: LevelScheme) -> dict[str, Any] | None:
    """What the newest entry about a scheme says."""
    newest = (
        LedgerEntry.objects.filter(kind=EntryKind.SCHEME, object_id=scheme.pk)
        .order_by("-number")
        .first()
    )
    return content_of(newest.content) if newest else None


def scheme_problems(scheme: LevelScheme) -> list[str]:
    """What forbids the scheme with its thresholds as they are now. Also for one not saved yet."""
    return [*_fixed(scheme), *_unsound(scheme)]


def _fixed(scheme: LevelScheme) -> list[str]:
    """Levels of a year that has begun do not change afterwards."""
    this_year = timezone.localdate().year
    before = announced(scheme) if scheme.pk else None
    if before is not None:
        if before == scheme_content(scheme):
            return []
        if before["from_year"] <= this_year:
            return [
                _("This scheme holds since %(year)s and is not changed. Add one for a later year.")
                % {"year": before["from_year"]}
            ]
    if scheme.from_year > this_year:
        return []
    holds = LevelScheme.objects.filter(from_year__lte=scheme.from_year).exclude(pk=scheme.pk)
    if holds.exists():
        return [
            _("Levels of %(year)s are published already. A new scheme begins next year.")
            % {"year": scheme.from_year}
        ]
    return []


def _unsound(scheme: LevelScheme) -> list[str]:
    """Each level begins at a share of its own, a higher level at a higher one, the lowest at 0."""
    rows = sorted(scheme.thresholds.all(), key=lambda row: _ORDER.index(row.level))
    if not rows:
        return [_("A scheme needs at least one level.")]
    minima = [row.minimum_tenths for row in rows]
    found = []
    if any(higher <= lower for higher, lower in pairwise(minima)):
        found.append(_("A higher level begins at a higher share than the next one."))
    if minima[-1] != 0:
        found.append(_("The lowest level begins at 0, so that every funder has one."))
    return found
