"""The form of a funder."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin.forms.models import WagtailAdminModelForm

from sponsors.rows_form import complain_of_twins


class FunderForm(WagtailAdminModelForm):
    """One wording for each language."""

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        complain_of_twins(self.formsets["wordings"], "locale", _("This language is there already."))
        return data
