"""The picture of pattern.ts, drawn in Python."""

import numpy as np
from PIL import Image


def pattern(width, height, seed=0):
    y, x, c = np.meshgrid(np.arange(height), np.arange(width), np.arange(3), indexing="ij")
    y, x, c = (a.astype(np.uint64) for a in (y, x, c))
    word = np.uint64(0xFFFFFFFF)
    times = lambda a, b: (a * np.uint64(b)) & word
    waves = (x * (3 + c) + y * (5 - c) + ((x * y) >> (3 + c)) + np.uint64(seed * 17)) & np.uint64(255)
    h = times(x, 73856093) ^ times(y, 19349663) ^ times(c + np.uint64(seed * 3 + 1), 83492791)
    h = times(h ^ (h >> np.uint64(15)), 0x2C1B3C6D)
    noise = (h ^ (h >> np.uint64(13))) & np.uint64(255)
    out = np.where(2 * x < width, waves, noise)
    edges = ((x >> np.uint64(3)) % 5 == 4) & ((y >> np.uint64(2)) % 3 != c)
    out = np.where(edges, np.where(y % 7 < 3, 255, 0), out)
    return Image.fromarray(out.astype(np.uint8), "RGB")
