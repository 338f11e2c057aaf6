"""The report in the CMS: on screen, as files, and for one page beside the hub's average."""

from __future__ import annotations

from typing import Any

import structlog
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet
from wagtail.models import Page

from core.pdf import PdfUnavailableError
from feedback import exports, scopes
from feedback.models import Remark
from feedback.outcomes import Within
from feedback.report import OutcomesReport, outcomes_report, read_partition, report_from
from feedback.report_form import ReportForm
from feedback.report_query import ReportQuery
from feedback.report_table import about_rows as about
from feedback.report_table import figure_header, figure_rows, page_header, page_rows

REPORT = "outcomes_report"
# Who may look at the counts may look at what is made of them.
MAY_READ = "feedback.view_agreementcount"
MAY_READ_REMARKS = "feedback.view_remark"
LATEST_REMARKS = 20

logger = structlog.get_logger(__name__)


@require_safe
@never_cache
def index(request: HttpRequest) -> HttpResponse:
    """The filter and the report. A filter that makes no sense is said; nothing is shown then."""
    _refuse_strangers(request)
    form = _form(request)
    context: dict[str, Any] = {"form": form, **_header(_("Outcomes report"))}
    if form.is_valid():
        report = outcomes_report(form.query(), timezone.localdate())
        context |= {**exports.report_context(report), "files": _files(report.query)}
    return render(request, "feedback/admin/report.html", context)


@require_safe
@never_cache
def download(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The filtered report as a file; back to the form when the filter makes no sense."""
    _refuse_strangers(request)
    form = _form(request)
    if not form.is_valid():
        return redirect(f"{reverse(f'{REPORT}:index')}?{request.GET.urlencode()}")
    query = form.query()
    if kind == "pages":
        return _pages_csv(query)
    report = outcomes_report(query, timezone.localdate())
    name = exports.file_name(report)
    if kind == "csv":
        return exports.report_csv(name, report)
    if kind == "xlsx":
        return exports.xlsx_response(name, _sheets(report))
    if kind == "json":
        return exports.json_response(name, report)
    if kind == "pdf":
        return _pdf(request, name, report)
    raise Http404


@require_safe
@never_cache
def page_report(request: HttpRequest, page_id: int) -> HttpResponse:
    """What readers said about one page in all its languages, and about the whole hub."""
    _refuse_strangers(request)
    page = get_object_or_404(Page, pk=page_id)
    if not scopes.is_answered(page):
        raise Http404
    today = timezone.localdate()
    parts = read_partition(Within(), today)
    here = report_from(parts, Within(pages={page.translation_key}), "", today)
    hub = {each.key: each for each in report_from(parts, Within(), "", today).statements}
    may_read_remarks = request.user.has_perm(MAY_READ_REMARKS)
    remarks = Remark.objects.filter(page_key=page.translation_key)[:LATEST_REMARKS]
    context = {
        "page": page,
        "compared": [(each, hub.get(each.key)) for each in here.statements],
        "remarks": remarks if may_read_remarks else None,
        **exports.report_context(here),
        **_header(_("What readers said"), page.get_admin_display_title()),
    }
    return render(request, "feedback/admin/page_report.html", context)


def _refuse_strangers(request: HttpRequest) -> None:
    if not request.user.has_perm(MAY_READ):
        raise PermissionDenied


def _form(request: HttpRequest) -> ReportForm:
    return ReportForm(request.GET, today=timezone.localdate())


def _header(title: str, subtitle: str = "") -> dict[str, Any]:
    return {
        "page_title": title,
        "page_subtitle": subtitle,
        "header_title": title,
        "header_icon": "clipboard-list",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse(f"{REPORT}:index"), "label": _("Outcomes report")},
            *([{"url": "", "label": title, "sublabel": subtitle}] if subtitle else []),
        ],
    }


def _files(query: str) -> list[tuple[str, str]]:
    """(address, label) of the files of the report on screen."""
    labels = {
        "xlsx": "XLSX",
        "csv": "CSV",
        "pdf": "PDF",
        "json": "JSON",
        "pages": _("By page, CSV"),
    }
    return [
        (f"{reverse(f'{REPORT}:download', args=[kind])}?{query}", label)
        for kind, label in labels.items()
    ]


def _sheets(report: OutcomesReport) -> list[exports.Sheet]:
    return [
        exports.Sheet(_("Figures"), figure_header(), figure_rows(report)),
        exports.Sheet(_("Method"), (_("What"), _("How")), about(report)),
    ]


def _pages_csv(query: ReportQuery) -> HttpResponseBase:
    within, today = query.within(), timezone.localdate()
    parts = read_partition(within, today)
    name = f"outcomes-by-page-{parts.through:%Y-%m}"
    return exports.csv_response(name, page_header(), page_rows(parts, within))


def _pdf(request: HttpRequest, name: str, report: OutcomesReport) -> HttpResponseBase:
    """On a machine that draws no PDF, a page that says what to do instead."""
    try:
        return exports.pdf_response(name, report, request)
    except PdfUnavailableError:
        logger.exception("outcomes_report_not_drawn")
        context = {"files": _files(report.query), **_header(_("No PDF at the moment"))}
        return render(request, "feedback/admin/no_pdf.html", context, status=503)


# --- The entry of the menu ------------------------------------------------------------------------
class ReportMenuItem(MenuItem):
    """Shown to those who may read the report."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(MAY_READ))


class ReportViewSet(ViewSet):
    name = REPORT
    url_prefix = "reader-voice/report"
    icon = "clipboard-list"
    menu_label = gettext_lazy("Report")
    menu_name = "outcomes-report"
    menu_order = 10
    menu_item_class = ReportMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", index, name="index"),
            path("download/<slug:kind>/", download, name="download"),
            path("pages/<int:page_id>/", page_report, name="page"),
        ]
