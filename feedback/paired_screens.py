"""What the templates of paired questions are given.

Cached pages get the form only, made without reader and request. The form has no place for the
right answer and the explanation: these are in the result, once the second answer is given.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from wagtail.models import Page

from feedback.own_answers import OwnPair
from feedback.paired_rules import Moment, QuestionInForce


@dataclass(frozen=True)
class AnswerOffered:
    key: UUID
    text: str
    is_chosen: bool


@dataclass(frozen=True)
class PairedForm:
    """`anchor` is the id of the section; `message` says what is wrong with an answer."""

    anchor: str
    is_before: bool
    action: str
    back: str
    question: str
    options: tuple[AnswerOffered, ...]
    message: str


@dataclass(frozen=True)
class AnswerGiven:
    """`text` is "" for a moment at which the reader did not answer."""

    moment: str
    text: str
    is_right: bool


@dataclass(frozen=True)
class PairedReview:
    """What only who has answered after reading may see. `is_right`: the answer after reading."""

    given: tuple[AnswerGiven, ...]
    is_right: bool
    right: str
    explanation: str


@dataclass(frozen=True)
class PairedResult:
    """`own` is the reader's answer at this moment, "" if there is none. `review_url` leads there
    from the answer before reading, "" while there is none to see."""

    anchor: str
    is_before: bool
    back: str
    question: str
    own: str
    review: PairedReview | None
    review_url: str
    about_me_url: str


def address_of(question_key: UUID, page_key: UUID, moment: Moment) -> str:
    return reverse("feedback:question", args=[question_key, page_key, moment.value])


def paired_form(
    page: Page,
    question: QuestionInForce,
    moment: Moment,
    back: str,
    *,
    chosen: UUID | None = None,
    message: str = "",
) -> PairedForm:
    return PairedForm(
        anchor=_anchor(question, moment),
        is_before=moment is Moment.BEFORE,
        action=address_of(question.key, page.translation_key, moment),
        back=back,
        question=question.words.question,
        options=tuple(
            AnswerOffered(option.translation_key, option.text, option.translation_key == chosen)
            for option in question.options
        ),
        message=message,
    )


def paired_result(
    page: Page, question: QuestionInForce, moment: Moment, own: OwnPair, back: str
) -> PairedResult:
    """For a reader who has answered at that moment, or after reading."""
    is_before = moment is Moment.BEFORE
    has_finished = own.after is not None
    there = address_of(question.key, page.translation_key, Moment.AFTER)
    return PairedResult(
        anchor=_anchor(question, moment),
        is_before=is_before,
        back=back,
        question=question.words.question,
        own=question.text_of(own.before if is_before else own.after),
        review=_review(question, own) if has_finished and not is_before else None,
        review_url=f"{there}?{urlencode({'back': back})}" if has_finished and is_before else "",
        about_me_url=reverse("feedback:about-me"),
    )


def _review(question: QuestionInForce, own: OwnPair) -> PairedReview:
    pair = ((Moment.BEFORE, own.before), (Moment.AFTER, own.after))
    return PairedReview(
        given=tuple(
            AnswerGiven(str(moment.label), question.text_of(key), key == question.right)
            for moment, key in pair
        ),
        is_right=own.after == question.right,
        right=question.text_of(question.right),
        explanation=question.explanation,
    )


def _anchor(question: QuestionInForce, moment: Moment) -> str:
    return f"question-{question.key.hex}-{moment.value}"
