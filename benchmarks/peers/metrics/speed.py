"""Does what the benchmark's cases do, as a Python user writes it, on the same input.

Set up with {"folder", "input", "texts"}: the arrays of an input are files in the folder, texts come along. Each case
is named "CASE: PEER" and answers its seconds.
"""

import sys
from os.path import abspath, dirname, join

# From the folder above: a file here may be called as one of the standard library is.
sys.path[0] = dirname(dirname(abspath(__file__)))

import time
import warnings

import numpy as np
from protocol import serve

warnings.simplefilter("ignore")


def timed(work):
    def run():
        start = time.perf_counter()
        work()
        return {"seconds": time.perf_counter() - start}

    return run


def rows(read):
    from sklearn import metrics as m

    truth, predicted, classes, guesses = (read(n, np.uint8) for n in ("truth", "predicted", "classes", "guesses"))
    scores = read("scores", np.float64)
    return {
        "ROC AUC: scikit-learn": lambda: m.roc_auc_score(truth, scores),
        "average precision: scikit-learn": lambda: m.average_precision_score(truth, scores),
        "confusion matrix: scikit-learn": lambda: m.confusion_matrix(classes, guesses),
        "log loss: scikit-learn": lambda: m.log_loss(truth, scores),
        "F1: scikit-learn": lambda: m.f1_score(truth, predicted),
        "macro F1: scikit-learn": lambda: m.f1_score(classes, guesses, average="macro"),
    }


def columns(read):
    users = len(read("relevant", np.int32)) // 10
    kinds = {"ranked": np.int32, "relevant": np.int32, "grades": np.uint8}
    return [read(name, kind).reshape(users, -1) for name, kind in kinds.items()]


def asked(ranked):
    return [f"{name}@{ranked.shape[1]}" for name in ("ndcg", "map", "recall")]


def lists(read):
    import ranx

    ranked, relevant, grades = columns(read)
    users, ranks = ranked.shape
    names = [f"i{item}" for item in range(int(max(relevant.max(), ranked.max())) + 1)]
    scores = [float(ranks - rank) for rank in range(ranks)]
    qrels = ranx.Qrels(
        {f"u{u}": {names[i]: int(g) for i, g in zip(relevant[u].tolist(), grades[u].tolist())} for u in range(users)}
    )
    run = ranx.Run({f"u{u}": dict(zip([names[i] for i in ranked[u].tolist()], scores)) for u in range(users)})
    return {"NDCG, MAP, recall: ranx": lambda: ranx.evaluate(qrels, run, asked(ranked))}


def lists_in_arrays(read):
    import ranx

    ranked, relevant, grades = columns(read)
    ranks = ranked.shape[1]
    # What ranx makes of its Qrels and Run: items with grades, and items with falling scores.
    graded = np.stack([relevant, grades], axis=2).astype(float)
    scored = np.stack([ranked, np.broadcast_to(np.arange(ranks, 0, -1), ranked.shape)], axis=2).astype(float)
    return {"the same of arrays: ranx (arrays)": lambda: ranx.evaluate(graded, scored, asked(ranked))}


def texts(predicted, references):
    import jiwer
    import sacrebleu
    from rouge_score.rouge_scorer import RougeScorer

    scorer = RougeScorer(["rouge1", "rouge2", "rougeL"])

    def rouge():
        for text, reference in zip(predicted, references):
            scorer.score(reference, text)

    return {
        "BLEU: sacreBLEU": lambda: sacrebleu.corpus_bleu(predicted, [references]),
        "chrF: sacreBLEU": lambda: sacrebleu.corpus_chrf(predicted, [references]),
        "ROUGE: rouge-score": rouge,
        "WER: jiwer": lambda: jiwer.wer(references, predicted),
    }


def setup(options):
    read = lambda name, kind: np.fromfile(join(options["folder"], name), kind)
    prepare = {"rows": rows, "lists": lists, "listsInArrays": lists_in_arrays}
    found = texts(**options["texts"]) if options["texts"] else prepare[options["input"]](read)
    return {}, {name: timed(work) for name, work in found.items()}


serve(setup)
