"""Counts as the services leave them, for tests of the report."""

from __future__ import annotations

from datetime import date

from feedback.models import (
    AgreementCount,
    Outcome,
    PairedCount,
    Poll,
    PollCount,
    PollOption,
    ReadingCount,
)

MONTH = date(2026, 3, 1)


def answered(page_key, statement_key, counts, *, month=MONTH, language="en", respondents=None):
    """`counts` are for 1 to 5; respondents (all of them) only once for a page and month."""
    for answer, count in enumerate(counts, start=1):
        if count:
            AgreementCount.objects.create(
                page_key=page_key,
                statement_key=statement_key,
                language=language,
                month=month,
                answer=answer,
                count=count,
            )
    if respondents:
        AgreementCount.objects.create(
            page_key=page_key,
            statement_key=None,
            language=language,
            month=month,
            answer=0,
            count=respondents,
        )


def opened(page_key, started, half, completed, *, day=MONTH, language="en"):
    ReadingCount.objects.create(
        page_key=page_key,
        language=language,
        day=day,
        started=started,
        half=half,
        completed=completed,
    )


def paired(page_key, question_key, cells, *, month=MONTH, language="en"):
    """`cells`: right both times, only before, only after, never."""
    right, wrong = Outcome.RIGHT, Outcome.WRONG
    places = ((right, right), (right, wrong), (wrong, right), (wrong, wrong))
    for (before, after), count in zip(places, cells, strict=True):
        PairedCount.objects.create(
            question_key=question_key,
            page_key=page_key,
            language=language,
            month=month,
            before=before,
            after=after,
            count=count,
        )


def make_poll(locale, votes, *, voters=None, question="Which test on day 28?", **fields):
    """`votes`: {text: count}. Voters are the sum unless given."""
    poll = Poll(question=question, locale=locale, **fields)
    poll.options = [
        PollOption(text=text, locale=locale, sort_order=place) for place, text in enumerate(votes)
    ]
    poll.save()
    for option in poll.options.all():
        PollCount.objects.create(
            poll_key=poll.translation_key,
            option_key=option.translation_key,
            language="en",
            month=MONTH,
            count=votes[option.text],
        )
    PollCount.objects.create(
        poll_key=poll.translation_key,
        option_key=None,
        language="en",
        month=MONTH,
        count=sum(votes.values()) if voters is None else voters,
    )
    return poll
