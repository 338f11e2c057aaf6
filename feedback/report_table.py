"""A report as rows: one figure a row, with its numerator, denominator and method. For files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _

from feedback import report_cells as cells
from feedback.likert import Point, agreement
from feedback.moore import Level
from feedback.outcomes import Partition, Total, Within, report_by_page
from feedback.report import OutcomesReport, Share, statement_results
from feedback.report_data import data_hash
from feedback.report_method import methods
from feedback.report_names import page_titles

Row = tuple[object, ...]


class Figure(NamedTuple):
    """Shares are from 0 to 1, differences from -1 to 1; None where there is no such number."""

    section: str
    level: str
    item: str
    figure: str
    number: int | None
    of: int | None
    share: float | None = None
    low: float | None = None
    high: float | None = None
    method: str = ""


def figure_header() -> Row:
    return (
        _("Section"),
        _("Level"),
        _("About"),
        _("Figure"),
        _("Count"),
        _("Of"),
        _("Share"),
        _("Lower limit, 95%"),
        _("Upper limit, 95%"),
        _("Method"),
    )


def figure_rows(report: OutcomesReport) -> Iterator[Figure]:
    """Every figure of the report in the order of the screen."""
    yield from _reading(report)
    yield from _statements(report)
    yield from _polls(report)
    yield from _paired(report)
    yield from _quarters(report)


def about_rows(report: OutcomesReport) -> Iterator[Row]:
    """Query, hash and method."""
    yield _("Query"), report.query or _("everything")
    yield _("Complete months up to"), f"{report.through:%Y-%m}"
    yield _("Made on"), report.made_on
    yield "SHA-256", data_hash(report)
    yield _("Groups held back"), report.held_back
    yield from methods()


def page_header() -> Row:
    return (
        _("Page"),
        _("Key of the page"),
        _("Opened"),
        _("Read to the end"),
        _("Readers who answered"),
        _("Statement"),
        *(str(point.label) for point in Point),
        _("Answers"),
        _("Share who agree"),
        _("Lower limit, 95%"),
        _("Upper limit, 95%"),
    )


def page_rows(parts: Partition, within: Within) -> Iterator[Row]:
    """A row for each page and statement that has at least one group of ten; titles are for the CMS.

    Pages come by title.
    """
    reports = report_by_page(parts, within)
    titles = page_titles(key for key in reports if isinstance(key, UUID))
    for key in sorted(reports, key=lambda key: (titles.get(_uuid(key), ""), str(key))):
        totals = reports[key]
        started, _half, completed = totals.get(cells.READING, Total()).counts or (0, 0, 0)
        respondents = totals.get(cells.RESPONSE, Total()).n
        for said in statement_results(totals):
            if not said.n:
                continue
            share = agreement(said.counts)
            low, high = share.interval or (None, None)
            yield (
                titles.get(_uuid(key), ""),
                str(key),
                started or None,
                completed if started else None,
                respondents or None,
                said.text,
                *said.counts,
                said.n,
                share.share,
                low,
                high,
            )


def _uuid(key: object) -> UUID:
    return key if isinstance(key, UUID) else UUID(str(key))


def _with(share: Share | None) -> tuple[float | None, float | None, float | None]:
    return (share.share, *share.interval) if share else (None, None, None)


def _code(level: Level | None) -> str:
    return str(level.label) if level else ""


def _reading(report: OutcomesReport) -> Iterable[Figure]:
    read, said = report.reading, report.response
    section, level = _("Reading"), _code(read.level)
    yield Figure(section, level, "", _("Opened"), read.started, None)
    yield Figure(section, level, "", _("Half read"), read.half, read.started)
    yield Figure(
        section,
        level,
        "",
        _("Read to the end"),
        read.completed,
        read.started,
        *_with(read.completion),
        "Wilson",
    )
    yield Figure(
        section,
        level,
        "",
        _("Readers who answered"),
        said.respondents,
        said.started,
        *_with(said.rate),
        "Wilson",
    )


def _statements(report: OutcomesReport) -> Iterable[Figure]:
    section = _("Statements")
    for each in report.statements:
        level = _code(each.level)
        for point, count in zip(Point, each.counts, strict=True):
            share = count / each.n if each.n else None
            yield Figure(section, level, each.text, str(point.label), count, each.n, share)
        low, high = each.agreement.interval or (None, None)
        yield Figure(
            section,
            level,
            each.text,
            _("Agree or strongly agree"),
            each.agreement.agree,
            each.n,
            each.agreement.share,
            low,
            high,
            "Wilson",
        )


def _polls(report: OutcomesReport) -> Iterable[Figure]:
    section = _("Polls")
    for poll in report.polls:
        if not poll.is_shown:
            text = _("Fewer than %(number)s votes, not shown") % {"number": poll.minimum}
            yield Figure(section, "", poll.question, text, None, None)
        for option in poll.options:
            of = poll.voters
            share = option.votes / of
            yield Figure(section, "", poll.question, option.text, option.votes, of, share)


def _paired(report: OutcomesReport) -> Iterable[Figure]:
    section = _("Before and after")
    for each in report.paired:
        head = (section, _code(each.level), each.question)
        before, after = each.both + each.before_only, each.both + each.after_only
        yield Figure(*head, _("Right before"), before, each.n, *_with(each.before), "Wilson")
        yield Figure(*head, _("Right after"), after, each.n, *_with(each.after), "Wilson")
        yield Figure(*head, _("Right only before"), each.before_only, each.n)
        yield Figure(*head, _("Right only after"), each.after_only, each.n)
        if each.change:
            change = each.change
            yield Figure(*head, _("Change"), None, each.n, *change, "Newcombe")
            yield Figure(*head, _("p value, exact"), None, each.n, each.p, method="McNemar")
            yield Figure(*head, _("p value, mid-p"), None, each.n, each.mid_p, method="McNemar")


def _quarters(report: OutcomesReport) -> Iterable[Figure]:
    for quarter in report.quarters:
        section = quarter.label
        yield Figure(
            section,
            "",
            "",
            _("Read to the end"),
            quarter.completed,
            quarter.started,
            *_with(quarter.completion),
            "Wilson",
        )
        yield Figure(section, "", "", _("Readers who answered"), quarter.respondents, None)
        for statement, said in zip(report.statements, quarter.statements, strict=True):
            if said.interval:
                yield Figure(
                    section,
                    _code(statement.level),
                    statement.text,
                    _("Agree or strongly agree"),
                    said.agree,
                    said.n,
                    said.share,
                    *said.interval,
                    "Wilson",
                )
