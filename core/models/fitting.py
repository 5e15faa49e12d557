"""Whether a model can be taught on this computer: a quick estimate from its files' headers.

The engine measures again before it starts and finds smaller ways when memory is short; this is what
a shelf can tell without loading anything.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from core.adapters.header import read_header
from core.errors import KnownError
from core.families import family
from core.language import say
from core.models.library import ModelRecord

Level = Literal["yes", "tight", "no", "never"]
_GIB = 2**30
_ON_CARD, _ON_PROCESSOR = 2, 4
"""Bytes a weight while training: bf16 on a graphics card, fp32 on a processor."""
_RUNTIME_GIB = {"card": 0.9, "processor": 0.45}
"""The engine's libraries themselves, measured (see `core.training.memory`)."""
_WORK = 1.35
"""Over the weights: adapter, its training states and what the backward pass keeps, at batch 1."""
_SOME = 30
"""Photos or tokens, to ask for a preset at all."""
_EASY = 0.75
"""Up to this share of the memory, nothing has to be given up."""


@dataclass(frozen=True)
class Fit:
    """The verdict; memory in GiB. "never": the model cannot be taught on any computer."""

    level: Level
    needed_gib: float
    there_gib: float
    on_card: bool
    """Whether the graphics card is meant, else the computer's own memory."""

    @property
    def sentence(self) -> str:
        """The verdict for a reader."""
        if self.level == "yes":
            return say("Fits this computer")
        if self.level == "never":
            return say("Only makes pictures: it cannot be taught")
        if self.level == "tight":
            return say("Fits, but only just: about {needed} of {there} GB", **_numbers(self))
        return say("Needs about {needed} GB, this computer has {there} GB", **_numbers(self))


def fit(model: ModelRecord, memory_gib: float, card_gib: float) -> Fit:
    """Compare what training needs with what the computer has, card first; "never" for a model that
    its family refuses to teach.

    Args:
        memory_gib: the computer's own memory.
        card_gib: the graphics card's memory; 0 where there is none.
    """
    weights = weight_count(family(model.family).trained_part(model.folder))
    on_card = card_gib > 0
    place = "card" if on_card else "processor"
    size = _ON_CARD if on_card else _ON_PROCESSOR
    needed = weights * size * _WORK / _GIB + _RUNTIME_GIB[place]
    there = card_gib if on_card else memory_gib
    level: Level = "yes" if needed <= _EASY * there else "tight" if needed <= there else "no"
    if refusal(model) is not None:
        level = "never"
    return Fit(level, needed, there, on_card)


def refusal(model: ModelRecord) -> KnownError | None:
    """Why a model cannot be taught at all, such as one that was made for few steps; None if it can.

    A family says so where its preset is asked for.
    """
    try:
        family(model.family).settings("quick", _SOME, model.folder)
    except KnownError as error:
        return error
    return None


def weight_count(folder: Path) -> int:
    """Numbers in all safetensors of a folder; files that cannot be read count by their size."""
    total = 0
    for path in sorted(folder.rglob("*.safetensors")):
        try:
            tensors = read_header(path).tensors.values()
            total += sum(math.prod(one.shape) for one in tensors)
        except KnownError:
            total += path.stat().st_size // _ON_CARD
    return total


def _numbers(fit: Fit) -> dict[str, float]:
    return {"needed": round(fit.needed_gib, 1), "there": round(fit.there_gib, 1)}
