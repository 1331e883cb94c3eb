"""95 % intervals: shares (Wilson), quantiles (order statistics), and two runs over the same cases (paired)."""

import math
from collections.abc import Sequence

import numpy as np

Z = 1.959963984540054  # two-sided 95 %
RESAMPLES = 10_000


def wilson(hits: int, n: int) -> tuple[float, float]:
    """Bounds of the share `hits` / `n`; (0, 1) when nothing was counted."""
    if n == 0:
        return 0.0, 1.0
    share, square = hits / n, Z * Z
    centre = (share + square / (2 * n)) / (1 + square / n)
    half = Z / (1 + square / n) * math.sqrt(share * (1 - share) / n + square / (4 * n * n))
    return max(0.0, centre - half), min(1.0, centre + half)


def quantile(values: Sequence[float], share: float) -> tuple[float, float, float]:
    """(value, low, high) of the `share` quantile: an observed value each, whatever the distribution.

    The bounds are those whose ranks lie 1.96 standard deviations of the binomial below and above. Raises ValueError
    without values.
    """
    if not values:
        raise ValueError("no values")
    ordered, n = sorted(values), len(values)
    spread = Z * math.sqrt(n * share * (1 - share))
    return _at(ordered, n * share), _at(ordered, n * share - spread), _at(ordered, n * share + spread + 1)


def _at(ordered: Sequence[float], rank: float) -> float:
    return ordered[min(len(ordered), max(1, math.ceil(rank))) - 1]


def mcnemar(only_a: int, only_b: int) -> float:
    """Exact two-sided p of McNemar's test: how often chance alone parts `only_a` from `only_b` so far."""
    n = only_a + only_b
    tail = sum(math.comb(n, k) for k in range(min(only_a, only_b) + 1))
    return min(1.0, float(2 * tail / 2**n))


def paired_difference(a: Sequence[bool], b: Sequence[bool], seed: int) -> tuple[float, float, float]:
    """(difference, low, high) of the shares b - a over the same cases: percentiles of a seeded bootstrap of cases."""
    gains = np.asarray(b, dtype=np.int8) - np.asarray(a, dtype=np.int8)
    n = len(gains)
    # Only how many cases were won and lost matters, so that a resample is one multinomial draw.
    shares = [float((gains == g).mean()) for g in (1, -1, 0)]
    draws = np.random.default_rng(seed).multinomial(n, shares, RESAMPLES)
    low, high = np.percentile((draws[:, 0] - draws[:, 1]) / n, [2.5, 97.5])
    return float(gains.mean()), float(low), float(high)
