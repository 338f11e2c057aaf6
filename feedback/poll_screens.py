"""What the templates of polls are given. Cached pages get the form only."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from feedback.models import Poll
from feedback.poll_counts import OptionCount, option_counts, votes_of
from feedback.poll_rules import PollInForce, poll_in_force


@dataclass(frozen=True)
class OptionAsked:
    key: UUID
    text: str
    is_chosen: bool


@dataclass(frozen=True)
class PollForm:
    """`results_url` is "" while the poll is open: results are for those who voted."""

    key: UUID
    action: str
    back: str
    question: str
    options: tuple[OptionAsked, ...]
    is_multiple: bool
    message: str
    is_open: bool
    closed_text: str
    results_url: str
    is_change: bool


@dataclass(frozen=True)
class PollResults:
    """No options, and no number of voters, while `is_shown` is false: whoever watched the number
    from the first vote on could tell votes apart."""

    key: UUID
    question: str
    back: str
    voters: int
    minimum: int
    is_shown: bool
    options: tuple[OptionCount, ...]
    own_keys: frozenset[UUID]
    own: tuple[str, ...]
    caveat: str
    is_open: bool
    closed_text: str
    is_multiple: bool
    change_url: str
    about_me_url: str


def poll_form(poll: Poll, back: str) -> PollForm:
    """The form for a cached page."""
    return form_of(poll_in_force(poll.translation_key) or PollInForce(poll, poll), back)


def form_of(
    poll: PollInForce,
    back: str,
    *,
    chosen: Collection[UUID] = (),
    message: str = "",
    is_change: bool = False,
) -> PollForm:
    action = reverse("feedback:poll", args=[poll.key])
    return PollForm(
        key=poll.key,
        action=action,
        back=back,
        question=poll.words.question,
        options=tuple(
            OptionAsked(option.translation_key, option.text, option.translation_key in chosen)
            for option in poll.offered
        ),
        is_multiple=poll.is_multiple,
        message=message,
        is_open=poll.is_open,
        closed_text=closed_text(poll),
        results_url="" if poll.is_open else f"{action}?{urlencode({'back': back})}",
        is_change=is_change,
    )


def results_of(poll: PollInForce, chosen: Collection[UUID], back: str) -> PollResults:
    votes = votes_of(poll.key)
    options = option_counts(poll, votes)
    action = reverse("feedback:poll", args=[poll.key])
    return PollResults(
        key=poll.key,
        question=poll.words.question,
        back=back,
        voters=votes.get(None, 0) if options else 0,
        minimum=poll.minimum,
        is_shown=bool(options),
        options=options,
        own_keys=frozenset(chosen),
        own=tuple(option.text for option in poll.options if option.translation_key in chosen),
        caveat=poll.words.caveat,
        is_open=poll.is_open,
        closed_text=closed_text(poll),
        is_multiple=poll.is_multiple,
        change_url=f"{action}?{urlencode({'change': 1, 'back': back})}" if poll.is_open else "",
        about_me_url=reverse("feedback:about-me"),
    )


def closed_text(poll: PollInForce) -> str:
    """Why the poll takes no votes, "" while it does."""
    if poll.is_open:
        return ""
    if poll.opens_on is not None:
        return _("Opens on %(day)s") % {"day": date_format(poll.opens_on, "DATE_FORMAT")}
    if poll.closed_on is not None:
        return _("Closed on %(day)s") % {"day": date_format(poll.closed_on, "DATE_FORMAT")}
    return _("This poll is closed.")
