"""The classic recommenders of implicit, Surprise and NumPy on the choices that Graft's side made.

Set up with {"threads", "large", "small", "ratings"}: `large` and `small` are {"users", "items", "offsets", "indices"}
with the paths of int32 files, `ratings` the path of a float64 file with a rating for each choice of `small`.

"peak" with a case gives the bytes that the process has at the case's peak, the choices included (Linux).

Cases give seconds: "als" and "bpr" of the last iteration or epoch of a fit, "item-knn", "ease" and "svd" of a whole
fit, "top-k" of ten items for all users.
"""

import gc
import pathlib
import re
import sys
import time
import warnings

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

import numpy as np
from implicit.cpu.als import AlternatingLeastSquares
from implicit.cpu.bpr import BayesianPersonalizedRanking
from implicit.nearest_neighbours import CosineRecommender
from protocol import serve
from scipy.sparse import csr_matrix
from threadpoolctl import threadpool_limits

FACTORS = 64
BATCH = 4096


def matrix_of(choices):
    offsets, indices = (np.fromfile(choices[name], np.int32) for name in ("offsets", "indices"))
    shape = (choices["users"], choices["items"])
    return csr_matrix((np.ones(len(indices), np.float32), indices, offsets), shape=shape)


def timed(work):
    start = time.perf_counter()
    work()
    return {"seconds": time.perf_counter() - start}


def alone(work):
    """implicit brings threads of its own and wants BLAS to have one."""
    with threadpool_limits(1, "blas"):
        return work()


def last_step(model, matrix):
    steps = []
    model.fit(matrix, show_progress=False, callback=lambda _, seconds, *rest: steps.append(time.perf_counter()))
    return {"seconds": steps[-1] - steps[-2]}


def make_svd(path, small):
    from surprise import SVD, Dataset, Reader
    import pandas as pd

    matrix = matrix_of(small)
    users = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    frame = pd.DataFrame({"user": users, "item": matrix.indices, "rating": np.fromfile(path, np.float64)})
    train = Dataset.load_from_df(frame, Reader(rating_scale=(1, 5))).build_full_trainset()
    return lambda: timed(lambda: SVD(n_factors=100, n_epochs=20, random_state=0).fit(train))


def peak_of(work):
    gc.collect()
    pathlib.Path("/proc/self/clear_refs").write_text("5")
    work()
    status = pathlib.Path("/proc/self/status").read_text()
    return {"peak": 1024 * int(re.search(r"VmHWM:\s+(\d+) kB", status)[1])}


def setup(options):
    warnings.filterwarnings("ignore")
    threads = options["threads"]
    cases = {}
    implicit = {}
    if options.get("large"):
        large = matrix_of(options["large"])
        users, items = large.shape
        random = np.random.default_rng(1)
        top = AlternatingLeastSquares(factors=FACTORS, num_threads=threads)
        top.user_factors = random.normal(0, 1, (users, FACTORS)).astype(np.float32)
        top.item_factors = random.normal(0, 1, (items, FACTORS)).astype(np.float32)

        def top_k():
            for start in range(0, users, BATCH):
                chosen = np.arange(start, min(start + BATCH, users))
                top.recommend(chosen, large[chosen], N=10)

        implicit["als"] = lambda: last_step(
            AlternatingLeastSquares(factors=FACTORS, regularization=0.05, iterations=2, num_threads=threads), large
        )
        implicit["bpr"] = lambda: last_step(
            BayesianPersonalizedRanking(factors=FACTORS, iterations=2, num_threads=1), large
        )
        implicit["item-knn"] = lambda: timed(
            lambda: CosineRecommender(K=20, num_threads=threads).fit(large, show_progress=False)
        )
        implicit["top-k"] = implicit["top-k-engine"] = lambda: timed(top_k)
    if options.get("small"):
        small = matrix_of(options["small"]).astype(np.float64)

        def ease():
            gram = (small.T @ small).toarray()
            gram[np.diag_indices_from(gram)] += 300
            inverse = np.linalg.inv(gram)
            weights = inverse / -np.diag(inverse)
            weights[np.diag_indices_from(weights)] = 0

        cases["ease"] = lambda: timed(ease)
    if options.get("ratings"):
        cases["svd"] = make_svd(options["ratings"], options["small"])
    cases.update({name: lambda work=work: alone(work) for name, work in implicit.items()})
    cases["peak"] = lambda name: peak_of(cases[name])
    return {"threads": threads}, cases


if __name__ == "__main__":
    serve(setup)
