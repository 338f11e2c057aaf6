"""Below /impact/: outcomes in the open."""

from __future__ import annotations

from django.urls import path

from feedback import public_views

app_name = "impact"
urlpatterns = [
    path("outcomes/", public_views.outcomes, name="outcomes"),
    path("outcomes.csv", public_views.outcomes_csv, name="outcomes-csv"),
    path("outcomes.json", public_views.outcomes_json, name="outcomes-json"),
]
