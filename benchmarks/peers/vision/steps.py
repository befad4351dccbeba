"""Training steps of four vision networks in PyTorch, from torchvision.

Set up with {"threads", "fused", "channelsLast", "learningRate", "classes", "workloads"}; a case for each workload takes
its number of steps and answers the seconds of one.
"""

import importlib.util
import sys
from pathlib import Path

import torch
from torch import nn

_folder = importlib.util.find_spec("torchvision").submodule_search_locations[0]
try:
    torch.ops.load_library(f"{_folder}/_C.so")
except OSError:  # a CUDA build beside a CPU build of torch: its operators cannot be loaded, and these models need none
    _library = torch.library.Library("torchvision", "DEF")
    for _name in ("nms", "qnms"):
        _library.define(f"{_name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")

from torchvision import models  # noqa: E402

sys.path.append(str(Path(__file__).parent.parent))
from network_step import prepare, step_case  # noqa: E402
from protocol import serve  # noqa: E402


class LeNet(nn.Module):
    def __init__(self, classes):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 5, padding=2)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc1 = nn.Linear(400, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, classes)

    def forward(self, x):
        x = nn.functional.max_pool2d(nn.functional.relu(self.conv1(x)), 2)
        x = nn.functional.max_pool2d(nn.functional.relu(self.conv2(x)), 2).flatten(1)
        return self.fc3(nn.functional.relu(self.fc2(nn.functional.relu(self.fc1(x)))))


def networks(classes, size):
    return {
        "lenet": LeNet,
        "resnet18": lambda count: models.resnet18(num_classes=count),
        "mobilenet-v2": lambda count: models.mobilenet_v2(num_classes=count, dropout=0.0),
        "vit-tiny": lambda count: models.VisionTransformer(
            image_size=size, patch_size=8, num_layers=12, num_heads=3, hidden_dim=192, mlp_dim=768, num_classes=count
        ),
    }


def setup(options):
    facts, cases = prepare(options), {}
    for name, workload in options["workloads"].items():
        shape = workload["shape"]
        model = networks(options["classes"], shape[-1])[name](options["classes"])
        cases[name] = step_case(model, shape, workload, options)
    return facts, cases


serve(setup)
