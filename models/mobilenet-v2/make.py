"""Makes `weights/` from the MobileNetV2 inside npm's nsfwjs, byte for byte the same on every run.

    npm pack nsfwjs@4.3.0
    python -m venv .venv && .venv/bin/pip install numpy==2.4.6 safetensors==0.8.0
    .venv/bin/python make.py nsfwjs-4.3.0.tgz

The package keeps each tensor in 8 bits with a scale and a minimum, as base64 in a JavaScript file. The five labels'
own layers are left out.
"""

import base64
import hashlib
import json
import re
import sys
import tarfile
from pathlib import Path

import numpy as np
from safetensors.numpy import save

FOLDER = "package/dist/models/mobilenet_v2/"
SHA256 = {
    "model.min.js": "c32f104fd562b08cdff5ed69dfe1209643afa47e792fb12751d2949aa61a397a",
    "group1-shard1of1.min.js": "ef2e0a63f7d2c4960b37b024b669313f65d3c45cd59e9042636c55b39de53517",
}

CONFIG = {
    "architectures": ["MobileNetV2ForImageClassification"],
    "classifier_dropout_prob": 0.2,
    "depth_divisible_by": 8,
    "depth_multiplier": 1.0,
    "expand_ratio": 6,
    "finegrained_output": True,
    "first_layer_is_expansion": True,
    "hidden_act": "relu6",
    "image_size": 224,
    "layer_norm_eps": 0.001,
    "min_depth": 8,
    "model_type": "mobilenet_v2",
    "num_channels": 3,
    "output_stride": 32,
    "tf_padding": True,
}
PREPROCESSOR = {
    "image_processor_type": "MobileNetV2ImageProcessor",
    "do_convert_rgb": True,
    "do_resize": True,
    "size": {"shortest_edge": 256},
    "resample": 2,
    "do_center_crop": True,
    "crop_size": {"height": 224, "width": 224},
    "do_rescale": True,
    "rescale_factor": 1 / 255,
    # The network was fine-tuned on pixels from 0 to 1.
    "do_normalize": True,
    "image_mean": [0.0, 0.0, 0.0],
    "image_std": [1.0, 1.0, 1.0],
}


def published(package: str) -> tuple[list[dict], bytes]:
    """The table of the tensors and their bytes, out of JavaScript that is searched and never run."""
    scripts = {}
    with tarfile.open(package) as archive:
        for name, expected in SHA256.items():
            content = archive.extractfile(FOLDER + name).read()
            found = hashlib.sha256(content).hexdigest()
            if found != expected:
                sys.exit(f"{name}: sha256 is {found}, not {expected}")
            scripts[name] = content.decode()
    entry = re.compile(
        r'\{name:"([^"]+)",shape:\[([\d,]*)\],dtype:"float32",'
        r'quantization:\{min:([-\d.e]+),scale:([\d.e-]+),dtype:"uint8"\}\}'
    )
    table = [
        {
            "name": name,
            "shape": [int(size) for size in shape.split(",")],
            "least": float(least),
            "scale": float(scale),
        }
        for name, shape, least, scale in entry.findall(scripts["model.min.js"])
    ]
    longest = max(re.findall(r'"([A-Za-z0-9+/=]+)"', scripts["group1-shard1of1.min.js"]), key=len)
    return table, base64.b64decode(longest)


def dequantised(table: list[dict], content: bytes) -> dict[str, np.ndarray]:
    tensors, offset = {}, 0
    for entry in table:
        count = int(np.prod(entry["shape"]))
        steps = np.frombuffer(content, np.uint8, count, offset).astype(np.float64)
        offset += count
        values = steps * entry["scale"] + entry["least"]
        tensors[entry["name"]] = values.astype(np.float32).reshape(entry["shape"])
    assert offset == len(content), f"{offset} of {len(content)} bytes are in the table"
    return tensors


def layers() -> dict[str, tuple[str, str]]:
    """Keras's names of a convolution and its batch normalisation, by the name in transformers."""
    found = {
        "conv_stem.first_conv": ("Conv1", "bn_Conv1"),
        "conv_stem.conv_3x3": ("expanded_conv_depthwise", "expanded_conv_depthwise_BN"),
        "conv_stem.reduce_1x1": ("expanded_conv_project", "expanded_conv_project_BN"),
        "conv_1x1": ("Conv_1", "Conv_1_bn"),
    }
    for block in range(16):
        for name, keras in {"expand_1x1": "expand", "conv_3x3": "depthwise", "reduce_1x1": "project"}.items():
            layer = f"block_{block + 1}_{keras}"
            found[f"layer.{block}.{name}"] = (layer, f"{layer}_BN")
    return found


def renamed(keras: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    statistics = {"weight": "gamma", "bias": "beta", "running_mean": "moving_mean", "running_var": "moving_variance"}
    tensors = {}
    for name, (convolution, normalization) in layers().items():
        path = f"mobilenet_v2.{name}"
        full = keras.get(f"{convolution}/kernel")
        # Keras keeps [height, width, inputs, outputs], of a depthwise kernel [height, width, channels, 1].
        kernel = keras[f"{convolution}/depthwise_kernel"].transpose(2, 3, 0, 1) if full is None else full.transpose(3, 2, 0, 1)
        tensors[f"{path}.convolution.weight"] = stored(np.ascontiguousarray(kernel))
        for ours, theirs in statistics.items():
            tensors[f"{path}.normalization.{ours}"] = keras[f"{normalization}/{theirs}"]
        tensors[f"{path}.normalization.num_batches_tracked"] = np.zeros((), np.int64)
    return tensors


def stored(tensor: np.ndarray) -> np.ndarray:
    """Matrices over many channels, nearly all of the file, in float16; what is small and sensitive stays as it is."""
    return tensor if tensor.shape[1] <= 3 else tensor.astype(np.float16)


def main() -> None:
    target = Path(__file__).parent / "weights"
    target.mkdir(exist_ok=True)
    tensors = renamed(dequantised(*published(sys.argv[1])))
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
