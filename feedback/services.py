"""What readers can do: answer, vote, leave a remark, take everything back.

Each is one transaction over answers and counts. A second answer of the same reader replaces the
first; to a paired question the first answers count. Statements and paired questions keep their
counts as they stood at the end of each month: later changes are the reader's own affair, or the
difference of two reports would show one person (`feedback.atoms`). Polls are shown as whole totals,
which always agree with the votes.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from typing import TypeVar
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from feedback import counting
from feedback.atoms import month_of
from feedback.errors import AnswerError, PollClosedError
from feedback.likert import Point
from feedback.models import (
    AgreementAnswer,
    AgreementCount,
    AgreementResponse,
    PairedCount,
    PairedResponse,
    PollChoice,
    PollCount,
    PollVote,
    Remark,
)
from feedback.own_answers import OwnPair
from feedback.paired_rules import Moment, QuestionInForce, check_choice, question_in_force
from feedback.poll_rules import PollInForce, check_vote, poll_in_force
from feedback.readers import agreement_reader, paired_reader, poll_reader

ATTEMPTS = 3
REMARK_LENGTH = 1000
# Control characters, and those that reorder what is read: a remark must look like what it says.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")

AGREEMENT_PLACE = ("page_key", "statement_key", "language", "month", "answer")
POLL_PLACE = ("poll_key", "option_key", "language", "month")
PAIRED_PLACE = ("question_key", "page_key", "language", "month", "before", "after")

_T = TypeVar("_T")


def record_agreement(
    page_key: UUID,
    language: str,
    token: str,
    answers: Mapping[UUID, int],
    allowed: Collection[UUID],
) -> None:
    """Store the answers (1 to 5 by statement). Statements not named keep their earlier answer.

    AnswerError for none, for a statement that is not in `allowed`, for a number off the scale.
    """
    if not answers:
        raise AnswerError(_("Choose an answer to at least one statement."))
    if not set(answers) <= set(allowed) or not set(answers.values()) <= set(Point.values):
        raise AnswerError(_("That answer does not exist. Choose one of those below."))
    _once_more(lambda: _store_agreement(page_key, language, token, answers))


def _store_agreement(
    page_key: UUID, language: str, token: str, answers: Mapping[UUID, int]
) -> None:
    this_month = month_of(timezone.localdate())
    response, is_new = AgreementResponse.objects.select_for_update().get_or_create(
        page_key=page_key,
        reader=agreement_reader(token, page_key),
        defaults={"language": language, "month": this_month},
    )
    earlier = dict(response.answers.values_list("statement_key", "answer"))
    changed = {key: value for key, value in answers.items() if earlier.get(key) != value}
    AgreementAnswer.objects.bulk_create(
        [
            AgreementAnswer(response=response, statement_key=key, answer=value)
            for key, value in changed.items()
        ],
        update_conflicts=True,
        unique_fields=["response", "statement_key"],
        update_fields=["answer"],
    )
    if response.month != this_month:
        return
    where = (response.language, response.month)
    changes: Counter[counting.Place] = Counter()
    if is_new:
        changes[page_key, None, *where, 0] += 1
    for key, value in changed.items():
        changes[page_key, key, *where, int(value)] += 1
        if key in earlier:
            changes[page_key, key, *where, earlier[key]] -= 1
    counting.apply(AgreementCount, AGREEMENT_PLACE, changes)


def record_vote(
    poll: PollInForce, token: str, option_keys: Collection[UUID], language: str
) -> None:
    """Store the reader's vote, in place of an earlier one. Errors as `check_vote`."""
    _once_more(lambda: _store_vote(poll.key, token, option_keys, language))


