"""Figures of a report are rounded, never cut off."""

import pytest

from feedback.statistics import Interval
from feedback.templatetags.outcomes_tags import interval, p_value, percent, points


@pytest.mark.parametrize(
    ("share", "shown"),
    [(239 / 289, "82.7%"), (0.8561, "85.6%"), (0.99999, "100.0%"), (0, "0.0%"), (2 / 3, "66.7%")],
)
def test_shares_are_rounded(share, shown):
    assert percent(share) == shown


def test_both_ends_of_an_interval_are_rounded():
    assert interval(Interval(0.78129, 0.86688)) == "78.1–86.7%"


@pytest.mark.parametrize(
    ("p", "shown"), [(0.0496, "0.050"), (0.0004, "< 0.001"), (0.9996, "1.000")]
)
def test_p_values_are_rounded(p, shown):
    assert p_value(p) == shown


@pytest.mark.parametrize(("change", "shown"), [(-0.2099, "−21.0"), (0.0269, "+2.7"), (0, "0.0")])
def test_differences_are_rounded_and_keep_their_sign(change, shown):
    assert points(change) == shown
