"""The notice is never half empty."""

from dataclasses import asdict

import pytest

from gate.models import GateStatement
from gate.statements import DEFAULTS, complete


@pytest.mark.parametrize("written", [{}, dict.fromkeys(DEFAULTS, "  ")])
def test_a_fresh_installation_shows_a_full_notice(written):
    notice = complete(written, months=12, patient_site="Know More")
    assert all(asdict(notice).values())


def test_what_the_editors_wrote_is_shown():
    assert (
        complete({"heading": "Only for you"}, months=12, patient_site="").heading == "Only for you"
    )


def test_the_settings_fill_the_gaps_and_other_braces_stay():
    notice = complete(
        {"remember_note": "{months} months. {0} {x", "patient_text": "See {patient_site}."},
        months=6,
        patient_site="Know {More}",
    )
    assert notice.remember_note == "6 months. {0} {x"
    assert notice.patient_text == "See Know {More}."


def test_every_part_of_the_notice_can_be_edited_and_has_a_wording():
    assert set(GateStatement.TEXT_FIELDS) == set(DEFAULTS)
