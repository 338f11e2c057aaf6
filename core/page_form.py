"""The form behind every page in the CMS."""

from __future__ import annotations

from django.forms.formsets import ORDERING_FIELD_NAME
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm

NOTHING_CHOSEN = _("Add at least one before you submit or publish.")


class HubPageForm(WagtailAdminPageForm):
    """A draft may be saved half-written; what is missing is asked for on submitting.

    Wagtail lifts the minimum number of rows for a draft, yet still refuses the empty row that it
    shows for that minimum, so that neither "Save draft" nor autosave would work on a new article.
    """

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for formset in self.formsets.values():
            formset.error_messages["too_few_forms"] = NOTHING_CHOSEN

    def defer_required_fields(self) -> None:
        super().defer_required_fields()
        self._permit_empty_rows(True)

    def restore_required_fields(self) -> None:
        super().restore_required_fields()
        self._permit_empty_rows(False)

    def is_valid(self) -> bool:
        """As ever; an empty row gets a place, by which the editor sorts what it shows again."""
        valid: bool = super().is_valid()
        for formset in self.formsets.values():
            for number, row in enumerate(formset.forms, start=1):
                if hasattr(row, "cleaned_data"):
                    row.cleaned_data.setdefault(ORDERING_FIELD_NAME, number)
        return valid

    def _permit_empty_rows(self, permitted: bool) -> None:
        """Let new rows stay empty; on restoring, only those above the minimum.

        After an autosave the editor counts new rows among the stored ones, so that a row is known
        to be new by its missing key alone.
        """
        for formset in self.formsets.values():
            for number, row in enumerate(formset.forms):
                if row.instance.pk is None:
                    row.empty_permitted = permitted or number >= (formset.min_num or 0)
                    # The number that says where a row stands is no content of it.
                    row.changed_data = [
                        name for name in row.changed_data if name != ORDERING_FIELD_NAME
                    ]
