"""Funding records: the register. Written once; corrected by a reversing record."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sponsors.models.funders import Funder
from sponsors.models.immutable import WriteOnceModel


class SupportKind(models.TextChoices):
    SPONSORSHIP = "sponsorship", _("Sponsorship")
    EDUCATIONAL_GRANT = "educational_grant", _("Educational grant")
    CONTRIBUTIONS = "contributions", _("Readers' contributions")
    OTHER = "other", _("Other support")


class Scope(models.TextChoices):
    HUB = "hub", _("The whole hub")
    TOPIC = "topic", _("One topic")
    ITEM = "item", _("One article or page")


class Involvement(models.TextChoices):
    """What the funder did besides paying: a closed list, each with its sentence (statement.py)."""

    FUNDS_ONLY = "funds_only", _("Paid, and did nothing else")
    SUGGESTED_TOPIC = "suggested_topic", _("Suggested the topic")
    SUPPLIED_DATA = "supplied_data", _("Supplied data")
    REVIEWED_ACCURACY = "reviewed_accuracy", _("Checked factual accuracy before publication")
    OTHER = "other", _("Something else, described in words")


class FundingRecord(WriteOnceModel):
    """An amount that somebody pays for a period. Only `sponsors.services` writes here.

    Amounts are whole minor units (cents) of `currency`; `exchange_rate` is the price of one unit of
    it in the reporting currency. A reversing record carries the negated amount of the one it
    reverses and everything else unchanged.
    """

    reference = models.CharField(
        _("agreement number"), max_length=60, unique=True, help_text=_("Unique, as you file it.")
    )
    funder = models.ForeignKey(
        Funder, verbose_name=_("funder"), on_delete=models.PROTECT, related_name="records"
    )
    kind = models.CharField(_("kind of support"), max_length=20, choices=SupportKind.choices)
    amount_minor = models.BigIntegerField(_("amount in minor units"))
    currency = models.CharField(_("currency"), max_length=3)
    period_start = models.DateField(_("from"))
    period_end = models.DateField(_("to"))
    received_on = models.DateField(_("received on"), null=True, blank=True)
    scope = models.CharField(_("pays for"), max_length=10, choices=Scope.choices)
    page = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("topic or page"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    # What `page` was, kept when the page is deleted: its translation key and title.
    page_key = models.UUIDField(null=True, blank=True, editable=False, db_index=True)
    page_title = models.CharField(max_length=255, blank=True, editable=False)
    involvement = models.CharField(_("involvement"), max_length=20, choices=Involvement.choices)
    involvement_note = models.CharField(_("in words"), max_length=300, blank=True)
    agreement = models.ForeignKey(
        "core.HubDocument",
        verbose_name=_("agreement"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    agreement_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    givers = models.PositiveIntegerField(
        _("number of contributions"), null=True, blank=True, help_text=_("For readers only.")
    )
    reverses = models.OneToOneField(
        "self",
        verbose_name=_("reverses"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="reversal",
    )
    reason = models.CharField(_("why it was reversed"), max_length=300, blank=True)
    booked_at = models.DateTimeField(_("booked at"))
    booked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("booked by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        verbose_name = _("funding record")
        verbose_name_plural = _("funding records")
        ordering = ("-period_start", "funder__public_name", "pk")
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=Q(period_end__gte=F("period_start")), name="record_period_forward"
            ),
            models.CheckConstraint(
                condition=Q(reverses__isnull=True, amount_minor__gt=0)
                | Q(reverses__isnull=False, amount_minor__lt=0),
                name="record_positive_unless_reversing",
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class ExchangeRate(WriteOnceModel):
    """The price of one unit of a record's currency in the reporting currency, on a day.

    One a record; a record in another currency may wait for it, and until then no share or level is
    shown for the years it touches.
    """

    record = models.OneToOneField(
        FundingRecord,
        verbose_name=_("record"),
        on_delete=models.PROTECT,
        related_name="exchange_rate",
    )
    rate = models.DecimalField(_("exchange rate"), max_digits=18, decimal_places=8)
    on = models.DateField(_("rate of"))
    source = models.CharField(
        _("source of the rate"), max_length=120, help_text=_("Such as the central bank.")
    )

    class Meta:
        verbose_name = _("exchange rate")
        verbose_name_plural = _("exchange rates")
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(rate__gt=0), name="rate_positive")
        ]

    def __str__(self) -> str:
        return f"{self.rate} ({self.on})"
