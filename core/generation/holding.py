"""How the denoiser is held for pictures: as it is, or with its matrices in 8 bits where a card has
room for no more.

Without that, blocks of a too large network take turns on the card, each copied there in every step,
which takes several times as long.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import torch

from core.families.base import ImageFamily
from core.families.held.offload import WORK_SPACE, card_room
from core.families.held.quantised import load_quantised
from core.families.needs import held_bytes, weight_shapes

Shapes = dict[str, tuple[int, ...]]


def narrow_denoiser(
    family: ImageFamily, model: Path, device: str, dtype: torch.dtype, room: float | None = None
) -> torch.nn.Module | None:
    """The denoiser with matrices in 8 bits, where it finds room on the card only so.

    Args:
        room: bytes on the card; measured when left out.
    """
    if room is None:
        if not device.startswith("cuda"):
            return None
        room = card_room(torch.device(device))
    if not _only_narrow(family, model, dtype.itemsize, room - WORK_SPACE):
        return None
    return load_quantised(family.trained_part(model), device, dtype, "int8")


def _only_narrow(family: ImageFamily, model: Path, wide: float, room: float) -> bool:
    """Whether the denoiser finds room in 8 bits and not as it is, beside the least that the other
    networks take (`offload.settle`)."""
    parts: dict[str, Shapes] = defaultdict(dict)
    for name, shape in weight_shapes(model).items():
        parts[name.partition("/")[0]][name] = shape
    denoiser = parts.pop(family.trained_part(model).name, {})
    room -= sum(held_bytes(part, "", wide, offload=name != "vae") for name, part in parts.items())
    return held_bytes(denoiser, "int8", wide) <= room < held_bytes(denoiser, "", wide)
