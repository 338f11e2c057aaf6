"""The public pages about money. Editors write the words; every figure comes from the register."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from core.blocks import PlainBodyBlock
from core.exposure import Exposure
from core.fields import StreamField
from core.pages import BasePage
from sponsors.models.funders import Funder

PUBLIC_FIELDS = ("title", "introduction", "body", "reviewed_on", "search_description")


class RuleBlock(blocks.StructBlock):
    """One thing a funder cannot do."""

    rule = blocks.CharBlock(label=_("Rule"), max_length=120)
    explanation = blocks.TextBlock(label=_("What that means"), max_length=300)

    class Meta:
        icon = "lock"
        label = _("Rule")
        description = _("One thing a funder cannot do, and what that means.")
        template = "blocks/rule_block.html"
        preview_value = {
            "rule": "See content before you do.",
            "explanation": "Drafts are not shared with any funder.",
        }


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


class FundersPage(MoneyPage):
    """Who funds the hub and on what terms; open to everybody, at /funders/."""

    exposure = Exposure.PUBLIC
    public_fields = (*PUBLIC_FIELDS, "rules", "share_image")
    parent_page_types: ClassVar[list[str]] = ["home.HomePage"]
    subpage_types: ClassVar[list[str]] = ["sponsors.FundersYearPage", "sponsors.FunderPage"]
    max_count_per_parent = 1
    template = "sponsors/funders_page.html"

    rules = StreamField(
        [("rule", RuleBlock())], verbose_name=_("what funders cannot do"), blank=True
    )

    content_panels: ClassVar[list[Any]] = [*MoneyPage.content_panels, FieldPanel("rules")]

    class Meta:
        verbose_name = _("funders page")


class FundersYearPage(MoneyPage):
    """What there is to say about one year; its figures come from the register."""

    exposure = Exposure.PUBLIC
    public_fields = (*PUBLIC_FIELDS, "year", "share_image")
    parent_page_types: ClassVar[list[str]] = ["sponsors.FundersPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "sponsors/funders_year_page.html"

    year = models.PositiveSmallIntegerField(
        _("year"), validators=[MinValueValidator(1990), MaxValueValidator(2200)]
    )

    content_panels: ClassVar[list[Any]] = [FieldPanel("year"), *MoneyPage.content_panels]

    class Meta:
        verbose_name = _("funders of a year")
        verbose_name_plural = _("funders of a year")


class FunderPage(MoneyPage):
    """What there is to say about one funder; its figures come from the register."""

    exposure = Exposure.PUBLIC
    public_fields = (*PUBLIC_FIELDS, "funder", "share_image")
    parent_page_types: ClassVar[list[str]] = ["sponsors.FundersPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "sponsors/funder_page.html"

    funder = models.ForeignKey(
        Funder, verbose_name=_("funder"), on_delete=models.PROTECT, related_name="+"
    )

    content_panels: ClassVar[list[Any]] = [FieldPanel("funder"), *MoneyPage.content_panels]

    class Meta:
        verbose_name = _("page of a funder")
        verbose_name_plural = _("pages of funders")
