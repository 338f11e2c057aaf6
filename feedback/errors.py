"""Why an answer is not taken."""

from __future__ import annotations

from datetime import date


class AnswerError(Exception):
    """Says in the reader's language what to do instead."""


class PollClosedError(Exception):
    """`closed_on` is None where nobody set a date."""

    def __init__(self, closed_on: date | None) -> None:
        super().__init__("The poll is closed.")
        self.closed_on = closed_on
