"""The screens of reader voice, one import for template tags and views."""

from feedback.agreement_screens import AgreementForm, AgreementResult, agreement_form
from feedback.poll_screens import PollForm, PollResults, poll_form

__all__ = [
    "AgreementForm",
    "AgreementResult",
    "PollForm",
    "PollResults",
    "agreement_form",
    "poll_form",
]
