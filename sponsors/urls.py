"""Addresses below /funders/ that are no pages: data, the statement, the ledger."""

from __future__ import annotations

app_name = "sponsors"
urlpatterns: list = []
