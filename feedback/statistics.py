"""Figures about shares and changes, with their uncertainty. Pure; the standard library only.

Shares are floats from 0 to 1, never rounded here. Sources:

- Wilson EB. Probable inference, the law of succession, and statistical inference.
  J Am Stat Assoc 1927;22:209-12. (Method 3 in Newcombe RG. Stat Med 1998;17:857-72.)
- McNemar Q. Note on the sampling error of the difference between correlated proportions or
  percentages. Psychometrika 1947;12:153-7. Exact and mid-p form: Fagerland MW, Lydersen S, Laake P.
  BMC Med Res Methodol 2013;13:91.
- Newcombe RG. Improved confidence intervals for the difference between binomial proportions based
  on paired data. Stat Med 1998;17:2635-50 (method 10).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

Z_95 = 1.959963984540054  # the 97.5th percentile of the standard normal distribution

_NEGLIGIBLE = 1e-18  # a term this small against the sum no longer changes a float


class Interval(NamedTuple):
    low: float
    high: float


class Change(NamedTuple):
    """The share after minus the share before, and its interval; all from -1 to 1."""

    difference: float
    low: float
    high: float


def wilson(k: int, n: int, z: float = Z_95) -> Interval:
    """Wilson's score interval, without continuity correction, for `k` of `n`.

    ValueError without observations, or when k is not from 0 to n.
    """
    if n < 1 or not 0 <= k <= n:
        raise ValueError(f"{k} of {n} is no share")
    z2 = z * z
    middle = (k + z2 / 2) / (n + z2)
    half = z * math.sqrt(k * (n - k) / n + z2 / 4) / (n + z2)
    # At the ends the formula gives 0 and 1 exactly; floats would miss them by a hair.
    return Interval(
        0.0 if k == 0 else max(0.0, middle - half),
        1.0 if k == n else min(1.0, middle + half),
    )


def mcnemar_exact(b: int, c: int) -> float:
    """Two-sided exact p value for `b` pairs that changed one way and `c` the other way.

    It is twice the smaller tail of the binomial distribution with b + c trials and one half, at
    most 1; 1 when no pair changed. Relative error below 1e-8 up to a million pairs.
    """
    return min(1.0, 2 * _lower_tail(*_discordant(b, c))[0])


def mcnemar_mid_p(b: int, c: int) -> float:
    """Mid-p value: the exact one less the probability of what was observed. Less conservative.

    1 when no pair changed, for then there is nothing to test.
    """
    if b == c == 0:
        return 1.0
    tail, point = _lower_tail(*_discordant(b, c))
    return 1 - point / 2 if b == c else 2 * tail - point


def paired_change(both: int, before_only: int, after_only: int, neither: int) -> Change:
    """By how much the share of right answers changed in the same people, with its 95% interval.

    The arguments count people who were right both times, only before, only after, never.
    ValueError without people.
    """
    cells = (both, before_only, after_only, neither)
    n = sum(cells)
    if n < 1 or min(cells) < 0:
        raise ValueError(f"{cells} is no table of pairs")
    after, before = both + after_only, both + before_only
    p_after, p_before = after / n, before / n
    low_after, high_after = wilson(after, n)
    low_before, high_before = wilson(before, n)
    phi = _correlation(both, before_only, after_only, neither)
    difference = (after_only - before_only) / n
    down = _square_and_add(p_after - low_after, high_before - p_before, phi)
    up = _square_and_add(high_after - p_after, p_before - low_before, phi)
    return Change(difference, max(-1.0, difference - down), min(1.0, difference + up))


def percentages(counts: Sequence[int]) -> list[int]:
    """Whole per cents that add up to 100, by largest remainder (Hamilton's method).

    Where remainders are equal the larger count is rounded up, then the earlier one. All 0 when
    nothing was counted. ValueError for a negative count.
    """
    if any(count < 0 for count in counts):
        raise ValueError("a count is negative")
    total = sum(counts)
    if total == 0:
        return [0] * len(counts)
    parts = [divmod(100 * count, total) for count in counts]
    shares = [whole for whole, _ in parts]
    by_remainder = sorted(
        range(len(counts)), key=lambda place: (-parts[place][1], -counts[place], place)
    )
    for place in by_remainder[: 100 - sum(shares)]:
        shares[place] += 1
    return shares


def whole_percent(count: int, total: int) -> int:
    """`count` of `total` in whole per cents, halves up: 1 of 8 is 13. ValueError for a total of 0
    or less, and for a count outside."""
    if not 0 <= count <= total or total <= 0:
        raise ValueError(f"{count} of {total} is no share")
    return (200 * count + total) // (2 * total)


def _discordant(b: int, c: int) -> tuple[int, int]:
    if b < 0 or c < 0:
        raise ValueError("a count is negative")
    return min(b, c), b + c


def _lower_tail(k: int, n: int) -> tuple[float, float]:
    """P(X <= k) and P(X = k) of the binomial distribution with n trials and one half; 2k <= n."""
    point = math.exp(
        math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1) - n * math.log(2)
    )
    tail = term = point
    for i in range(k, 0, -1):
        term *= i / (n - i + 1)
        tail += term
        if term <= tail * _NEGLIGIBLE:
            break
    return tail, point


def _correlation(a: int, b: int, c: int, d: int) -> float:
    """Newcombe's estimate of phi: shrunk towards 0 when positive; 0 when a margin is empty."""
    margins = (a + b) * (c + d) * (a + c) * (b + d)
    if margins == 0:
        return 0.0
    half = (a + b + c + d) / 2
    determinant = a * d - b * c
    if determinant > half:
        return (determinant - half) / math.sqrt(margins)
    return min(determinant, 0) / math.sqrt(margins)


def _square_and_add(one: float, other: float, phi: float) -> float:
    return math.sqrt(max(0.0, one * one - 2 * phi * one * other + other * other))
