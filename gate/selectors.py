"""What the gate reads from the database."""

from __future__ import annotations

from django.conf import settings as django_settings
from django.http import HttpRequest
from django.utils.translation import get_language
from wagtail.models import Site

from core.remembered import remembered
from gate.models import GateSettings, GateStatement
from gate.statements import StatementText, complete


def gate_settings(request: HttpRequest) -> GateSettings:
    """Return the settings of the request's site, read once a request.

    Unlike Wagtail's own reader this never writes: without a row (or without a site) the defaults
    hold, which ask. The result lies where the `settings` context processor finds it.
    """
    attribute = GateSettings.get_cache_attr_name()
    found: GateSettings | None = getattr(request, attribute, None)
    if found is None:
        site = Site.find_for_request(request)
        found = remembered(f"gate-settings-{site.pk if site else 0}", lambda: _stored(site))
        setattr(request, attribute, found)
    return found


def _stored(site: Site | None) -> GateSettings:
    row: GateSettings | None = (
        GateSettings.objects.filter(site=site).first() if site is not None else None
    )
    return row or GateSettings(site=site)


def statement_text(settings: GateSettings) -> StatementText:
    """Return the notice in the active language, else the default language, else built in."""
    active = get_language() or django_settings.LANGUAGE_CODE
    by_language = {
        statement.locale.language_code: statement
        for statement in GateStatement.objects.select_related("locale").filter(
            locale__language_code__in={active, django_settings.LANGUAGE_CODE}
        )
    }
    statement = by_language.get(active) or by_language.get(django_settings.LANGUAGE_CODE)
    return complete(
        statement.written() if statement else {},
        months=settings.validity_months,
        patient_site=settings.patient_site_name,
    )
