"""What each kind of page costs: CPU time, SQL queries and size, on the demonstration content.

The pages are asked for through Django's test client in this process: the whole middleware and
template path, no network. Times are process CPU time, so that other work on the machine counts
little; the median of several warm requests is shown. Use it to compare two states of the code
on one machine, not two machines.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import re
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import django  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from hub.environment import choose_settings_module  # noqa: E402

LEAD_ARTICLE = "/articles/tisa-cel-cibmtr-real-world/"
TOPIC = "/topics/car-t-cell-therapy/"
HOST = "127.0.0.1"

ARTICLE_QUERIES = 17
# The lead article has a poll: which one, the poll in all languages, its options.
LEAD_QUERIES = ARTICLE_QUERIES + 3
OTHER_QUERIES = 20
ARTICLE_BYTES = 64_000  # of which 7,000 are the statements and the poll

SELECTED_COLUMNS = re.compile(r"SELECT .*? FROM", re.DOTALL)


@dataclass(frozen=True)
class Visit:
    """One address, as a reader who has or has not accepted the notice."""

    name: str
    address: str
    acknowledged: bool = True
    max_queries: int = OTHER_QUERIES
    max_bytes: int | None = None


@dataclass(frozen=True)
class Cost:
    """Medians over the measured requests; bytes of the HTML, plain and as gzip -6."""

    name: str
    address: str
    status: int
    cpu_ms: float
    queries: int
    sql_ms: float
    size: int
    gzipped: int
    over_budget: bool


def visits() -> Iterator[Visit]:
    """The pages that readers ask for most, and the dearest of their variants."""
    yield Visit("home", "/")
    yield Visit("article", LEAD_ARTICLE, max_queries=LEAD_QUERIES, max_bytes=ARTICLE_BYTES)
    yield Visit("article, notice", LEAD_ARTICLE, acknowledged=False, max_queries=ARTICLE_QUERIES)
    # One more: Wagtail looks for the home page in the language of the address.
    yield Visit("article, Portuguese", "/pt" + LEAD_ARTICLE, max_queries=LEAD_QUERIES + 1)
    yield Visit("listing", "/articles/")
    yield Visit("listing, filtered", "/articles/?format=article&year=2025")
    yield Visit("topics", "/topics/")
    yield Visit("topic", TOPIC)
    yield Visit("people", "/people/")
    yield Visit("funders", "/funders/", acknowledged=False)
    yield Visit("funders, a year", "/funders/2024/", acknowledged=False)
    yield Visit("funding data", "/funders/data.json", acknowledged=False)
    yield Visit("search", "/search/?q=CAR+T-cell+relapse+in+children")
    yield Visit("search, nothing found", "/search/?q=zzzz")
    yield Visit("feed", "/feeds/articles.rss")
    yield Visit("sitemap", "/sitemap.xml")
    yield Visit("not found", "/no-such-page/")


def new_reader(*, acknowledged: bool) -> Client:
    """A client without or with the cookie of the notice."""
    client = Client(headers={"host": HOST})
    if acknowledged:
        client.post("/acknowledge/", {"next": "/"})
    return client


def measure(visit: Visit, client: Client, repetitions: int) -> Cost:
    """Ask for one page several times after a warm-up; raises on a server error."""
    client.get(visit.address)
    times: list[float] = []
    for _ in range(repetitions):
        start = time.process_time()
        response = client.get(visit.address)
        body = response.getvalue()
        times.append((time.process_time() - start) * 1000)
    # Recording the queries costs time of its own, so it happens in a request that is not timed.
    with CaptureQueriesContext(connection) as captured:
        client.get(visit.address).getvalue()
    queries = len(captured)
    return Cost(
        name=visit.name,
        address=visit.address,
        status=response.status_code,
        cpu_ms=round(median(times), 1),
        queries=queries,
        sql_ms=round(sum(float(query["time"]) for query in captured) * 1000, 1),
        size=len(body),
        gzipped=len(gzip.compress(body, 6)),
        over_budget=queries > visit.max_queries
        or (visit.max_bytes is not None and len(body) > visit.max_bytes),
    )


def explain(address: str) -> str:
    """The SQL of one warm request, one query a line, shortened: where a surplus comes from."""
    client = new_reader(acknowledged=True)
    client.get(address).getvalue()
    with CaptureQueriesContext(connection) as captured:
        client.get(address).getvalue()
    lines = [SELECTED_COLUMNS.sub("SELECT … FROM", query["sql"])[:160] for query in captured]
    return "\n".join([f"{address}: {len(lines)} queries", *lines])


def as_table(costs: list[Cost]) -> str:
    """A table for people; a star marks what is over its budget."""
    head = (
        f"{'page':24}{'status':>7}{'CPU ms':>9}{'queries':>9}{'SQL ms':>8}{'bytes':>9}{'gzip':>8}"
    )
    rows = [
        f"{cost.name:24}{cost.status:>7}{cost.cpu_ms:>9}{cost.queries:>9}{cost.sql_ms:>8}"
        f"{cost.size:>9}{cost.gzipped:>8}{' *' if cost.over_budget else ''}"
        for cost in costs
    ]
    return "\n".join([head, *rows])


def main() -> None:
    """Print the costs; exit with 1 when a page is over its budget."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON list instead of a table")
    parser.add_argument("--repetitions", type=int, default=11, help="timed requests of each page")
    parser.add_argument("--explain", metavar="ADDRESS", help="list the queries of one address")
    options = parser.parse_args()
    os.environ.setdefault("HUB_ENV", "demo")
    os.environ.setdefault("HUB_LOG_LEVEL", "CRITICAL")  # writing a log line is not what we measure
    choose_settings_module()
    django.setup()
    if options.explain:
        print(explain(options.explain))
        return
    readers = {state: new_reader(acknowledged=state) for state in (False, True)}
    costs = [measure(visit, readers[visit.acknowledged], options.repetitions) for visit in visits()]
    if options.json:
        print(json.dumps([asdict(cost) for cost in costs], indent=2))
    else:
        print(as_table(costs))
    if any(cost.over_budget for cost in costs):
        sys.exit("* over budget")


if __name__ == "__main__":
    main()
