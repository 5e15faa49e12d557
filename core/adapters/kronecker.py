"""LoKr: the change of a weight as a Kronecker product, kept as the two small factors that it is.

kron(left, right)[i * c + k, j * d + l] = left[i, j] * right[k, l], with left [a, b], right [c, d],
either a matrix or a product of two. As a plain LoRA its rank is the product of both ranks, often
more than a LoRA can hold; applied factor by factor it costs less than one of rank c. Source: LoKr
in arXiv 2309.14859 (LyCORIS); what the tensors are called and where alpha counts, LyCORIS' code.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from core.adapters.low_rank import WIDEST, FloatArray, LowRank, NotThinError, Parts, Tensors
from core.adapters.magnitude import DORA_SCALE, Magnitude, magnitude_tensor, swap_halves, take_rows


@dataclass(frozen=True)
class Within:
    """Where a layer lies in one that the makers of the model fuse: the product cannot be divided.

    Attributes:
        source: the fused layer's name, with points.
        rows: first and behind the last row.
        magnitude: DoRA's lengths of the fused layer.
    """

    source: str
    rows: tuple[int, int]
    magnitude: Magnitude | None


@dataclass(frozen=True)
class Kronecker:
    """Change of one weight [m, n]: `scale * kron(left, up @ down)`, or rows of that.

    A convolution's weight [m, c, h, w] counts as [m, c * h * w].

    Attributes:
        left: [a, b].
        up: [c, r]; None where `down` is the whole right factor.
        down: [r, d], of a convolution [r, d * h * w]; or [c, ...] without `up`.
        parts: w1, w1_a and so on as the file has them, to be written again.
        rank: of the decomposed factor, which alpha counts by; of a whole one its smaller side.
    """

    left: FloatArray
    up: FloatArray | None
    down: FloatArray
    parts: Parts
    rank: int
    scale: float = 1.0
    kernel: tuple[int, ...] = ()
    magnitude: Magnitude | None = None
    within: Within | None = None

    @property
    def whole(self) -> bool:
        """Whether both factors are whole, so that alpha does not count."""
        return "w1" in self.parts and "w2" in self.parts

    @property
    def right(self) -> FloatArray:
        """[c, d], of a convolution [c, d * h * w]."""
        return self.down if self.up is None else self.up @ self.down

    @property
    def height(self) -> int:
        """c, the rows of the right factor."""
        return len(self.down if self.up is None else self.up)

    @property
    def rows(self) -> tuple[int, int]:
        """First and behind the last row of the whole product that count."""
        return (0, len(self.left) * self.height) if self.within is None else self.within.rows

    @property
    def shape(self) -> tuple[int, int]:
        """(m, n)."""
        begin, end = self.rows
        return end - begin, self.left.shape[1] * self.down.shape[1]

    def dense(self) -> FloatArray:
        """The whole change [m, n]; for tests and small layers only."""
        return np.float32(self.scale) * self.strip(0, self.shape[0])

    def strip(self, begin: int, end: int) -> FloatArray:
        """These rows of the change, at scale 1."""
        rows = np.arange(begin, end) + self.rows[0]
        block, inside = np.divmod(rows, self.height)
        made = self.left[block][:, :, None] * self.right[inside][:, None, :]
        return np.asarray(made.reshape(end - begin, -1))


def from_kronecker(parts: Parts) -> Kronecker:
    """The product that these tensors (w1, w1_a, w1_b, w2, w2_a, w2_b, t2) make, at scale 1.

    Raises:
        ValueError: parts are missing or do not fit.
    """
    left_up, left_down, left_kernel = _factor(parts, "w1")
    up, down, kernel = _factor(parts, "w2")
    left = left_down if left_up is None else left_up @ left_down
    if left_kernel not in ((), (1, 1)) or not left.size or not down.size:
        raise ValueError(f"kernel {left_kernel}, {left.shape} x {down.shape}")
    if up is not None and up.shape[1] != len(down):
        raise ValueError(f"{up.shape} x {down.shape}")
    counted = [one for one in (up, left_up) if one is not None]
    rank = counted[0].shape[1] if counted else min(down.shape)
    return Kronecker(left, up, down, parts, rank, kernel=kernel)


def _factor(parts: Parts, name: str) -> tuple[FloatArray | None, FloatArray, tuple[int, ...]]:
    """(left half or None for a whole matrix, right half or the whole, kernel) of w1 or w2."""
    if name in parts:
        whole = parts[name]
        return None, whole.reshape(whole.shape[0], -1), tuple(whole.shape[2:])
    left, right = parts[f"{name}_a"], parts[f"{name}_b"]
    if name == "w2" and "t2" in parts:
        core = parts["t2"]
        right = np.einsum("ijkl,jr->irkl", core, right)
        return left.T, right.reshape(right.shape[0], -1), tuple(core.shape[2:])
    return left, right.reshape(right.shape[0], -1), tuple(right.shape[2:])


def split_rows(
    change: Kronecker, source: str, shares: Sequence[int], swapped: bool
) -> list[Kronecker]:
    """The changes of the layers whose rows, one after the other, are those of `change`; see
    `low_rank.split`.

    Args:
        source: the name of the layer that they are together.

    Raises:
        ValueError: the rows cannot be divided so; `ColumnsOfSeveralError`: DoRA's lengths cannot.
    """
    rows = change.shape[0]
    if rows % sum(shares) or (swapped and len(change.left) % 2):
        raise ValueError(f"{rows} rows")
    if swapped:
        return [_swap(change)]
    if len(shares) == 1:
        return [change]
    ends = np.cumsum(shares) * (rows // sum(shares))
    begins = [0, *map(int, ends[:-1])]
    return [
        replace(
            change,
            magnitude=lengths,
            within=Within(source, (begin, int(end)), change.magnitude),
        )
        for begin, end, lengths in zip(begins, ends, take_rows(change.magnitude, ends), strict=True)
    ]


def _swap(change: Kronecker) -> Kronecker:
    """Both halves of the rows in each other's place: those of the left factor change theirs."""
    half = len(change.left) // 2
    rolled = {
        name: np.roll(one, half, 0) if name in ("w1", "w1_a") else one
        for name, one in change.parts.items()
    }
    lengths = swap_halves(change.magnitude)
    return replace(change, left=np.roll(change.left, half, 0), parts=rolled, magnitude=lengths)


