"""The change of one weight as two thin matrices, and how other ways of storing it become one.

Everything here is exact: a change that is no product of thin matrices is refused, not approximated.
Sources: LoRA arXiv 2106.09685; LoHa arXiv 2108.06098; the Tucker form of convolutions arXiv
2309.14859 (LyCORIS).
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from core.adapters.magnitude import (
    DORA_SCALE,
    ColumnsOfSeveralError,
    Magnitude,
    magnitude_tensor,
    swap_halves,
    take_rows,
)

FloatArray = npt.NDArray[np.float32]
Parts = Mapping[str, FloatArray]
Tensors = dict[str, FloatArray]

WIDEST = 512
"""Largest rank that a change of another kind may become: above it the two matrices of a layer take
more room than they save, and a large model's adapter would have 10 GB."""


class NotThinError(ValueError):
    """A change that would need `rank` > `WIDEST`."""

    def __init__(self, rank: int) -> None:
        super().__init__(f"rank {rank}")
        self.rank = rank


@dataclass(frozen=True)
class LowRank:
    """Change of one weight [m, n]: `scale * up @ down`, up [m, r], down [r, n].

    A convolution's weight [m, c, h, w] counts as [m, c * h * w].
    """

    up: FloatArray
    down: FloatArray
    scale: float
    kernel: tuple[int, ...] = ()
    """(h, w) of a convolution; empty for a matrix."""
    magnitude: Magnitude | None = None
    """Of DoRA: what the changed weight is brought to afterwards. `dense` and all measures leave it
    out, because it counts by the model's own weight."""

    @property
    def shape(self) -> tuple[int, int]:
        """(m, n)."""
        return self.up.shape[0], self.down.shape[1]

    @property
    def rank(self) -> int:
        """r."""
        return int(self.down.shape[0])

    def dense(self) -> FloatArray:
        """The whole change [m, n]; for tests and small layers only."""
        change: FloatArray = np.float32(self.scale) * (self.up @ self.down)
        return change


@dataclass(frozen=True)
class Endings:
    """What a program calls the tensors of a layer, behind the layer's name."""

    down: str
    up: str
    magnitude: str


PEFT_ENDINGS = Endings(".lora_A.weight", ".lora_B.weight", ".lora_magnitude_vector")
KOHYA_ENDINGS = Endings(".lora_down.weight", ".lora_up.weight", DORA_SCALE)
COMFY_ENDINGS = Endings(".lora_A.weight", ".lora_B.weight", DORA_SCALE)


def spelt(stem: str, layer: LowRank, endings: Endings, *, fold: bool = True) -> Tensors:
    """The tensors of a layer as files hold them: of a convolution with its kernel.

    PEFT has no name for lengths of columns, so they are called as LyCORIS calls them.

    Args:
        fold: whether the scale goes into the upper half; else the file must tell it elsewhere.
    """
    up = np.float32(layer.scale) * layer.up if fold and layer.scale != 1.0 else layer.up
    tensors = {stem + endings.down: layer.down, stem + endings.up: up}
    if layer.kernel:
        channels = layer.down.shape[1] // math.prod(layer.kernel)
        tensors = {
            stem + endings.down: layer.down.reshape(layer.rank, channels, *layer.kernel),
            stem + endings.up: up.reshape(*up.shape, *(1 for _ in layer.kernel)),
        }
    if layer.magnitude is not None:
        ending = DORA_SCALE if layer.magnitude.of_inputs else endings.magnitude
        of_peft = ending == PEFT_ENDINGS.magnitude
        tensors[stem + ending] = magnitude_tensor(layer.magnitude, len(layer.kernel), peft=of_peft)
    return tensors


def from_halves(parts: Parts) -> tuple[LowRank, int]:
    """Plain LoRA, also of a convolution, with or without a core in the middle (LyCORIS' "CP" form:
    down 1x1, mid [r, r, h, w], up 1x1). Scale is 1; with it the rank its alpha counts by.

    Raises:
        ValueError: the halves do not fit together.
    """
    up, down = parts["up"], parts["down"]
    if up.ndim < 2 or down.ndim < 2 or up.shape[1] != down.shape[0] or not down.size:
        raise ValueError(f"{up.shape} x {down.shape}")
    if up.size != up.shape[0] * up.shape[1]:
        raise ValueError(f"{up.shape}")
    rank, kernel = down.shape[0], down.shape[2:]
    flat = down.reshape(rank, -1)
    if "mid" in parts:
        mid = parts["mid"]
        if mid.shape[:2] != (rank, rank) or kernel not in ((), (1, 1)):
            raise ValueError(f"{mid.shape}")
        kernel = mid.shape[2:]
        flat = np.einsum("pq...,qi->pi...", mid, flat).reshape(rank, -1)
    return LowRank(up.reshape(up.shape[0], rank), flat, 1.0, tuple(kernel)), rank


