"""The register as a file: export, an empty file to fill in, import with a preview.

The preview keeps nothing on the server: it carries the text of the file in the form, and the
booking reads and checks all of it again.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet
from wagtail.log_actions import log

from sponsors.models import FundingRecord, Involvement, Scope, SupportKind
from sponsors.record_cells import RECORDS
from sponsors.register_csv import (
    COLUMNS,
    EXPORT_ONLY,
    MAX_ROWS,
    REQUIRED,
    CsvError,
    decode,
    write_csv,
)
from sponsors.register_import import ImportReport, Verdict, import_csv
from sponsors.register_rows import row_of

FILES = "funding_files"
MAY_IMPORT = "sponsors.add_fundingrecord"
MAY_EXPORT = "sponsors.view_fundingrecord"


class FileForm(forms.Form):
    """A CSV file to look at."""

    file = forms.FileField(
        label=gettext_lazy("CSV file"),
        help_text=gettext_lazy("Nothing is booked yet: you first see what would be booked."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.tsv,text/csv"}),
    )

    def clean_file(self) -> str:
        try:
            return decode(self.cleaned_data["file"].read())
        except CsvError as error:
            raise forms.ValidationError(str(error)) from error


@require_http_methods(["GET", "POST"])
@never_cache
def index(request: HttpRequest) -> HttpResponse:
    """Explains the columns; a chosen file leads to the preview."""
    if not request.user.has_perm(MAY_EXPORT):
        raise PermissionDenied
    may_import = request.user.has_perm(MAY_IMPORT)
    if request.method == "POST" and not may_import:
        raise PermissionDenied
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["file"]
        return _preview(request, text, import_csv(text, by=request.user))
    context = {
        "form": form,
        "may_import": may_import,
        "columns": column_help(),
        "max_rows": MAX_ROWS,
        **_header(_("Import and export")),
    }
    return render(request, "sponsors/admin/files.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
def book(request: HttpRequest) -> HttpResponse:
    """Books what the preview showed, all of it or nothing."""
    if not request.user.has_perm(MAY_IMPORT):
        raise PermissionDenied
    if request.method == "GET":
        return redirect(f"{FILES}:index")
    text = request.POST.get("text", "")
    report = import_csv(text, by=request.user, commit=True)
    if not report.is_booked:
        messages.error(
            request, _("Nothing was booked: the register has changed since. See the rows below.")
        )
        return _preview(request, text, report)
    for row in report.rows:
        if row.verdict is Verdict.NEW and row.record:
            log(instance=row.record, action="sponsors.import", user=request.user)
    said = ngettext("%(new)d record is booked.", "%(new)d records are booked.", report.new)
    if report.known:
        said += " " + ngettext(
            "%(known)d was booked before and has been left as it is.",
            "%(known)d were booked before and have been left as they are.",
            report.known,
        )
    messages.success(request, said % {"new": report.new, "known": report.known})
    return redirect(f"{RECORDS}:index")


def _preview(request: HttpRequest, text: str, report: ImportReport) -> HttpResponse:
    context = {
        "text": text,
        "report": report,
        **_header(_("What would be booked"), below_index=True),
    }
    return render(request, "sponsors/admin/import_preview.html", context)


def _header(title: str, *, below_index: bool = False) -> dict[str, Any]:
    here = {"url": "", "label": title}
    above = {"url": reverse(f"{FILES}:index"), "label": _("Import and export")}
    return {
        "header_title": title,
        "header_icon": "download",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            *([above] if below_index else []),
            here,
        ],
    }


@require_GET
@never_cache
def export(request: HttpRequest) -> HttpResponse:
    """Every record with every column, oldest booking first, so that it can be read in again."""
    if not request.user.has_perm(MAY_EXPORT):
        raise PermissionDenied
    records = (
        FundingRecord.objects.select_related(
            "funder", "page", "reverses", "exchange_rate", "agreement", "booked_by"
        )
        .order_by("booked_at", "pk")
        .iterator(chunk_size=500)
    )
    name = f"funding-records-{timezone.localdate():%Y-%m-%d}.csv"
    return _download(write_csv(row_of(record) for record in records), name)


@require_GET
def template(request: HttpRequest) -> HttpResponse:
    """An empty file with the column names and one example row."""
    if not request.user.has_perm(MAY_EXPORT):
        raise PermissionDenied
    columns = [name for name in COLUMNS if name not in EXPORT_ONLY]
    return _download(write_csv([example_row()], columns), "funding-records-template.csv")


def _download(text: str, name: str) -> HttpResponse:
    response = HttpResponse("\ufeff" + text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def example_row() -> dict[str, str]:
    """A row as it may stand in a file; its funder is left to be filled in."""
    year = timezone.localdate().year
    return {
        "reference": f"EXAMPLE-{year}",
        "funder": _("name as in the list of funders"),
        "kind": SupportKind.SPONSORSHIP.value,
        "amount": "48000.00",
        "currency": "EUR",
        "period_start": f"{year}-01-01",
        "period_end": f"{year}-12-31",
        "scope": Scope.HUB.value,
        "involvement": Involvement.FUNDS_ONLY.value,
    }


def column_help() -> list[dict[str, Any]]:
    """Each column that an import reads: its name, whether it is needed, what belongs in it."""

    def one_of(choices: Any) -> str:
        return _("One of: %(values)s.") % {"values": ", ".join(choices.values)}

    day = _("A date such as 2026-01-31 or 31.01.2026.")
    meaning = {
        "reference": _("The agreement number. A number that is booked already is left as it is."),
        "funder": _("Public name, legal name or address part of a funder in the list."),
        "kind": one_of(SupportKind),
        "amount": _("For the whole period, such as 48000.00. More than zero."),
        "currency": _("Three letters, such as EUR or USD."),
        "period_start": day,
        "period_end": f"{day} {_('The last day is included.')}",
        "scope": one_of(Scope),
        "involvement": one_of(Involvement),
        "page": _("For topic and item: the address of the page, such as /topics/mrd/."),
        "involvement_note": _("What the funder did, in words; needed for other."),
        "received_on": day,
        "givers": _("For readers' contributions: how many there were."),
        "rate": _("What one unit of another currency was worth, such as 0.9215."),
        "rate_on": day,
        "rate_source": _("Where the rate is from."),
        "reverses": _("In a row that reverses another: the agreement number of that one."),
        "reason": _("Why it is reversed."),
    }
    return [
        {"name": name, "is_required": name in REQUIRED, "meaning": text}
        for name, text in meaning.items()
    ]


# --- The entry of the menu ------------------------------------------------------------------------
class FilesMenuItem(MenuItem):
    """Shown to those who may read the register."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(MAY_EXPORT))


class FilesViewSet(ViewSet):
    name = FILES
    url_prefix = "funding/files"
    icon = "download"
    menu_label = gettext_lazy("Import and export")
    menu_name = "funding-files"
    menu_order = 70
    menu_item_class = FilesMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", index, name="index"),
            path("book/", book, name="book"),
            path("records.csv", export, name="export"),
            path("template.csv", template, name="template"),
        ]
