"""Measures of true and predicted labels: scikit-learn."""

import numpy as np
from sklearn import metrics as m


def rows(case):
    return case["truth"], case["predicted"]


def weights(case):
    return dict(sample_weight=case["weights"])


def zero_division(case):
    return np.nan if case["zeroDivision"] == "nan" else case["zeroDivision"]


def averaged(measure, **extra):
    def reference(case):
        return measure(
            *rows(case),
            labels=case["labels"],
            average=case["average"],
            zero_division=zero_division(case),
            **weights(case),
            **extra,
        )

    return reference


def kappa(case):
    penalty = None if case["penalty"] == "none" else case["penalty"]
    return m.cohen_kappa_score(*rows(case), labels=case["labels"], weights=penalty, **weights(case))


def ratios(case):
    found = m.class_likelihood_ratios(*rows(case), **weights(case))
    return None if np.isnan(found).any() else found


def confusion(case):
    normalize = {None: None, "truth": "true", "predicted": "pred", "all": "all"}[case["normalize"]]
    return m.confusion_matrix(*rows(case), labels=case["labels"], normalize=normalize, **weights(case))


def scores(case):
    found = m.precision_recall_fscore_support(
        *rows(case), labels=case["labels"], beta=case["beta"], zero_division=zero_division(case), **weights(case)
    )
    return [list(column) for column in found]


def f_beta(case):
    return averaged(m.fbeta_score, beta=case["beta"])(case)


def balanced(case):
    found = m.balanced_accuracy_score(*rows(case), adjusted=case["adjusted"], **weights(case))
    # With a single class 1 / 0 rows is infinite.
    return found if np.isfinite(found) else None


def ordinal(case):
    codes = {label: code for code, label in enumerate(case["labels"])}
    truth = np.array([codes[label] for label in case["truth"]])
    predicted = np.array([codes[label] for label in case["predicted"]])
    if case["average"] == "rows":
        return m.mean_absolute_error(truth, predicted, **weights(case))
    w = np.ones(len(truth)) if case["weights"] is None else np.array(case["weights"])
    classes = [c for c in np.unique(truth) if w[truth == c].sum() > 0]
    return np.mean(
        [m.mean_absolute_error(truth[truth == c], predicted[truth == c], sample_weight=w[truth == c]) for c in classes]
    )


references = {
    "accuracy": lambda case: m.accuracy_score(*rows(case), **weights(case)),
    "zeroOneLoss": lambda case: m.zero_one_loss(*rows(case), **weights(case)),
    "balancedAccuracy": balanced,
    "confusionMatrix": confusion,
    "classScores": scores,
    "precision": averaged(m.precision_score),
    "recall": averaged(m.recall_score),
    "f1": averaged(m.f1_score),
    "fBeta": f_beta,
    "jaccard": averaged(m.jaccard_score),
    "matthews": lambda case: m.matthews_corrcoef(*rows(case), **weights(case)),
    "cohenKappa": kappa,
    "likelihoodRatios": ratios,
    "ordinalError": ordinal,
}
