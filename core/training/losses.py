"""Losses on their way from the graphics card: read a little later, so that nobody waits."""

from __future__ import annotations

from dataclasses import dataclass, field

import torch

TOGETHER_ON_CARD = 5
"""Steps whose losses are fetched together."""


@dataclass
class _Parcel:
    losses: torch.Tensor
    step: int
    arrived: torch.cuda.Event | None = None


@dataclass
class LossReader:
    """Takes the loss of each step and hands out those that have arrived.

    On a card a parcel of losses is copied while the next one is being made, and is read when that
    is complete: at most two parcels of steps are on their way, and the card never idles.
    """

    device: torch.device
    _new: list[torch.Tensor] = field(default_factory=list)
    _sent: _Parcel | None = None

    def add(self, loss: torch.Tensor, step: int) -> tuple[int, list[float]] | None:
        """Take the loss after `step` steps; (steps made, losses) of a parcel that has arrived."""
        self._new.append(loss)
        if self.device.type != "cuda":
            return self._opened(self._pack(step))
        if len(self._new) < TOGETHER_ON_CARD:
            return None
        before, self._sent = self._sent, self._pack(step)
        return self._opened(before)

    def rest(self, step: int) -> tuple[int, list[float]] | None:
        """All that has not been handed out yet, waited for; before it matters that all is well."""
        before, self._sent = self._sent, None
        last = self._pack(step) if self._new else None
        found = [parcel for parcel in map(self._opened, (before, last)) if parcel is not None]
        if not found:
            return None
        return found[-1][0], [loss for _, losses in found for loss in losses]

    def _pack(self, step: int) -> _Parcel:
        losses = torch.stack(self._new)
        self._new.clear()
        if self.device.type != "cuda":
            return _Parcel(losses, step)
        kept = torch.empty(len(losses), dtype=losses.dtype, pin_memory=True)
        kept.copy_(losses, non_blocking=True)
        arrived = torch.cuda.Event()  # type: ignore[no-untyped-call]
        arrived.record()
        return _Parcel(kept, step, arrived)

    @staticmethod
    def _opened(parcel: _Parcel | None) -> tuple[int, list[float]] | None:
        if parcel is None:
            return None
        if parcel.arrived is not None:
            parcel.arrived.synchronize()
        return parcel.step, [float(value) for value in parcel.losses.tolist()]
