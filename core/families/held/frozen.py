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
