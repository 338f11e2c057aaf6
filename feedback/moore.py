"""Which of Moore's levels of outcome a figure belongs to, and what the level means. Pure.

Moore DE Jr, Green JS, Gallis HA. Achieving desired results and improved outcomes: integrating
planning and assessment throughout learning activities. J Contin Educ Health Prof 2009;29(1):1-15.

The wording is ours. Levels 5 to 7 (performance, patient health, community health) need data that
a hub without readers' identities does not have, and are never claimed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise  # exists in the stubs only

READING = "reading"
RESPONSE = "response"
PAIRED = "paired"


@dataclass(frozen=True)
class Level:
    """`code` is short and the same in all languages. A subjective level rests on readers' word."""

    code: str
    number: int
    label: _StrPromise
    meaning: _StrPromise
    is_subjective: bool = False


PARTICIPATION = Level(
    code="1",
    number=1,
    label=_("Level 1: participation"),
    meaning=_(
        "How many began to read, read to the end and answered. It says that people came, not that "
        "they learned."
    ),
)
SATISFACTION = Level(
    code="2",
    number=2,
    label=_("Level 2: satisfaction"),
    meaning=_(
        "Whether those who answered found the content clear, relevant to their work and true to "
        "its learning objective."
    ),
)
LEARNING = Level(
    code="3",
    number=3,
    label=_("Level 3: learning"),
    meaning=_(
        "Whether the same readers answered the same question correctly more often after reading "
        "than before. It shows knowledge directly after reading, not how long it lasts."
    ),
)
INTENT = Level(
    code="4s",
    number=4,
    label=_("Level 4: competence, subjective (intent)"),
    meaning=_(
        "Whether readers say that they will change their practice. This is what they intend in "
        "their own judgement: nobody saw them do it, and it is not a measure of performance."
    ),
    is_subjective=True,
)

LEVELS: tuple[Level, ...] = (PARTICIPATION, SATISFACTION, LEARNING, INTENT)

NOT_MEASURED = _(
    "Levels 5 to 7 of the model (performance in practice, health of patients, health of the "
    "community) are not measured here: that would need to know who the readers are."
)

_LEVEL_OF = {
    READING: PARTICIPATION,
    RESPONSE: PARTICIPATION,
    "clarity": SATISFACTION,
    "objective": SATISFACTION,
    "relevance": SATISFACTION,
    PAIRED: LEARNING,
    "intent": INTENT,
}


def level_of(measure: str) -> Level | None:
    """The level of what is measured: one of the constants above, or what a statement asks about.

    None for what belongs to no level, such as polls and statements about something else.
    """
    return _LEVEL_OF.get(measure)
