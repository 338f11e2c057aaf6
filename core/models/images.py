from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import AbstractImage, AbstractRendition


class Licence(models.TextChoices):
    """How an image may be reused; the label is printed under the figure."""

    OWN = "own", _("Own work, all rights reserved")
    CC0 = "cc0", "CC0 1.0"
    CC_BY = "cc-by", "CC BY 4.0"
    CC_BY_SA = "cc-by-sa", "CC BY-SA 4.0"
    CC_BY_NC = "cc-by-nc", "CC BY-NC 4.0"
    CC_BY_NC_ND = "cc-by-nc-nd", "CC BY-NC-ND 4.0"
    PERMISSION = "permission", _("Reproduced with permission")
    PUBLIC_DOMAIN = "public-domain", _("Public domain")


class HubImage(AbstractImage):
    """An image with what a reader who cannot see it needs, and what its maker is owed."""

    decorative = models.BooleanField(
        _("decorative"),
        default=False,
        help_text=_("Tick only if a reader who cannot see the image loses nothing."),
    )
    caption = models.CharField(
        _("caption"), max_length=400, blank=True, help_text=_("Shown under the image.")
    )
    credit = models.CharField(
        _("credit"), max_length=200, blank=True, help_text=_("Who made it, as it must be printed.")
    )
    licence = models.CharField(
        _("licence"), max_length=20, choices=Licence.choices, default=Licence.OWN
    )

    admin_form_fields = (
        "title",
        "file",
        "description",
        "decorative",
        "caption",
        "credit",
        "licence",
        "collection",
        "tags",
        "focal_point_x",
        "focal_point_y",
        "focal_point_width",
        "focal_point_height",
    )

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")
        permissions = [("choose_image", "Can choose image")]

    @property
    def default_alt_text(self) -> str:
        """The alternative text: empty for a decorative image, never the file's name."""
        return "" if self.decorative else self.description

    def clean(self) -> None:
        super().clean()
        if not self.decorative and not self.description.strip():
            raise ValidationError(
                {
                    "description": _(
                        "Describe what the image shows, or tick “decorative” if it adds nothing."
                    )
                }
            )


class HubRendition(AbstractRendition):
    """A resized copy of an image."""

    image = models.ForeignKey(HubImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)
