"""Loads what the demo asks its readers: statements, polls, a paired question.

What is there already stays as it is, an editor's words and a poll that was closed included. Pieces
are known by their translation key, which follows from their name in the file.
"""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import Model
from django.utils import timezone
from wagtail.models import Locale

from feedback.models import (
    AgreementSet,
    AgreementStatement,
    PairedOption,
    PairedQuestion,
    Poll,
    PollOption,
)
from hub.demo.voice_months import months_before
from hub.demo.voice_words import Data, usual_statements, voice_key, words

CLOSING_TIME = datetime.time(18)
CLOSING_DAY = 15


def load_voice(locale: Locale, language: str) -> int:
    """Write what is missing in one language ("" for English, the others are its translations);
    how many pieces. Pages point at them: call it before."""
    written = _load_statements(locale, language)
    for name, texts in words("polls", language).items():
        written += _load_poll(locale, name, texts)
    for name, texts in words("questions", language).items():
        written += _load_question(locale, name, texts)
    return written


def find_poll(name: str | None, locale: Locale) -> Poll | None:
    """The poll of that name in the language, else in English; None without a name."""
    return _find(Poll, "polls", name, locale)


def find_question(name: str | None, locale: Locale) -> PairedQuestion | None:
    """As `find_poll`."""
    return _find(PairedQuestion, "questions", name, locale)


def _find(model: type[Model], kind: str, name: str | None, locale: Locale) -> Any:
    if not name:
        return None
    pieces = model._default_manager.filter(translation_key=voice_key(kind, name))
    return (
        pieces.filter(locale=locale).first() or pieces.filter(locale=Locale.get_default()).first()
    )


def _load_statements(locale: Locale, language: str) -> int:
    found = usual_statements(language)
    if found is None:
        return 0
    fields, statements = found
    sets = AgreementSet.objects.filter(locale=locale)
    if sets.filter(translation_key=fields["translation_key"]).exists():
        return 0
    asked = AgreementSet(
        **fields, locale=locale, is_default=not sets.filter(is_default=True).exists()
    )
    asked.statements = [AgreementStatement(**each, locale=locale) for each in statements]
    _save(asked)
    return 1


def _load_poll(locale: Locale, name: str, texts: Data) -> int:
    key = voice_key("polls", name)
    polls = Poll.objects.filter(translation_key=key).order_by("pk")
    if polls.filter(locale=locale).exists():
        return 0
    original = polls.first()
    poll = Poll(
        translation_key=key,
        locale=locale,
        question=texts["question"],
        caveat=texts["caveat"],
        **(_rules_of(original) if original else _rules(words("polls")[name])),
    )
    poll.options = [
        PollOption(
            text=text,
            sort_order=place,
            locale=locale,
            translation_key=voice_key("polls", name, option),
        )
        for place, (option, text) in enumerate(texts["options"].items())
    ]
    _save(poll)
    return 1


def _rules(raw: Data) -> Data:
    """Everything of a poll that is no word."""
    ago = raw.get("closed_months_ago")
    return {
        "choice": raw["choice"],
        "is_open": not ago,
        "closes_at": _closing(ago) if ago else None,
    }


def _rules_of(original: Poll) -> Data:
    """The same as an editor may have changed it since."""
    names = ("choice", "order", "is_open", "opened_on", "closes_at", "minimum_votes")
    return {name: getattr(original, name) for name in names}


def _closing(months_ago: int) -> datetime.datetime:
    month = months_before(timezone.localdate(), months_ago)[0]
    return timezone.make_aware(
        datetime.datetime.combine(month.replace(day=CLOSING_DAY), CLOSING_TIME)
    )


def _load_question(locale: Locale, name: str, texts: Data) -> int:
    key = voice_key("questions", name)
    if PairedQuestion.objects.filter(translation_key=key, locale=locale).exists():
        return 0
    question = PairedQuestion(
        translation_key=key,
        locale=locale,
        question=texts["question"],
        explanation=texts["explanation"],
    )
    right = words("questions")[name]["right"]
    question.options = [
        PairedOption(
            text=text,
            is_right=option == right,
            sort_order=place,
            locale=locale,
            translation_key=voice_key("questions", name, option),
        )
        for place, (option, text) in enumerate(texts["options"].items())
    ]
    _save(question)
    return 1


def _save(piece: Any) -> None:
    piece.full_clean()
    piece.save()
