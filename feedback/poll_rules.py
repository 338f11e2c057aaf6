"""A poll as it stands now: its words in the reader's language, its rules from the original."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from core.locales import active_locale
from feedback import openness
from feedback.atoms import MINIMUM
from feedback.errors import AnswerError, PollClosedError
from feedback.models import Poll, PollOption


@dataclass(frozen=True)
class PollInForce:
    """`words` is the translation that the reader sees. `rules` is the original, which decides for
    all languages: closing a poll or retiring an option must not wait for a translator."""

    words: Poll
    rules: Poll

    @property
    def key(self) -> UUID:
        return self.rules.translation_key

    @property
    def is_multiple(self) -> bool:
        return self.rules.choice == Poll.Choice.MULTIPLE

    @property
    def minimum(self) -> int:
        return max(MINIMUM, self.rules.minimum_votes)

    @property
    def is_open(self) -> bool:
        return openness.is_open(self.rules)

    @property
    def opens_on(self) -> date | None:
        """The day on which an editor lets it open, if that is to come."""
        is_waiting = self.rules.is_open and not openness.is_over(self.rules)
        return openness.opens_on(self.rules) if is_waiting else None

    @property
    def closed_on(self) -> date | None:
        return openness.closed_on(self.rules)

    @cached_property
    def options(self) -> tuple[PollOption, ...]:
        """All options in the poll's own order, the words in the reader's language if there are."""
        translated = {option.translation_key: option for option in self.words.options.all()}
        return tuple(
            translated.get(option.translation_key, option) for option in self.rules.options.all()
        )

    @cached_property
    def retired(self) -> frozenset[UUID]:
        """Keys of the options that nobody can choose any more."""
        options = self.rules.options.all()
        return frozenset(option.translation_key for option in options if option.is_retired)

    @property
    def offered(self) -> tuple[PollOption, ...]:
        """The options to choose from; shuffled alike for everybody on one day, as pages are
        cached."""
        options = [option for option in self.options if option.translation_key not in self.retired]
        if self.rules.order == Poll.Order.SHUFFLED:
            options.sort(key=_place_today)
        return tuple(options)


def poll_in_force(poll_key: UUID, *, lock: bool = False) -> PollInForce | None:
    """In the active language, else the original's. Two queries.

    With `lock`, in a transaction, nobody can change the poll before its end.
    """
    polls = Poll.objects.filter(translation_key=poll_key)
    return _in_force(polls.select_for_update() if lock else polls).get(poll_key)


def polls_in_force(poll_keys: Collection[UUID]) -> dict[UUID, PollInForce]:
    """By key, the newest poll first. Two queries."""
    return _in_force(Poll.objects.filter(translation_key__in=poll_keys))


def _in_force(polls: QuerySet[Poll]) -> dict[UUID, PollInForce]:
    copies: dict[UUID, list[Poll]] = {}
    for poll in polls.prefetch_related("options").order_by("pk"):
        copies.setdefault(poll.translation_key, []).append(poll)
    active = active_locale().pk
    found = {
        key: PollInForce(
            words=next((poll for poll in of_one if poll.locale_id == active), of_one[0]),
            rules=of_one[0],
        )
        for key, of_one in copies.items()
    }
    return dict(sorted(found.items(), key=lambda each: -each[1].rules.pk))


def check_vote(poll: PollInForce, option_keys: Collection[UUID]) -> frozenset[UUID]:
    """The options voted for. PollClosedError; AnswerError for no option, too many, one that came
    twice, or one that is not offered."""
    if not poll.is_open:
        raise PollClosedError(poll.closed_on)
    chosen = frozenset(option_keys)
    if not chosen:
        raise AnswerError(_("Choose an answer."))
    if not chosen <= {option.translation_key for option in poll.offered}:
        raise AnswerError(_("That answer does not exist. Choose one of those below."))
    if len(option_keys) > (len(chosen) if poll.is_multiple else 1):
        raise AnswerError(_("Choose one answer only."))
    return chosen


def _place_today(option: PollOption) -> bytes:
    day = timezone.localdate().isoformat()
    return hashlib.sha256(f"{day}:{option.translation_key}".encode()).digest()
