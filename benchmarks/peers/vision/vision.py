"""torchvision's input pipeline: a folder of JPEGs, random crops of 224 pixels, a DataLoader with workers."""

import importlib.util
import sys
import time
from pathlib import Path

import numpy as np
import torch

_folder = importlib.util.find_spec("torchvision").submodule_search_locations[0]
try:
    torch.ops.load_library(f"{_folder}/_C.so")
except OSError:  # a CUDA build beside a CPU build of torch: its operators cannot be loaded, and transforms need none
    _library = torch.library.Library("torchvision", "DEF")
    for _name in ("nms", "qnms"):
        _library.define(f"{_name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")

from PIL import Image  # noqa: E402
from torch.utils.data import DataLoader, Dataset  # noqa: E402
from torchvision import transforms as T  # noqa: E402

sys.path.append(str(Path(__file__).parent.parent))
from protocol import serve  # noqa: E402

normalize = T.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])
training = T.Compose([T.RandomResizedCrop(224), T.RandomHorizontalFlip(), T.ToTensor(), normalize])
fixed = T.Compose([T.Resize((224, 224)), T.ToTensor(), normalize])


class Pictures(Dataset):
    def __init__(self, paths):
        self.paths = paths

    def __len__(self):
        return len(self.paths)

    def __getitem__(self, row):
        with Image.open(self.paths[row]) as image:
            return training(image.convert("RGB"))


def draw(row, path):
    """Soft shapes with some grain."""
    rng = np.random.default_rng(row)
    shapes = Image.fromarray(rng.integers(0, 256, (15, 20, 3), np.uint8)).resize((500, 375), Image.BICUBIC)
    grained = np.asarray(shapes).astype(int) + rng.integers(-8, 8, (375, 500, 3))
    Image.fromarray(grained.clip(0, 255).astype(np.uint8)).save(path, quality=90)


def setup(options):
    paths = options["paths"]
    for row, path in enumerate(paths):
        draw(row, path)
    torch.set_num_threads(options["threads"])
    loader = DataLoader(
        Pictures(paths),
        batch_size=options["batchSize"],
        shuffle=True,
        num_workers=options["workers"],
        persistent_workers=True,
        prefetch_factor=2,
    )

    def epoch():
        started = time.perf_counter()
        seen = sum(batch.shape[0] for batch in loader)
        assert seen == len(paths)
        return {"seconds": time.perf_counter() - started}

    def pixels():
        with Image.open(paths[0]) as image:
            values = fixed(image.convert("RGB")).flatten()
        return {"values": values[:: values.numel() // 1000].tolist()}

    return {}, {"input": epoch, "pixels": pixels}


serve(setup)
