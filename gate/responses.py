"""Answers that set or forget the acknowledgement; both lead on to a page of this site."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers

from core.see_other import HttpResponseSeeOther
from gate import cookie
from gate.selectors import gate_settings


def acknowledged(request: HttpRequest, address: str) -> HttpResponse:
    """Remember the reader's confirmation and lead on to `address` (a safe return path)."""
    response = HttpResponseSeeOther(address)
    cookie.remember(request, response, gate_settings(request))
    add_never_cache_headers(response)
    return response


def withdrawn(request: HttpRequest, address: str) -> HttpResponse:
    """Forget the confirmation and lead on to `address` (a safe return path)."""
    response = HttpResponseSeeOther(address)
    cookie.forget(request, response)
    add_never_cache_headers(response)
    return response
