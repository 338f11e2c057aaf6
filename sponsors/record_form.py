"""The forms by which money gets into the register: a record, its exchange rate, its reversal.

They read what was typed; whether it may be booked is decided by `sponsors.services`, whose
complaints come back to the field they belong to.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminPageChooser
from wagtail.documents.widgets import AdminDocumentChooser
from wagtail.models import Page

from core.models import HubDocument
from sponsors.figures import reporting_currency
from sponsors.models import Funder, FundingRecord, Involvement, Scope, SupportKind
from sponsors.money import AmountError, is_currency, parse_amount
from sponsors.services import Booking, problems_of

# Under which name the services complain about a field that is called otherwise here.
FIELD_OF_SERVICE = {"amount_minor": "amount", "on": "rate_on", "source": "rate_source"}


class DayInput(forms.DateInput):
    """The browser's own date field. Wagtail's turns a date in another notation into today."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class RateField(forms.DecimalField):
    """A rate, with a point or a comma before the decimals."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            max_digits=18,
            decimal_places=8,
            widget=forms.TextInput(attrs={"inputmode": "decimal"}),
            error_messages={"invalid": _("Type the rate as a number, such as 0.9215.")},
            **kwargs,
        )

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.replace(",", ".") if isinstance(value, str) else value)


class ServiceForm(forms.Form):
    """A form that can take back what a service complained about."""

    def add_problems(self, error: ValidationError) -> None:
        """Put each message of `error` at its field; what has no field here goes on top."""
        if not hasattr(error, "error_dict"):
            self.add_error(None, error)
            return
        for name, messages in error.message_dict.items():
            field = FIELD_OF_SERVICE.get(name, name)
            known = field in self.fields and field != NON_FIELD_ERRORS
            for message in messages:
                self.add_error(field if known else None, message)


class RecordForm(ServiceForm):
    """Books one record. Nothing in it is changed afterwards, only reversed."""

    funder = forms.ModelChoiceField(
        Funder.objects.all(),
        label=_("Funder"),
        help_text=_("Not in the list? Add it under Funding, Funders."),
    )
    reference = forms.CharField(
        label=_("Agreement number"),
        max_length=60,
        help_text=_("As you file it. Each number is booked once."),
    )
    kind = forms.ChoiceField(
        label=_("Kind of support"),
        choices=[("", "---------"), *SupportKind.choices],
        help_text=_("The statement names sponsors and grant givers separately."),
    )
    amount = forms.CharField(
        label=_("Amount"),
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        help_text=_("For the whole period, such as 48,000.00."),
    )
    currency = forms.CharField(
        label=_("Currency"), max_length=3, help_text=_("Three letters, such as EUR or USD.")
    )
    rate = RateField(
        label=_("Exchange rate"),
        required=False,
        help_text=_(
            "Only for another currency than that of the accounts: what one unit of it was worth. "
            "It can be added later; until then no shares and levels are shown for these years."
        ),
    )
    rate_on = forms.DateField(label=_("Rate of the day"), required=False, widget=DayInput())
    rate_source = forms.CharField(
        label=_("Source of the rate"),
        required=False,
        max_length=120,
        help_text=_("Such as the European Central Bank."),
    )
    period_start = forms.DateField(
        label=_("From"),
        widget=DayInput(),
        help_text=_("The amount is spread evenly over the days from here to the last day."),
    )
    period_end = forms.DateField(label=_("To, last day included"), widget=DayInput())
    received_on = forms.DateField(
        label=_("Received on"),
        required=False,
        widget=DayInput(),
        help_text=_("Leave empty while the money has not come in."),
    )
    scope = forms.ChoiceField(label=_("Pays for"), choices=Scope.choices, initial=Scope.HUB)
    page = forms.ModelChoiceField(
        Page.objects.all(),
        label=_("Topic or page"),
        required=False,
        widget=AdminPageChooser(),
        help_text=_("Choose it in the original language; its translations follow."),
    )
    involvement = forms.ChoiceField(
        label=_("What the funder did besides paying"),
        choices=Involvement.choices,
        initial=Involvement.FUNDS_ONLY,
        help_text=_("Anything else than paying is said in the statement, in a sentence."),
    )
    involvement_note = forms.CharField(
        label=_("In words"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("What exactly the funder did. It is public."),
    )
    agreement = forms.ModelChoiceField(
        HubDocument.objects.all(),
        label=_("Agreement"),
        required=False,
        widget=AdminDocumentChooser(),
        help_text=_(
            "The signed agreement as PDF, without bank details and signatures: it is public."
        ),
    )
    givers = forms.IntegerField(
        label=_("Number of contributions"),
        required=False,
        min_value=1,
        help_text=_("For readers' contributions: how many there were."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reporting_currency = reporting_currency()
        self.fields["currency"].initial = self.reporting_currency

    def clean_currency(self) -> str:
        code = str(self.cleaned_data["currency"]).strip().upper()
        if not is_currency(code):
            raise ValidationError(
                _("“%(code)s” is not a currency. Type three letters, such as EUR or USD."),
                params={"code": code},
            )
        return code

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("scope") == Scope.HUB:
            data["page"] = None
        # These are not on the screen then, whatever was typed before.
        if data.get("involvement") == Involvement.FUNDS_ONLY:
            data["involvement_note"] = ""
        if data.get("kind") != SupportKind.CONTRIBUTIONS:
            data["givers"] = None
        if data.get("amount") and data.get("currency"):
            try:
                data["amount_minor"] = parse_amount(data["amount"], data["currency"])
            except AmountError as error:
                self.add_error("amount", str(error))
        self._add_what_services_would_say(data)
        return data

    def _add_what_services_would_say(self, data: dict[str, Any]) -> None:
        """So that a form with a slip is sent back once, with all that is wrong marked."""
        if not self.errors or not data.get("funder"):
            return
        known = {name: data[name] for name in Booking.__dataclass_fields__ if name in data}
        asked: dict[str, Any] = {
            **dict.fromkeys(("kind", "currency", "scope", "involvement", "reference"), ""),
            **dict.fromkeys(("amount_minor", "period_start", "period_end")),
            **known,
        }
        booking = Booking(**asked)
        for name, messages in problems_of(booking).items():
            field = FIELD_OF_SERVICE.get(name, name)
            if field in self.fields and field not in self.errors:
                self.add_error(field, messages)

    def booking(self) -> dict[str, Any]:
        """Arguments of `services.book_record`."""
        return {name: value for name, value in self.cleaned_data.items() if name != "amount"}


class RateForm(ServiceForm):
    """Completes a record that waits for its exchange rate. Once only."""

    rate = RateField(label=_("Exchange rate"))
    rate_on = forms.DateField(label=_("Rate of the day"), widget=DayInput())
    rate_source = forms.CharField(
        label=_("Source of the rate"),
        max_length=120,
        help_text=_("Such as the European Central Bank."),
    )

    def __init__(self, *args: Any, record: FundingRecord, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rate"].help_text = _(
            "How many %(reporting)s one %(currency)s was worth on that day."
        ) % {
            "reporting": reporting_currency(),
            "currency": record.currency,
        }


class ReversalForm(ServiceForm):
    """Takes a record out of the sums. Both stay visible."""

    reason = forms.CharField(
        label=_("Why"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("In one sentence; it is public. Such as: booked twice by mistake."),
    )
