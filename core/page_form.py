"""The form behind every page in the CMS."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.forms import BaseForm, BaseFormSet
from django.forms.formsets import DELETION_FIELD_NAME, ORDERING_FIELD_NAME
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.blocks.base import BlockField


class HubPageForm(WagtailAdminPageForm):
    """A draft may be saved half-written; what is missing is asked for on submitting.

    Wagtail refuses an empty row even in a draft, so that neither "Save draft" nor autosave works
    while a person or reference is still to be chosen. Here an empty row is no row.
    """

    # Relation -> what to say when it has no row on submitting or publishing. Instead of `min_num`
    # on the panel, which counts empty rows and shows one beside those that are chosen in a list.
    required_rows: ClassVar[dict[str, Any]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _use_no_hidden_initial(self)
        for formset in self.formsets.values():
            for row in formset.forms:
                _use_no_hidden_initial(row)
            _permit_empty_rows(formset)

    def is_valid(self) -> bool:
        valid: bool = super().is_valid()
        _forget_unchanged_streams(self)
        for formset in self.formsets.values():
            _number_rows(formset)
            if valid:
                _recognise_rows(formset, getattr(self.instance, formset.rel_name).all())
        if not self.is_deferred_validation:
            for relation, message in self.required_rows.items():
                formset = self.formsets[relation]
                if formset.is_valid() and not any(map(_is_filled, formset.forms)):
                    formset.non_form_errors().append(message)
                valid = valid and not formset.non_form_errors()
        return valid


# --- Seeing no change where there is none ---------------------------------------------------------
# A page that was edited has to be approved again. If opening and approving counted as an edit, no
# review would ever end.


def _use_no_hidden_initial(form: BaseForm) -> None:
    """Django compares a default that is a function with a hidden field, which Wagtail omits."""
    for field in form.fields.values():
        field.show_hidden_initial = False


def _forget_unchanged_streams(form: BaseForm) -> None:
    """Compare streams as they will be stored; Wagtail compares numbers with what was typed."""
    for name in list(form.changed_data):
        field = form.fields[name]
        if isinstance(field, BlockField) and name in form.cleaned_data:
            before = form.get_initial_for_field(field, name)
            if _as_stored(field, before) == _as_stored(field, form.cleaned_data[name]):
                form.changed_data.remove(name)


def _as_stored(field: BlockField, value: Any) -> str:
    for child in value or ():
        _ = child.value  # reads it from its stored form, which fills in what older ones lack
    return json.dumps(field.block.get_prep_value(value), cls=DjangoJSONEncoder, sort_keys=True)


# --- Empty rows -----------------------------------------------------------------------------------
def _permit_empty_rows(formset: BaseFormSet) -> None:
    """After an autosave the editor counts new rows as stored; a missing key gives them away."""
    if not formset.is_bound:
        return
    for row in formset.forms:
        if row.instance.pk is None:
            row.empty_permitted = True
            # The number that says where a row stands is no content of it.
            row.changed_data = [name for name in row.changed_data if name != ORDERING_FIELD_NAME]


def _number_rows(formset: BaseFormSet) -> None:
    """Give rows that were skipped a place, by which the editor sorts what it shows again."""
    for number, row in enumerate(formset.forms, start=1):
        if hasattr(row, "cleaned_data"):
            row.cleaned_data.setdefault(ORDERING_FIELD_NAME, number)


def _recognise_rows(formset: BaseFormSet, stored: Iterable[Any]) -> None:
    """Take a new row for the stored one with the same content that the form does not know.

    Who presses "Save draft" while an autosave is on its way sends the row a second time, before the
    answer has told the editor its key.
    """
    known = {row.instance.pk for row in formset.forms}
    unknown = [child for child in stored if child.pk is not None and child.pk not in known]
    for row in formset.forms:
        if row.instance.pk is None and row.has_changed():
            content = {
                name: value
                for name, value in row.cleaned_data.items()
                if name not in (ORDERING_FIELD_NAME, DELETION_FIELD_NAME, "id")
            }
            for child in unknown:
                if all(getattr(child, name, None) == value for name, value in content.items()):
                    row.instance = child
                    unknown.remove(child)
                    break


def _is_filled(row: Any) -> bool:
    kept = not row.cleaned_data.get(DELETION_FIELD_NAME)
    return kept and (row.instance.pk is not None or row.has_changed())
