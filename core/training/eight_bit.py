"""AdamW whose memory takes a byte a number instead of four.

Moments are held as codes of 256 levels, each block of 256 numbers with a scale of its own, and
widened part by part for a step; what is learnt is computed in fp32 as always. Plain torch, so that
it works on every device and inside a captured step: bitsandbytes' own update takes step and
learning rate as numbers of the host, which a graph would repeat for ever.

Source: Dettmers et al., "8-bit Optimizers via Block-wise Quantization" (2022), sections 2 and 3.
"""

from __future__ import annotations

import math

import torch

BLOCK = 256
"""Numbers that share a scale; as bitsandbytes has it since 0.44."""
FEWEST = 4096
"""Vectors shorter than this stay in fp32, as bitsandbytes advises: nothing is won there."""
_PART = 1 << 20
"""Numbers that are wide at a time: 4 MiB a buffer, which the caches of most cards hold."""
_EPS = 1e-8
_DECADES = 7
_LOOKED_AT = 18
"""Leading bits of a float that its code is looked up by: sign, exponent and 9 of the mantissa. A
level's border is hit to a thousandth, in a tenth of the time that a search takes."""


def levels(*, signed: bool) -> torch.Tensor:
    """fp32 [256], ascending: the dynamic tree of the paper's section 1.3.

    Of seven decades below 1 each has twice as many levels as the one below it, in the middles of
    equal steps from a tenth to the whole; then 0 and 1. With a sign there are half as many each.
    """
    found = [torch.tensor([0.0, 1.0])]
    for decade in range(_DECADES):
        steps = 2 ** (decade + (0 if signed else 1))
        edges = torch.linspace(0.1, 1.0, steps + 1)
        middles = (edges[:-1] + edges[1:]) / 2 * 10.0 ** (decade + 1 - _DECADES)
        found += [middles, -middles] if signed else [middles]
    return torch.cat(found).sort().values


def nearest_codes(of: torch.Tensor, *, signed: bool) -> torch.Tensor:
    """uint8 [2^18], the code of the level next to each float by its leading bits.

    Nothing but 0 becomes the 0 of a variance: what is divided by its root would explode.

    Args:
        of: the levels, ascending.
    """
    bounds = (of[:-1] + of[1:]) / 2
    if not signed:
        bounds[0] = 0.0
    rest = 32 - _LOOKED_AT
    leading = torch.arange(2**_LOOKED_AT, dtype=torch.int64)
    middles = (leading << rest) + (1 << (rest - 1))
    floats = middles.to(torch.uint32).view(torch.float32)
    codes = torch.bucketize(floats, bounds).to(torch.uint8)
    codes[[0, 2 ** (_LOOKED_AT - 1)]] = int((of == 0.0).nonzero())  # 0 and -0
    return codes


