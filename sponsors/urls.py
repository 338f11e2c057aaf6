"""Addresses below /funders/ that are no pages of the tree: data, statement, ledger, agreements.

Numbers are written in one way only and have a limit: what no row can have is not asked for.
"""

from __future__ import annotations

from django.urls import URLPattern, path, re_path

from sponsors import agreement_views, data_views, views

_YEAR = r"(?P<year>[12][0-9]{3})"
_NUMBER = r"[1-9][0-9]{0,17}"

app_name = "sponsors"
urlpatterns: list[URLPattern] = [
    path("data.csv", data_views.data_csv, name="data-csv"),
    path("data.json", data_views.data_json, name="data-json"),
    path("schema.json", data_views.schema, name="schema"),
    re_path(rf"^{_YEAR}/data\.csv$", data_views.data_csv, name="year-csv"),
    re_path(rf"^{_YEAR}/data\.json$", data_views.data_json, name="year-json"),
    path("statement/", views.statement, name="statement"),
    path("ledger/", views.ledger, name="ledger"),
    path("ledger.jsonl", data_views.ledger_lines, name="ledger-lines"),
    re_path(rf"^ledger/(?P<number>{_NUMBER})/$", views.ledger_entry, name="ledger-entry"),
    re_path(rf"^agreements/(?P<pk>{_NUMBER})/$", agreement_views.agreement, name="agreement"),
    path("sponsor-access/", views.sponsor_access, name="sponsor-access"),
]
