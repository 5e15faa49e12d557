"""Which of torch's attentions a training run takes on a graphics card."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch

from core.families.base import Family, ImageFamily

_MEASURED = (9, 0)
"""Compute capability on which cuDNN's attention was measured (Hopper)."""


@contextmanager
def sound_attention(kin: Family, device: torch.device) -> Iterator[None]:
    """cuDNN's attention inside for families in which it is sound, flash attention for the others.

    cuDNN's backward pass ends FLUX.1 in an illegal memory access (seen on an H100 and an H200 with
    torch 2.11 at 512 px, captured or not), and gives no numbers for some lengths of a masked prompt
    (github.com/pytorch/pytorch/issues/196678). Where it is sound it takes two thirds of the time:
    188 instead of 207 ms a step of SDXL, 49 instead of 53 of FLUX.2 klein (H200).
    """
    before = torch.backends.cuda.cudnn_sdp_enabled()  # type: ignore[no-untyped-call]
    torch.backends.cuda.enable_cudnn_sdp(is_sound(kin, device))
    try:
        yield
    finally:
        torch.backends.cuda.enable_cudnn_sdp(before)


def is_sound(kin: Family, device: torch.device) -> bool:
    """Whether cuDNN's attention may be taken for this family here."""
    on_card = device.type == "cuda" and torch.cuda.get_device_capability(device) == _MEASURED
    return on_card and isinstance(kin, ImageFamily) and kin.cudnn_attention
