"""A linear probe in PyTorch: multinomial logistic regression with an L2 penalty on the features of a file.

Set up with {"threads", "file", "c"}. A case takes {"target": loss} and answers the seconds until the whole objective was
that low, and the objective; `lbfgs` is torch.optim.LBFGS on all rows, `adam` is Adam on batches, as it is commonly written.
"""

import json
import struct
import sys
import time
from pathlib import Path

import numpy as np
import torch
from torch import nn

sys.path.append(str(Path(__file__).parent.parent))
from protocol import serve  # noqa: E402

DTYPES = {"F32": "<f4", "I32": "<i4"}
BATCH = 256
MOST_SECONDS = 15


def read_safetensors(path):
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        data = file.read()
    return {
        name: torch.from_numpy(
            np.frombuffer(data[slice(*entry["data_offsets"])], DTYPES[entry["dtype"]]).reshape(entry["shape"]).copy()
        )
        for name, entry in header.items()
        if name != "__metadata__"
    }


class Reached(Exception):
    pass


def setup(options):
    torch.set_num_threads(options["threads"])
    tensors = read_safetensors(options["file"])
    features, labels = tensors["features"], tensors["labels"].long()
    rows, columns = features.shape
    classes = int(labels.max()) + 1
    penalty = 1 / (options["c"] * rows)

    def scaled():
        centred = features - features.mean(0)
        return centred / (centred * centred).sum(1).mean().sqrt()

    def head():
        model = nn.Linear(columns, classes)
        nn.init.zeros_(model.weight)
        nn.init.zeros_(model.bias)
        return model

    def objective(model, x, y):
        return nn.functional.cross_entropy(model(x), y) + 0.5 * penalty * model.weight.square().sum()

    def lbfgs(history, given):
        start = time.perf_counter()
        x, model = scaled(), head()
        optimizer = torch.optim.LBFGS(
            model.parameters(),
            max_iter=1000,
            history_size=history,
            tolerance_grad=0,
            tolerance_change=0,
            line_search_fn="strong_wolfe",
        )
        lowest = float("inf")

        def closure():
            nonlocal lowest
            optimizer.zero_grad()
            loss = objective(model, x, labels)
            loss.backward()
            lowest = min(lowest, loss.item())
            if lowest <= given["target"] or time.perf_counter() - start > MOST_SECONDS:
                raise Reached
            return loss

        try:
            optimizer.step(closure)
        except Reached:
            pass
        return {"seconds": time.perf_counter() - start, "loss": lowest}

    def adam(given):
        torch.manual_seed(1)
        start = time.perf_counter()
        x, model = scaled(), head()
        optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
        seconds, loss = 0, float("inf")
        while loss > given["target"] and seconds < MOST_SECONDS:
            for rows_of_batch in torch.randperm(rows).split(BATCH):
                optimizer.zero_grad()
                objective(model, x[rows_of_batch], labels[rows_of_batch]).backward()
                optimizer.step()
            seconds += time.perf_counter() - start
            with torch.no_grad():  # not counted
                loss = objective(model, x, labels).item()
            start = time.perf_counter()
        return {"seconds": seconds, "loss": loss}

    cases = {"lbfgs": lambda given: lbfgs(10, given), "lbfgs-long": lambda given: lbfgs(100, given), "adam": adam}
    return {"torch": torch.__version__, "threads": torch.get_num_threads()}, cases


serve(setup)
