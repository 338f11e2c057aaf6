"""Who is let through: the modes of the gate as data.

Pure. A further mode (registered, verified) is one more row here and, if it asks for something new,
one more field of `Evidence`; no page, view or template changes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from gate.acknowledgement import is_acknowledged

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise  # exists in the stubs only


@dataclass(frozen=True)
class Evidence:
    """What a request brings along. `cookie` is the raw value, None when there is none."""

    cookie: str | None
    statement_version: int
    secret: str


@dataclass(frozen=True)
class Mode:
    """One way to decide. `label` is what an administrator chooses in the settings."""

    name: str
    label: _StrPromise
    admits: Callable[[Evidence], bool]


def _has_acknowledged(evidence: Evidence) -> bool:
    return is_acknowledged(evidence.cookie, evidence.statement_version, evidence.secret)


NONE: Final = Mode("none", _("Open: everybody reads everything"), lambda evidence: True)
ACKNOWLEDGE: Final = Mode(
    "acknowledge", _("Readers confirm that they are healthcare professionals"), _has_acknowledged
)

MODES: Final = {mode.name: mode for mode in (NONE, ACKNOWLEDGE)}
DEFAULT_MODE: Final = ACKNOWLEDGE


def admits(mode: str, evidence: Evidence) -> bool:
    """Decide by the named mode. A name that is not known asks, as the default does."""
    return MODES.get(mode, DEFAULT_MODE).admits(evidence)


def mode_choices() -> list[tuple[str, _StrPromise]]:
    """The modes as choices of a field (a function: migrations then hold no copy of the list)."""
    return [(mode.name, mode.label) for mode in MODES.values()]