def as_of_makers(change: Kronecker, swapped: bool) -> Kronecker:
    """The layer as its makers have it: whole again, halves in their order."""
    if change.within is not None:
        return replace(change, magnitude=change.within.magnitude, within=None)
    return _swap(change) if swapped else change


def spelt_kronecker(stem: str, change: Kronecker, *, alpha: bool = False) -> Tensors:
    """The tensors of a layer in LyCORIS' names, as kohya's trainers, ComfyUI, PEFT and diffusers
    read them. Of a part of a fused layer the whole.

    Args:
        alpha: whether a neutral `alpha` stands beside them; the scale is folded into w1 either way.
    """
    parts = dict(change.parts)
    first = "w1" if "w1" in parts else "w1_a"
    if change.scale != 1.0:
        parts[first] = np.float32(change.scale) * parts[first]
    tensors = {f"{stem}.lokr_{part}": value for part, value in parts.items()}
    lengths = change.magnitude if change.within is None else change.within.magnitude
    if lengths is not None:
        tensors[stem + DORA_SCALE] = magnitude_tensor(lengths, len(change.kernel), peft=False)
    if alpha:
        tensors[f"{stem}.alpha"] = np.array(change.rank, np.float32)
    return tensors


def as_low_rank(change: Kronecker) -> LowRank:
    """The same change as a plain LoRA: kron(U1 V1, U2 V2) = kron(U1, U2) kron(V1, V2).

    Raises:
        NotThinError: its rank is larger than `WIDEST`.
    """
    up1, down1 = _halved(None, change.left)
    up2, down2 = _halved(change.up, change.down)
    rank = up1.shape[1] * up2.shape[1]
    if rank > WIDEST:
        raise NotThinError(rank)
    begin, end = change.rows
    up = np.kron(up1, up2)[begin:end]
    return LowRank(up, np.kron(down1, down2), change.scale, change.kernel, change.magnitude)


def _halved(up: FloatArray | None, down: FloatArray) -> tuple[FloatArray, FloatArray]:
    """A factor as a product of two; a whole one with the identity on its smaller side."""
    if up is not None:
        return up, down
    rows, columns = down.shape
    if rows <= columns:
        return np.eye(rows, dtype=np.float32), down
    return down, np.eye(columns, dtype=np.float32)


# --- measures, see `mixing` -----------------------------------------------------------------------


def kronecker_inner(first: Kronecker, second: Kronecker | LowRank) -> float:
    """<first, second> at their scales, through the factors; of products with other factors strip
    by strip, so that no whole change is ever there."""
    scale = first.scale * second.scale
    if isinstance(second, LowRank):
        return scale * float(np.vdot(second.up, _applied(first, second.down.T)))
    if _alike(first, second):
        lefts = float(np.vdot(first.left, second.left))
        return scale * lefts * float(np.vdot(first.right, second.right))
    ends = [*range(0, first.shape[0], first.height), first.shape[0]]
    return scale * sum(
        float(np.vdot(first.strip(begin, end), second.strip(begin, end)))
        for begin, end in itertools.pairwise(ends)
    )


def kronecker_norm(change: Kronecker) -> float:
    """Frobenius norm at its scale; of a part of a fused layer that of the whole."""
    sizes = [np.linalg.norm(one.astype(np.float64)) for one in (change.left, change.right)]
    return abs(change.scale) * float(sizes[0] * sizes[1])


def _alike(first: Kronecker, second: Kronecker) -> bool:
    """Whether both have the same rows, columns and factors of one size."""
    return (
        first.within is None
        and second.within is None
        and first.left.shape == second.left.shape
        and first.height == second.height
    )


def _applied(change: Kronecker, columns: FloatArray) -> FloatArray:
    """The change at scale 1 times [n, k], factor by factor."""
    count = columns.shape[1]
    inner = columns.reshape(change.left.shape[1], -1, count)
    inner = np.matmul(change.down, inner)
    inner = np.tensordot(change.left, inner, 1)
    if change.up is not None:
        inner = np.matmul(change.up, inner)
    begin, end = change.rows
    return np.asarray(inner.reshape(-1, count)[begin:end])
