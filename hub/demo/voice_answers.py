"""Invented answers, so that the reports of the demonstration show something.

They are counts and nothing else: nobody answered, so there is no answer of anybody. They are put
into the complete months before the day of loading, once, and only into a hub that says that it is
a demonstration and in which no reader was counted yet. What readers do later comes on top.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice
from uuid import UUID

from django.utils import timezone
from wagtail.models import Locale

from articles.models import ArticlePage
from feedback.models import (
    AgreementCount,
    AgreementResponse,
    PairedCount,
    PairedResponse,
    Poll,
    PollCount,
    PollVote,
    ReadingCount,
)
from home.models import HubSettings
from hub.demo import content
from hub.demo.voice_months import in_turn, months_before, nested_by_day
from hub.demo.voice_words import Data, voice_key, words

ANSWERS = "voice-answers.yaml"
MONTHS = 6
ANSWERED = (
    AgreementResponse,
    AgreementCount,
    PollVote,
    PollCount,
    PairedResponse,
    PairedCount,
    ReadingCount,
)


def invent_answers(today: date | None = None) -> int:
    """Fill the counts; how many groups of them (a page, poll or question in a language).

    0 in a hub that is no demonstration or has counts of any kind.
    """
    if not HubSettings.objects.filter(is_demonstration=True).exists():
        return 0
    if any(model.objects.exists() for model in ANSWERED):
        return 0
    months = months_before(today or timezone.localdate(), MONTHS)
    data = content.read(ANSWERS)
    return (
        sum(_article(raw, months) for raw in data["articles"])
        + sum(_poll(raw, months) for raw in data["polls"])
        + sum(_question(raw, months) for raw in data["questions"])
    )


# --- Articles -------------------------------------------------------------------------------------
def _article(raw: Data, months: Sequence[date]) -> int:
    page = _page_key(raw["article"])
    if page is None:
        return 0
    ReadingCount.objects.bulk_create(_readings(page, raw, months))
    AgreementCount.objects.bulk_create(_respondents(page, raw, months))
    for measure, said in raw["said"].items():
        AgreementCount.objects.bulk_create(_statement(page, raw, measure, said, months))
    return 1


def _page_key(slug: str) -> UUID | None:
    page = ArticlePage.objects.filter(slug=slug, locale=Locale.get_default()).first()
    return page.translation_key if page else None


def _readings(page: UUID, raw: Data, months: Sequence[date]) -> Iterator[ReadingCount]:
    stages = zip(raw["opened"], raw["half"], raw["completed"], strict=True)
    for month, totals in zip(months, stages, strict=True):
        for day, (started, half, completed) in nested_by_day(month, totals).items():
            yield ReadingCount(
                page_key=page,
                language=raw["language"],
                day=day,
                started=started,
                half=half,
                completed=completed,
            )


def _respondents(page: UUID, raw: Data, months: Sequence[date]) -> Iterator[AgreementCount]:
    for month, count in zip(months, raw["answered"], strict=True):
        if count:
            yield AgreementCount(
                page_key=page, language=raw["language"], month=month, answer=0, count=count
            )


def _statement(
    page: UUID, raw: Data, measure: str, said: Data, months: Sequence[date]
) -> Iterator[AgreementCount]:
    """The five points, and those who left this statement out, in turn through all months."""
    shares = [*(share * (100 - said["left_out"]) for share in said["shares"])]
    places = in_turn([*shares, said["left_out"] * 100], sum(raw["answered"]))
    for month, counts in _by_month(places, raw["answered"], months):
        for place, count in sorted(counts.items()):
            if place < len(shares):
                yield AgreementCount(
                    page_key=page,
                    statement_key=voice_key("statements", measure),
                    language=raw["language"],
                    month=month,
                    answer=place + 1,
                    count=count,
                )


def _by_month(
    places: Iterator[int], counts: Sequence[int], months: Sequence[date]
) -> Iterator[tuple[date, Counter[int]]]:
    """How often each place came in each month, which takes as many of them as it has people."""
    for month, count in zip(months, counts, strict=True):
        yield month, Counter(islice(places, count))


# --- Polls ----------------------------------------------------------------------------------------
def _poll(raw: Data, months: Sequence[date]) -> int:
    name, voters = raw["poll"], raw["voters"]
    options = [voice_key("polls", name, option) for option in words("polls")[name]["options"]]
    counts: Counter[tuple[UUID | None, date]] = Counter()
    for month, count in zip(months, voters, strict=True):
        counts[None, month] = count
    if words("polls")[name]["choice"] == Poll.Choice.SINGLE:
        for month, chosen in _by_month(in_turn(raw["shares"], sum(voters)), voters, months):
            counts.update({(options[place], month): count for place, count in chosen.items()})
    else:
        for option, share in zip(options, raw["shares"], strict=True):
            places = in_turn([share, 100 - share], sum(voters))
            for month, chosen in _by_month(places, voters, months):
                counts[option, month] = chosen[0]
    PollCount.objects.bulk_create(
        PollCount(
            poll_key=voice_key("polls", name),
            option_key=option,
            language=raw["language"],
            month=month,
            count=count,
        )
        for (option, month), count in counts.items()
        if count
    )
    return 1


# --- Paired questions -----------------------------------------------------------------------------
def _question(raw: Data, months: Sequence[date]) -> int:
    page = _page_key(raw["article"])
    if page is None:
        return 0
    ways = raw["came_out"]
    places = in_turn([share for _before, _after, share in ways], sum(raw["answered"]))
    PairedCount.objects.bulk_create(
        PairedCount(
            question_key=voice_key("questions", raw["question"]),
            page_key=page,
            language=raw["language"],
            month=month,
            before=ways[place][0],
            after=ways[place][1],
            count=count,
        )
        for month, counts in _by_month(places, raw["answered"], months)
        for place, count in sorted(counts.items())
    )
    return 1
