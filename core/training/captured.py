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
"""Largest relative distance of a replayed gradient from the ordinary one. Sums in another order
differ by some 2^-8 a product in bf16; a wrong graph differs by about 1."""


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
        result: what a piece adds to, compared between both ways: the gradient.
    """

    result: torch.Tensor
    refused: str = ""
    _pieces: dict[Hashable, _Piece] = field(default_factory=dict)
    _pool: Any = None
    _stream: Any = None

    @property
    def captured(self) -> int:
        """How many pieces run as graphs."""
        return sum(piece.graph is not None for piece in self._pieces.values())

    def run(self, key: Hashable, work: Callable[[], None]) -> None:
        """Do `work`, which fills buffers that `key` stands for."""
        piece = self._pieces.setdefault(key, _Piece())
        if piece.graph is not None:
            piece.graph.replay()
            return
        if self.refused:
            work()
            return
        piece.runs += 1
        before = self.result.clone() if piece.runs == WARM_UPS else None
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
        self, work: Callable[[], None], before: torch.Tensor
    ) -> torch.cuda.CUDAGraph | None:
        """The graph, when it makes of `before` what the ordinary run did."""
        expected = self.result.clone()
        if self._pool is None:
            self._pool = torch.cuda.graph_pool_handle()
        torch.cuda.synchronize()
        gc.collect()
        torch.cuda.empty_cache()
        graph = torch.cuda.CUDAGraph()
        try:
            with torch.cuda.graph(graph, pool=self._pool, stream=self._stream):
                work()
            self.result.copy_(before)
            graph.replay()
            self._compare(expected - before, self.result - before)
        except RuntimeError as error:
            if isinstance(error, torch.OutOfMemoryError):
                raise
            self.refused = str(error).splitlines()[0][:200]
            return None
        finally:
            # Either way the ordinary run's outcome stands: the step has been made once.
            self.result.copy_(expected)
        return graph

    @staticmethod
    def _compare(ordinary: torch.Tensor, replayed: torch.Tensor) -> None:
        distance = float((replayed - ordinary).norm() / ordinary.norm().clamp(min=1e-12))
        if not distance <= TOLERANCE:
            raise RuntimeError(f"the captured step differs by {distance:.3g}")
