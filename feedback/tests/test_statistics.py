"""Figures about shares and changes, against published examples and by simulation."""

import random
from itertools import pairwise
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.statistics import mcnemar_exact, mcnemar_mid_p, paired_change, percentages, wilson

RUNS = 1_000
CELLS = st.integers(0, 400)


@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_gives_the_intervals_of_newcombe(k, n, low, high):
    """Newcombe RG. Stat Med 1998;17:857-72, table I, method 3 (score without correction)."""
    interval = wilson(k, n)
    assert round(interval.low, 4) == low
    assert round(interval.high, 4) == high


@given(st.integers(1, 10_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_a_wilson_interval_holds_its_share_and_mirrors(share):
    k, n = share
    interval, mirrored = wilson(k, n), wilson(n - k, n)
    assert 0 <= interval.low <= k / n <= interval.high <= 1
    assert interval.low == pytest.approx(1 - mirrored.high, abs=1e-12)
    assert interval.low < interval.high


@pytest.mark.parametrize(("k", "n"), [(0, 0), (-1, 5), (6, 5), (1, -1)])
def test_no_interval_for_what_is_no_share(k, n):
    with pytest.raises(ValueError, match="no share"):
        wilson(k, n)


@pytest.mark.parametrize(
    ("k", "n", "wanted"), [(0, 20, (0.0, 0.0)), (20, 20, (1.0, 1.0)), (0, 1, (0.0, 0.0))]
)
def test_a_wilson_interval_reaches_the_end_of_the_scale_exactly(k, n, wanted):
    interval = wilson(k, n)
    assert interval.low == wanted[0] or interval.high == wanted[1]


@pytest.mark.parametrize(
    ("seed", "n", "truth"), [(1, 30, 0.5), (2, 100, 0.2), (3, 250, 0.86), (4, 1_000, 0.38)]
)
def test_wilson_intervals_cover_the_truth(seed, n, truth):
    chance = random.Random(seed)
    covered = 0
    for _run in range(RUNS):
        interval = wilson(sum(chance.random() < truth for _ in range(n)), n)
        covered += interval.low <= truth <= interval.high
    assert 0.93 * RUNS <= covered <= 0.97 * RUNS


@pytest.mark.parametrize(
    ("b", "c", "exact", "mid_p"),
    [
        (1, 7, 0.0703, 0.0391),
        (6, 16, 0.0525, 0.0347),
    ],
)
def test_mcnemar_gives_the_p_values_of_fagerland(b, c, exact, mid_p):
    """Airway hyper-responsiveness before and after stem cell transplantation (Bentur 2009), in
    Fagerland MW, Lydersen S, Laake P. BMC Med Res Methodol 2013;13:91. Complete response before
    and after consolidation (Cavo 2012), in their Statistical analysis of contingency tables, 2017,
    chapter 8, and its R package contingencytables (P = 0.052479 and 0.034690)."""
    assert round(mcnemar_exact(b, c), 4) == exact
    assert round(mcnemar_mid_p(b, c), 4) == mid_p


@given(st.integers(0, 300), st.integers(0, 300))
def test_mcnemar_agrees_with_whole_numbers(b, c):
    k, n = min(b, c), b + c
    tail, point = sum(comb(n, i) for i in range(k + 1)), comb(n, k)
    assert mcnemar_exact(b, c) == pytest.approx(min(1, 2 * tail / 2**n), rel=1e-9)
    if n:
        wanted = 1 - point / 2**n / 2 if b == c else (2 * tail - point) / 2**n
        assert mcnemar_mid_p(b, c) == pytest.approx(wanted, rel=1e-9)
        assert mcnemar_mid_p(b, c) < mcnemar_exact(b, c)
    assert mcnemar_exact(b, c) == mcnemar_exact(c, b)


def test_mcnemar_says_nothing_where_nobody_changed():
    assert mcnemar_exact(0, 0) == 1
    assert mcnemar_mid_p(0, 0) == 1


def test_mcnemar_can_be_asked_about_a_million_pairs():
    """2 (1 - Phi(z)) with z = 998 / sqrt(999,001), the normal value with continuity correction."""
    assert mcnemar_exact(499_001, 500_000) == pytest.approx(0.3181, abs=5e-4)
    assert mcnemar_exact(0, 5_000) == pytest.approx(0, abs=1e-300)


@pytest.mark.parametrize("test", [mcnemar_exact, mcnemar_mid_p])
def test_mcnemar_takes_no_negative_count(test):
    with pytest.raises(ValueError, match="negative"):
        test(-1, 3)


@pytest.mark.parametrize("test", [mcnemar_exact, mcnemar_mid_p])
def test_mcnemar_is_seldom_wrong_about_readers_who_did_not_change(test):
    """Under the null hypothesis at most 5% of the runs are called significant (and some are)."""
    chance = random.Random(7)
    wrong = 0
    for _run in range(RUNS):
        changed = [chance.random() < 0.5 for _ in range(200) if chance.random() < 0.3]
        wrong += test(sum(changed), len(changed) - sum(changed)) < 0.05
    assert 0.01 * RUNS <= wrong <= 0.065 * RUNS


@pytest.mark.parametrize(
    ("pairs", "digits", "wanted"),
    [
        ((59, 6, 16, 80), 4, (0.0621, 0.0046, 0.1186)),
        ((14, 0, 5, 22), 3, (0.122, 0.011, 0.226)),
    ],
)
def test_paired_change_gives_published_intervals(pairs, digits, wanted):
    """Newcombe's method 10. The first is Cavo 2012 ("square-and-add") as in the R package
    contingencytables of Fagerland, Lydersen and Laake; the second is from Altman DG et al.
    Statistics with confidence, 2nd ed. 2000, p. 52."""
    assert tuple(round(figure, digits) for figure in paired_change(*pairs)) == wanted


@given(CELLS, CELLS, CELLS, CELLS)
def test_a_paired_interval_holds_its_change_and_mirrors(a, b, c, d):
    if a + b + c + d == 0:
        with pytest.raises(ValueError, match="no table"):
            paired_change(a, b, c, d)
        return
    change, mirrored = paired_change(a, b, c, d), paired_change(a, c, b, d)
    assert -1 <= change.low <= change.difference + 1e-12
    assert change.difference - 1e-12 <= change.high <= 1
    assert change.low == pytest.approx(-mirrored.high, abs=1e-9)


def test_a_table_of_pairs_has_no_negative_cell():
    with pytest.raises(ValueError, match="no table"):
        paired_change(3, -1, 2, 9)


@pytest.mark.parametrize(
    ("seed", "n", "chances"),
    [
        (11, 60, (0.40, 0.10, 0.30, 0.20)),
        (12, 150, (0.35, 0.15, 0.15, 0.35)),
        (13, 400, (0.20, 0.05, 0.45, 0.30)),
    ],
)
def test_paired_intervals_cover_the_truth(seed, n, chances):
    """`chances`: right both times, only before, only after, never."""
    chance = random.Random(seed)
    truth = chances[2] - chances[1]
    covered = 0
    for _run in range(RUNS):
        pairs = chance.choices(range(4), weights=chances, k=n)
        change = paired_change(*(pairs.count(kind) for kind in range(4)))
        covered += change.low <= truth <= change.high
    assert 0.93 * RUNS <= covered <= 0.97 * RUNS


@pytest.mark.parametrize(
    ("counts", "wanted"),
    [
        ([1, 1, 1], [34, 33, 33]),
        ([2, 1], [67, 33]),
        ([1, 1, 1, 1, 1, 1], [17, 17, 17, 17, 16, 16]),
        ([995, 5], [100, 0]),
        ([5, 995], [0, 100]),
        ([0, 0], [0, 0]),
        ([], []),
        ([7], [100]),
    ],
)
def test_percentages_by_largest_remainder(counts, wanted):
    assert percentages(counts) == wanted


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=40))
def test_percentages_add_up_and_keep_the_order(counts):
    shares = percentages(counts)
    total = sum(counts)
    assert sum(shares) == (100 if total else 0)
    for share, count in zip(shares, counts, strict=True):
        assert abs(share * total - 100 * count) < total or total == 0
    ranked = sorted(zip(counts, shares, strict=True))
    for (less, lower), (more, higher) in pairwise(ranked):
        assert lower <= higher or less == more


def test_percentages_take_no_negative_count():
    with pytest.raises(ValueError, match="negative"):
        percentages([3, -1])
