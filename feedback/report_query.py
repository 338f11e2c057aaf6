"""What a report is asked for, and how that is written down so that it can be asked for again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlencode
from uuid import UUID

from feedback import scopes
from feedback.outcomes import Within


@dataclass(frozen=True)
class ReportQuery:
    """`scopes` maps names of registered scopes to a value each; `first` and `last` are months and
    belong to the report. Nothing set: everything."""

    scopes: Mapping[str, str] = field(default_factory=dict)
    language: str = ""
    first: date | None = None
    last: date | None = None

    @property
    def text(self) -> str:
        """The query of the report's address, in one fixed order: "from=2026-01&topic=…"."""
        parts = {name: value for name, value in self.scopes.items() if value}
        if self.language:
            parts["language"] = self.language
        if self.first:
            parts["from"] = month_text(self.first)
        if self.last:
            parts["to"] = month_text(self.last)
        return urlencode(sorted(parts.items()))

    def within(self) -> Within:
        """The filter: pages that every chosen scope has."""
        return Within(
            pages=self._pages(),
            languages=[self.language] if self.language else None,
            first=self.first,
            last=self.last,
        )

    def _pages(self) -> frozenset[UUID] | None:
        chosen = [
            scope.keys_of(self.scopes[scope.name])
            for scope in scopes.registered()
            if self.scopes.get(scope.name)
        ]
        return frozenset(set.intersection(*chosen)) if chosen else None


def month_text(month: date) -> str:
    return f"{month:%Y-%m}"
