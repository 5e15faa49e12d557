"""The network's repeated blocks compiled by torch, when a run is long enough to pay for it.

Compiling takes half a minute to a minute a picture size and then saves a part of every step, more
for transformers than for UNets; a captured step (`captured.py`) gains from both. Blocks are
compiled one kind at a time ("regional compilation"), because a whole network would take minutes.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any

import torch

_KINDS = 64
"""Shapes and modes of one block that torch may compile; its own limit is 8, too few for buckets."""

TOLERANCE = 0.2
"""Largest relative distance of a compiled gradient from the plain one. In bf16 fused kernels round
at other places, 0.01 to 0.04 apart (tests/benchmarks/RESULTS.md); a wrong one is about 1 apart:
torch 2.11 compiled in-place operations of `autograd.Function` to gradients of zero
(github.com/pytorch/pytorch/issues/180642)."""


def distance(one: torch.Tensor, other: torch.Tensor) -> float:
    """Of a vector from another, relative to the other's length."""
    return float((one - other).norm() / other.norm().clamp(min=1e-12))


def pays(saved: float, seconds: float, step_seconds: float, steps_left: int, shapes: int) -> bool:
    """Whether the rest of the run is shorter with compiling, its own time counted.

    Args:
        saved: share of a step's time that compiling saves.
        seconds: what it takes for one shape.
    """
    return saved * step_seconds * steps_left > seconds * shapes


def keep_compiled(folder: Path) -> None:
    """Where what is compiled for a graphics card lies, so that the next run finds it there."""
    os.environ.setdefault("TORCHINDUCTOR_CACHE_DIR", str(folder))
    os.environ.setdefault("TRITON_CACHE_DIR", str(folder / "triton"))


class CompiledBlocks:
    """The repeated blocks of a diffusers network, compiled and plain again on demand."""

    def __init__(self, network: torch.nn.Module, backend: str = "inductor") -> None:
        self._network = network
        self._backend = backend
        self.active = False

    def start(self, keep: Path) -> None:
        """Compile with the next call of each block; what is compiled is kept in `keep`.

        Raises:
            ValueError: the network names no repeated blocks.
        """
        keep_compiled(keep)
        config: Any = torch._dynamo.config
        config.recompile_limit = max(_KINDS, config.recompile_limit)
        network: Any = self._network
        network.compile_repeated_blocks(backend=self._backend, dynamic=False)
        self.active = True

    def stop(self) -> None:
        """Back to plain blocks."""
        for module in self._network.modules():
            module._compiled_call_impl = None
        torch.compiler.reset()
        self.active = False

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Plain inside: looks and samples have other shapes, and each would be compiled anew."""
        plain: AbstractContextManager[Any] = nullcontext()
        if self.active:
            stance: Any = torch.compiler.set_stance
            plain = stance("force_eager")
        with plain:
            yield
