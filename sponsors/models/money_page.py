"""What the pages about money share: words, and an address in every language."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from core.blocks import PlainBodyBlock
from core.fields import StreamField
from core.pages import BasePage

PUBLIC_FIELDS = ("title", "introduction", "body", "reviewed_on", "search_description")


class MoneyPage(BasePage):
    """What the pages about money share: words only."""

    introduction = models.TextField(
        _("introduction"), blank=True, help_text=_("One or two sentences under the title.")
    )
    body = StreamField(
        PlainBodyBlock(),
        verbose_name=_("body"),
        blank=True,
        help_text=_("Words. Amounts, shares and levels are computed and need not be typed."),
    )
    reviewed_on = models.DateField(
        _("last reviewed"), null=True, blank=True, help_text=_("Shown at the end of the page.")
    )

    content_panels: ClassVar[list[Any]] = [
        *BasePage.content_panels,
        FieldPanel("introduction"),
        FieldPanel("body"),
        FieldPanel("reviewed_on"),
    ]
    search_fields: ClassVar[list[Any]] = [
        *BasePage.search_fields,
        index.SearchField("introduction"),
        index.SearchField("body"),
    ]
    override_translatable_fields: ClassVar[list[Any]] = [
        SynchronizedField("slug", overridable=False)
    ]

    class Meta:
        abstract = True

    @property
    def language_anchor(self) -> tuple[Page, str]:
        """The page whose translations answer at this address, and the path below it."""
        return self, ""
