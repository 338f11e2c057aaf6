"""The acknowledgement cookie on requests and responses.

Over TLS its name starts with `__Host-`: browsers then accept it from this very host only, so that
no neighbouring subdomain can set it.
"""

from __future__ import annotations

from django.conf import settings as django_settings
from django.http import HttpRequest, HttpResponseBase

from gate.acknowledgement import accepted_version, statement_token
from gate.models import GateSettings
from gate.policy import Evidence

COOKIE_NAME = "hub_hcp"
SECURE_COOKIE_NAME = "__Host-hub_hcp"
DAYS_IN_A_YEAR = 365
SECONDS_IN_A_DAY = 24 * 60 * 60


def cookie_name(request: HttpRequest) -> str:
    """Return the name for the connection at hand; the other name is not looked at."""
    return SECURE_COOKIE_NAME if request.is_secure() else COOKIE_NAME


def evidence(request: HttpRequest, settings: GateSettings) -> Evidence:
    """Return what the request brings along for the decision."""
    return Evidence(
        cookie=request.COOKIES.get(cookie_name(request)),
        statement_version=settings.statement_version,
        secret=django_settings.SECRET_KEY,
    )


def has_accepted_earlier_version(request: HttpRequest, settings: GateSettings) -> bool:
    """Whether the reader accepted a statement that has changed since."""
    given = evidence(request, settings)
    version = accepted_version(given.cookie, given.secret, given.statement_version)
    return version is not None and version < given.statement_version


def remember(request: HttpRequest, response: HttpResponseBase, settings: GateSettings) -> None:
    """Set the cookie for the statement in force."""
    response.set_cookie(
        cookie_name(request),
        statement_token(settings.statement_version, django_settings.SECRET_KEY),
        max_age=round(settings.validity_months * DAYS_IN_A_YEAR / 12) * SECONDS_IN_A_DAY,
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )


def forget(request: HttpRequest, response: HttpResponseBase) -> None:
    """Delete the cookie."""
    response.delete_cookie(cookie_name(request), samesite="Lax")
