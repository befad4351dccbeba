"""Computes measures by their references: a case a measure, called with a list of inputs, answers for each.

An answer is a number, a list of answers, or null where the reference says that the measure is not defined (it
raises, or gives NaN where a number is wanted). NaN and infinities inside lists go as "nan", "inf", "-inf".
"""

import sys
from os.path import abspath, dirname

# From the folder above: a file here may be called as one of the standard library is.
sys.path[0] = dirname(dirname(abspath(__file__)))

import logging
import math
import warnings

import numpy as np
from metrics.references import clusters, definitions, images, labels, multilabel, ranking, regression, scores, text
from protocol import serve

warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)
np.seterr(all="ignore")


def plain(value):
    if value is None:
        return None
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    value = float(value)
    if math.isnan(value):
        return "nan"
    return value if math.isfinite(value) else ("inf" if value > 0 else "-inf")


def answer(reference, case):
    try:
        value = plain(reference(case))
    except (ValueError, ZeroDivisionError):
        return None
    return None if value == "nan" else value


def setup(options):
    references = {}
    for family in (labels, scores, multilabel, regression, ranking, text, images, clusters, definitions):
        references.update(family.references)
    return {}, {
        name: lambda cases, reference=reference: {"answers": [answer(reference, case) for case in cases]}
        for name, reference in references.items()
    }


serve(setup)
