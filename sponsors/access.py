"""Who may look in from outside, what they did, and what of that is public.

A person either works in the CMS or looks in for a funder, never both: a right to the CMS switches
the sponsor account off, and a sponsor account cannot log in anywhere else (sponsors/backends.py).
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import structlog
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser, PermissionsMixin
from django.db import DatabaseError, transaction
from django.db.models import Count, Q
from django.db.models.functions import TruncMonth
from django.utils import timezone

from sponsors.models import SponsorAccess, SponsorAction

Action = SponsorAction.Action
CMS_RIGHT = "wagtailadmin.access_admin"

logger = structlog.get_logger(__name__)


def has_cms_access(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Whether the person may enter the CMS, by a group or as a superuser."""
    return isinstance(user, PermissionsMixin) and user.has_perm(CMS_RIGHT)


def may_enter(access: SponsorAccess, on: datetime.date) -> bool:
    """Whether the account opens /sponsor/ on a day; the last day of an access still counts."""
    return (
        access.is_active
        and access.user.is_active
        and (access.expires_on is None or on <= access.expires_on)
        and not has_cms_access(access.user)
    )


def record_action(access: SponsorAccess, action: SponsorAction.Action) -> None:
    """Write one line of the log. A log that cannot be written is reported, not shown to anybody."""
    try:
        with transaction.atomic():
            SponsorAction.objects.create(
                funder_id=access.funder_id,
                user_id=access.user_id,
                action=action,
                at=timezone.now(),
            )
    except DatabaseError:
        logger.exception("sponsor_action_not_recorded", action=action.value)


@dataclass(frozen=True)
class AccessMonth:
    """How often a funder looked at its own record in one month (its first day, UTC).

    `funder` is the public name; no person is counted or named.
    """

    month: datetime.date
    funder: str
    slug: str
    logins: int
    refused: int
    views: int
    downloads: int


def access_summary() -> list[AccessMonth]:
    """The public summary of the log: newest month first, then by funder. One query."""
    rows = (
        SponsorAction.objects.annotate(month=TruncMonth("at"))
        .values("month", "funder__public_name", "funder__slug")
        .annotate(
            logins=Count("pk", filter=Q(action=Action.LOGIN)),
            refused=Count("pk", filter=Q(action=Action.REFUSED)),
            views=Count("pk", filter=Q(action=Action.VIEW)),
            downloads=Count("pk", filter=Q(action__in=[Action.DOWNLOAD_CSV, Action.DOWNLOAD_PDF])),
        )
        .order_by("-month", "funder__public_name")
    )
    return [
        AccessMonth(
            month=row["month"].date(),
            funder=row["funder__public_name"],
            slug=row["funder__slug"],
            logins=row["logins"],
            refused=row["refused"],
            views=row["views"],
            downloads=row["downloads"],
        )
        for row in rows
    ]
