"""The area of a sponsor's own at /sponsor/: its record and reports, and nothing else."""

from __future__ import annotations

from django.urls import path

from sponsors import sponsor_doors, sponsor_views

app_name = "sponsor"
urlpatterns = [
    path("", sponsor_views.overview, name="overview"),
    path("report/", sponsor_views.report, name="report"),
    path("report.pdf", sponsor_views.report_pdf, name="report-pdf"),
    path("record.csv", sponsor_views.record_csv, name="record-csv"),
    path("log/", sponsor_views.log, name="log"),
    path("login/", sponsor_doors.login, name="login"),
    path("logout/", sponsor_doors.logout, name="logout"),
    path("password/", sponsor_doors.password, name="password"),
    path("password/forgotten/", sponsor_doors.forgotten, name="forgotten"),
]
