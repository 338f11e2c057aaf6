from __future__ import annotations

from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting


@register_setting(icon="comment", order=120)
class FeedbackSettings(BaseGenericSetting):
    """How long single answers are kept. Their counts stay."""

    token_days = models.PositiveSmallIntegerField(
        _("days a reader's answers can be changed"),
        default=180,
        validators=[MinValueValidator(1), MaxValueValidator(395)],
        help_text=_("So long the reader's browser keeps its token. At most 13 months."),
    )
    answers_months = models.PositiveSmallIntegerField(
        _("months after which single answers are deleted"),
        default=13,
        validators=[MinValueValidator(1), MaxValueValidator(25)],
    )
    counts_reading = models.BooleanField(
        _("count reading"),
        default=True,
        help_text=_("How often articles are opened and read to the end. Numbers only, no readers."),
    )

    panels: ClassVar[list[Any]] = [
        FieldPanel("token_days"),
        FieldPanel("answers_months"),
        FieldPanel("counts_reading"),
    ]

    class Meta:
        verbose_name = _("reader voice settings")
