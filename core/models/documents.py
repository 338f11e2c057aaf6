from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument


class HubDocument(AbstractDocument):
    """A file readers can download, with a sentence that says what is in it."""

    description = models.CharField(
        _("description"),
        max_length=300,
        blank=True,
        help_text=_("One sentence shown beside the download: what the file holds."),
    )

    admin_form_fields = ("title", "file", "description", "collection", "tags")

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        permissions = [("choose_document", "Can choose document")]
