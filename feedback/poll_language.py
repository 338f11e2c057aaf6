"""A poll in the language of the page that shows it."""

from __future__ import annotations

from feedback.models import Poll


def poll_for(poll: Poll, locale_id: int) -> Poll:
    """The translation of `poll`, or `poll` itself where there is none: at most one query."""
    if poll.locale_id == locale_id:
        return poll
    found = Poll.objects.filter(translation_key=poll.translation_key, locale_id=locale_id)
    return found.first() or poll
