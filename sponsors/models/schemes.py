"""The dated scheme by which a share of the year's income becomes a level."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel


class Level(models.TextChoices):
    """From the most to the least. The level sets the size of the name, nothing else."""

    PRINCIPAL = "principal", _("Principal")
    MAJOR = "major", _("Major")
    SUPPORTING = "supporting", _("Supporting")
    CONTRIBUTING = "contributing", _("Contributing")


class LevelScheme(ClusterableModel):
    """Holds from `from_year` until a later scheme does. Not changed once its first year began."""

    from_year = models.PositiveSmallIntegerField(
        _("holds from the year"),
        unique=True,
        validators=[MinValueValidator(1990), MaxValueValidator(2200)],
    )
    ceiling_tenths = models.PositiveSmallIntegerField(
        _("ceiling, in tenths of a per cent"),
        default=400,
        validators=[MinValueValidator(1), MaxValueValidator(1000)],
        help_text=_("400 means 40.0 %. When one funder or its group passes it, the site says so."),
    )

    class Meta:
        verbose_name = _("level scheme")
        verbose_name_plural = _("level schemes")
        ordering = ("-from_year",)

    def __str__(self) -> str:
        return str(self.from_year)


class LevelThreshold(models.Model):
    scheme = ParentalKey(LevelScheme, on_delete=models.CASCADE, related_name="thresholds")
    level = models.CharField(_("level"), max_length=20, choices=Level.choices)
    minimum_tenths = models.PositiveSmallIntegerField(
        _("from this share on, in tenths of a per cent"),
        validators=[MaxValueValidator(1000)],
        help_text=_("250 means 25.0 %. The lowest level begins at 0."),
    )

    class Meta:
        verbose_name = _("threshold")
        ordering = ("-minimum_tenths",)
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["scheme", "level"], name="one_threshold_per_level")
        ]

    def __str__(self) -> str:
        return str(self.get_level_display())
