"""Keeps Wagtail's record of the site in line with the public address of the environment.

Canonical addresses, feeds, sitemaps and mails are made from that record.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from wagtail.models import Site

DEFAULT_PORTS = {"http": 80, "https": 443}


def set_site_address(base_url: str) -> None:
    """Give the default site the host and port of `base_url`; nothing happens without one."""
    if not base_url:
        return
    parts = urlsplit(base_url)
    port = parts.port or DEFAULT_PORTS.get(parts.scheme, 80)
    site = Site.objects.filter(is_default_site=True).first()
    if site is None or (site.hostname, site.port) == (parts.hostname, port):
        return
    site.hostname, site.port = parts.hostname or site.hostname, port
    site.save()
