"""Measures of texts and tags: sacreBLEU, rouge-score, jiwer, RapidFuzz, SQuAD's script, seqeval."""

import re
import string
from collections import Counter

import jiwer
import numpy as np
from rapidfuzz.distance import OSA, LCSseq, Levenshtein
from rouge_score.rouge_scorer import RougeScorer
from sacrebleu.metrics import BLEU, CHRF
from seqeval import scheme as schemes
from seqeval.metrics.sequence_labeling import precision_recall_fscore_support
from seqeval.metrics.v1 import precision_recall_fscore_support as strict

names = ["rouge1", "rouge2", "rouge3", "rougeL", "rougeLsum"]
scorers = {stemming: RougeScorer(names, use_stemmer=stemming) for stemming in (False, True)}


def columns(references):
    """sacreBLEU wants the first references of all texts, then the second."""
    return [list(column) for column in zip(*references)]


def bleu(case):
    found = BLEU(
        tokenize=case["tokenizer"],
        lowercase=case["lowercase"],
        smooth_method=case["smoothing"],
        max_ngram_order=case["maximumOrder"],
        effective_order=case["effectiveOrder"],
    ).corpus_score(case["predicted"], columns(case["references"]))
    return [found.score, found.precisions, found.bp, found.sys_len, found.ref_len]


def chrf(case):
    return (
        CHRF(
            char_order=case["characterOrder"],
            word_order=case["wordOrder"],
            beta=case["beta"],
            lowercase=case["lowercase"],
            whitespace=case["whitespace"],
        )
        .corpus_score(case["predicted"], columns(case["references"]))
        .score
    )


def rouge(case):
    found = scorers[case["stemming"]].score(case["reference"], case["predicted"])
    return [list(found[name]) for name in names]


def error_rate(measure):
    return lambda case: measure([own[0] for own in case["references"]], case["predicted"])


def pair(measure):
    return lambda case: measure(case["first"], case["second"])


def normalize(text):  # as SQuAD's evaluate-v2.0.py
    text = "".join(letter for letter in text.lower() if letter not in set(string.punctuation))
    return " ".join(re.sub(re.compile(r"\b(a|an|the)\b", re.UNICODE), " ", text).split())


def word_f1(gold, predicted):
    g, p = normalize(gold).split(), normalize(predicted).split()
    same = sum((Counter(g) & Counter(p)).values())
    if not g or not p:
        return int(g == p)
    return 0 if same == 0 else 2 * same / (len(p) + len(g))


def answers(case):
    texts = list(zip(case["predicted"], case["references"]))
    return [
        [max(int(normalize(r) == normalize(p)) for r in own) for p, own in texts],
        [max(word_f1(r, p) for r in own) for p, own in texts],
    ]


def entities(case):
    scheme = case["scheme"]

    def scored(average):
        rows = case["truth"], case["predicted"]
        if scheme == "conll":
            return precision_recall_fscore_support(*rows, average=average)[:3]
        return strict(*rows, average=average, scheme=getattr(schemes, scheme.upper()))[:3]

    # The mean over no types is NaN there.
    averages = [np.nan_to_num(scored(average)) for average in ("micro", "macro", "weighted")]
    return averages + [list(row) for row in zip(*scored(None))]


references = {
    "bleu": bleu,
    "sentenceBleu": lambda case: BLEU(effective_order=True).sentence_score(case["predicted"], [case["reference"]]).score,
    "chrf": chrf,
    "rouge": rouge,
    "wordErrorRate": error_rate(jiwer.wer),
    "characterErrorRate": error_rate(jiwer.cer),
    "levenshtein": pair(Levenshtein.distance),
    "damerauLevenshtein": pair(OSA.distance),
    "longestCommonSubsequence": pair(LCSseq.similarity),
    "answers": answers,
    "entityScores": entities,
}
