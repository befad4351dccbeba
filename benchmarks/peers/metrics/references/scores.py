"""Measures of scores and probabilities: scikit-learn."""

import numpy as np
from sklearn import metrics as m
from sklearn.calibration import calibration_curve
from sklearn.preprocessing import label_binarize


def rows(case):
    return np.array(case["truth"]), np.array(case["scores"])


def weights(case):
    return dict(sample_weight=case["weights"])


def curve(measure):
    def reference(case):
        found = measure(*rows(case), drop_intermediate=case["dropIntermediate"], **weights(case))
        # A curve of which one side is not defined is not one.
        return None if any(np.isnan(column).any() for column in found) else found

    return reference


def of_classes(measure):
    return lambda case: measure(*rows(case), labels=case["labels"], **weights(case))


def brier(case):
    labels = case.get("labels", [0, 1])
    return m.brier_score_loss(*rows(case), labels=labels, scale_by_half=case["halved"], **weights(case))


def one_vs_rest(case):
    return m.roc_auc_score(
        *rows(case), multi_class="ovr", average=case["average"], labels=case["labels"], **weights(case)
    )


def average_precision(case):
    indicators = label_binarize(case["truth"], classes=case["labels"])
    return m.average_precision_score(indicators, np.array(case["scores"]), average=case["average"], **weights(case))


def reliability(case):
    found = calibration_curve(*rows(case), n_bins=case["bins"], strategy=case["strategy"])
    return [list(column) for column in found]


references = {
    "rocAuc": lambda case: m.roc_auc_score(*rows(case), **weights(case)),
    "partialRocAuc": lambda case: m.roc_auc_score(
        *rows(case), max_fpr=case["maximumFalsePositiveRate"], **weights(case)
    ),
    "rocCurve": curve(m.roc_curve),
    "precisionRecallCurve": curve(m.precision_recall_curve),
    "averagePrecision": lambda case: m.average_precision_score(*rows(case), **weights(case)),
    "detCurve": curve(m.det_curve),
    "logLoss": lambda case: m.log_loss(*rows(case), labels=[0, 1], **weights(case)),
    "logLoss of classes": of_classes(m.log_loss),
    "brier": brier,
    "brier of classes": brier,
    "explainedLogLoss": of_classes(m.d2_log_loss_score),
    "explainedBrier": of_classes(m.d2_brier_score),
    "hingeLoss": lambda case: m.hinge_loss(*rows(case), **weights(case)),
    "hingeLoss of classes": of_classes(m.hinge_loss),
    "multiclassRocAuc": one_vs_rest,
    "oneVsOneRocAuc": lambda case: m.roc_auc_score(
        *rows(case), multi_class="ovo", average=case["average"], labels=case["labels"]
    ),
    "multiclassAveragePrecision": average_precision,
    "topKAccuracy": lambda case: m.top_k_accuracy_score(*rows(case), k=case["k"], labels=case["labels"], **weights(case)),
    "reliabilityCurve": reliability,
}
