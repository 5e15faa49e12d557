"""Which items are looked at together, in which order, and in which fixed shapes.

A shape is a bucket: (height, width) in px for pictures, (tokens,) for texts. Batches have one
shape and are always full, so that every shape needs one set of input buffers. Nothing is ever
dropped: a short batch is filled by repetition, and every item counts the same within an epoch
because a repeated one carries the inverse of its repetitions as weight.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch

from core.training import chance

Shape = tuple[int, ...]
Fresh = torch.Tensor | list[torch.Tensor]
"""A tensor, or rows of equal shape that are to be stacked."""
TOKEN_STEP, _COARSE_STEP = 16, 64
_BATCHES_AHEAD = 3
"""Batches that may wait for the card: one being fetched, one ready, one being made."""


@dataclass(frozen=True)
class Batch:
    """Items of one shape. The mean over the rows of weight * loss is the batch's loss."""

    shape: Shape
    items: tuple[int, ...]
    weights: tuple[float, ...]


def text_shape(tokens: int, longest: int, *, coarse: bool = False) -> Shape:
    """The length a text is padded to: the next multiple of 16, at most `longest`.

    Args:
        coarse: of at least 64 and about an eighth of the length, where every length costs a
            captured step.
    """
    step = max(_COARSE_STEP, (1 << tokens.bit_length()) >> 3) if coarse else TOKEN_STEP
    return (min(longest, math.ceil(tokens / step) * step),)


class BatchPlan:
    """The order of all batches for ever: a function of seed, epoch and position in it.

    Args:
        shapes: shape of each item.
        widen: whether left-over items may join the next larger shape (texts are padded; a
            picture cannot be).
        sizes: of each item, where a batch's size is their sum and not its shape.
    """

    def __init__(
        self,
        shapes: Sequence[Shape],
        batch_size: int,
        seed: int,
        *,
        widen: bool = False,
        sizes: Sequence[int] | None = None,
    ) -> None:
        self._shapes = list(shapes)
        self._batch_size = batch_size
        self._seed = seed
        self._widen = widen
        self._sizes = sizes
        self._epoch = -1
        self._batches: list[Batch] = []
        self.per_epoch = len(self._plan(0))

    def at(self, position: int) -> Batch:
        """The batch at this position, counted from the start of training."""
        epoch, index = divmod(position, self.per_epoch)
        if epoch != self._epoch:
            self._batches = self._plan(epoch)
            self._epoch = epoch
        return self._batches[index]

    def largest(self) -> int:
        """Position of a batch that takes the most memory."""

        def size(index: int) -> int:
            batch = self.at(index)
            if self._sizes is None:
                return math.prod(batch.shape)
            return sum(self._sizes[item] for item in batch.items)

        return max(range(self.per_epoch), key=size)

    def _plan(self, epoch: int) -> list[Batch]:
        source = chance.generator(self._seed, "order", epoch)
        slots: list[tuple[Shape, list[int]]] = []
        left: list[int] = []
        buckets = self._buckets(source)
        for shape, members in buckets:
            waiting = left + members
            whole = len(waiting) // self._batch_size * self._batch_size
            for start in range(0, whole, self._batch_size):
                slots.append((shape, waiting[start : start + self._batch_size]))
            left = waiting[whole:]
            if left and (not self._widen or shape == buckets[-1][0]):
                slots.append((shape, self._filled(left, members, source)))
                left = []
        seen = Counter(item for _, items in slots for item in items)
        order = torch.randperm(len(slots), generator=source).tolist()
        return [
            Batch(shape, tuple(items), tuple(1.0 / seen[item] for item in items))
            for shape, items in (slots[index] for index in order)
        ]

    def _buckets(self, source: torch.Generator) -> list[tuple[Shape, list[int]]]:
        buckets: dict[Shape, list[int]] = defaultdict(list)
        for item in torch.randperm(len(self._shapes), generator=source).tolist():
            buckets[self._shapes[item]].append(item)
        return sorted(buckets.items())

    def _filled(self, left: list[int], members: list[int], source: torch.Generator) -> list[int]:
        """Fill a short batch with other items of its shape first, then with its own again."""
        others = [item for item in members if item not in left]
        pool = others + left
        order = torch.randperm(len(others), generator=source).tolist() if others else []
        queue = [others[index] for index in order] or pool
        filled = list(left)
        while len(filled) < self._batch_size:
            filled.append(queue[(len(filled) - len(left)) % len(queue)])
        return filled


class InputBuffers:
    """Fixed tensors on the device, one set for each shape; a batch is copied into its set.

    On a graphics card the copy goes through page-locked memory and nobody waits for it: the next
    batches are prepared while the card still works on the last one.
    """

    def __init__(self, device: torch.device) -> None:
        self._device = device
        self._sets: dict[tuple[object, ...], dict[str, torch.Tensor]] = {}
        self._rooms: dict[tuple[object, ...], list[_WaitingRoom]] = {}
        self._turn = 0

    def fill(self, key: tuple[object, ...], fresh: Mapping[str, Fresh]) -> dict[str, torch.Tensor]:
        """Copy `fresh` (CPU tensors, or rows to be stacked) into the buffers of `key` and return
        those."""
        if key not in self._sets:
            self._sets[key] = {
                name: _room_for(value, device=self._device) for name, value in fresh.items()
            }
        buffers = self._sets[key]
        waiting = self._room(key, fresh).take(fresh) if self._device.type == "cuda" else fresh
        for name, value in waiting.items():
            if isinstance(value, list):
                torch.stack(value, out=buffers[name])
            else:
                buffers[name].copy_(value, non_blocking=True)
        if self._device.type == "cuda":
            self._rooms[key][self._turn].leave()
        return buffers

    def clear(self) -> None:
        """Let go of all buffers, after the batch size changed."""
        self._sets.clear()
        self._rooms.clear()

    def _room(self, key: tuple[object, ...], like: Mapping[str, Fresh]) -> _WaitingRoom:
        if key not in self._rooms:
            self._rooms[key] = [_WaitingRoom(like) for _ in range(_BATCHES_AHEAD)]
        self._turn = (self._turn + 1) % _BATCHES_AHEAD
        return self._rooms[key][self._turn]


class _WaitingRoom:
    """Page-locked copies of one batch, and when the card has fetched them."""

    def __init__(self, like: Mapping[str, Fresh]) -> None:
        self._tensors: dict[str, Fresh] = {
            name: _room_for(value, pin_memory=True) for name, value in like.items()
        }
        self._fetched = torch.cuda.Event()  # type: ignore[no-untyped-call]

    def take(self, fresh: Mapping[str, Fresh]) -> Mapping[str, Fresh]:
        """The batch in page-locked memory, as soon as the one before it has been fetched.

        Rows are stacked right there: a stack of their own was memory that the system had to find
        for every step, 20 ms of it for the prompts of FLUX.2.
        """
        self._fetched.synchronize()
        for name, value in fresh.items():
            place: Any = self._tensors[name]
            if isinstance(value, list):
                torch.stack(value, out=place)
            else:
                place.copy_(value)
        return self._tensors

    def leave(self) -> None:
        """Remember when the copies asked for until now are done."""
        self._fetched.record()


def _room_for(value: Fresh, **where: Any) -> torch.Tensor:
    """Memory for this value."""
    if isinstance(value, list):
        return torch.empty((len(value), *value[0].shape), dtype=value[0].dtype, **where)
    return torch.empty(value.shape, dtype=value.dtype, **where)
