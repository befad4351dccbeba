"""Measures that no library above has: put together from scikit-learn's and SciPy's functions, or in NumPy as the
paper that defines them says."""

import numpy as np
from scipy import stats
from scipy.spatial.distance import pdist
from sklearn import metrics as m
from sklearn.calibration import calibration_curve


def calibration_error(case):
    truth, scores = np.array(case["truth"]), np.array(case["scores"])
    observed, given = calibration_curve(truth, scores, n_bins=case["bins"])
    # How many rows are in each bin that is not empty, as calibration_curve puts them there.
    edges = np.linspace(0, 1, case["bins"] + 1)
    rows = np.bincount(np.searchsorted(edges[1:-1], scores), minlength=case["bins"])
    gaps, shares = np.abs(observed - given), rows[rows > 0] / len(scores)
    return {
        "mean": (shares * gaps).sum(),
        "maximum": gaps.max(),
        "root-mean-square": np.sqrt((shares * gaps**2).sum()),
    }[case["norm"]]


def ranked_probability_score(case):
    codes = np.array([case["labels"].index(label) for label in case["truth"]])
    cumulated = np.minimum(1, np.cumsum(np.array(case["scores"]), axis=1))
    losses = [
        m.brier_score_loss(
            (codes <= at).astype(int), cumulated[:, at], labels=[0, 1], pos_label=1, sample_weight=case["weights"]
        )
        for at in range(cumulated.shape[1] - 1)
    ]
    return np.mean(losses)


def gain(case):
    truth = np.array(case["truth"])
    weights = np.ones(len(truth)) if case["weights"] is None else np.array(case["weights"])
    positive, negative = weights[truth == 1].sum(), weights[truth == 0].sum()
    if positive == 0:
        return None
    false, true, _ = m.roc_curve(truth, case["scores"], sample_weight=case["weights"], drop_intermediate=False)
    share = (true * positive + np.nan_to_num(false) * negative) / (positive + negative)
    lift = true[1:] / share[1:]
    return [share, true, np.concatenate([lift[:1], lift])]


def best_threshold(case):
    truth, scores = np.array(case["truth"]), np.array(case["scores"])
    goals = {
        "f1": lambda tn, fp, fn, tp: 2 * tp / max(2 * tp + fp + fn, 1e-300),
        "youden": lambda tn, fp, fn, tp: tp / max(tp + fn, 1e-300) + tn / max(tn + fp, 1e-300) - 1,
        "accuracy": lambda tn, fp, fn, tp: (tp + tn) / (tp + tn + fp + fn),
        "costs": lambda tn, fp, fn, tp: -(5 * fp + 200 * fn - tp),
    }
    values = []
    for threshold in [np.inf, *np.unique(scores)]:
        outcome = m.confusion_matrix(truth, scores >= threshold, labels=[0, 1], sample_weight=case["weights"])
        values.append(goals[case["goal"]](*outcome.ravel()))
    return max(values)


def symmetric(case):
    truth, predicted = np.array(case["truth"]), np.array(case["predicted"])
    size = np.abs(truth) + np.abs(predicted)
    errors = np.divide(2 * np.abs(truth - predicted), size, out=np.zeros(len(size)), where=size > 0)
    return np.average(errors, weights=case["weights"])


def scaled(case):
    history, season = np.array(case["history"]), case["season"]
    naive = m.mean_absolute_error(history[season:], history[:-season])
    if naive == 0:
        return None
    return m.mean_absolute_error(case["truth"], case["predicted"], sample_weight=case["weights"]) / naive


def deviance(measure):
    return lambda case: measure(case["truth"], case["predicted"], sample_weight=case["weights"])


