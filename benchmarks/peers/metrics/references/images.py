"""Measures of boxes and images: pycocotools, scikit-image, scikit-learn."""

import contextlib
import io

import numpy as np
from pycocotools import mask
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval
from skimage.metrics import peak_signal_noise_ratio, structural_similarity
from sklearn import metrics as m


def overlap(case):
    return mask.iou(np.array([case["first"]]), np.array([case["second"]]), [0])[0][0]


def detections(case):
    labels = sorted({each["label"] for each in case["truth"] + case["detected"]})
    objects = [
        dict(
            id=at + 1,
            image_id=each["image"],
            category_id=each["label"],
            bbox=each["box"],
            area=each["area"] if each["area"] is not None else each["box"][2] * each["box"][3],
            iscrowd=int(each["ignore"]),
        )
        for at, each in enumerate(case["truth"])
    ]
    pictures = sorted({each["image"] for each in case["truth"] + case["detected"]})
    with contextlib.redirect_stdout(io.StringIO()):
        truth = COCO()
        truth.dataset = dict(
            images=[dict(id=image) for image in pictures],
            categories=[dict(id=label) for label in labels],
            annotations=objects,
        )
        truth.createIndex()
        found = [
            dict(image_id=e["image"], category_id=e["label"], bbox=e["box"], score=e["score"]) for e in case["detected"]
        ]
        if found:
            loaded = truth.loadRes(found)
        else:
            loaded = COCO()
            loaded.dataset = dict(images=truth.dataset["images"], categories=truth.dataset["categories"], annotations=[])
            loaded.createIndex()
        evaluation = COCOeval(truth, loaded, "bbox")
        evaluation.evaluate()
        evaluation.accumulate()
        evaluation.summarize()
    return [None if value == -1 else value for value in evaluation.stats.tolist()]


def segmentation(case):
    truth, predicted = case["truth"], case["predicted"]
    shared = m.jaccard_score(truth, predicted, average=None, zero_division=0)
    dice = m.f1_score(truth, predicted, average=None, zero_division=0)
    return [m.accuracy_score(truth, predicted), shared.mean(), dice.mean(), shared, dice]


def picture(case, name):
    shape = (case["height"], case["width"], case["channels"])
    return np.array(case[name], float).reshape(shape)


def similarity(case):
    options = (
        dict(gaussian_weights=True, sigma=1.5, use_sample_covariance=False)
        if case["window"] == "gaussian"
        else dict(win_size=7)
    )
    first, second = picture(case, "truth"), picture(case, "predicted")
    return structural_similarity(first, second, data_range=case["range"], channel_axis=2, **options)


references = {
    "boxIou": overlap,
    "cocoDetection": detections,
    "segmentationScores": segmentation,
    "psnr": lambda case: peak_signal_noise_ratio(
        np.array(case["truth"], float), np.array(case["predicted"], float), data_range=case["range"]
    ),
    "ssim": similarity,
}
