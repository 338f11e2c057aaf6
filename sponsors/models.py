"""Who pays: the public page about money. Editorial code must not import from here."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from core.blocks import PlainBodyBlock
from core.exposure import Exposure
from core.fields import StreamField
from core.pages import BasePage


class FundersPage(BasePage):
    """Who funds the hub and on what terms; open to everybody, at /funders/."""

    exposure = Exposure.PUBLIC
    public_fields = (
        "title",
        "introduction",
        "body",
        "reviewed_on",
        "search_description",
        "share_image",
    )
    parent_page_types: ClassVar[list[str]] = ["home.HomePage"]
    subpage_types: ClassVar[list[str]] = []
    max_count_per_parent = 1
    template = "sponsors/funders_page.html"

    introduction = models.TextField(
        _("introduction"), blank=True, help_text=_("One or two sentences under the title.")
    )
    body = StreamField(PlainBodyBlock(), verbose_name=_("body"), blank=True)
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
        verbose_name = _("funders page")
