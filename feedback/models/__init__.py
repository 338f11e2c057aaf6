"""What readers answer, without knowing who they are: statements, polls, questions, remarks."""

from feedback.models.agreement import (
    AgreementAnswer,
    AgreementCount,
    AgreementResponse,
    AgreementSet,
    AgreementStatement,
    Measure,
)
from feedback.models.polls import Poll, PollChoice, PollCount, PollOption, PollVote
from feedback.models.questions import (
    Outcome,
    PairedCount,
    PairedOption,
    PairedQuestion,
    PairedResponse,
)
from feedback.models.reading import ReadingCount
from feedback.models.remarks import Remark, RemarkState
from feedback.models.settings import FeedbackSettings

__all__ = [
    "AgreementAnswer",
    "AgreementCount",
    "AgreementResponse",
    "AgreementSet",
    "AgreementStatement",
    "FeedbackSettings",
    "Measure",
    "Outcome",
    "PairedCount",
    "PairedOption",
    "PairedQuestion",
    "PairedResponse",
    "Poll",
    "PollChoice",
    "PollCount",
    "PollOption",
    "PollVote",
    "ReadingCount",
    "Remark",
    "RemarkState",
]
