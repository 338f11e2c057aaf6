"""What the outcomes report costs: seconds over 1,000,000 answers, megabytes for 100,000 rows.

Works on a database of its own in a temporary folder. `python bench/outcomes.py` prints a table and
ends with 1 when a limit is passed.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
import tracemalloc
from datetime import date
from pathlib import Path
from uuid import UUID

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

ANSWERS = 1_000_000
PAGES, LANGUAGES, MONTHS, STATEMENTS = 300, ("en", "pt", "es"), 24, 4
ROWS = 100_000
MOST_SECONDS = 3.0
MOST_MEGABYTES = 100
MEGABYTE = 1024 * 1024


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATABASE_URL"] = f"sqlite:///{folder}/bench.sqlite3"
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings.test")
        import django  # noqa: PLC0415  (after the settings are chosen)

        django.setup()
        from django.core.management import call_command  # noqa: PLC0415

        call_command("migrate", verbosity=0)
        rows = fill()
        print(f"{ANSWERS:,} answers in {rows:,} rows of counts")
        return max(report_time(), export_memory("csv"), export_memory("xlsx"))


def fill() -> int:
    """Counts that add up to the answers, spread at random over pages, languages and months."""
    from feedback.models import AgreementCount, ReadingCount  # noqa: PLC0415

    rng = random.Random(4)  # noqa: S311  (test data, the same each time)
    months = [date(2024 + place // 12, place % 12 + 1, 1) for place in range(MONTHS)]
    places = [
        (page, code, month) for page in range(PAGES) for code in LANGUAGES for month in months
    ]
    respondents = ANSWERS // STATEMENTS
    counts: dict[tuple[int, str, date, int, int], int] = {}
    answered: dict[tuple[int, str, date], int] = {}
    for _reader in range(respondents):
        place = rng.choice(places)
        answered[place] = answered.get(place, 0) + 1
        for statement in range(STATEMENTS):
            cell = (*place, statement, rng.choice((1, 2, 3, 4, 4, 5)))
            counts[cell] = counts.get(cell, 0) + 1
    objects = [
        AgreementCount(
            page_key=UUID(int=page),
            statement_key=UUID(int=1000 + statement),
            language=code,
            month=month,
            answer=answer,
            count=count,
        )
        for (page, code, month, statement, answer), count in counts.items()
    ]
    objects += [
        AgreementCount(page_key=UUID(int=page), language=code, month=month, answer=0, count=count)
        for (page, code, month), count in answered.items()
    ]
    AgreementCount.objects.bulk_create(objects, batch_size=5000)
    ReadingCount.objects.bulk_create(
        [
            ReadingCount(
                page_key=UUID(int=page), language=code, day=day, started=90, half=50, completed=30
            )
            for page, code, month in places
            for day in (month, month.replace(day=15))
        ],
        batch_size=5000,
    )
    return len(objects)


def report_time() -> int:
    from feedback.report import outcomes_report  # noqa: PLC0415
    from feedback.report_query import ReportQuery  # noqa: PLC0415

    begin = time.perf_counter()
    report = outcomes_report(ReportQuery(), date(2026, 2, 1))
    seconds = time.perf_counter() - begin
    shown = sum(each.n for each in report.statements)
    print(f"report: {seconds:.2f} s ({shown:,} answers shown), limit {MOST_SECONDS} s")
    return int(seconds >= MOST_SECONDS)


def export_memory(kind: str) -> int:
    from feedback import exports  # noqa: PLC0415

    rows = ((f"=page {number}", "text " * 8, number, number / 7) for number in range(ROWS))
    header = ("Page", "Text", "Count", "Share")
    tracemalloc.start()
    begin = time.perf_counter()
    if kind == "csv":
        size = sum(len(part) for part in exports.csv_response("x", header, rows))
    else:
        with exports.workbook_file([exports.Sheet("Rows", header, rows)]) as file:
            size = file.seek(0, os.SEEK_END)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    seconds = time.perf_counter() - begin
    print(
        f"{kind}: {ROWS:,} rows, {size / MEGABYTE:.1f} MB file, {seconds:.1f} s while traced, "
        f"peak {peak / MEGABYTE:.1f} MB, limit {MOST_MEGABYTES} MB"
    )
    return int(peak >= MOST_MEGABYTES * MEGABYTE)


if __name__ == "__main__":
    sys.exit(main())
