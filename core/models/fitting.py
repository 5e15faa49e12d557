"""Whether a model can be taught on this computer, told without loading anything.

The same estimate as before a training (`core.families.needs`), for a usual set of items and the
balanced preset; the engine measures what is free before it starts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from core.errors import KnownError
from core.families import family
from core.families.base import Family
from core.families.needs import item_tokens, least_gib, run_gib
from core.language import say
from core.models.library import ModelRecord

Level = Literal["yes", "tight", "no", "never", "damaged"]
_PHOTOS = 30
_TEXTS, _TOKENS_A_TEXT, _LETTERS = 60, 120, 700
"""A usual set: texts of this many tokens, and letters of one with its brief."""
_EASY = {"cuda": 0.95, "cpu": 0.75}
"""Share of the memory that a training may take: a computer's own is needed by others, too."""


@dataclass(frozen=True)
class Fit:
    """The verdict; memory in GiB. "never": the model cannot be taught on any computer."""

    level: Level
    needed_gib: float
    """As it is usually done; where that does not fit, when memory is saved wherever it can be."""
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
            return say("Fits, but training saves memory and takes longer")
        if self.level == "damaged":
            return say("Its files are damaged; install it again")
        return say(
            "Needs about {needed} GB, this computer has {there} GB",
            needed=round(self.needed_gib, 1),
            there=round(self.there_gib, 1),
        )


def fit(model: ModelRecord, memory_gib: float, card_gib: float) -> Fit:
    """Compare what training needs with what the computer has, card first; "never" for a model that
    its family refuses to teach.

    Args:
        memory_gib: the computer's own memory.
        card_gib: the graphics card's memory; 0 where there is none.
    """
    kin, folder = family(model.family), model.folder
    on_card = card_gib > 0
    device, there = ("cuda", card_gib) if on_card else ("cpu", memory_gib)
    if refusal(model) is not None:
        return Fit("never", 0.0, there, on_card)
    settings = kin.settings("balanced", _amount(kin), folder)
    tokens = item_tokens(kin, folder, settings, _LETTERS)
    try:
        usual = run_gib(kin, folder, settings, tokens=tokens, device=device)
    except KnownError:
        return Fit("damaged", 0.0, there, on_card)
    if usual <= _EASY[device] * there:
        return Fit("yes", usual, there, on_card)
    least = least_gib(kin, folder, settings, tokens=tokens, device=device)
    return Fit("tight" if least <= there else "no", least, there, on_card)


def refusal(model: ModelRecord) -> KnownError | None:
    """Why a model cannot be taught at all, such as one that was made for few steps; None if it can.

    A family says so where its preset is asked for.
    """
    kin = family(model.family)
    try:
        kin.settings("balanced", _amount(kin), model.folder)
    except KnownError as error:
        return error
    return None


def _amount(kin: Family) -> int:
    return _PHOTOS if kin.card.kind == "image" else _TEXTS * _TOKENS_A_TEXT
