"""DoRA's second part: the length that each row or column of the changed weight is given.

W' = m * (W + D) / ||W + D||, with D the low-rank change and the norm taken a row (one length an
output: PEFT, and LyCORIS with `wd_on_output`) or a column (one an input: OneTrainer, older LyCORIS;
of a convolution over its kernel too). W is the model's own, so that a file alone does not tell how
large the change is. ComfyUI divides rows by ||W|| instead, so that pictures there differ a little
from those of the programs that trained such a file.

Source: Liu et al., "DoRA" (2024), arXiv 2402.09353.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float32]

DORA_SCALE = ".dora_scale"
"""What LyCORIS, kohya's trainers and ComfyUI call the lengths, of rows and of columns."""


@dataclass(frozen=True)
class Magnitude:
    """Lengths m of a layer.

    Attributes:
        values: [outputs], or [input channels] when `of_inputs`.
    """

    values: FloatArray
    of_inputs: bool = False


def read_magnitude(
    parts: Mapping[str, FloatArray], outputs: int, channels: int
) -> Magnitude | None:
    """The lengths among a layer's tensors, if there are any.

    PEFT's `lora_magnitude_vector` counts outputs; in `dora_scale` the axis that is not 1 tells.

    Raises:
        ValueError: they do not fit the layer.
    """
    own, scale = parts.get("magnitude"), parts.get("dora")
    if own is None and scale is None:
        return None
    if own is not None and scale is None and own.size == outputs:
        return Magnitude(own.reshape(-1))
    if own is None and scale is not None:
        first, second = (*scale.shape, 1, 1)[:2]
        if (first, scale.size) == (outputs, outputs):
            return Magnitude(scale.reshape(-1))
        if (first, second, scale.size) == (1, channels, channels):
            return Magnitude(scale.reshape(-1), of_inputs=True)
    raise ValueError("lengths of another layer")


def magnitude_tensor(magnitude: Magnitude, kernel_axes: int, *, peft: bool) -> FloatArray:
    """The lengths in the shape that files have them in.

    Args:
        kernel_axes: 2 for a convolution, 0 for a matrix.
        peft: as PEFT's `lora_magnitude_vector`, else as `dora_scale`, which fits the weight.
    """
    ones = (1,) * kernel_axes
    if peft:
        return magnitude.values.reshape(1, -1, *ones) if kernel_axes else magnitude.values
    shape = (1, -1) if magnitude.of_inputs else (-1, 1)
    return magnitude.values.reshape(*shape, *ones)


def take_rows(magnitude: Magnitude | None, ends: npt.NDArray[np.intp]) -> list[Magnitude | None]:
    """The lengths of parts whose rows, one after the other, end at `ends`.

    Raises:
        ColumnsOfSeveralError: columns that run through several layers have one length together.
    """
    if magnitude is None:
        return [None] * len(ends)
    if magnitude.of_inputs and len(ends) > 1:
        raise ColumnsOfSeveralError
    if magnitude.of_inputs:
        return [magnitude]
    return [Magnitude(part) for part in np.split(magnitude.values, ends[:-1])]


def swap_halves(magnitude: Magnitude | None) -> Magnitude | None:
    """The lengths after both halves of the rows changed places."""
    if magnitude is None or magnitude.of_inputs:
        return magnitude
    return Magnitude(np.roll(magnitude.values, len(magnitude.values) // 2))


class ColumnsOfSeveralError(ValueError):
    """Lengths of columns over several layers that are one layer in the file, or should be."""