def from_hadamard(parts: Parts) -> tuple[LowRank, int]:
    """LoHa: (w1_a w1_b) * (w2_a w2_b), entry by entry.

    Entry (i, j) is the sum over p, q of w1_a[i,p] w2_a[i,q] w1_b[p,j] w2_b[q,j]: a product of
    thin matrices whose rank is the product of both ranks.

    Raises:
        ValueError: parts are missing or do not fit; `NotThinError`: the rank is too large.
    """
    left1, right1, left2, right2 = (parts[name] for name in ("w1_a", "w1_b", "w2_a", "w2_b"))
    rank = right1.shape[0]
    if rank * right2.shape[0] > WIDEST:
        raise NotThinError(rank * right2.shape[0])
    up = np.einsum("ip,iq->ipq", left1, left2).reshape(left1.shape[0], -1)
    down = np.einsum("pj,qj->pqj", right1, right2).reshape(-1, right1.shape[1])
    return LowRank(up, down, 1.0), rank


# --- layers that are one for the makers and several for diffusers ------------------------------


def split(change: LowRank, shares: Sequence[int], swapped: bool) -> list[LowRank]:
    """The changes of the layers whose rows, one after the other, are those of `change`.

    Where the parts were put together by `join`, they come out as they went in; else they share
    `down`. Parts without any change are left out as an empty `LowRank` of rank 0.

    Args:
        shares: rows of each part, in proportion.
        swapped: whether the two halves of the rows change places.

    Raises:
        ValueError: the rows cannot be divided so; `ColumnsOfSeveralError`: DoRA's lengths cannot.
    """
    rows = change.up.shape[0]
    if rows % sum(shares) or (swapped and rows % 2):
        raise ValueError(f"{rows} rows")
    if swapped:
        up = np.roll(change.up, rows // 2, axis=0)
        return [replace(change, up=up, magnitude=swap_halves(change.magnitude))]
    if len(shares) == 1:
        return [change]
    ends = np.cumsum(shares) * (rows // sum(shares))
    lengths = take_rows(change.magnitude, ends)
    ups = np.split(change.up, ends[:-1])
    used = np.stack([np.any(up != 0, axis=0) for up in ups])  # [parts, rank]
    if used.any():
        columns = _columns(used, keep_all=change.magnitude is not None)
    else:
        columns = [np.arange(change.rank)] * len(ups)
    return [
        replace(change, up=np.ascontiguousarray(up[:, kept]), down=change.down[kept], magnitude=own)
        for up, kept, own in zip(ups, columns, lengths, strict=True)
    ]


def _columns(used: npt.NDArray[np.bool_], *, keep_all: bool) -> list[npt.NDArray[np.intp]]:
    """Which of the columns each part needs ([parts, rank] tells which are not zero there); none
    for parts that nothing changes.

    Args:
        keep_all: whether every part is changed, because it also has lengths.
    """
    rank = used.shape[1]
    changed: list[bool] = [True] * len(used) if keep_all else np.any(used, axis=1).tolist()
    if sum(changed) == 1 or used.sum(axis=0).max() > 1:
        return [np.arange(rank if one else 0) for one in changed]
    # blocks along the diagonal, of equal width if they can be
    width, left = divmod(rank, sum(changed))
    begins = np.cumsum([0, *(width if one else 0 for one in changed)])
    blocks = [np.arange(begin, end) for begin, end in itertools.pairwise(begins)]
    fits = not left and all(
        used[part, block].sum() == used[part].sum() for part, block in enumerate(blocks)
    )
    if fits:
        return blocks
    spare = np.arange(1 if keep_all else 0)
    return [np.flatnonzero(one) if one.any() else spare for one in used]


def join(changes: Sequence[LowRank | None], shares: Sequence[int], swapped: bool) -> LowRank:
    """One change out of those of several layers; None stands for a layer that is not changed.

    Parts with one and the same `down` keep sharing it; else the ups become blocks along the
    diagonal, and the rank is the sum. Scales are folded into the ups.

    Raises:
        ValueError: the sizes of the parts do not belong together; `ColumnsOfSeveralError`: DoRA's
            lengths are there for some parts only, or are those of columns.
    """
    present = [one for one in changes if one is not None]
    unit = {
        one.up.shape[0] / share
        for one, share in zip(changes, shares, strict=True)
        if one is not None
    }
    if len(unit) != 1 or len({one.down.shape[1] for one in present}) != 1:
        raise ValueError("parts of different models")
    if swapped:
        up = np.roll(present[0].up, -(present[0].up.shape[0] // 2), 0)
        return replace(present[0], up=up, magnitude=swap_halves(present[0].magnitude))
    if len(changes) == 1:
        return present[0]
    lengths = _joined_lengths(changes)
    heights = [int(next(iter(unit)) * share) for share in shares]
    shared = all(np.array_equal(one.down, present[0].down) for one in present)
    rank = present[0].rank if shared else sum(one.rank for one in present)
    ups, begin = [], 0
    for one, height in zip(changes, heights, strict=True):
        up = np.zeros((height, rank), np.float32)
        if one is not None:
            up[:, begin : begin + one.rank] = one.up * np.float32(one.scale)
            begin += 0 if shared else one.rank
        ups.append(up)
    down = present[0].down if shared else np.concatenate([one.down for one in present])
    return LowRank(np.concatenate(ups), down, 1.0, magnitude=lengths)


def _joined_lengths(changes: Sequence[LowRank | None]) -> Magnitude | None:
    found = [one.magnitude if one is not None else None for one in changes]
    rows = [one.values for one in found if one is not None and not one.of_inputs]
    if len(rows) == len(found):
        return Magnitude(np.concatenate(rows))
    if any(one is not None for one in found):
        raise ColumnsOfSeveralError
    return None
