"""The five-point scale."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.likert import Point, agreement, as_distribution, distribution, point_from
from feedback.moore import INTENT, LEVELS, PAIRED, READING, RESPONSE, level_of


def test_the_scale_has_five_points_from_disagreement_to_agreement():
    assert [(point.value, point.name) for point in Point] == [
        (1, "STRONGLY_DISAGREE"),
        (2, "DISAGREE"),
        (3, "NEUTRAL"),
        (4, "AGREE"),
        (5, "STRONGLY_AGREE"),
    ]


@pytest.mark.parametrize("text", ["1", "2", "3", "4", "5"])
def test_a_digit_of_the_scale_is_an_answer(text):
    assert point_from(text) == int(text)


@pytest.mark.parametrize(
    "text",
    ["0", "6", "-1", "1.5", "1e0", "\u0663", "", " 4", "4 ", "+4", "04", "0_4", "\uff14", "44"],
)
def test_anything_else_is_no_answer(text):
    assert point_from(text) is None


def test_answers_are_counted_by_point():
    assert distribution([5, 4, 4, 1, 3]) == (1, 0, 1, 2, 1)
    assert distribution([]) == (0, 0, 0, 0, 0)


@pytest.mark.parametrize("answer", [0, 6, -1])
def test_an_answer_off_the_scale_is_refused(answer):
    with pytest.raises(ValueError, match="Point"):
        distribution([3, answer])


def test_a_distribution_has_five_numbers_or_none():
    assert as_distribution(()) == (0, 0, 0, 0, 0)
    with pytest.raises(ValueError, match="unpack"):
        as_distribution((1, 2, 3))


def test_agree_and_strongly_agree_make_the_agreement_share():
    """The interval is Wilson's for 81 of 263: Newcombe RG. Stat Med 1998;17:857-72, table I."""
    found = agreement((60, 50, 72, 41, 40))
    assert (found.agree, found.n) == (81, 263)
    assert found.share == pytest.approx(81 / 263)
    assert [round(limit, 4) for limit in found.interval] == [0.2553, 0.3662]


def test_without_answers_there_is_no_share():
    assert agreement(()) == (0, 0, None, None)
    assert agreement((0, 0, 0, 0, 0)) == (0, 0, None, None)


@given(st.lists(st.sampled_from(list(Point)), min_size=1, max_size=60))
def test_the_share_counts_each_answer_once(answers):
    found = agreement(distribution(answers))
    assert found.n == len(answers)
    assert found.agree == sum(answer >= Point.AGREE for answer in answers)
    assert found.interval.low <= found.share <= found.interval.high


def test_measures_belong_to_the_first_four_of_moores_levels():
    assert [level.number for level in LEVELS] == [1, 2, 3, 4]
    assert {measure: level_of(measure).number for measure in (READING, RESPONSE, PAIRED)} == {
        READING: 1,
        RESPONSE: 1,
        PAIRED: 3,
    }
    assert {level_of(name).number for name in ("clarity", "objective", "relevance")} == {2}


def test_what_readers_intend_is_called_subjective():
    assert level_of("intent") is INTENT
    assert [level for level in LEVELS if level.is_subjective] == [INTENT]
    assert "subjective" in str(INTENT.label)
    assert "not a measure of performance" in str(INTENT.meaning)


@pytest.mark.parametrize("measure", ["other", "poll", "", "4"])
def test_other_measures_belong_to_no_level(measure):
    assert level_of(measure) is None
