"""How long the conflict signal takes for two SDXL-sized adapters of rank 16.

python tests/benchmarks/conflict_signal.py
"""

from __future__ import annotations

import time

import numpy as np

from core.adapters.conflict import compare
from core.adapters.layers import LowRank
from core.adapters.mixing import small_products

MODULES = ((320, 40), (640, 260), (1280, 500), (2560, 20))
"""(width, count): 820 modules."""
RANK = 16


def adapter(seed: int) -> dict[str, LowRank]:
    """Random layers of the sizes of SDXL's attention."""
    rng = np.random.default_rng(seed)
    return {
        f"{width}.{number}": LowRank(
            rng.standard_normal((width, RANK), dtype=np.float32),
            rng.standard_normal((RANK, width), dtype=np.float32),
            1.0,
        )
        for width, count in MODULES
        for number in range(count)
    }


def main() -> None:
    """Print the best of three."""
    pair = [adapter(1), adapter(2)]
    cosine, whole = [], []
    for _ in range(3):
        start = time.perf_counter()
        small_products(pair)
        cosine.append(time.perf_counter() - start)
        start = time.perf_counter()
        report = compare(pair, (1.0, 1.0))
        whole.append(time.perf_counter() - start)
    print(f"cosine of {len(pair[0])} modules: {min(cosine):.2f} s (goal 0.5 s)")
    print(f"whole signal with overlap: {min(whole):.2f} s, {report.light}")


if __name__ == "__main__":
    main()
