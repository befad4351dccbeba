"""How often SciPy's intervals of 95 % hold the value that the rows were drawn with: the experiments of
`src/statistics/intervals.ts`, drawn anew. Each case gets the number of repetitions and answers a rate.
"""

import pathlib
import sys
import time
import warnings

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

import numpy as np
from protocol import serve
from scipy import stats

warnings.simplefilter("ignore")
RESAMPLES = 999


def wilson(rng, n, share):
    interval = stats.binomtest(int(rng.binomial(n, share)), n).proportion_ci(method="wilson")
    return interval, share


def student(rng):
    first, second = rng.normal(0.5, 1, 20), rng.normal(0, 1, 20)
    return stats.ttest_rel(first, second).confidence_interval(), 0.5


def skewed(rng, n):
    return rng.gamma(2, 1, n)


def bootstrap(rng, samples, statistic, method="BCa", **more):
    return stats.bootstrap(
        samples, statistic, n_resamples=RESAMPLES, method=method, vectorized=True, rng=rng, **more
    ).confidence_interval


def f1(truth, guess, axis=-1):
    both = (truth & guess).sum(axis=axis)
    either = truth.sum(axis=axis) + guess.sum(axis=axis)
    return np.where(either == 0, 0.0, 2 * both / np.maximum(either, 1))


def f1_interval(rng):
    truth = rng.random(200) < 0.3
    guess = rng.random(200) < np.where(truth, 0.8, 0.1)
    return bootstrap(rng, (truth, guess), f1, paired=True), 2 * 0.24 / (0.3 + 0.24 + 0.07)


def strata(rng):
    difference = lambda a, b, axis=-1: a.mean(axis=axis) - b.mean(axis=axis)
    return bootstrap(rng, (skewed(rng, 100) + 1, skewed(rng, 100)), difference), 1


def groups(rng):
    # Groups of equal size: their means are the units.
    means = skewed(rng, 200) + rng.normal(0, 1, (200, 4)).mean(axis=1)
    return bootstrap(rng, (means,), np.mean), 2


experiments = {
    "wilson_200": lambda rng: wilson(rng, 200, 0.9),
    "wilson_30": lambda rng: wilson(rng, 30, 0.7),
    "t_20": student,
    "percentile_200": lambda rng: (bootstrap(rng, (skewed(rng, 200),), np.mean, "percentile"), 2),
    "bca_200": lambda rng: (bootstrap(rng, (skewed(rng, 200),), np.mean), 2),
    "f1_200": f1_interval,
    "strata_100_100": strata,
    "groups_200": groups,
}


def rate(experiment, repetitions):
    start = time.perf_counter()
    rng = np.random.default_rng(5)
    held = 0
    for _ in range(repetitions):
        interval, truth = experiment(rng)
        held += interval.low <= truth <= interval.high
    return {"rate": held / repetitions, "seconds": time.perf_counter() - start}


def setup(options):
    return {}, {name: lambda repetitions, own=own: rate(own, repetitions) for name, own in experiments.items()}


serve(setup)
