"""The kinds of adapter that can be trained: how each is put into a network, and what is written.

Everything else (one vector, one optimiser, checkpoints, samples) is the same for all of them.
"""

from __future__ import annotations

import math
import re
from typing import Any

import torch
from torch import nn

from core.contract.requests import TrainingSettings
from core.families.needs import LOKR_FACTOR
from core.training.kind_layers import give_lengths, give_products
from core.training.lean_layers import make_lean
from core.training.weights import AdapterWeights

_OF_PEFT = re.compile(r"(?<=\.lora_[AB])\.default|(?<!\.lora_[AB])\.default(?:\.weight)?$")
"""What PEFT puts into the names of its parameters and not into those of files."""


def peft_config(settings: TrainingSettings, names: list[str], task_type: str | None = None) -> Any:
    """PEFT's settings of an adapter for these layers.

    DoRA is put in as a LoRA and gets its lengths from `dress`: PEFT measures them by the tensor it
    finds in a layer, which may be packed, or waiting elsewhere.
    """
    from peft import LoKrConfig, LoraConfig

    if settings.kind == "lokr":
        return LoKrConfig(
            r=settings.rank,
            alpha=settings.alpha,
            decompose_factor=LOKR_FACTOR,
            target_modules=names,
            task_type=task_type,
        )
    return LoraConfig(
        r=settings.rank,
        lora_alpha=settings.alpha,
        lora_dropout=settings.dropout,
        use_rslora=settings.kind == "rslora",
        target_modules=names,
        task_type=task_type,
    )


def dress(network: nn.Module, settings: TrainingSettings, lean: torch.dtype | None) -> None:
    """Give the layers that PEFT has put in the maths of their kind.

    Args:
        lean: number format in which plain LoRA layers get the fused forward; None leaves them
            PEFT's own.
    """
    if settings.kind == "dora":
        give_lengths(network)
    elif settings.kind == "lokr":
        give_products(network, settings.dropout)
    elif lean is not None:
        make_lean(network, lean)


def scale_of(settings: TrainingSettings) -> float:
    """What the product of the adapter's matrices is multiplied with."""
    divisor = math.sqrt(settings.rank) if settings.kind == "rslora" else settings.rank
    return settings.alpha / divisor


def tensors_for_pictures(weights: AdapterWeights, settings: TrainingSettings) -> dict[str, Any]:
    """By the names that files have; the scale is folded in, so that every reader gives the same
    strength: into B, for LoKr into its first factor."""
    scale = scale_of(settings)
    return {
        name: value * scale if ".lora_B." in name or name.endswith(".lokr_w1") else value
        for name, value in _plain(weights).items()
    }


def tensors_for_texts(weights: AdapterWeights) -> dict[str, Any]:
    """By the names that files have; the scale stands in `adapter_config.json`."""
    return _plain(weights)


def config_for_texts(settings: TrainingSettings, *, turned: bool) -> dict[str, Any]:
    """What `adapter_config.json` must say beside what follows from the tensors.

    Args:
        turned: whether the model's own layers hold their matrices turned, as GPT-2's do.
    """
    if settings.kind == "lokr":
        return {
            "r": settings.rank,
            "alpha": settings.alpha,
            "decompose_both": False,
            "decompose_factor": LOKR_FACTOR,
        }
    config = {"use_rslora": settings.kind == "rslora", "fan_in_fan_out": turned}
    return {name: True for name, needed in config.items() if needed}


def _plain(weights: AdapterWeights) -> dict[str, Any]:
    return {_OF_PEFT.sub("", name): value.clone() for name, value in weights.named()}
