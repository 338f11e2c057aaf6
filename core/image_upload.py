"""Refuses broken and hostile image files with a form error before anything is stored.

Wagtail 8.0 answers 500 to a truncated PNG and to a GIF that is also a script, because the size is
read outside a guard (wagtail/images/fields.py, check_image_pixel_size).
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from PIL import Image
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

BROKEN = _(
    "This file cannot be read as an image. It may be damaged or cut off: save it again and retry."
)


class HubImageField(WagtailImageField):
    """An image field whose every failure is a form error, and that reads the picture to its end."""

    def check_image_pixel_size(self, f: Any) -> None:
        try:
            super().check_image_pixel_size(f)
        except ValidationError:
            raise
        except Exception as error:
            raise ValidationError(BROKEN, code="invalid_image") from error

    def to_python(self, data: Any) -> Any:
        try:
            value = super().to_python(data)
        except ValidationError:
            raise
        except Exception as error:
            raise ValidationError(BROKEN, code="invalid_image") from error
        if value:
            self._read_to_the_end(value)
        return value

    @staticmethod
    def _read_to_the_end(upload: Any) -> None:
        """Decode every pixel once: a file that is cut off fails here and not in a reader's page."""
        try:
            upload.seek(0)
            with Image.open(upload) as picture:
                picture.load()
        except Exception as error:
            raise ValidationError(BROKEN, code="invalid_image") from error
        finally:
            upload.seek(0)


class HubImageForm(BaseImageForm):
    """The form behind every upload of an image: single, multiple and from a chooser."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stock = self.fields.get("file")
        if stock is not None:
            self.fields["file"] = HubImageField(
                label=stock.label,
                required=stock.required,
                widget=stock.widget,
                help_text=stock.help_text,
            )
        if "description" in self.fields:
            self.fields["description"].label = _("Alternative text")
            self.fields["description"].help_text = _(
                "What the image shows, for readers who cannot see it: the finding, not its file. "
                "Required, unless the image is decorative."
            )
            self.fields["description"].widget = forms.Textarea(attrs={"rows": 3})
