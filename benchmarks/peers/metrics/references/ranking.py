"""Measures of ranked lists: trec_eval through pytrec_eval, ranx, scikit-learn."""

import numpy as np
import pytrec_eval
import ranx
from sklearn import metrics as m


def trec(name, whole):
    """A measure of trec_eval, cut off at k with `name`, of whole lists with `whole`."""

    def reference(case):
        k = case["k"]
        measure = whole if k is None else f"{name}_{k}"
        request = whole if k is None else f"{name}.{k}"
        found = pytrec_eval.RelevanceEvaluator(users(case["relevant"]), {request}).evaluate(runs(case))
        return [found[f"u{at}"][measure] for at in range(len(case["ranked"]))]

    return reference


def users(relevant):
    return {f"u{at}": grades for at, grades in enumerate(relevant)}


def runs(case):
    return {f"u{at}": {item: -float(rank) for rank, item in enumerate(items)} for at, items in enumerate(case["ranked"])}


def whole_list(case):
    """Without k a share of the list is taken at its length."""
    return case["k"] is None


def shares(name):
    cut = trec(name, None)

    def reference(case):
        if case["k"] is not None:
            return cut(case)
        per_user = []
        for relevant, ranked in zip(case["relevant"], case["ranked"]):
            per_user += cut(dict(relevant=[relevant], ranked=[ranked], k=len(ranked)))
        return per_user

    return reference


def of_ranx(measure, cut=True):
    def reference(case):
        name = measure if case["k"] is None or not cut else f"{measure}@{case['k']}"
        found = ranx.evaluate(ranx.Qrels(users(case["relevant"])), ranx.Run(runs(case)), name, return_mean=False)
        return list(found)

    return reference


def area_per_user(case):
    areas = []
    for relevant, ranked in zip(case["relevant"], case["ranked"]):
        truth = [item in relevant for item in ranked]
        both = any(truth) and not all(truth)
        areas.append(m.roc_auc_score(truth, [-float(rank) for rank in range(len(ranked))]) if both else 0.5)
    return areas


def grouped(case):
    truth, scores, groups = (np.array(case[name]) for name in ("truth", "scores", "groups"))
    areas, sizes = [], []
    for group in np.unique(groups):
        own = groups == group
        if len(np.unique(truth[own])) == 2:
            areas.append(m.roc_auc_score(truth[own], scores[own]))
            sizes.append(own.sum())
    if not areas:
        return None
    return np.average(areas, weights=sizes if case["average"] == "rows" else None)


def graded(measure):
    return lambda case: measure(
        np.array(case["grades"]), np.array(case["scores"]), k=case["k"], sample_weight=case["weights"]
    )


references = {
    "precisionAt": shares("P"),
    "recallAt": shares("recall"),
    "hitRate": shares("success"),
    "meanAveragePrecision": trec("map_cut", "map"),
    "ndcg": trec("ndcg_cut", "ndcg"),
    "reciprocalRank": lambda case: trec(None, "recip_rank")({**case, "k": None}),
    "rPrecision": lambda case: trec(None, "Rprec")({**case, "k": None}),
    "f1At": of_ranx("f1"),
    "dcg": of_ranx("dcg"),
    "ndcg, exponential": of_ranx("ndcg_burges"),
    "rankBiasedPrecision": of_ranx("rbp.95", cut=False),
    "rankingAuc": area_per_user,
    "scoredNdcg": graded(m.ndcg_score),
    "scoredDcg": graded(m.dcg_score),
    "groupedAuc": grouped,
}
