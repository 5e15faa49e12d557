"""Scorecards as the engine writes them, made by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from core.contract.scoring import Copying, Facts, Scorecard, Sides, Trait, Written

CARD = Scorecard(
    brand="Morning Ember", model_name="Starter", sha256="ab" * 32, made="2026-11-30T09:00:00+00:00",
    learnt_texts=60, heldout_texts=12, heldout_examples=30, languages=("en",),
    heldout=Sides(80.0, 60.0, 40.0), control=Sides(50.0, None, 52.0),
    style=Sides(0.0, 40.0, 80.0, 100.0), letters=Sides(0.0, 50.0, 90.0, 100.0),
    meaning=Sides(0.0, 30.0, 70.0, 100.0),
    traits=(Trait("sentence_words", Sides(15.0, 12.0, 9.5, 9.0)),),
    copying=Copying(Sides(0.0, 0.01, 0.001, 0.001), longest=Sides(2.0, 9.0, 5.0, 6.0)),
    facts=Facts(10, Sides(0.5, 0.4, 0.6), Sides(0.3, 0.2, 0.0, 0.0)),
    written=tuple(
        Written(f"Brief {n}", f"Real {n}.", f"Plain {n}.", f"Prompted {n}.", f"Taught {n}.")
        for n in range(12)
    ),
)  # fmt: skip


@pytest.fixture
def card() -> Callable[..., Scorecard]:
    """A card of a training that went well, with other fields by name."""

    def make(**fields: Any) -> Scorecard:
        return replace(CARD, **fields)

    return make
