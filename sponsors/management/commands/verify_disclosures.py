"""`manage.py verify_disclosures`: is the ledger as it was, and the register as the ledger says?"""

from __future__ import annotations

import json
import re
from argparse import ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from sponsors.freezing import freeze_publication
from sponsors.verification import Report, pages_without_record, verify_disclosures


def noted_head(text: str) -> tuple[int, str]:
    """`17:9f86…` as (17, "9f86…")."""
    match = re.fullmatch(r"([1-9][0-9]{0,17}):([0-9a-f]{64})", text)
    if match is None:
        raise ArgumentTypeError("write the number, a colon and the 64 characters of the hash")
    return int(match[1]), match[2]


class Command(BaseCommand):
    help = (
        "Check that no entry of the funding ledger was changed or taken away, that the register "
        "says what its entries say, and that every live page that keeps a funding record has one. "
        "Exit code 1 when something is wrong, with the number of the entry."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print the result as JSON")
        parser.add_argument(
            "--record-missing",
            action="store_true",
            help="first write the records that live pages lack, marked as written afterwards",
        )
        parser.add_argument(
            "--head",
            type=noted_head,
            metavar="NUMBER:HASH",
            help="number and hash of an entry as noted earlier: it must still be there, unchanged",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        recorded = record_missing() if options["record_missing"] else 0
        report = verify_disclosures(options["head"])
        if options["json"]:
            self.stdout.write(json.dumps(as_json(report, recorded), indent=2, ensure_ascii=False))
        else:
            self.stdout.write("\n".join(as_lines(report, recorded)))
        if not report.is_sound:
            raise SystemExit(1)


def record_missing() -> int:
    """Write the records that live pages lack. They say what is true now, and that they are late."""
    recorded = 0
    for page in pages_without_record():
        with transaction.atomic():
            recorded += freeze_publication(page, afterwards=True) is not None
    return recorded


def as_lines(report: Report, recorded: int) -> list[str]:
    lines = [f"Written afterwards: {recorded}"] if recorded else []
    for finding in report.findings:
        where = f"Entry {finding.number}" if finding.number else "Register"
        lines.append(f"{where}: {finding.message}")
    lines += [
        f"Page {page.pk} ({page.url_path}): live without a record of its last publication"
        for page in report.unrecorded
    ]
    lines.append(f"Entries: {report.entries}")
    if report.head:
        lines.append(f"Head: {report.head[0]}:{report.head[1]}")
    lines.append("Sound." if report.is_sound else "NOT SOUND.")
    return lines


def as_json(report: Report, recorded: int) -> dict[str, Any]:
    return {
        "sound": report.is_sound,
        "entries": report.entries,
        "head": {"number": report.head[0], "hash": report.head[1]} if report.head else None,
        "written_afterwards": recorded,
        "findings": [
            {"entry": finding.number, "message": finding.message} for finding in report.findings
        ],
        "pages_without_record": [
            {"id": page.pk, "path": page.url_path} for page in report.unrecorded
        ],
    }
