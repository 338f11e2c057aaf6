"""The register as files: /funders/data.csv, /funders/2025/data.json, their schema, the ledger.

The files are the same in every language, so their words are English.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.text import slugify
from wagtail.models import Site

from sponsors.chain import moment
from sponsors.models import LedgerEntry
from sponsors.open_data import as_json, read_open_data
from sponsors.open_data_csv import as_csv
from sponsors.reading_views import reading
from sponsors.routes import year_at
from sponsors.screens import current_year
from sponsors.selectors import hub_name

SCHEMA = Path(__file__).with_name("open_data_schema.json")
AT_ONCE = 500  # ledger entries read in one go


@reading
def data_csv(request: HttpRequest, year: str = "") -> HttpResponseBase:
    """Everything, or one year, for a spreadsheet."""
    text = as_csv(read_open_data(_year_or_404(year)))
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    return _named(response, year, "csv")


@reading
def data_json(request: HttpRequest, year: str = "") -> HttpResponseBase:
    """Everything, or one year, for a program."""
    with translation.override(settings.LANGUAGE_CODE):
        schema = request.build_absolute_uri(reverse("sponsors:schema"))
        document = as_json(
            read_open_data(_year_or_404(year)),
            schema_url=schema,
            hub=hub_name(),
            is_demonstration=_is_demonstration(request),
        )
    text = json.dumps(document, ensure_ascii=False, indent=1)
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    return _named(response, year, "json")


@reading
def schema(request: HttpRequest) -> HttpResponseBase:
    """JSON Schema (2020-12) of data.json."""
    return HttpResponse(SCHEMA.read_bytes(), content_type="application/schema+json")


@reading
def ledger_lines(request: HttpRequest) -> HttpResponseBase:
    """The whole ledger, one entry a line, in the order of the numbers."""
    kind = "application/x-ndjson; charset=utf-8"
    if request.method == "HEAD":
        return HttpResponse(content_type=kind)
    return StreamingHttpResponse(_lines(), content_type=kind)


def _lines() -> Iterator[str]:
    for entry in LedgerEntry.objects.order_by("number").iterator(chunk_size=AT_ONCE):
        yield json.dumps(entry_as_json(entry), ensure_ascii=False) + "\n"


def entry_as_json(entry: LedgerEntry) -> dict[str, Any]:
    """The five texts that are hashed, and the hash. `content` stays the text that it is."""
    return {
        "number": entry.number,
        "kind": entry.kind,
        "created_at": moment(entry.created_at),
        "content": entry.content,
        "previous_hash": entry.previous_hash,
        "hash": entry.entry_hash,
    }


def _year_or_404(year: str) -> int | None:
    """None for all years. The current year has its file although nothing may be booked yet."""
    if not year:
        return None
    if year == str(current_year()):
        return int(year)
    found = year_at(year)
    if found is None:
        raise Http404
    return found


def _is_demonstration(request: HttpRequest) -> bool:
    # The settings of the hub belong to an app above this one, so they are found by name.
    settings_model: Any = apps.get_model("home", "HubSettings")
    return bool(settings_model.of(Site.find_for_request(request)).is_demonstration)


def _named(response: HttpResponse, year: str, kind: str) -> HttpResponse:
    """A file name that still says what it is when it lies in a folder of downloads."""
    name = "-".join(part for part in (slugify(hub_name()) or "hub", "funding", year) if part)
    disposition = "attachment" if kind == "csv" else "inline"
    response["Content-Disposition"] = f'{disposition}; filename="{name}.{kind}"'
    return response
