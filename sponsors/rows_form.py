"""Rows inside a form, of which none may be there twice."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS


def complain_of_twins(formset: Any, name: str, message: Any) -> None:
    """Put `message` at the field `name` of each row whose value another row has already.

    Formsets say so of equal rows, but not at the field. What is stored counts too: two rows that
    swap their values would be refused by the database while the first of them is saved.
    """
    formset.is_valid()
    deleted = {form.instance.pk for form in formset.forms if formset._should_delete_form(form)}
    stored = {}
    if formset.instance.pk:
        for row in formset.model.objects.filter(**{formset.fk.name: formset.instance}):
            if row.pk not in deleted:
                stored[getattr(row, name)] = row.pk
    for form in formset.forms:
        if formset._should_delete_form(form) or not form.has_changed() or name in form.errors:
            continue
        value = form.cleaned_data.get(name)
        if value is None:  # the formset took it away, since a row further up has the same
            form.errors.pop(NON_FIELD_ERRORS, None)
            form.add_error(name, message)
        elif stored.get(value, form.instance.pk) != form.instance.pk:
            form.add_error(name, message)