class CodedVector:
    """[N] numbers as codes with a scale for each block; all zero at first.

    Attributes:
        codes: uint8 [N, rounded up to whole blocks].
        scales: fp32 [blocks], the largest absolute value of each.
    """

    def __init__(self, count: int, device: torch.device, *, signed: bool) -> None:
        blocks = math.ceil(count / BLOCK)
        known = levels(signed=signed)
        nearest = nearest_codes(known, signed=signed)
        self._levels, self._nearest = known.to(device), nearest.to(device)
        self.codes = self._nearest[:1].repeat(blocks * BLOCK)
        self.scales = torch.zeros(blocks, device=device)

    def widen(self, start: int, into: torch.Tensor, index: torch.Tensor) -> None:
        """Write the numbers from `start` on into a buffer of whole blocks; `index` is int32
        working space of its length."""
        index.copy_(self.codes[start : start + len(into)])
        torch.index_select(self._levels, 0, index, out=into)
        into.view(-1, BLOCK).mul_(self._scales_of(start, into)[:, None])

    def take(
        self, start: int, values: torch.Tensor, spare: torch.Tensor, index: torch.Tensor
    ) -> None:
        """Hold these numbers, whole blocks, from `start` on; `spare` and `index` are fp32 and
        int32 working space of their length."""
        scales = self._scales_of(start, values)
        torch.abs(values, out=spare)
        torch.amax(spare.view(-1, BLOCK), dim=1, out=scales)
        tiny = torch.finfo(scales.dtype).tiny
        torch.div(
            values.view(-1, BLOCK), scales.clamp(min=tiny)[:, None], out=spare.view(-1, BLOCK)
        )
        torch.bitwise_right_shift(spare.view(torch.int32), 32 - _LOOKED_AT, out=index)
        index.bitwise_and_(2**_LOOKED_AT - 1)  # the shift repeats the sign
        codes = self.codes[start : start + len(values)]
        torch.index_select(self._nearest, 0, index, out=codes)

    def _scales_of(self, start: int, values: torch.Tensor) -> torch.Tensor:
        return self.scales[start // BLOCK : (start + len(values)) // BLOCK]


class EightBitAdamW:
    """AdamW (Loshchilov and Hutter, 2019) on one vector, its moments held in 8 bits.

    Args:
        rate: the learning rate, a tensor on the vector's device; read anew with every step.
        count: steps made so far, likewise; counted up here.
    """

    def __init__(
        self,
        vector: torch.Tensor,
        rate: torch.Tensor,
        count: torch.Tensor,
        betas: tuple[float, float],
        weight_decay: float,
    ) -> None:
        self._vector, self._rate, self._count = vector, rate, count
        self._betas, self._weight_decay = betas, weight_decay
        self.moment = CodedVector(len(vector), vector.device, signed=True)
        self.variance = CodedVector(len(vector), vector.device, signed=False)
        size = min(_PART, len(self.moment.codes))
        self._wide = [torch.empty(size, device=vector.device) for _ in range(3)]
        self._index = torch.empty(size, dtype=torch.int32, device=vector.device)

    @property
    def held(self) -> dict[str, torch.Tensor]:
        """What a checkpoint must hold, by the names it has there."""
        return {
            "moment": self.moment.codes,
            "moment_scales": self.moment.scales,
            "variance": self.variance.codes,
            "variance_scales": self.variance.scales,
        }

    def take_over(self, moment: torch.Tensor, variance: torch.Tensor) -> None:
        """Go on with moments that were held in fp32 [N]."""
        for start in range(0, len(self._vector), _PART):
            for held, values in ((self.moment, moment), (self.variance, variance)):
                part = values[start : start + _PART]
                wide, _, spare, index = self._space(len(part))
                wide.zero_()
                wide[: len(part)].copy_(part)
                held.take(start, wide, spare, index)

    def step(self, gradient: torch.Tensor) -> None:
        """One step along a gradient [N]."""
        self._count.add_(1.0)
        first, second = (-torch.expm1(self._count * math.log(beta)) for beta in self._betas)
        pace, root = self._rate / first, second.sqrt()
        self._vector.mul_(1.0 - self._rate * self._weight_decay)
        for start in range(0, len(self._vector), _PART):
            self._step_part(start, gradient[start : start + _PART], pace, root)

    def _step_part(
        self, start: int, gradient: torch.Tensor, pace: torch.Tensor, root: torch.Tensor
    ) -> None:
        count = len(gradient)
        moment, variance, spare, index = self._space(count)
        self.moment.widen(start, moment, index)
        self.variance.widen(start, variance, index)
        moment[:count].lerp_(gradient, 1.0 - self._betas[0])
        variance[:count].mul_(self._betas[1])
        variance[:count].addcmul_(gradient, gradient, value=1.0 - self._betas[1])
        change = spare[:count]
        torch.sqrt(variance[:count], out=change).div_(root).add_(_EPS)
        torch.div(moment[:count], change, out=change).mul_(pace)
        self._vector[start : start + count].sub_(change)
        self.moment.take(start, moment, spare, index)
        self.variance.take(start, variance, spare, index)

    def _space(self, count: int) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
        """Three fp32 buffers and an int32 one for so many numbers and the rest of their block."""
        size = math.ceil(count / BLOCK) * BLOCK
        one, two, three = (buffer[:size] for buffer in self._wide)
        return one, two, three, self._index[:size]
