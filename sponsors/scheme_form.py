"""The form of a level scheme: per cents as people write them, not in tenths."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm

from sponsors.rows_form import complain_of_twins

NOT_PER_CENT = _("Type a per cent between 0 and 100 with at most one decimal, such as 12.5.")


class PerCentInput(forms.TextInput):
    """Shows tenths of a per cent (250) as per cent (25.0), and reads them back."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "decimal", **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        if isinstance(value, int):
            return f"{Decimal(value) / 10:.1f}"
        return super().format_value(value)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        typed = super().value_from_datadict(data, files, name)
        try:
            tenths = Decimal(str(typed).strip().rstrip("%").strip().replace(",", ".")) * 10
            return int(tenths) if tenths == tenths.to_integral_value() else typed
        except (InvalidOperation, OverflowError, ValueError):
            return typed


def speak_per_cent(field: forms.Field) -> None:
    """The messages of an integer field, in terms of what was typed."""
    field.error_messages["invalid"] = NOT_PER_CENT
    field.validators = [
        MaxValueValidator(1000, NOT_PER_CENT) if isinstance(check, MaxValueValidator) else check
        for check in field.validators
    ]


class LevelSchemeForm(WagtailAdminModelForm):
    """Speaks of per cents. What makes a scheme sound is checked when it is announced."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        speak_per_cent(self.fields["ceiling_tenths"])
        for form in self.formsets["thresholds"].forms:
            speak_per_cent(form.fields["minimum_tenths"])

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        complain_of_twins(
            self.formsets["thresholds"],
            "level",
            _("This level is there already. Change its share instead."),
        )
        return data
