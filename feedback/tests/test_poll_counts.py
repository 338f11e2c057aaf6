"""A poll is shown alike to readers, in the CMS and in reports: the original decides, whatever its
translations have not heard of yet."""

import pytest
from django.utils import translation

from core.locales import default_locale
from feedback.models import Poll, PollOption
from feedback.poll_rules import poll_in_force
from feedback.poll_screens import results_of
from feedback.report_polls import poll_results, poll_totals
from feedback.statistics import whole_percent
from feedback.tests.counted import make_poll
from tests.factories import locale

pytestmark = pytest.mark.django_db
VOTES = {"Flow": 9, "PCR": 6, "None": 5}


@pytest.fixture
def polls():
    """The original, and a translation that knows two of its options and its old rules."""
    original = make_poll(default_locale(), VOTES, minimum_votes=20)
    portuguese = Poll(
        question="Que teste?",
        locale=locale("pt"),
        translation_key=original.translation_key,
        minimum_votes=10,
    )
    portuguese.options = [
        PollOption(
            text=f"pt {option.text}",
            locale=portuguese.locale,
            translation_key=option.translation_key,
            sort_order=place,
        )
        for place, option in enumerate(list(original.options.all())[:2])
    ]
    portuguese.save()
    return original, portuguese


def everywhere(original, portuguese):
    """(text, votes, per cent) in Portuguese: to readers, in the CMS, in the report."""
    with translation.override("pt"):
        to_readers = results_of(poll_in_force(original.translation_key), (), "/").options
        in_the_cms = poll_totals(portuguese).options
        (in_the_report,) = [p for p in poll_results() if p.key == original.translation_key]
    return [
        [(each.text, each.votes, each.percent) for each in options]
        for options in (to_readers, in_the_cms, in_the_report.options)
    ]


def test_every_option_of_the_original_is_counted_everywhere(polls):
    shown = everywhere(*polls)
    assert shown[0] == [("pt Flow", 9, 45), ("pt PCR", 6, 30), ("None", 5, 25)]
    assert shown[0] == shown[1] == shown[2]


def test_the_minimum_of_the_original_holds_in_every_language(polls):
    original, portuguese = polls
    Poll.objects.filter(pk=original.pk).update(minimum_votes=21)
    to_readers, in_the_cms, in_the_report = everywhere(original, portuguese)
    assert to_readers == in_the_report == []
    assert len(in_the_cms) == len(VOTES)  # editors see results from ten on


@pytest.mark.parametrize(
    ("count", "total", "percent"), [(1, 8, 13), (3, 8, 38), (0, 3, 0), (3, 3, 100), (1, 3, 33)]
)
def test_halves_are_rounded_up(count, total, percent):
    assert whole_percent(count, total) == percent


@pytest.mark.parametrize(("count", "total"), [(1, 0), (4, 3), (-1, 3)])
def test_what_is_no_share_is_refused(count, total):
    with pytest.raises(ValueError, match="is no share"):
        whole_percent(count, total)
