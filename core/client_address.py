"""Where a request comes from, for limits against floods and guessers only."""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """Where a request comes from; of IPv6 the network, of which one household has a whole one.

    Behind a proxy that is trusted, what the proxy itself added to `X-Forwarded-For`: the last part.
    Only for limits: it may become a part of a hashed key of the cache that is gone within the
    hour, and nothing else.
    """
    found = request.META.get("REMOTE_ADDR", "")
    if settings.SECURE_PROXY_SSL_HEADER:
        found = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip() or found
    try:
        address = ipaddress.ip_address(found)
    except ValueError:  # a Unix socket
        return found
    if address.version == 6:
        return str(ipaddress.ip_network(f"{address}/64", strict=False))
    return str(address)
