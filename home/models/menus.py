"""Navigation, edited per language."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel, PageChooserPanel
from wagtail.models import Orderable, TranslatableMixin
from wagtail_localize.fields import SynchronizedField


class MenuPlace(models.TextChoices):
    MAIN = "main", _("Main navigation")
    FOOTER_1 = "footer_1", _("Footer, first column")
    FOOTER_2 = "footer_2", _("Footer, second column")
    FOOTER_3 = "footer_3", _("Footer, third column")


class Menu(TranslatableMixin, ClusterableModel):
    """The links of one place in one language."""

    place = models.CharField(_("place"), max_length=20, choices=MenuPlace.choices)
    title = models.CharField(
        _("heading"), max_length=60, blank=True, help_text=_("Above a footer column.")
    )

    panels: ClassVar[list[Any]] = [
        FieldPanel("place"),
        FieldPanel("title"),
        InlinePanel("items", heading=_("Links"), label=_("Link")),
    ]
    override_translatable_fields: ClassVar[list[Any]] = [
        SynchronizedField("place", overridable=False)
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("menu")
        verbose_name_plural = _("menus")
        ordering = ("place",)
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["place", "locale"], name="one_menu_per_language")
        ]

    def __str__(self) -> str:
        return str(self.get_place_display())


class MenuItem(TranslatableMixin, Orderable):
    """A link to a page (in the reader's language where it exists) or to a path of this site."""

    menu = ParentalKey(Menu, on_delete=models.CASCADE, related_name="items")
    label = models.CharField(
        _("label"), max_length=60, blank=True, help_text=_("Left empty, the page's title.")
    )
    page = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("page"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
    )
    path = models.CharField(
        _("or a path"),
        max_length=200,
        blank=True,
        help_text=_("Begins with a slash: /articles/?format=video"),
    )

    panels: ClassVar[list[Any]] = [
        PageChooserPanel("page"),
        FieldPanel("label"),
        FieldPanel("path"),
    ]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = _("link")

    def __str__(self) -> str:
        return self.label or (self.page.title if self.page else self.path)

    def clean(self) -> None:
        super().clean()
        if bool(self.page_id) == bool(self.path):
            raise ValidationError({"page": _("Choose a page or give a path, one of the two.")})
        if self.path and (not self.path.startswith("/") or self.path.startswith("//")):
            raise ValidationError({"path": _("A path begins with one slash.")})
        if self.path and not self.label:
            raise ValidationError({"label": _("A path needs a label.")})
