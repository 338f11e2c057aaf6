"""Limits against floods, by where requests come from; who sends them is not known."""

from __future__ import annotations

import logging

from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django_ratelimit.core import get_usage

from core.client_address import client_address

logger = logging.getLogger(__name__)


def too_many(request: HttpRequest, group: str, rate: str) -> bool:
    """Whether this request is one too many of its `group` from one network address; counts it.

    `rate` as django-ratelimit writes it ("600/m"). The count lives in the cache for that time (and
    five seconds more) under a code of the sender; the address itself is kept nowhere. A cache that
    does not answer limits nobody: readers go before floods.
    """
    try:
        usage = get_usage(request, group, key=_sender, rate=rate, increment=True)
    except Exception:  # whatever the cache in use raises
        logger.warning("The cache does not answer: %s is not limited.", group, exc_info=True)
        return False
    return bool(usage and usage["should_limit"])


def _sender(group: str, request: HttpRequest) -> str:
    """A code made from the address, that only who has the secret key can make."""
    return salted_hmac(
        f"core.limits.{group}", client_address(request), algorithm="sha256"
    ).hexdigest()
