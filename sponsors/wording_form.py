"""The statement's wording in one language: every part in one form, with examples of the result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Locale

from sponsors.models import StatementWording
from sponsors.selectors import hub_name
from sponsors.statement import (
    WORDING,
    Facts,
    Named,
    Statement,
    WordingPart,
    placeholder_problems,
    statement,
)

LONGEST = 600

# Headings of the form, each with what to know: the first whose beginnings fit a part takes it.
GROUPS = (
    (
        ("line_",),
        gettext_lazy("The line at the top of each page"),
        gettext_lazy(
            "Pieces are joined by semicolons. The first gets a capital, the last a full stop."
        ),
    ),
    (
        ("involvement_",),
        gettext_lazy("What a funder did besides paying"),
        gettext_lazy("Shown for a record that says so."),
    ),
    (
        ("group_",),
        gettext_lazy("The group behind a funder"),
        gettext_lazy("Stands after the funder's name, in the full statement."),
    ),
    (
        ("independence_", "levels", "order_", "ceiling_", "pointer"),
        gettext_lazy("Independence, order and levels"),
        "",
    ),
    (
        ("",),
        gettext_lazy("The full statement: who pays"),
        gettext_lazy("Sentences, in this order."),
    ),
)


class WordingForm(forms.Form):
    """One box a part, filled with the wording in use. An emptied box brings back the built-in."""

    def __init__(self, *args: Any, locale: Locale, **kwargs: Any) -> None:
        self.locale = locale
        self.own = own_wording(locale)
        with translation.override(locale.language_code):
            self.built_in = {key: str(part.default) for key, part in WORDING.items()}
        kwargs["initial"] = {**self.built_in, **self.own}
        super().__init__(*args, **kwargs)
        for key, part in WORDING.items():
            self.fields[key] = self._field(part)

    def _field(self, part: WordingPart) -> forms.CharField:
        hints = []
        if part.required:
            names = ", ".join(f"{{{name}}}" for name in sorted(part.required))
            hints.append(_("Needed in it: %(names)s.") % {"names": names})
        if part.optional:
            names = ", ".join(f"{{{name}}}" for name in sorted(part.optional))
            hints.append(_("Possible: %(names)s.") % {"names": names})
        if part.key in self.own:
            hints.append(_("Built-in: %(text)s") % {"text": self.built_in[part.key]})
        lines = 2 if len(self.built_in[part.key]) > 70 else 1
        return forms.CharField(
            label=str(part.label),
            required=False,
            max_length=LONGEST,
            help_text=" ".join(hints),
            widget=forms.Textarea(
                attrs={"rows": lines, "lang": self.locale.language_code, "dir": "auto"}
            ),
        )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        for key, typed in list(data.items()):
            data[key] = " ".join(typed.split())
            if data[key]:
                for problem in placeholder_problems(key, data[key]):
                    self.add_error(key, problem)
        return data

    def changes(self) -> dict[str, str]:
        """Own wording by part, as typed: what differs from the built-in one."""
        return {
            key: text
            for key, text in self.cleaned_data.items()
            if text and text != self.built_in[key]
        }

    @transaction.atomic
    def save(self) -> list[str]:
        """Store own wording, forget what is back to the built-in. The keys that changed."""
        wanted = self.changes()
        changed = [key for key in WORDING if wanted.get(key, "") != self.own.get(key, "")]
        rows = StatementWording.objects.filter(locale=self.locale)
        rows.filter(key__in=[key for key in changed if key not in wanted]).delete()
        for key in changed:
            if key in wanted:
                self._store(key, wanted[key])
        return changed

    def _store(self, key: str, text: str) -> None:
        row = StatementWording.objects.filter(locale=self.locale, key=key).first()
        if row is None:
            row = StatementWording(locale=self.locale, key=key)
            if other := StatementWording.objects.filter(key=key).first():
                row.translation_key = other.translation_key
        row.text = text
        row.full_clean()
        row.save()

    @property
    def groups(self) -> list[dict[str, Any]]:
        """The fields under their headings, each heading once, in the order of the statement."""
        fields: dict[int, list[Any]] = {}
        for key in WORDING:
            number = next(n for n, group in enumerate(GROUPS) if key.startswith(group[0]))
            fields.setdefault(number, []).append(self[key])
        return [
            {
                "id": f"group-{number}",
                "heading": GROUPS[number][1],
                "help": GROUPS[number][2],
                "fields": found,
            }
            for number, found in fields.items()
        ]

    @property
    def examples(self) -> list[Example]:
        """The statement with the words in the form as far as they can be used."""
        if not self.is_bound:
            return examples(self.own, self.locale.language_code)
        self.full_clean()
        return examples(self.changes(), self.locale.language_code)


def own_wording(locale: Locale) -> dict[str, str]:
    """What is stored for a language. One query."""
    rows = StatementWording.objects.filter(locale=locale, key__in=WORDING)
    return dict(rows.values_list("key", "text"))


@dataclass(frozen=True)
class Example:
    title: str
    statement: Statement


def examples(own: Mapping[str, str], language: str) -> list[Example]:
    """The statement for 0, 1, 2 and 4 names, all invented, in `language`."""
    hub = hub_name()
    with translation.override(language):
        north, elder, finch, ost = (
            Named(_("Example company %(letter)s") % {"letter": letter}) for letter in "ABCD"
        )
        society = Named(_("Example association"), group=_("Example group"), kind="association")
    facts = (
        (_("Nobody pays"), Facts(hub=hub)),
        (_("One sponsor"), Facts(hub=hub, sponsors=(north,))),
        (_("Two sponsors"), Facts(hub=hub, sponsors=(north, elder))),
        (
            _("Four sponsors, an association that gives a grant, readers"),
            Facts(hub=hub, sponsors=(north, elder, finch, ost), grants=(society,), readers=True),
        ),
        (
            _("One sponsor that suggested the topic of the page"),
            Facts(
                hub=hub,
                item_sponsors=(north,),
                involvement=((north.name, "suggested_topic", ""),),
            ),
        ),
    )
    return [Example(title, statement(each, language, own)) for title, each in facts]
