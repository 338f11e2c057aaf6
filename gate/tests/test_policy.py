"""Modes are data, and an unknown one asks."""

import pytest

from gate.acknowledgement import statement_token
from gate.policy import DEFAULT_MODE, MODES, Evidence, admits, mode_choices

SECRET = "secret"
NOTHING = Evidence(cookie=None, statement_version=2, secret=SECRET)
ACCEPTED = Evidence(cookie=statement_token(2, SECRET), statement_version=2, secret=SECRET)
OUTDATED = Evidence(cookie=statement_token(1, SECRET), statement_version=2, secret=SECRET)


@pytest.mark.parametrize("evidence", [NOTHING, ACCEPTED, OUTDATED])
def test_an_open_hub_asks_nobody(evidence):
    assert admits("none", evidence)


@pytest.mark.parametrize(
    "mode", ["acknowledge", "", "registered", "NONE", "a mode of a later release"]
)
def test_every_other_mode_asks_until_the_statement_in_force_is_accepted(mode):
    assert not admits(mode, NOTHING)
    assert not admits(mode, OUTDATED)
    assert admits(mode, ACCEPTED)


def test_every_mode_can_be_chosen_under_a_name_of_its_own():
    names = [name for name, label in mode_choices()]
    assert names == list(MODES)
    assert all(mode.name == name and str(mode.label) for name, mode in MODES.items())
    assert DEFAULT_MODE.name == "acknowledge"
