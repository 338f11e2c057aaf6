"""A paired question as it stands now: its words in the reader's language, what is right from the
original."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.locales import active_locale
from feedback.errors import AnswerError
from feedback.models import Outcome, PairedOption, PairedQuestion


class Moment(models.TextChoices):
    """When a reader answers: before the text or after it."""

    BEFORE = "before", gettext_lazy("Before reading")
    AFTER = "after", gettext_lazy("After reading")


@dataclass(frozen=True)
class QuestionInForce:
    """`words` is the translation that the reader sees. `rules` is the original, which decides for
    all languages which answers there are and which one is right."""

    words: PairedQuestion
    rules: PairedQuestion

    @property
    def key(self) -> UUID:
        return self.rules.translation_key

    @property
    def explanation(self) -> str:
        return self.words.explanation or self.rules.explanation

    @cached_property
    def options(self) -> tuple[PairedOption, ...]:
        """In the question's own order, the words in the reader's language if there are."""
        translated = {option.translation_key: option for option in self.words.options.all()}
        return tuple(
            translated.get(option.translation_key, option) for option in self.rules.options.all()
        )

    @cached_property
    def right(self) -> UUID | None:
        """The key of the one right answer; None where the original has none or several."""
        found = [o.translation_key for o in self.rules.options.all() if o.is_right]
        return found[0] if len(found) == 1 else None

    def text_of(self, key: UUID | None) -> str:
        """The words of an answer; "" for one that does not exist."""
        return next((o.text for o in self.options if o.translation_key == key), "")

    def outcome_of(self, key: UUID | None) -> Outcome:
        if key is None:
            return Outcome.MISSING
        return Outcome.RIGHT if key == self.right else Outcome.WRONG


def question_in_force(question_key: UUID, *, lock: bool = False) -> QuestionInForce | None:
    """In the active language, else the original's. Two queries.

    None for a question that does not exist, and for one that cannot be asked because not exactly
    one of its answers is right. With `lock`, in a transaction, nobody can change the question
    before its end.
    """
    copies = PairedQuestion.objects.filter(translation_key=question_key)
    return _in_force(copies.select_for_update() if lock else copies)


def question_asked(page: Any) -> QuestionInForce | None:
    """The question that a page asks, as `question_in_force`; pages without one cost no query."""
    pk = getattr(page, "paired_question_id", None)
    if pk is None:
        return None
    named = PairedQuestion.objects.filter(pk=pk).values("translation_key")
    return _in_force(PairedQuestion.objects.filter(translation_key=Subquery(named[:1])))


def check_choice(question: QuestionInForce, option_keys: Collection[UUID]) -> UUID:
    """The answer chosen. AnswerError for none, several, or one that is not of this question."""
    if not option_keys:
        raise AnswerError(_("Choose an answer."))
    if len(option_keys) > 1:
        raise AnswerError(_("Choose one answer only."))
    [chosen] = option_keys
    if chosen not in {option.translation_key for option in question.options}:
        raise AnswerError(_("That answer does not exist. Choose one of those below."))
    return chosen


def _in_force(rows: QuerySet[PairedQuestion]) -> QuestionInForce | None:
    copies = list(rows.prefetch_related("options").order_by("pk"))
    if not copies:
        return None
    in_language = {copy.locale_id: copy for copy in copies}
    words = in_language.get(active_locale().pk, copies[0])
    question = QuestionInForce(words=words, rules=copies[0])
    return question if question.right else None
