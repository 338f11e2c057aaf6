"""The form behind a reference: editors fill in fields, the record is kept as CSL-JSON.

Fields of the record that the form does not show are kept as they were.
"""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm

from articles.csl_authors import authors_as_lines, lines_as_authors
from articles.identifiers import clean_doi, clean_pmid

KINDS = [
    ("article-journal", _("Journal article")),
    ("paper-conference", _("Congress abstract")),
    ("book", _("Book")),
    ("chapter", _("Book chapter")),
    ("report", _("Report or guideline")),
    ("document", _("Document, for example of an authority")),
    ("webpage", _("Web page")),
]

# Form field -> CSL-JSON variable, for plain text variables.
TEXT_VARIABLES = {
    "kind": "type",
    "title_text": "title",
    "container": "container-title",
    "container_short": "container-title-short",
    "volume": "volume",
    "issue": "issue",
    "pages": "page",
    "doi_text": "DOI",
    "pmid_text": "PMID",
    "pmcid": "PMCID",
    "url": "URL",
}


class ReferenceForm(WagtailAdminModelForm):
    """Fields an editor knows from a printed citation."""

    kind = forms.ChoiceField(label=_("Kind"), choices=KINDS, initial="article-journal")
    authors = forms.CharField(
        label=_("Authors"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "One a line: family name, comma, initials (“Maude, SL”). A group goes alone on its "
            "line without a comma. End with “et al” if the list goes on."
        ),
    )
    title_text = forms.CharField(label=_("Title"), widget=forms.Textarea(attrs={"rows": 2}))
    container = forms.CharField(label=_("Journal or book"), required=False, max_length=300)
    container_short = forms.CharField(
        label=_("Journal, abbreviated"),
        required=False,
        max_length=120,
        help_text=_("As in PubMed: “N Engl J Med”. This is what readers see."),
    )
    volume = forms.CharField(label=_("Volume"), required=False, max_length=30)
    issue = forms.CharField(label=_("Issue"), required=False, max_length=30)
    pages = forms.CharField(label=_("Pages"), required=False, max_length=60)
    published = forms.RegexField(
        label=_("Published"),
        required=False,
        regex=r"^\d{4}(-\d{1,2}(-\d{1,2})?)?$",
        help_text=_("Year, or year-month-day: 2025 or 2025-10-28."),
        error_messages={"invalid": _("Give a year, or year-month-day: 2025-10-28.")},
    )
    doi_text = forms.CharField(
        label="DOI", required=False, max_length=300, help_text=_("Pasted as you find it.")
    )
    pmid_text = forms.CharField(label=_("PubMed number"), required=False, max_length=60)
    pmcid = forms.CharField(label=_("PubMed Central number"), required=False, max_length=30)
    nct = forms.RegexField(
        label=_("Trial number"),
        required=False,
        regex=r"^NCT\d{8}(\s*[;,]\s*NCT\d{8})*$",
        help_text=_("Several are separated by a semicolon."),
        error_messages={"invalid": _("A trial number looks like NCT02435849.")},
    )
    url = forms.URLField(
        label=_("Web address"), required=False, assume_scheme="https", help_text=_("If no DOI.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        record = self.instance.csl or {}
        for name, variable in TEXT_VARIABLES.items():
            if record.get(variable):
                self.initial.setdefault(name, record[variable])
        custom = record.get("custom") or {}
        self.initial.setdefault("nct", custom.get("nct", ""))
        self.initial.setdefault("authors", authors_as_lines(record))
        parts = (record.get("issued") or {}).get("date-parts") or [[]]
        self.initial.setdefault(
            "published", "-".join(f"{int(part):02d}" for part in parts[0] if part)
        )

    def clean_published(self) -> str:
        text: str = self.cleaned_data["published"]
        if text:
            year, month, day = (int(part) for part in f"{text}-1-1".split("-")[:3])
            try:
                datetime.date(year, month, day)
            except ValueError:
                raise forms.ValidationError(_("There is no such date.")) from None
        return text

    def clean_doi_text(self) -> str:
        text = self.cleaned_data["doi_text"]
        if text and not clean_doi(text):
            raise forms.ValidationError(_("This is not a DOI. It starts with 10. and has a slash."))
        return self._unless_taken("doi", clean_doi(text) or "")

    def clean_pmid_text(self) -> str:
        text = self.cleaned_data["pmid_text"]
        if text and not clean_pmid(text):
            raise forms.ValidationError(_("A PubMed number has only digits."))
        return self._unless_taken("pmid", clean_pmid(text) or "")

    def _unless_taken(self, column: str, value: str) -> str:
        others = type(self.instance).objects.exclude(pk=self.instance.pk)
        same = others.filter(**{column: value}).first() if value else None
        if same is not None:
            raise forms.ValidationError(
                _("Already in the library: %(reference)s"), params={"reference": str(same)}
            )
        return value

    def save(self, commit: bool = True) -> Any:
        self.instance.csl = self.as_csl()
        return super().save(commit=commit)

    def as_csl(self) -> dict[str, Any]:
        """The record, with everything the form does not know left as it was."""
        record = dict(self.instance.csl or {})
        data = self.cleaned_data
        for name, variable in TEXT_VARIABLES.items():
            value = str(data.get(name) or "").strip()
            if value:
                record[variable] = value
            else:
                record.pop(variable, None)
        custom = dict(record.get("custom") or {})
        authors, truncated = lines_as_authors(data.get("authors") or "", record.get("author") or [])
        record["author"] = authors
        custom["authors_truncated"] = truncated
        custom["nct"] = data.get("nct") or ""
        record["custom"] = {key: value for key, value in custom.items() if value}
        if data.get("published"):
            parts = [int(part) for part in data["published"].split("-")]
            record["issued"] = {"date-parts": [parts]}
        else:
            record.pop("issued", None)
        return {key: value for key, value in record.items() if value not in ("", [], {})}
