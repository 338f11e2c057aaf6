"""The agreement behind a record. Documents are behind the gate; what a funder signed is not."""

from __future__ import annotations

import hashlib
from typing import BinaryIO

import structlog
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from sponsors.models import FundingRecord
from sponsors.reading_views import reading

PIECE = 1 << 16  # bytes
logger = structlog.get_logger(__name__)


@reading
def agreement(request: HttpRequest, pk: str) -> HttpResponseBase:
    """The document of the record `pk`, as it was when the record was booked.

    Any other document stays where it is: only a record opens this door. A file that is missing, or
    that is not the one that was filed, is answered with 404 in plain words.
    """
    record = (
        FundingRecord.objects.filter(pk=int(pk), agreement__isnull=False)
        .select_related("agreement")
        .first()
    )
    if record is None or record.agreement is None:
        raise Http404
    try:
        file: BinaryIO = record.agreement.file.storage.open(record.agreement.file.name, "rb")
    except (OSError, ValueError):
        logger.exception("agreement_missing", record=record.pk)
        return _not_here(request, record, _("The file of this agreement is missing."))
    if record.agreement_sha256 and _digest(file) != record.agreement_sha256:
        file.close()
        logger.error("agreement_changed", record=record.pk)
        changed = _("The file at hand is not the one that was filed with this record.")
        return _not_here(request, record, changed)
    file.seek(0)
    response = FileResponse(file, as_attachment=True, filename=record.agreement.filename)
    response["Content-Security-Policy"] = "default-src 'none'"
    response["Cache-Control"] = "public, max-age=0, must-revalidate"
    return response


def _not_here(request: HttpRequest, record: FundingRecord, reason: str) -> HttpResponseBase:
    context = {"record": record, "reason": reason}
    return render(request, "sponsors/agreement_missing.html", context, status=404)


def _digest(file: BinaryIO) -> str:
    digest = hashlib.sha256()
    for piece in iter(lambda: file.read(PIECE), b""):
        digest.update(piece)
    return digest.hexdigest()
