"""Where readers answer and see what was answered; never cached."""

from __future__ import annotations

app_name = "feedback"
urlpatterns: list = []
