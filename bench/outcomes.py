"""What the outcomes report costs: seconds over 1,000,000 answers, megabytes for 100,000 rows.

`python bench/outcomes.py` works on an SQLite database of its own, `python bench/outcomes.py
postgresql` on a PostgreSQL server of its own (tests/postgres.py); nothing of them is left. Prints a
line for each figure and ends with 1 when a limit is passed.
"""

from __future__ import annotations

import contextlib
import os
import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from multiprocessing import get_context
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
REPEATS = 3


def main(engine: str) -> int:
    with database(engine) as url:
        os.environ["DATABASE_URL"] = url
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings.test")
        import django  # noqa: PLC0415  (after the settings are chosen)

        django.setup()
        from django.core.management import call_command  # noqa: PLC0415
        from django.db import connection  # noqa: PLC0415

        # First, while the process is small: memory that it has freed would be used unseen.
        failed = [in_a_process(export_memory, kind) for kind in ("csv", "xlsx")]
        call_command("migrate", verbosity=0)
        rows = fill()
        print(f"{connection.vendor}: {ANSWERS:,} answers in {rows:,} rows of counts")
        failed.append(report_time())
        connection.close()
        return int(any(failed))


@contextlib.contextmanager
def database(engine: str) -> Iterator[str]:
    """An empty database for the length of the block: its DATABASE_URL."""
    if engine == "postgresql":
        from tests.postgres import running_server  # noqa: PLC0415  (needs requirements-dev.txt)

        with running_server() as server:
            yield server.create("bench")
    else:
        with tempfile.TemporaryDirectory() as folder:
            yield f"sqlite:///{folder}/bench.sqlite3"


def in_a_process(measure: object, *arguments: str) -> int:
    """Its exit code: the high-water mark of memory belongs to a process and never falls."""
    process = get_context("fork").Process(target=measure, args=arguments)  # type: ignore[arg-type]
    process.start()
    process.join()
    return process.exitcode or 0


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


def report_time() -> bool:
    """Whether the report takes too long: the slowest of a few, the first of which finds nothing in
    memory."""
    from feedback.report import outcomes_report  # noqa: PLC0415
    from feedback.report_query import ReportQuery  # noqa: PLC0415

    seconds, busy = [], []
    for _repeat in range(REPEATS):
        begin, cpu = time.perf_counter(), time.process_time()
        report = outcomes_report(ReportQuery(), date(2026, 2, 1))
        seconds.append(time.perf_counter() - begin)
        busy.append(time.process_time() - cpu)
    shown = sum(each.n for each in report.statements)
    print(
        f"report: {max(seconds):.2f} s, of them {max(busy):.2f} s at work in this process "
        f"({shown:,} answers shown), limit {MOST_SECONDS} s"
    )
    return max(seconds) >= MOST_SECONDS


def export_memory(kind: str) -> None:
    """Ends the process, with 1 if the file takes too much memory."""
    from feedback import exports  # noqa: PLC0415

    rows = ((f"=page {number}", "text " * 8, number, number / 7) for number in range(ROWS))
    header = ("Page", "Text", "Count", "Share")
    before, begin = peak(), time.perf_counter()
    if kind == "csv":
        size = sum(len(part) for part in exports.csv_response("x", header, rows))
    else:
        with exports.workbook_file([exports.Sheet("Rows", header, rows)]) as file:
            size = file.seek(0, os.SEEK_END)
    seconds, more = time.perf_counter() - begin, peak() - before
    print(
        f"{kind}: {ROWS:,} rows, {size / MEGABYTE:.1f} MB file, {seconds:.1f} s, "
        f"{more:.1f} MB more memory at its peak, limit {MOST_MEGABYTES} MB",
        flush=True,
    )
    sys.exit(more >= MOST_MEGABYTES)


def peak() -> float:
    """The most memory that this process has had at once, in MB. (Linux counts in kilobytes.)"""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    sys.exit(main(*(sys.argv[1:] or ["sqlite"])))
