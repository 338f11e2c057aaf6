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
from feedback.poll_rules import PollInForce, poll_in_force
from feedback.selectors import votes_of
from feedback.statistics import percentages


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
class OptionResult:
    """`percent`: of all votes, adding up to 100; of the voters where several may be chosen."""

    text: str
    count: int
    percent: int
    is_own: bool
    is_retired: bool


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
    options: tuple[OptionResult, ...]
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
    votes = votes_of(poll)
    voters = votes.get(None, 0)
    is_shown = voters >= poll.minimum
    action = reverse("feedback:poll", args=[poll.key])
    return PollResults(
        key=poll.key,
        question=poll.words.question,
        back=back,
        voters=voters if is_shown else 0,
        minimum=poll.minimum,
        is_shown=is_shown,
        options=_options(poll, votes, chosen) if is_shown else (),
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


def _options(
    poll: PollInForce, votes: dict[UUID | None, int], chosen: Collection[UUID]
) -> tuple[OptionResult, ...]:
    """In the poll's own order. A retired option that nobody chose says nothing."""
    shown = [
        option
        for option in poll.options
        if option.translation_key not in poll.retired or votes.get(option.translation_key)
    ]
    counts = [votes.get(option.translation_key, 0) for option in shown]
    voters = votes.get(None, 0)
    shares = (
        [round(100 * count / voters) for count in counts]
        if poll.is_multiple
        else percentages(counts)
    )
    return tuple(
        OptionResult(
            text=option.text,
            count=count,
            percent=share,
            is_own=option.translation_key in chosen,
            is_retired=option.translation_key in poll.retired,
        )
        for option, count, share in zip(shown, counts, shares, strict=True)
    )
