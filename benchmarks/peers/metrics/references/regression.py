"""Measures of predicted numbers: scikit-learn, and SciPy for correlations."""

import numpy as np
from scipy import stats
from sklearn import metrics as m


def rows(case):
    return np.array(case["truth"]), np.array(case["predicted"])


def weighted(measure):
    return lambda case: measure(*rows(case), sample_weight=case["weights"])


def quantile(measure):
    return lambda case: measure(*rows(case), alpha=case["quantile"], sample_weight=case["weights"])


def power(measure):
    return lambda case: measure(*rows(case), power=case["power"], sample_weight=case["weights"])


references = {
    "meanSquaredError": weighted(m.mean_squared_error),
    "rootMeanSquaredError": weighted(m.root_mean_squared_error),
    "meanAbsoluteError": weighted(m.mean_absolute_error),
    "medianAbsoluteError": weighted(m.median_absolute_error),
    "maximumError": lambda case: m.max_error(*rows(case)),
    "meanAbsolutePercentageError": weighted(m.mean_absolute_percentage_error),
    "meanSquaredLogError": weighted(m.mean_squared_log_error),
    "rootMeanSquaredLogError": weighted(m.root_mean_squared_log_error),
    "rSquared": weighted(m.r2_score),
    "explainedVariance": weighted(m.explained_variance_score),
    "pinballLoss": quantile(m.mean_pinball_loss),
    "explainedPinball": quantile(m.d2_pinball_score),
    "tweedieDeviance": power(m.mean_tweedie_deviance),
    "explainedDeviance": power(m.d2_tweedie_score),
    "pearson": lambda case: stats.pearsonr(*rows(case))[0],
    "spearman": lambda case: stats.spearmanr(*rows(case))[0],
    "kendall": lambda case: stats.kendalltau(*rows(case))[0],
}
