"""The weight of a frozen layer as numbers, however and wherever it is held.

All torch: imported inside functions only.
"""

from __future__ import annotations

import torch
from torch import nn

from core.families.held.offload import bring
from core.families.held.quantised import QuantisedLinear


def matrix_of(network: nn.Module, layer: nn.Module) -> torch.Tensor:
    """The weight [O, I] of a linear layer, fp32 on its device; of a convolution with its kernel's
    area in I. A plain fp32 weight is not copied: it must not be written to.

    Args:
        network: the network the layer is part of, whose blocks may be visiting the device.
    """
    bring(network, layer)
    weight = layer.dense() if isinstance(layer, QuantisedLinear) else layer.get_parameter("weight")
    return weight.detach().float().flatten(1)


def rows_before(layer: nn.Module, matrix: torch.Tensor) -> torch.Tensor:
    """[O], how much longer each row was than the row of `matrix` that stands for it now.

    In 4 bits a row's length is off by some 0.2 % (of 3072 normal numbers); DoRA's lengths, which
    belong to the true rows, would scale what comes out of it by as much.
    """
    if not isinstance(layer, QuantisedLinear):
        return torch.ones(len(matrix), device=matrix.device)
    now = torch.linalg.vector_norm(matrix, dim=1)
    ratio: torch.Tensor = layer.get_buffer("lengths") / now.clamp_min(torch.finfo(now.dtype).tiny)
    return ratio
