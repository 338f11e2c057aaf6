"""Whether an uploaded file is public: that follows from the pages that use it."""

from __future__ import annotations

from django.db import models
from wagtail.models import Page, ReferenceIndex

from core.exposure import Exposure
from core.restricted import without_closed_pages


def is_shown_in_public(item: models.Model) -> bool:
    """Whether a live page outside the gate uses `item`, or a gated one in a public field.

    `item` is an image or a document. A page that is closed does not count. At most two queries.
    """
    references = ReferenceIndex.get_references_to(item).select_related("content_type")
    public_uses = [
        reference.object_id
        for reference in references
        if _is_public_place(reference.content_type.model_class(), reference.model_path)
    ]
    pages = without_closed_pages(Page.objects.live().filter(pk__in=public_uses))
    return bool(public_uses) and pages.exists()


def _is_public_place(model: type[models.Model] | None, path: str) -> bool:
    """Whether everybody sees the field that starts the dotted `path` on pages of this type."""
    if model is None or not issubclass(model, Page):
        return False
    if getattr(model, "exposure", Exposure.GATED) is Exposure.PUBLIC:
        return True
    return path.partition(".")[0] in getattr(model, "public_fields", ())
