"""What is kept under one reader's token, in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.urls import reverse
from wagtail.models import Page

from feedback.erasing import known_about
from feedback.likert import Point
from feedback.models import (
    AgreementStatement,
    PairedOption,
    PairedQuestion,
    PairedResponse,
    Poll,
    PollOption,
)
from feedback.paired_rules import Moment
from feedback.paired_screens import address_of
from feedback.report_names import best_of


@dataclass(frozen=True)
class OwnAnswer:
    """One answer: `about` is a page's title or the question, `said` what was answered."""

    about: str
    url: str
    said: tuple[str, ...]
    month: date
    language: str


@dataclass(frozen=True)
class KnownReader:
    agreements: tuple[OwnAnswer, ...]
    votes: tuple[OwnAnswer, ...]
    pairs: tuple[OwnAnswer, ...]

    @property
    def has_answers(self) -> bool:
        return bool(self.agreements or self.votes or self.pairs)


def about_reader(token: str) -> KnownReader:
    """Answers whose page, poll or option is gone are listed too, without its words."""
    known = known_about(token)
    responses, votes = known.responses, known.votes
    answers = {each.pk: list(each.answers.order_by("pk")) for each in responses}
    choices = {each.pk: list(each.choices.order_by("pk")) for each in votes}
    titles = _words(Page, "title", (each.page_key for each in responses))
    statements = _words(
        AgreementStatement, "text", (a.statement_key for each in answers.values() for a in each)
    )
    questions = _words(Poll, "question", (each.poll_key for each in votes))
    options = _words(
        PollOption, "text", (choice.option_key for each in choices.values() for choice in each)
    )
    return KnownReader(
        agreements=tuple(
            OwnAnswer(
                about=titles.get(each.page_key, ""),
                url=reverse("feedback:agreement", args=[each.page_key]),
                said=tuple(
                    f"{statements.get(a.statement_key, '…')}: {Point(a.answer).label}"
                    for a in answers[each.pk]
                ),
                month=each.month,
                language=each.language,
            )
            for each in responses
        ),
        votes=tuple(
            OwnAnswer(
                about=questions.get(each.poll_key, ""),
                url=reverse("feedback:poll", args=[each.poll_key]),
                said=tuple(options.get(choice.option_key, "…") for choice in choices[each.pk]),
                month=each.month,
                language=each.language,
            )
            for each in votes
        ),
        pairs=_pairs(known.pairs),
    )


def _pairs(responses: tuple[PairedResponse, ...]) -> tuple[OwnAnswer, ...]:
    """What was chosen before and after reading; nothing about what is right."""
    given = {
        each.pk: [
            (moment, key)
            for moment, key in (
                (Moment.BEFORE, each.before_key),
                (Moment.AFTER, each.after_key),
            )
            if key is not None
        ]
        for each in responses
    }
    questions = _words(PairedQuestion, "question", (each.question_key for each in responses))
    options = _words(PairedOption, "text", (k for pair in given.values() for _moment, k in pair))
    return tuple(
        OwnAnswer(
            about=questions.get(each.question_key, ""),
            url=address_of(each.question_key, each.page_key, given[each.pk][-1][0]),
            said=tuple(
                f"{moment.label}: {options.get(key, '…')}" for moment, key in given[each.pk]
            ),
            month=each.month,
            language=each.language,
        )
        for each in responses
    )


def _words(
    model: type[Page | AgreementStatement | Poll | PollOption | PairedQuestion | PairedOption],
    field: str,
    keys: Iterable[UUID],
) -> dict[UUID, str]:
    """The words of each key, in the active language if there are, else the original's."""
    rows = model._default_manager.filter(translation_key__in=set(keys))
    found = best_of(rows.only("translation_key", "locale_id", field))
    return {key: getattr(each, field) for key, each in found.items()}
