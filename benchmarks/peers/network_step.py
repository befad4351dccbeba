"""A training step of a classifier in PyTorch, as a PyTorch user writes it: zero the gradients, forward, loss, backward,
Adam, read the loss. Graft's side is `src/steps/network-step.ts`; data are made by a formula that both know.
"""

import time

import torch
from torch import nn


def prepare(options):
    """Threads and seed; what `setup` answers as its facts."""
    torch.set_num_threads(options["threads"])
    torch.manual_seed(1)
    return {"torch": torch.__version__, "threads": torch.get_num_threads()}


def batches(rows, shape, classes):
    for turn in range(4):
        count = rows * torch.Size(shape).numel()
        x = ((torch.arange(count) * 7919 + turn * 104729) % 1000 / 1000).reshape(rows, *shape)
        yield x, (torch.arange(rows) * 3 + turn) % classes


def step_case(model, shape, workload, options):
    """A case that takes `workload["steps"]` steps and answers the seconds of one.

    Of the options "learningRate", "classes", "fused" and, where pictures may lie so, "channelsLast".
    """
    data = list(batches(workload["batchSize"], shape, options["classes"]))
    steps = workload["steps"]
    if options.get("channelsLast"):
        model = model.to(memory_format=torch.channels_last)
        data = [(x.contiguous(memory_format=torch.channels_last), labels) for x, labels in data]
    optimizer = torch.optim.Adam(model.parameters(), lr=options["learningRate"], fused=options["fused"] or None)
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
