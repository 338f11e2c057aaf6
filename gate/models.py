"""The gate as editors see it: the rule per site, the notice per language."""

from __future__ import annotations

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.models import PreviewableMixin, RevisionMixin, TranslatableMixin

from gate.policy import DEFAULT_MODE, mode_choices
from gate.statements import complete


@register_setting(icon="lock")
class GateSettings(BaseSiteSetting):
    """Whether readers are asked, by which version of the statement, and where patients go."""

    mode = models.CharField(
        _("mode"),
        max_length=20,
        choices=mode_choices,
        default=DEFAULT_MODE.name,
        help_text=_("What a reader must do before pages with medical content open."),
    )
    statement_version = models.PositiveIntegerField(
        _("version of the statement"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(999_999)],
        help_text=_(
            "Raise it by one when the meaning of the statement changes: every reader is asked "
            "again and told what changed. Leave it for corrections of spelling."
        ),
    )
    validity_months = models.PositiveSmallIntegerField(
        _("months until a reader is asked again"),
        default=12,
        # Browsers keep no cookie for more than 400 days.
        validators=[MinValueValidator(1), MaxValueValidator(13)],
    )
    patient_site_name = models.CharField(
        _("name of the patient site"),
        max_length=100,
        blank=True,
        help_text=_("Patients and carers who meet the notice are sent here."),
    )
    patient_site_url = models.URLField(_("address of the patient site"), blank=True)

    panels = [
        MultiFieldPanel(["mode", "statement_version", "validity_months"], heading=_("Readers")),
        MultiFieldPanel(
            ["patient_site_name", "patient_site_url"], heading=_("Patients and carers")
        ),
    ]

    class Meta:
        verbose_name = _("gate settings")


class GateStatement(TranslatableMixin, PreviewableMixin, RevisionMixin, models.Model):
    """The notice in one language. Parts left blank show the built-in wording."""

    heading = models.CharField(_("heading"), max_length=120)
    lede = models.TextField(
        _("introduction"), help_text=_("Who the site is for and what readers will find.")
    )
    confirmation = models.CharField(
        _("confirmation"),
        max_length=255,
        help_text=_("What a reader confirms by pressing the button."),
    )
    button_label = models.CharField(_("button"), max_length=80)
    remember_note = models.TextField(
        _("note about the cookie"),
        blank=True,
        help_text=_("{months} is replaced by the number of months from the gate settings."),
    )
    patient_heading = models.CharField(_("heading for patients"), max_length=120, blank=True)
    patient_text = models.TextField(
        _("text for patients"),
        blank=True,
        help_text=_("{patient_site} is replaced by the name from the gate settings."),
    )
    what_changed = models.TextField(
        _("what changed"),
        blank=True,
        help_text=_("Shown only to readers who accepted an earlier version of the statement."),
    )

    TEXT_FIELDS = (
        "heading",
        "lede",
        "confirmation",
        "button_label",
        "remember_note",
        "patient_heading",
        "patient_text",
        "what_changed",
    )

    panels = [
        MultiFieldPanel(
            ["heading", "lede", "confirmation", "button_label", "remember_note"],
            heading=_("For healthcare professionals"),
        ),
        MultiFieldPanel(["patient_heading", "patient_text"], heading=_("For patients and carers")),
        FieldPanel("what_changed"),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("gate statement")
        verbose_name_plural = _("gate statements")
        constraints = [
            models.UniqueConstraint(fields=["locale"], name="gate_one_statement_per_locale")
        ]

    def __str__(self) -> str:
        return self.heading

    def written(self) -> dict[str, str]:
        """The parts as the editors wrote them, by field name."""
        return {name: getattr(self, name) for name in self.TEXT_FIELDS}

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return "gate/gate.html"

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        """The notice as it would be met on the home page, with the part about changes."""
        settings = GateSettings.objects.first() or GateSettings()
        return {
            "statement": complete(
                self.written(),
                months=settings.validity_months,
                patient_site=settings.patient_site_name,
            ),
            "destination": None,
            "next": "/",
            "statement_changed": bool(self.what_changed),
            "gate_settings": settings,
        }
