"""A linear probe as scikit-learn has it: logistic regression on given features, its penalty chosen by cross-validation."""

import json
import struct
import sys
from os.path import abspath, dirname

# From the folder above: a file here may be called as one of the standard library is.
sys.path[0] = dirname(dirname(abspath(__file__)))

import numpy as np
from protocol import serve
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_score

DTYPES = {"F32": "<f4", "I32": "<i4"}


def read_safetensors(path):
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        data = file.read()
    return {
        name: np.frombuffer(data[slice(*entry["data_offsets"])], DTYPES[entry["dtype"]]).reshape(entry["shape"])
        for name, entry in header.items()
        if name != "__metadata__"
    }


def probe(options):
    tensors = read_safetensors(options["file"])
    train, test = tensors["train"].astype(np.float64), tensors["test"].astype(np.float64)
    mean = train.mean(0)
    factor = 1 / np.sqrt(((train - mean) ** 2).sum(1).mean())
    train, test = (train - mean) * factor, (test - mean) * factor
    folds = StratifiedKFold(5, shuffle=True, random_state=options["seed"])

    def make(c):
        return LogisticRegression(C=c, max_iter=400)

    scores = {
        c: cross_val_score(make(c), train, tensors["train_labels"], cv=folds, scoring="neg_log_loss").mean()
        for c in options["strengths"]
    }
    c = max(scores, key=scores.get)
    model = make(c).fit(train, tensors["train_labels"])
    return {"accuracy": float(model.score(test, tensors["test_labels"])), "c": c}


serve(lambda options: ({}, {"probe": probe}))
