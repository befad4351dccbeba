"""Measures of partitions and vectors: scikit-learn."""

import numpy as np
from sklearn import metrics as m
from sklearn.manifold import trustworthiness

means = {"arithmetic": "arithmetic", "geometric": "geometric", "minimum": "min", "maximum": "max"}


def partitions(measure, averaged=False):
    def reference(case):
        options = dict(average_method=means[case["mean"]]) if averaged else {}
        return measure(np.array(case["truth"]), np.array(case["clusters"]), **options)

    return reference


def vectors(measure):
    return lambda case: measure(np.array(case["vectors"]), np.array(case["clusters"]))


def neighbour_recall(case):
    points, labels = np.array(case["vectors"]), np.array(case["clusters"])
    counted = np.array([(labels == label).sum() > 1 for label in labels])
    if not counted.any():
        return None
    # A stable order of exact distances, so that of equal ones the earlier is nearer.
    apart = np.sqrt(((points[:, None] - points[None]) ** 2).sum(axis=2))
    np.fill_diagonal(apart, np.inf)
    nearest = np.argsort(apart, axis=1, kind="stable")[:, :2]
    return (labels[nearest] == labels[:, None]).any(axis=1)[counted].mean()


references = {
    "randIndex": partitions(m.rand_score),
    "adjustedRand": partitions(m.adjusted_rand_score),
    "fowlkesMallows": partitions(m.fowlkes_mallows_score),
    "mutualInformation": partitions(m.mutual_info_score),
    "normalizedMutualInformation": partitions(m.normalized_mutual_info_score, averaged=True),
    "adjustedMutualInformation": partitions(m.adjusted_mutual_info_score, averaged=True),
    "homogeneityScores": partitions(m.homogeneity_completeness_v_measure),
    "silhouette": lambda case: m.silhouette_samples(
        np.array(case["vectors"]), np.array(case["clusters"]), metric=case["distance"]
    ),
    "calinskiHarabasz": vectors(m.calinski_harabasz_score),
    "daviesBouldin": vectors(m.davies_bouldin_score),
    "trustworthiness": lambda case: trustworthiness(np.array(case["vectors"]), np.array(case["embedded"]), n_neighbors=4),
    "neighbourRecall": neighbour_recall,
}
