"""The area of a sponsor's own at /sponsor/."""

from __future__ import annotations

app_name = "sponsor"
urlpatterns: list = []
