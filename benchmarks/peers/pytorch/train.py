"""Training steps of three small networks in PyTorch.

Set up with {"threads", "fused", "learningRate", "classes", "workloads"}; a case for each workload ("mlp", "lstm",
"cnn") takes its number of steps and answers the seconds of one.
"""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from network_step import prepare, step_case
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


def setup(options):
    facts = prepare(options)
    cases = {
        name: step_case(model, shape, options["workloads"][name], options)
        for name, (model, shape) in networks(options).items()
    }
    return facts, cases


if __name__ == "__main__":
    serve(setup)
