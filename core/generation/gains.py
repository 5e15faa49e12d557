"""DoRA's lengths as factors on what goes into a layer or comes out of it.

W' = m * (W + D) / ||W + D||, so that W' - W = gain * W + gain's own share of D, with gain =
m / ||W + D|| - 1. Several adapters add up, each counted by the plain weight W:
W + sum of strength * (W' - W), as in ComfyUI and LyCORIS. PEFT measures the lengths with the
strength inside and one adapter after the other: the same for one adapter at strength 1.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch

from core.generation.low_rank import Strength


class Gain:
    """The gains of all adapters in a mix, each at its strength; summed when first needed, so that
    switching takes no tensor."""

    def __init__(self, parts: Sequence[tuple[torch.Tensor, Strength]]) -> None:
        self._parts = parts
        self._sum: torch.Tensor | None = None
        self._shift: torch.Tensor | None = None

    def widened(self, x: torch.Tensor) -> torch.Tensor:
        """x * (1 + gain). The gain alone is rounded, and so stays exact where it is small."""
        return torch.addcmul(x, x, self._total().to(x.dtype))

    def raised(self, output: torch.Tensor, bias: torch.Tensor | None) -> torch.Tensor:
        """output + gain * (output - bias): DoRA changes the weight and not what is added to it."""
        changed = self.widened(output)
        if bias is None:
            return changed
        if self._shift is None:
            total = self._total()
            axes = self._parts[0][0].ndim - 1
            self._shift = total * bias.to(total.dtype).view(-1, *(1 for _ in range(axes)))
        return changed.sub_(self._shift.to(output.dtype))

    def _total(self) -> torch.Tensor:
        if self._sum is None:
            first, *others = (gain * _beside(strength, gain) for gain, strength in self._parts)
            self._sum = sum(others, start=first)
        return self._sum


def _beside(strength: Strength, gain: torch.Tensor) -> Strength:
    """A strength for each row of the batch, in the number of axes of a convolution's output."""
    if isinstance(strength, torch.Tensor) and gain.ndim == 3:
        return strength.unsqueeze(-1)
    return strength
