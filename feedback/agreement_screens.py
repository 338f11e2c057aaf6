"""What the templates of the agreement statements are given.

Cached pages get the form only, made without reader and request.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from wagtail.models import Page

from feedback.likert import Distribution, Point, agreement
from feedback.models import AgreementSet
from feedback.selectors import distributions, statements_asked, statements_for
from feedback.statistics import percentages, whole_percent


@dataclass(frozen=True)
class PointAsked:
    value: int
    label: str
    is_chosen: bool


@dataclass(frozen=True)
class StatementAsked:
    """`name` is that of the form field."""

    key: UUID
    name: str
    text: str
    points: tuple[PointAsked, ...]


@dataclass(frozen=True)
class AgreementForm:
    """`message` says what is wrong with an answer; `remark` is what the reader typed before."""

    action: str
    back: str
    heading: str
    introduction: str
    statements: tuple[StatementAsked, ...]
    asks_for_remark: bool
    remark: str = ""
    message: str = ""
    is_change: bool = False


@dataclass(frozen=True)
class StatementLine:
    """`own` is the label of the reader's answer or ""; numbers are None where none are shown."""

    text: str
    own: str
    counts: Distribution | None
    percentages: list[int] | None
    n: int
    agree_percent: int | None


@dataclass(frozen=True)
class AgreementResult:
    heading: str
    thanks: str
    page_title: str
    back: str
    change_url: str
    lines: tuple[StatementLine, ...]
    has_answered: bool
    shows_distribution: bool
    about_me_url: str

    @property
    def has_bars(self) -> bool:
        """Whether any statement has a distribution to show, whose colours need a legend."""
        return any(line.counts for line in self.lines)


def field_name(statement_key: UUID) -> str:
    return f"s-{statement_key.hex}"


def agreement_form(
    page: Page,
    back: str,
    *,
    asked: AgreementSet | None = None,
    chosen: Mapping[UUID, int] | None = None,
    remark: str = "",
    message: str = "",
    is_change: bool = False,
) -> AgreementForm | None:
    """The form about a page; None where it asks nothing."""
    if not getattr(page, "asks_agreement", False):
        return None
    asked = asked or statements_for(page)
    statements = statements_asked(asked) if asked else []
    if asked is None or not statements:
        return None
    chosen = chosen or {}
    return AgreementForm(
        action=reverse("feedback:agreement", args=[page.translation_key]),
        back=back,
        heading=asked.heading,
        introduction=asked.introduction,
        statements=tuple(
            StatementAsked(
                key=statement.translation_key,
                name=field_name(statement.translation_key),
                text=statement.text,
                points=tuple(
                    PointAsked(
                        point.value,
                        str(point.label),
                        chosen.get(statement.translation_key) == point,
                    )
                    for point in Point
                ),
            )
            for statement in statements
        ),
        asks_for_remark=asked.asks_for_remark,
        remark=remark,
        message=message,
        is_change=is_change,
    )


def agreement_result(
    page: Page, asked: AgreementSet, own: Mapping[UUID, int], back: str
) -> AgreementResult:
    """Thanks, the reader's own answers and, if the set says so, those of others."""
    statements = statements_asked(asked)
    keys = [statement.translation_key for statement in statements]
    others = distributions(page.translation_key, keys) if asked.shows_distribution else {}
    action = reverse("feedback:agreement", args=[page.translation_key])
    return AgreementResult(
        heading=asked.heading,
        thanks=asked.thanks,
        page_title=page.title,
        back=back,
        change_url=f"{action}?{urlencode({'change': 1, 'back': back})}",
        lines=tuple(
            _line(statement.text, own.get(key), others.get(key))
            for statement, key in zip(statements, keys, strict=True)
        ),
        has_answered=bool(own),
        shows_distribution=asked.shows_distribution,
        about_me_url=reverse("feedback:about-me"),
    )


def _line(text: str, own: int | None, counts: Distribution | None) -> StatementLine:
    said = agreement(counts) if counts else None
    return StatementLine(
        text=text,
        own=str(Point(own).label) if own else "",
        counts=counts,
        percentages=percentages(counts) if counts else None,
        n=sum(counts) if counts else 0,
        agree_percent=whole_percent(said.agree, said.n) if said and said.n else None,
    )
