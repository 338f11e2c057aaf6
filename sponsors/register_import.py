"""Booking a CSV file: every row or none, with a report of each row.

A preview books everything in a transaction and takes it back, so that it says exactly what the
import would: rows that overlap each other in the file are found too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import Enum
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from sponsors.models import Funder, FundingRecord
from sponsors.register_csv import CsvRow, read_csv
from sponsors.register_rows import RowError, booking_of, row_of
from sponsors.services import book_record, reverse_record

# Under which name the services complain about a column.
COLUMN_OF_SERVICE = {"amount_minor": "amount", "on": "rate_on", "source": "rate_source"}
# What a row that is booked already is compared by.
COMPARED = (
    "funder",
    "kind",
    "amount",
    "currency",
    "period_start",
    "period_end",
    "received_on",
    "scope",
    "involvement",
    "involvement_note",
    "givers",
)


class Verdict(Enum):
    NEW = "new"
    KNOWN = "known"
    PROBLEM = "problem"


@dataclass
class RowReport:
    """What becomes of one row: `messages` say what is wrong, or in what a known row differs."""

    row: CsvRow
    verdict: Verdict = Verdict.NEW
    messages: list[str] = field(default_factory=list)
    record: FundingRecord | None = None


@dataclass
class ImportReport:
    """What becomes of the file. `problem` is about the file as a whole."""

    rows: list[RowReport] = field(default_factory=list)
    problem: str = ""
    unknown_columns: tuple[str, ...] = ()
    is_booked: bool = False

    def count(self, verdict: Verdict) -> int:
        return sum(row.verdict is verdict for row in self.rows)

    @property
    def new(self) -> int:
        return self.count(Verdict.NEW)

    @property
    def known(self) -> int:
        return self.count(Verdict.KNOWN)

    @property
    def problems(self) -> int:
        return self.count(Verdict.PROBLEM)

    @property
    def can_be_booked(self) -> bool:
        return not self.problem and not self.problems and self.new > 0


def import_csv(text: str, *, by: Any = None, commit: bool = False) -> ImportReport:
    """Report on every row of `text`; with `commit`, book them all unless one has a problem."""
    file = read_csv(text)
    report = ImportReport(problem=file.problem, unknown_columns=file.unknown_columns)
    if file.problem:
        return report
    with transaction.atomic():
        importer = _Importer(by)
        report.rows = [importer.take(row) for row in file.rows]
        report.is_booked = commit and report.can_be_booked
        if not report.is_booked:
            transaction.set_rollback(True)
    return report


class _Importer:
    """Books row after row, remembering what it looked up."""

    def __init__(self, by: Any) -> None:
        self.by = by
        self.funders: dict[str, Funder] = {}
        for funder in Funder.objects.order_by("pk"):
            for name in (funder.slug, funder.legal_name, funder.public_name):
                self.funders.setdefault(name.casefold(), funder)
        self.lines: dict[str, int] = {}

    def take(self, row: CsvRow) -> RowReport:
        report = RowReport(row)
        reference = row.values["reference"]
        earlier = self.lines.setdefault(reference, row.line) if reference else row.line
        if row.problem:
            report.messages = [row.problem]
        elif earlier != row.line:
            report.messages = [
                _("reference: line %(line)d has the same agreement number.") % {"line": earlier}
            ]
        elif known := FundingRecord.objects.filter(reference=reference).first():
            report.verdict = Verdict.KNOWN
            report.record = known
            report.messages = _differences(row.values, known)
            return report
        else:
            try:
                with transaction.atomic():
                    report.record = self._book(row.values)
            except RowError as error:
                report.messages = error.messages
            except ValidationError as error:
                report.messages = _messages(error)
        if report.messages:
            report.verdict = Verdict.PROBLEM
        return report

    def _book(self, values: Mapping[str, str]) -> FundingRecord:
        if values["reverses"]:
            return self._reverse(values)
        funder = self._funder(values["funder"])
        return book_record(funder=funder, by=self.by, **booking_of(values))

    def _funder(self, name: str) -> Funder:
        if not name:
            raise RowError([_("funder: is missing.")])
        if funder := self.funders.get(name.casefold()):
            return funder
        message = _("funder: there is none called “%(name)s”.") % {"name": name}
        if close := get_close_matches(name.casefold(), self.funders, n=1):
            message += " " + _("Is it “%(name)s”?") % {"name": self.funders[close[0]].public_name}
        else:
            message += " " + _("Add the funder first, under Funding, Funders.")
        raise RowError([message])

    def _reverse(self, values: Mapping[str, str]) -> FundingRecord:
        original = FundingRecord.objects.filter(reference=values["reverses"]).first()
        if original is None:
            raise RowError(
                [
                    _("reverses: no record “%(reference)s” is booked or stands further up.")
                    % {"reference": values["reverses"]}
                ]
            )
        reversal = reverse_record(original, reason=values["reason"], by=self.by)
        if reversal.reference != values["reference"]:
            raise RowError(
                [
                    _("reference: a reversal of this record is called “%(reference)s”.")
                    % {"reference": reversal.reference}
                ]
            )
        return reversal


def _messages(error: ValidationError) -> list[str]:
    """The complaints of a service, each with the column it is about."""
    if not hasattr(error, "error_dict"):
        return list(error.messages)
    found = []
    for name, messages in error.message_dict.items():
        column = COLUMN_OF_SERVICE.get(name, name)
        for message in messages:
            found.append(message if name == NON_FIELD_ERRORS else f"{column}: {message}")
    return found


def _differences(values: Mapping[str, str], known: FundingRecord) -> list[str]:
    """Says where the file and a booked record disagree. The file is not followed."""
    booked = row_of(known)
    try:
        typed = row_of_booking(values, known)
    except RowError:
        typed = dict(values)
    differing = [
        name for name in COMPARED if typed.get(name, "").casefold() != booked[name].casefold()
    ]
    if not differing:
        return []
    return [
        _(
            "Booked already with another %(columns)s. The booked record stays; reverse it if the "
            "file is right."
        )
        % {"columns": ", ".join(differing)}
    ]


def row_of_booking(values: Mapping[str, str], known: FundingRecord) -> dict[str, str]:
    """`values` as the export would write them, so that "48.000" and "48000.00" are the same."""
    funder = known.funder
    names = {name.casefold() for name in (funder.slug, funder.legal_name, funder.public_name)}
    same = values["funder"].casefold() in names
    if values["reverses"]:
        return {**row_of(known), "funder": funder.public_name if same else values["funder"]}
    booking = booking_of(values, with_page=False)
    fields = {name: booking[name] for name in booking if name not in ("rate", "page")}
    for name in ("rate_on", "rate_source"):
        fields.pop(name, None)
    typed = row_of(FundingRecord(funder=funder, **fields))
    return {**typed, "funder": typed["funder"] if same else values["funder"]}
