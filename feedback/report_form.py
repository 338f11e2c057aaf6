"""The filter above a report. It fills a `ReportQuery`; every choice is optional."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feedback import scopes
from feedback.outcomes import last_complete_month
from feedback.report_query import ReportQuery, month_text

# Names that fields have in addresses, where Python keeps the word for itself.
FROM, TO = "from", "to"


class MonthField(forms.CharField):
    """A month as "2026-01"; its value is the first day, or None."""

    def __init__(self, **kwargs: Any) -> None:
        kind = forms.TextInput(attrs={"type": "month", "placeholder": "2026-01"})
        super().__init__(required=False, max_length=7, widget=kind, **kwargs)

    def clean(self, value: Any) -> date | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            # Only year and month are read, so there is no zone to lose.
            return datetime.strptime(text, "%Y-%m").date()  # noqa: DTZ007
        except ValueError as error:
            raise forms.ValidationError(_("Give a month such as 2026-01.")) from error


class ReportForm(forms.Form):
    """Fields of all registered scopes, then language and period."""

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for scope in scopes.registered():
            self.fields[scope.name] = forms.ChoiceField(
                label=scope.label, required=False, choices=[("", _("All")), *scope.choices()]
            )
        self.fields["language"] = forms.ChoiceField(
            label=gettext_lazy("Language"),
            required=False,
            choices=[("", _("All")), *settings.WAGTAIL_CONTENT_LANGUAGES],
        )
        latest = month_text(last_complete_month(today))
        self.fields[FROM] = MonthField(label=gettext_lazy("From month"))
        self.fields[TO] = MonthField(label=gettext_lazy("To month"))
        for name in (FROM, TO):
            self.fields[name].widget.attrs["max"] = latest

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = cleaned.get(FROM), cleaned.get(TO)
        if first and last and first > last:
            self.add_error(TO, _("The last month is before the first."))
        return cleaned

    def query(self) -> ReportQuery:
        """What a valid form asks for."""
        chosen = self.cleaned_data
        names = [scope.name for scope in scopes.registered()]
        return ReportQuery(
            scopes={name: chosen[name] for name in names if chosen.get(name)},
            language=chosen["language"],
            first=chosen[FROM],
            last=chosen[TO],
        )
