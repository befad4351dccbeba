"""Training steps of three small networks in PyTorch, as a PyTorch user writes them.

Set up with {"threads", "fused", "learningRate", "classes", "workloads"}; a case for each workload ("mlp", "lstm",
"cnn") takes its number of steps (zero the gradients, forward, loss, backward, Adam, read the loss) and answers the
seconds of one.
"""

import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

import torch
from protocol import serve
from torch import nn


class Recurrent(nn.Module):
    def __init__(self, inputs, hidden, classes):
        super().__init__()
        self.lstm = nn.LSTM(inputs, hidden, batch_first=True)
        self.head = nn.Linear(hidden, classes)

    def forward(self, x):
        _, (last, _) = self.lstm(x)
        return self.head(last[0])


def networks(options):
    classes, lstm = options["classes"], options["workloads"]["lstm"]
    mlp = nn.Sequential(nn.Flatten(), nn.Linear(784, 128), nn.ReLU(), nn.Dropout(0.2), nn.Linear(128, classes))
    cnn = nn.Sequential(
        *[nn.Conv2d(1, 32, 3), nn.ReLU(), nn.MaxPool2d(2)],
        *[nn.Conv2d(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2)],
        *[nn.Flatten(), nn.Linear(1600, 128), nn.ReLU(), nn.Linear(128, classes)],
    )
    recurrent = Recurrent(lstm["inputs"], lstm["hidden"], classes)
    return {
        "mlp": (mlp, [28, 28]),
        "lstm": (recurrent, [lstm["length"], lstm["inputs"]]),
        "cnn": (cnn, [1, 28, 28]),
    }


def batches(rows, shape, classes):
    for turn in range(4):
        count = rows * torch.Size(shape).numel()
        x = ((torch.arange(count) * 7919 + turn * 104729) % 1000 / 1000).reshape(rows, *shape)
        yield x, (torch.arange(rows) * 3 + turn) % classes


def make_case(model, data, steps, options):
    optimizer = torch.optim.Adam(
        model.parameters(), lr=options["learningRate"], fused=True if options["fused"] else None
    )
    model.train()
    turn = 0

    def case():
        nonlocal turn
        start = time.perf_counter()
        for _ in range(steps):
            x, labels = data[turn % len(data)]
            turn += 1
            optimizer.zero_grad(set_to_none=True)
            loss = nn.functional.cross_entropy(model(x), labels)
            loss.backward()
            optimizer.step()
            loss.item()
        return {"seconds": (time.perf_counter() - start) / steps}

    return case


def setup(options):
    torch.set_num_threads(options["threads"])
    torch.manual_seed(1)
    cases = {}
    for name, (model, shape) in networks(options).items():
        workload = options["workloads"][name]
        data = list(batches(workload["batchSize"], shape, options["classes"]))
        cases[name] = make_case(model, data, workload["steps"], options)
    return {"torch": torch.__version__, "threads": torch.get_num_threads()}, cases


if __name__ == "__main__":
    serve(setup)
