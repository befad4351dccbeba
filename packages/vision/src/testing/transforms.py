"""torchvision's transforms, also where a CUDA build of it lies beside a CPU build of torch."""

import importlib.util

import torch

_folder = importlib.util.find_spec("torchvision").submodule_search_locations[0]
try:
    torch.ops.load_library(f"{_folder}/_C.so")
except OSError:  # its operators cannot be loaded, and the transforms need none of them
    _library = torch.library.Library("torchvision", "DEF")
    for _name in ("nms", "qnms"):
        _library.define(f"{_name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")

from torchvision.transforms import InterpolationMode, autoaugment, functional  # noqa: E402, F401
