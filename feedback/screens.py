"""The screens of reader voice, one import for template tags and views."""

from feedback.agreement_screens import AgreementForm, AgreementResult, agreement_form
from feedback.paired_screens import PairedForm, PairedResult, paired_form
from feedback.poll_screens import PollForm, PollResults, poll_form

__all__ = [
    "AgreementForm",
    "AgreementResult",
    "PairedForm",
    "PairedResult",
    "PollForm",
    "PollResults",
    "agreement_form",
    "paired_form",
    "poll_form",
]