def _store_vote(poll_key: UUID, token: str, option_keys: Collection[UUID], language: str) -> None:
    # Read again under a lock: an editor may have closed it or retired an option meanwhile.
    poll = poll_in_force(poll_key, lock=True)
    if poll is None:
        raise PollClosedError(None)
    chosen = check_vote(poll, option_keys)
    vote, is_new = PollVote.objects.select_for_update().get_or_create(
        poll_key=poll_key,
        reader=poll_reader(token, poll_key),
        defaults={"language": language, "month": month_of(timezone.localdate())},
    )
    earlier = set(vote.choices.values_list("option_key", flat=True))
    vote.choices.filter(option_key__in=earlier - chosen).delete()
    PollChoice.objects.bulk_create(
        [PollChoice(vote=vote, option_key=key) for key in chosen - earlier]
    )
    where = (vote.language, vote.month)
    changes: Counter[counting.Place] = Counter()
    if is_new:
        changes[poll_key, None, *where] += 1
    for key in chosen - earlier:
        changes[poll_key, key, *where] += 1
    for key in earlier - chosen:
        changes[poll_key, key, *where] -= 1
    counting.apply(PollCount, POLL_PLACE, changes)


def record_paired(
    question_key: UUID, page_key: UUID, token: str, option_key: UUID, moment: Moment, language: str
) -> None:
    """Store the reader's first answer at that moment. A later one changes nothing, and neither does
    one before reading that comes after the one after reading. AnswerError for an answer that is not
    of this question.

    Only two answers of one month make a pair: one visit, and a month that is over stays as it was.
    """
    _once_more(lambda: _store_paired(question_key, page_key, token, option_key, moment, language))


def _store_paired(
    question_key: UUID, page_key: UUID, token: str, option_key: UUID, moment: Moment, language: str
) -> None:
    # Read again under a lock: an editor may have changed its answers meanwhile.
    question = question_in_force(question_key, lock=True)
    if question is None:
        raise AnswerError(_("This question is no longer asked."))
    check_choice(question, [option_key])
    this_month = month_of(timezone.localdate())
    response, is_new = PairedResponse.objects.select_for_update().get_or_create(
        question_key=question_key,
        page_key=page_key,
        reader=paired_reader(token, question_key, page_key),
        defaults={"language": language, "month": this_month, f"{moment.value}_key": option_key},
    )
    changes: Counter[counting.Place] = Counter()
    if is_new:
        changes[paired_place(response, question)] += 1
    elif OwnPair(response.before_key, response.after_key).takes(moment):
        changes[paired_place(response, question)] -= 1
        response.after_key = option_key
        response.save(update_fields=["after_key"])
        changes[paired_place(response, question)] += 1
    if response.month == this_month:
        counting.apply(PairedCount, PAIRED_PLACE, changes)


def paired_place(response: PairedResponse, question: QuestionInForce) -> counting.Place:
    """Where a response is counted while its month lasts."""
    return (
        response.question_key,
        response.page_key,
        response.language,
        response.month,
        question.outcome_of(response.before_key).value,
        question.outcome_of(response.after_key).value,
    )


def add_remark(page_key: UUID, language: str, text: str) -> None:
    """Keep a remark for the editors. The same words on the same day are kept once: browsers
    repeat posts, and a remark carries no token to tell readers apart by. AnswerError if too long.
    """
    text = check_remark(text)
    if not text:
        return
    Remark.objects.get_or_create(
        page_key=page_key,
        language=language,
        received_on=timezone.localdate(),
        fingerprint=hashlib.sha256(text.encode()).hexdigest(),
        defaults={"text": text},
    )


def check_remark(text: str) -> str:
    """The remark as it is kept, which may be "". AnswerError if it is too long."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    text = _UNSEEN.sub("", text).strip()
    if len(text) > REMARK_LENGTH:
        raise AnswerError(_("A remark can have 1000 characters. Please shorten it."))
    return text


def _once_more(store: Callable[[], _T]) -> _T:
    """Run in a transaction; again when another one made the same row first."""
    for _attempt in range(ATTEMPTS - 1):
        try:
            with transaction.atomic():
                return store()
        except IntegrityError:
            continue
    with transaction.atomic():
        return store()
