"""The multilayer perceptron of examples/mnist in PyTorch, by the same recipe: Keras's Glorot-uniform weights, biases
0, dropout 0.2, Adam with Keras's epsilon, a constant learning rate, the first four fifths of the training set.

Set up with {"threads", "folder", "batchSize", "validation", "learningRate", "epsilon", "epochs"}; the case "mlp"
takes a seed, trains, and answers {"accuracy": on the test, "seconds"}.
"""

import gzip
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

import numpy as np
import torch
from protocol import serve
from torch import nn


def read(folder, part):
    def elements(kind, header):
        with gzip.open(pathlib.Path(folder) / f"{part}-{kind}-ubyte.gz") as file:
            return np.frombuffer(file.read(), np.uint8, offset=header).copy()

    images = torch.from_numpy(elements("images-idx3", 16)).reshape(-1, 28, 28).float() / 255
    return images, torch.from_numpy(elements("labels-idx1", 8)).long()


def network():
    layers = nn.Sequential(nn.Flatten(), nn.Linear(784, 128), nn.ReLU(), nn.Dropout(0.2), nn.Linear(128, 10))
    for layer in layers:
        if isinstance(layer, nn.Linear):
            nn.init.xavier_uniform_(layer.weight)
            nn.init.zeros_(layer.bias)
    return layers


def train(seed, images, labels, options):
    torch.manual_seed(seed)
    model = network()
    optimizer = torch.optim.Adam(model.parameters(), lr=options["learningRate"], eps=options["epsilon"])
    model.train()
    for _ in range(options["epochs"]):
        for rows in torch.randperm(len(labels)).split(options["batchSize"]):
            optimizer.zero_grad(set_to_none=True)
            nn.functional.cross_entropy(model(images[rows]), labels[rows]).backward()
            optimizer.step()
    return model.eval()


def setup(options):
    torch.set_num_threads(options["threads"])
    images, labels = read(options["folder"], "train")
    test_images, test_labels = read(options["folder"], "t10k")
    learnt = round(len(labels) * (1 - options["validation"]))

    def mlp(seed):
        start = time.perf_counter()
        model = train(seed, images[:learnt], labels[:learnt], options)
        seconds = time.perf_counter() - start
        with torch.no_grad():
            right = (model(test_images).argmax(-1) == test_labels).float().mean().item()
        return {"accuracy": right, "seconds": seconds}

    return {"torch": torch.__version__, "threads": torch.get_num_threads()}, {"mlp": mlp}


if __name__ == "__main__":
    serve(setup)
