"""A piece of a training step as a CUDA graph: one launch instead of thousands.

At batch sizes of one to four the graphics card waits for the processor to launch kernels; a
captured graph is launched whole. A graph replays fixed addresses, so that its inputs are copied
into the same buffers each time, and weights, gradients and moments never move.

Source: PyTorch documentation, "CUDA semantics, CUDA Graphs" (warm-up on a side stream, shared
memory pools, static inputs).
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any

import torch

WARM_UPS = 2
"""Ordinary runs before a capture: libraries choose their kernels and take their workspaces."""
TOLERANCE = 0.02
"""Largest distance of what a replay changes from what the ordinary run changed, over the latter.
Sums in another order differ by some 2^-8 a product in bf16; a wrong graph differs by about 1."""


@dataclass
class _Piece:
    runs: int = 0
    graph: torch.cuda.CUDAGraph | None = None


@dataclass
class CapturedPieces:
    """Pieces of work by key, each run as usual first and as a graph from then on.

    A piece must do the same kernels at the same addresses each time and never wait for the card.
    When a capture fails or its outcome differs, `refused` tells why and everything is run as usual.

    Attributes:
        results: what the pieces change, compared between both ways: gradient, weights, moments.
    """

    results: tuple[torch.Tensor, ...]
    refused: str = ""
    _pieces: dict[Hashable, _Piece] = field(default_factory=dict)
    _pool: Any = None
    _stream: Any = None

    @property
    def captured(self) -> int:
        """How many pieces run as graphs."""
        return sum(piece.graph is not None for piece in self._pieces.values())

    def run(self, key: Hashable, work: Callable[[], None]) -> None:
        """Do `work` once; it uses buffers that `key` stands for.

        Raises:
            torch.OutOfMemoryError: from `work` itself, or from capturing it; the latter leaves
                `results` as they were, so that all of it can be made again with less memory.
        """
        piece = self._pieces.setdefault(key, _Piece())
        if piece.graph is not None:
            piece.graph.replay()
            return
        if self.refused:
            work()
            return
        piece.runs += 1
        before = self._copies() if piece.runs == WARM_UPS else None
        self._beside(work)
        if before is not None:
            piece.graph = self._capture(work, before)

    def forget(self) -> None:
        """Let go of all graphs and their memory; they are made anew from the next runs."""
        self._pieces.clear()
        self._pool = None
        gc.collect()
        torch.cuda.empty_cache()

    def _beside(self, work: Callable[[], None]) -> None:
        """On the stream of the capture, because what libraries set up belongs to a stream."""
        if self._stream is None:
            self._stream = torch.cuda.Stream()  # type: ignore[no-untyped-call]
        self._stream.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(self._stream):
            work()
        torch.cuda.current_stream().wait_stream(self._stream)

    def _capture(
        self, work: Callable[[], None], before: list[torch.Tensor]
    ) -> torch.cuda.CUDAGraph | None:
        """The graph, when it makes of `before` what the ordinary run did."""
        ordinary = self._copies()
        if self._pool is None:
            self._pool = torch.cuda.graph_pool_handle()
        torch.cuda.synchronize()
        gc.collect()
        torch.cuda.empty_cache()
        graph = torch.cuda.CUDAGraph()
        whole = False
        try:
            with torch.cuda.graph(graph, pool=self._pool, stream=self._stream):
                work()
            self._put(before)
            graph.replay()
            compare(before, ordinary, self._copies())
            whole = True
        except torch.OutOfMemoryError:
            self._put(before)
            raise
        except RuntimeError as error:
            self.refused = str(error).splitlines()[0][:200]
        # Either way the ordinary run's outcome stands: the work has been done once.
        self._put(ordinary)
        return graph if whole else None

    def _copies(self) -> list[torch.Tensor]:
        """The results as they are, in the computer's memory: the card's may just suffice."""
        return [result.detach().to("cpu", copy=True) for result in self.results]

    def _put(self, values: list[torch.Tensor]) -> None:
        for result, value in zip(self.results, values, strict=True):
            result.copy_(value)


def compare(
    before: list[torch.Tensor], ordinary: list[torch.Tensor], replayed: list[torch.Tensor]
) -> None:
    """Raises RuntimeError when a replay did not change what the ordinary run changed."""
    for old, expected, found in zip(before, ordinary, replayed, strict=True):
        change = (expected.float() - old.float()).norm()
        distance = float((found.float() - expected.float()).norm() / change.clamp(min=1e-12))
        if not distance <= TOLERANCE:
            raise RuntimeError(f"the captured step differs by {distance:.3g}")
