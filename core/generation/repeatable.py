"""The same bytes again: on the same computer, with the same programs, also in a new process.

A picture depends on the request alone on a processor; on a graphics card some of the fastest
algorithms add numbers in the order in which they happen to be ready. Source: PyTorch's notes on
reproducibility.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import torch


def prepare() -> None:
    """Before CUDA starts: cuBLAS reads its workspace's layout once, when it begins.

    Eight buffers of 4 MiB are one of the two layouts it repeats itself with.
    """
    os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")


@contextmanager
def repeatable(wanted: bool) -> Iterator[None]:
    """Take only algorithms that repeat themselves, if `wanted`; an operation that has none ends in
    a RuntimeError instead of a picture that could not be made again."""
    if not wanted:
        yield
        return
    cudnn = torch.backends.cudnn
    strict = torch.are_deterministic_algorithms_enabled()
    warn_only = torch.is_deterministic_algorithms_warn_only_enabled()
    before = cudnn.deterministic, cudnn.benchmark
    torch.use_deterministic_algorithms(True)
    cudnn.deterministic, cudnn.benchmark = True, False
    try:
        yield
    finally:
        torch.use_deterministic_algorithms(strict, warn_only=warn_only)
        cudnn.deterministic, cudnn.benchmark = before