def expected_reciprocal_rank(case):  # Chapelle et al. 2009, algorithm 2
    most = max(grade for relevant in case["relevant"] for grade in relevant.values())
    per_user = []
    for relevant, ranked in zip(case["relevant"], case["ranked"]):
        stops = np.array([(2 ** relevant.get(item, 0) - 1) / 2**most for item in ranked[: case["k"]]])
        reach = np.concatenate([[1], np.cumprod(1 - stops)[:-1]])
        per_user.append((reach * stops / np.arange(1, len(stops) + 1)).sum())
    return per_user


def voc(case):  # VOCevaldet.m
    per_class = []
    for label in sorted({each["label"] for each in case["truth"] + case["detected"]}):
        objects = [dict(each, found=False) for each in case["truth"] if each["label"] == label]
        count = sum(not each["ignore"] for each in objects)
        if count == 0:
            per_class.append(None)
            continue
        right, wrong = [], []
        own = [each for each in case["detected"] if each["label"] == label]
        for each in sorted(own, key=lambda detection: -detection["score"]):
            same = [object_ for object_ in objects if object_["image"] == each["image"]]
            overlaps = [overlap(each["box"], object_["box"]) for object_ in same]
            best = int(np.argmax(overlaps)) if same else -1
            hit = bool(same) and overlaps[best] >= case["overlap"]
            skipped = hit and same[best]["ignore"]
            right.append(hit and not skipped and not same[best]["found"])
            wrong.append(not skipped and not right[-1])
            if right[-1]:
                same[best]["found"] = True
        true, false = np.cumsum(right), np.cumsum(wrong)
        recall, precision = true / count, true / np.maximum(true + false, 1e-300)
        if case["interpolation"] == "eleven-points":
            steps = [precision[recall >= step / 10].max(initial=0) for step in range(11)]
            per_class.append(np.mean(steps))
        else:
            recall, precision = np.concatenate([[0], recall, [1]]), np.concatenate([[0], precision, [0]])
            precision = np.maximum.accumulate(precision[::-1])[::-1]
            per_class.append((np.diff(recall) * precision[1:]).sum())
    measured = [value for value in per_class if value is not None]
    return [np.mean(measured), per_class] if measured else None


def overlap(a, b):
    width = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    height = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    shared = width * height if width > 0 and height > 0 else 0
    return shared / (a[2] * a[3] + b[2] * b[3] - shared)


def panoptic(case):  # Kirillov et al. 2019, with panopticapi's treatment of void and crowds
    tallies = {}
    tally = lambda label: tallies.setdefault(label, np.zeros(4))
    for truth, predicted in zip(case["truth"], case["predicted"]):
        own, given = np.array(truth["ids"]), np.array(predicted["ids"])
        found, matched = set(), set()
        for j, segment in truth["segments"]:
            for i, label in predicted["segments"]:
                if segment["crowd"] or segment["label"] != label:
                    continue
                shared = ((given == i) & (own == j)).sum()
                void = ((given == i) & (own == 0)).sum()
                union = (given == i).sum() + (own == j).sum() - shared - void
                if union > 0 and shared / union > 0.5:
                    tally(label)[:] += [1, shared / union, 0, 0]
                    found.add(j)
                    matched.add(i)
        for j, segment in truth["segments"]:
            if j not in found and not segment["crowd"] and (own == j).any():
                tally(segment["label"])[2] += 1
        for i, label in predicted["segments"]:
            crowds = [j for j, segment in truth["segments"] if segment["crowd"] and segment["label"] == label]
            if i not in matched and (given == i).any() and np.isin(own[given == i], [0, *crowds]).mean() <= 0.5:
                tally(label)[3] += 1
    if not tallies:
        return None
    rows = [
        [overlap / (n + missed / 2 + extra / 2), n / (n + missed / 2 + extra / 2), overlap / n if n else 0]
        for _, (n, overlap, missed, extra) in sorted(tallies.items())
    ]
    return [np.mean(rows, axis=0), rows]


def per_list(measure):
    """A measure of the first k items of each list that has any."""

    def reference(case):
        lists = [(items[: case["k"]], user) for user, items in enumerate(case["recommended"])]
        values = [measure(case, items, user) for items, user in lists if items]
        values = [value for value in values if value is not None]
        return values or None

    return reference


