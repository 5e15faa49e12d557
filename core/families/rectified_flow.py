"""Times of rectified flow, shared by the families trained on it; no family itself.

A time is 1 for pure noise and 0 for the picture. Sources: Esser et al. 2024, "Scaling Rectified
Flow Transformers", section 3.1 (logit-normal times) and 5.3.2 (shift); diffusers 0.42.1
`scheduling_flow_match_euler_discrete.py` (both kinds of shift and the numbers of the dynamic one).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch

_BASE_TOKENS, _MAX_TOKENS = 256, 4096
_BASE_SHIFT, _MAX_SHIFT = 0.5, 1.15
"""FlowMatchEulerDiscreteScheduler's base_image_seq_len, max_image_seq_len, base_shift, max_shift"""


def logit_normal_times(count: int, generator: torch.Generator, mu: float = 0.0) -> torch.Tensor:
    """[count] times sigmoid(z + mu) with z ~ N(0, 1), on the CPU, spread evenly over the batch.

    This is the logit-normal time after the scheduler's exponential shift e^mu. One draw in each
    of `count` equal slices of probability keeps the distribution and lowers the variance.
    """
    import torch

    slices = torch.randperm(count, generator=generator)
    uniform = (slices + torch.rand(count, generator=generator)) / count
    normal = math.sqrt(2.0) * torch.erfinv(2.0 * uniform.clamp(1e-5, 1.0 - 1e-5) - 1.0)
    return torch.sigmoid(normal + mu)


def mu_by_tokens(tokens: int) -> float:
    """Logarithm of the dynamic shift: 0.5 at 256 picture tokens, 1.15 at 4096, on one line."""
    share = (tokens - _BASE_TOKENS) / (_MAX_TOKENS - _BASE_TOKENS)
    return _BASE_SHIFT + (_MAX_SHIFT - _BASE_SHIFT) * share


def shifted(times: torch.Tensor, shift: float) -> torch.Tensor:
    """Times after a fixed shift: s t / (1 + (s - 1) t); 0 and 1 stay where they are."""
    return shift * times / (1.0 + (shift - 1.0) * times)
