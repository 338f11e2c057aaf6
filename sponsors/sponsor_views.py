"""What a sponsor account sees: its own record, the report on it, and what it did here."""

from __future__ import annotations

import structlog
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.pdf import PdfUnavailableError, pdf_from_html
from sponsors.access import Action, record_action
from sponsors.models import SponsorAccess, SponsorAction
from sponsors.report import Report, record_as_csv, report_of
from sponsors.sponsor_session import for_sponsors

LINES = 50  # of the log on a page

logger = structlog.get_logger(__name__)


@require_safe
@for_sponsors
def overview(request: HttpRequest, access: SponsorAccess) -> HttpResponseBase:
    record_action(access, Action.VIEW)
    context = {"access": access, "report": _report_of(access), "tab": "overview"}
    return render(request, "sponsors/area/overview.html", context)


@require_safe
@for_sponsors
def report(request: HttpRequest, access: SponsorAccess) -> HttpResponseBase:
    """The report as a page for the printer: what the PDF holds."""
    record_action(access, Action.VIEW)
    return HttpResponse(_report(request, access))


@require_safe
@for_sponsors
def report_pdf(request: HttpRequest, access: SponsorAccess) -> HttpResponseBase:
    """The report as PDF. On a machine that draws none, a page that says what to do instead."""
    try:
        pdf = pdf_from_html(_report(request, access))
    except PdfUnavailableError:
        logger.exception("sponsor_report_not_drawn")
        return render(request, "sponsors/area/no_pdf.html", {"access": access}, status=503)
    record_action(access, Action.DOWNLOAD_PDF)
    return _download(pdf, "application/pdf", f"{_file_name(access)}.pdf")


@require_safe
@for_sponsors
def record_csv(request: HttpRequest, access: SponsorAccess) -> HttpResponseBase:
    record_action(access, Action.DOWNLOAD_CSV)
    text = record_as_csv(access.funder)
    return _download(text.encode(), "text/csv; charset=utf-8", f"{_file_name(access)}.csv")


@require_safe
@for_sponsors
def log(request: HttpRequest, access: SponsorAccess) -> HttpResponseBase:
    """What the accounts of the same funder did. Colleagues are not named."""
    actions = SponsorAction.objects.filter(funder=access.funder)
    page = Paginator(actions, LINES).get_page(request.GET.get("page"))
    context = {"access": access, "actions": page, "tab": "log"}
    return render(request, "sponsors/area/log.html", context)


def _report(request: HttpRequest, access: SponsorAccess) -> str:
    context = {"report": _report_of(access)}
    return render_to_string("sponsors/area/report.html", context, request)


def _report_of(access: SponsorAccess) -> Report:
    return report_of(access.funder, timezone.localdate())


def _download(content: bytes, kind: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=kind, headers=headers)


def _file_name(access: SponsorAccess) -> str:
    return f"funding-{access.funder.slug}-{timezone.localdate():%Y-%m-%d}"