def counts(case):
    listed = [item for items in case["recommended"] for item in items[: case["k"]]]
    return np.bincount(listed, minlength=case["items"])


def gini(case):  # half the relative mean absolute difference
    own = counts(case)
    return None if own.sum() == 0 else np.abs(np.subtract.outer(own, own)).mean() / (2 * own.mean())


def entropy(case):
    own = counts(case)
    if own.sum() == 0:
        return None
    found = stats.entropy(own, base=2)
    return found / np.log2(len(own)) if case["normalized"] else found


def diversity(case, items, user):
    return None if len(items) < 2 else pdist(np.array(case["vectors"])[items], "cosine").mean()


def novelty(case, items, user):
    return -np.log2(np.array(case["popularity"])[items] / case["users"]).mean()


def popularity(case, items, user):
    return np.array(case["popularity"])[items].mean()


def lift(case):
    pairs = [
        (popularity(case, items[: case["k"]], user), popularity(case, history, user))
        for user, (items, history) in enumerate(zip(case["recommended"], case["histories"]))
        if items and history
    ]
    if not pairs:
        return None
    given, chosen = np.mean(pairs, axis=0)
    return given / chosen - 1


def serendipity(case, items, user):  # RecTools' Serendipity
    rank = {item: at + 1 for at, item in enumerate(case["byPopularity"])}
    relevant = set(case["histories"][user])
    gains = [max(0, rank[item] - at - 1) / case["items"] if item in relevant else 0 for at, item in enumerate(items)]
    return sum(gains) / (case["k"] or len(items))


def taste(case, items, user):  # Steck 2018, equations 2 to 5
    history = case["histories"][user]
    if not history:
        return None
    own, given = mix(case, history), mix(case, items)
    return stats.entropy(own, 0.99 * given + 0.01 * own)


def mix(case, items):
    shares = np.zeros(4)
    for item in items:
        for category in case["categories"][item]:
            shares[category] += 1 / len(case["categories"][item]) / len(items)
    return shares


def exposure(case):  # Singh and Joachims 2018, with the attention of DCG
    groups = np.array(case["groups"])
    attention = np.zeros(groups.max() + 1)
    for items in case["recommended"]:
        for at, item in enumerate(items[: case["k"]]):
            attention[groups[item]] += 1 / np.log2(at + 2)
    if attention.sum() == 0:
        return None
    target = np.bincount(groups) / len(groups)
    present = target > 0
    share, target = (attention / attention.sum())[present], target[present]
    ratio = share / target
    return [np.abs(share - target).sum() / 2, ratio.min() / ratio.max(), sorted(ratio)]


references = {
    "calibrationError": calibration_error,
    "rankedProbabilityScore": ranked_probability_score,
    "gainCurve": gain,
    "bestThreshold": best_threshold,
    "symmetricPercentageError": symmetric,
    "meanAbsoluteScaledError": scaled,
    "poissonDeviance": deviance(m.mean_poisson_deviance),
    "gammaDeviance": deviance(m.mean_gamma_deviance),
    "expectedReciprocalRank": expected_reciprocal_rank,
    "perplexity": lambda case: np.exp(-np.mean(case["logProbabilities"])),
    "vocDetection": voc,
    "panopticQuality": panoptic,
    "catalogueCoverage": lambda case: (counts(case) > 0).mean(),
    "userCoverage": lambda case: np.mean([len(items) >= case["minimum"] for items in case["recommended"]]),
    "recommendationGini": gini,
    "recommendationEntropy": entropy,
    "intraListDiversity": per_list(diversity),
    "novelty": per_list(novelty),
    "recommendedPopularity": per_list(popularity),
    "popularityLift": lift,
    "serendipity": per_list(serendipity),
    "tasteCalibration": per_list(taste),
    "exposureFairness": exposure,
}
