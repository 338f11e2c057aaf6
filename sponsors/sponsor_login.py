"""Checks a name and a password for the sponsor area, slowly enough for guessers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from django.contrib.auth.hashers import make_password
from django.db.models import F, Q
from django.http import HttpRequest
from django.utils import timezone
from django_ratelimit.core import get_usage

from core.client_address import client_address
from core.models import User
from sponsors.access import has_cms_access, may_enter
from sponsors.models import SponsorAccess

FAILURES = "5/15m"  # an address and an account
ATTEMPTS = "30/15m"  # an address, whatever account it names: each costs a slow hash
LETTERS = "3/h"  # to one account
Key = Callable[[str, HttpRequest], str]


class Outcome(Enum):
    ADMITTED = "admitted"
    REFUSED = "refused"
    BELONGS_TO_CMS = "belongs to the CMS"


@dataclass(frozen=True)
class Attempt:
    """`access` is the account that was meant, known or not to the person who tried."""

    outcome: Outcome
    access: SponsorAccess | None


def attempt(name: str, password: str) -> Attempt:
    """Try an e-mail address or user name with a password.

    Takes as long for an account that does not exist as for one that does. Only somebody who knows
    the password learns that an account belongs to the CMS.
    """
    user = account_named(name)
    if user is None:
        make_password(password)
        return Attempt(Outcome.REFUSED, None)
    access = SponsorAccess.objects.select_related("funder", "user").filter(user=user).first()
    if not user.check_password(password) or not user.is_active:
        return Attempt(Outcome.REFUSED, access)
    if has_cms_access(user):
        return Attempt(Outcome.BELONGS_TO_CMS, access)
    if access is None or not may_enter(access, timezone.localdate()):
        return Attempt(Outcome.REFUSED, access)
    return Attempt(Outcome.ADMITTED, access)


def account_named(name: str) -> User | None:
    """The user that is meant: a sponsor account before another one with the same address."""
    return (
        User.objects.filter(Q(username=name) | Q(email__iexact=name))
        .order_by(F("sponsor_access__pk").asc(nulls_last=True), "pk")
        .first()
    )


def too_many_failures(request: HttpRequest, name: str) -> bool:
    """Whether this attempt is one too many. Counts the attempt, not yet a failure."""
    attempts = get_usage(request, "sponsor-login", key=_address, rate=ATTEMPTS, increment=True)
    failures = get_usage(request, "sponsor-failure", key=_pair(name), rate=FAILURES)
    return bool(
        (attempts and attempts["should_limit"])
        or (failures and failures["count"] >= failures["limit"])
    )


def count_failure(request: HttpRequest, name: str) -> None:
    get_usage(request, "sponsor-failure", key=_pair(name), rate=FAILURES, increment=True)


def too_many_requests(request: HttpRequest) -> bool:
    """Whether an address asks for more letters than people behind it need; counts the request."""
    usage = get_usage(request, "sponsor-letters", key=_address, rate=ATTEMPTS, increment=True)
    return bool(usage and usage["should_limit"])


def too_many_letters(request: HttpRequest, name: str) -> bool:
    """Whether an account had its letters of this hour; counts the letter."""
    key: Key = lambda group, request: name.casefold()  # noqa: E731 - the shape that is asked for
    usage = get_usage(request, "sponsor-letter", key=key, rate=LETTERS, increment=True)
    return bool(usage and usage["should_limit"])


def _pair(name: str) -> Key:
    """An address together with an account, so that nobody locks out somebody elsewhere."""
    return lambda group, request: f"{client_address(request)} {name.casefold()}"


def _address(group: str, request: HttpRequest) -> str:
    return client_address(request)
