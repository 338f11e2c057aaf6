"""/impact/outcomes/: the report over the whole hub, for everybody. No filter, no page by itself."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from core.remembered import remembered
from feedback import exports
from feedback.report import OutcomesReport, outcomes_report
from feedback.report_query import ReportQuery


@require_safe
def outcomes(request: HttpRequest) -> HttpResponse:
    return render(request, "feedback/outcomes_page.html", exports.report_context(public_report()))


@require_safe
def outcomes_csv(request: HttpRequest) -> HttpResponseBase:
    report = public_report()
    return exports.report_csv(exports.file_name(report), report)


@require_safe
def outcomes_json(request: HttpRequest) -> HttpResponseBase:
    report = public_report()
    return exports.json_response(exports.file_name(report), report)


def public_report() -> OutcomesReport:
    """The report in the active language; at most a minute old."""
    today = timezone.localdate()
    key = f"outcomes-{translation.get_language()}-{today}"
    return remembered(key, lambda: outcomes_report(ReportQuery(), today))
