"""Site texts: short texts that editors change without a developer, one row a key and language."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Locale, TranslatableMixin
from wagtail_localize.fields import SynchronizedField

from core.locales import default_locale


class SiteTextKey(models.TextChoices):
    """Every site text there is, with where a reader meets it."""

    STRAPLINE = "strapline", _("Strapline, under the name")
    DISEASE = "disease", _("The disease, as it stands inside a sentence")
    AUDIENCE_LINE = "audience_line", _("Top line: for whom the site is")
    INDEPENDENCE_LINE = "independence_line", _("Top line: independence")
    FOOTER_STATEMENT = "footer_statement", _("Footer: what the site is and is not")
    DEMO_NOTE = "demo_note", _("Footer: what is invented in the demonstration")


class SiteText(TranslatableMixin, models.Model):
    """One text in one language. `{hub}` in it stands for the hub's name."""

    key = models.CharField(_("where it stands"), max_length=40, choices=SiteTextKey.choices)
    text = models.TextField(_("text"), help_text=_("{hub} stands for the name of the hub."))

    panels: ClassVar[list[Any]] = [FieldPanel("key"), FieldPanel("text")]
    override_translatable_fields: ClassVar[list[Any]] = [
        SynchronizedField("key", overridable=False)
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("site text")
        verbose_name_plural = _("site texts")
        ordering = ("key",)
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["key", "locale"], name="one_site_text_per_language")
        ]

    def __str__(self) -> str:
        return str(self.get_key_display())


def texts_in(locale: Locale) -> dict[str, str]:
    """Every site text for `locale`, falling back to the default language: one query."""
    default = default_locale()
    rows = SiteText.objects.filter(locale_id__in={locale.pk, default.pk})
    texts: dict[str, str] = {}
    for row in sorted(rows, key=lambda text: text.locale_id == locale.pk):
        texts[row.key] = row.text
    return texts
