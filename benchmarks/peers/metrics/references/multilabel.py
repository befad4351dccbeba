"""Measures of rows with any number of labels: scikit-learn on indicator matrices."""

import numpy as np
from sklearn import metrics as m


def rows(case):
    return np.array(case["truth"]), np.array(case["predicted"])


def scored(case):
    return np.array(case["truth"]), np.array(case["scores"])


def weights(case):
    return dict(sample_weight=case["weights"])


def scores(case):
    options = dict(average=case["average"], zero_division=case["zeroDivision"], **weights(case))
    found = m.precision_recall_fscore_support(*rows(case), beta=case["beta"], **options)
    return [*found[:3], m.jaccard_score(*rows(case), **options)]


references = {
    "hammingLoss": lambda case: m.hamming_loss(*rows(case), **weights(case)),
    "subsetAccuracy": lambda case: m.accuracy_score(*rows(case), **weights(case)),
    "multilabelConfusion": lambda case: m.multilabel_confusion_matrix(*rows(case), **weights(case)),
    "multilabelScores": scores,
    "multilabelRocAuc": lambda case: m.roc_auc_score(*scored(case), average=case["average"], **weights(case)),
    "multilabelAveragePrecision": lambda case: m.average_precision_score(
        *scored(case), average=case["average"], **weights(case)
    ),
    "labelRankingAveragePrecision": lambda case: m.label_ranking_average_precision_score(*scored(case), **weights(case)),
    "coverageError": lambda case: m.coverage_error(*scored(case), **weights(case)),
    "labelRankingLoss": lambda case: m.label_ranking_loss(*scored(case), **weights(case)),
}
