"""What an article must have before it is submitted or published."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from articles.formats import FORMATS_WITH_RECORDING, ArticleFormat
from core.page_form import HubPageForm


class ArticlePageForm(HubPageForm):
    """Checks that involve more than one field. Drafts are let through."""

    required_rows: ClassVar[dict[str, Any]] = {
        "references": _("Add at least one reference: readers must see where it comes from."),
        "contributors": _("Add at least the author."),
        "topics": _("Add at least one topic, so that readers find the article."),
    }

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if not self.is_deferred_validation:
            self._needs_recording(cleaned)
            self._needs_congress(cleaned)
        return cleaned

    def _needs_recording(self, cleaned: dict[str, Any]) -> None:
        kinds = {block.block_type for block in cleaned.get("lead_media") or []}
        if cleaned.get("format") in FORMATS_WITH_RECORDING and not kinds & {"video", "audio"}:
            self.add_error("lead_media", _("Readers expect a recording here: add video or audio."))

    def _needs_congress(self, cleaned: dict[str, Any]) -> None:
        if cleaned.get("format") == ArticleFormat.CONGRESS_REPORT and not cleaned.get(
            "congress_name"
        ):
            self.add_error("congress_name", _("Say which congress this is a report of."))
