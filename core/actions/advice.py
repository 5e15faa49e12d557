"""Whether the capacity of the adapter to be suits its material; said before anything starts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from safetensors import safe_open

from core.contract.items import Picture
from core.contract.requests import TrainingSettings
from core.datasets.checks import CheckContext, rank_advice, variety_of_pictures


def advice_for_pictures(
    pictures: Sequence[Picture], settings: TrainingSettings, cache: Path
) -> list[str]:
    """A sentence when the rank is low for the number and variety of the photos, else nothing."""
    variety = variety_of_pictures(pictures, CheckContext(cache=cache))
    found = rank_advice(len(pictures), variety, settings.rank)
    return [f"{found.say} {found.hint}"] if found else []


def advice_for_texts(tokens: int, settings: TrainingSettings, model: Path) -> list[str]:
    """A sentence when the adapter holds fewer values than the texts have tokens, else nothing."""
    found = rank_advice(tokens, 1.0, settings.rank, "text", values_per_rank(model))
    return [f"{found.say} {found.hint}"] if found else []


def values_per_rank(model: Path) -> int:
    """Values that one rank adds over all linear layers: the sum of inputs and outputs of each.

    Read from the headers of the model's safetensors; nothing is loaded.
    """
    total = 0
    for file in sorted(model.glob("*.safetensors")):
        with safe_open(file, framework="numpy") as tensors:
            for name in tensors.keys():  # noqa: SIM118 - no mapping, it has no iterator
                shape = tensors.get_slice(name).get_shape()
                if ".layers." in name and len(shape) == 2:
                    total += sum(shape)
    return total
