from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from sponsors.models.records import FundingRecord
from sponsors.money import is_currency


@register_setting(icon="order", order=110)
class FundingSettings(BaseGenericSetting):
    """In which currency shares and levels are computed. Fixed by the first funding record."""

    reporting_currency = models.CharField(
        _("reporting currency"),
        max_length=3,
        default="EUR",
        help_text=_("Three letters, such as EUR. It cannot be changed once money is booked."),
    )

    panels: ClassVar[list[Any]] = [FieldPanel("reporting_currency")]

    class Meta:
        verbose_name = _("funding settings")

    def clean(self) -> None:
        super().clean()
        code = self.reporting_currency
        if not is_currency(code):
            raise ValidationError(
                {"reporting_currency": _("Not a currency. Use three letters, such as EUR.")}
            )
        stored = type(self).objects.filter(pk=self.pk).first() or type(self)()
        if code != stored.reporting_currency and FundingRecord.objects.exists():
            raise ValidationError(
                {"reporting_currency": _("Money is booked already: the currency stays.")}
            )
