"""The words of the notice: what the editors wrote, completed so that it is never half empty.

The built-in wording names no disease and no site; a fresh installation shows a full notice, in
every language of the catalogues.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise  # exists in the stubs only


@dataclass(frozen=True)
class StatementText:
    """The notice as a template needs it: plain text, placeholders filled in."""

    heading: str
    lede: str
    confirmation: str
    button_label: str
    remember_note: str
    patient_heading: str
    patient_text: str
    what_changed: str


DEFAULTS: Final[Mapping[str, _StrPromise]] = {
    "heading": _("For healthcare professionals only"),
    "lede": _(
        "This site discusses medicines, trial results and unlicensed uses. It is written for "
        "people who treat patients."
    ),
    "confirmation": _("By continuing you confirm that you are a healthcare professional."),
    "button_label": _("I am a healthcare professional"),
    "remember_note": _(
        "We remember this for {months} months in one cookie on your device. No name, no "
        "registration, no trackers. If this notice comes back, your browser refuses cookies."
    ),
    "patient_heading": _("Are you a patient, or caring for one?"),
    "patient_text": _("{patient_site} has information written for you."),
    "what_changed": _("The wording of this notice has changed since you accepted it."),
}


def complete(written: Mapping[str, str], *, months: int, patient_site: str) -> StatementText:
    """Return the notice from what the editors wrote; blank or missing parts get the default.

    `{months}` and `{patient_site}` may stand anywhere; other braces are left alone.
    """

    def part(name: str) -> str:
        text = written.get(name, "").strip() or str(DEFAULTS[name])
        return text.replace("{months}", str(months)).replace("{patient_site}", patient_site)

    return StatementText(**{name: part(name) for name in DEFAULTS})
