"""A scorecard as the file beside its adapter."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from core import files
from core.contract.scoring import SCORECARD, Fold, Scorecard, Sides
from core.contract.wire import WireError, from_plain, to_plain


def card_path(adapter: Path) -> Path:
    """Where the scorecard of an adapter lies: in the folder of its own that holds its files."""
    return (adapter if adapter.is_dir() else adapter.parent) / SCORECARD


def with_folds(card: Scorecard, further: Sequence[Fold]) -> Scorecard:
    """A card whose held-out perplexity is that of all parts together.

    Args:
        card: of the run's own held-out texts, which become the first part.
        further: parts that other adapters were judged by.
    """
    if not further:
        return card
    folds = (Fold(card.heldout_texts, card.heldout), *further)
    return replace(
        card,
        folds=folds,
        heldout=Sides(**{side: _together(folds, side) for side in ("base", "prompt", "adapter")}),
    )


def _together(folds: Sequence[Fold], side: str) -> float:
    """The geometric mean: losses are averaged, weighted by the parts' texts."""
    texts = sum(one.texts for one in folds)
    losses = sum(one.texts * math.log(getattr(one.heldout, side)) for one in folds)
    return round(math.exp(losses / texts), 3)


def write_card(path: Path, card: Scorecard) -> None:
    """Whole or not at all.

    Raises:
        KnownError: kind "disk_full".
    """
    files.write_json(path, to_plain(card))


def read_card(path: Path) -> Scorecard | None:
    """The scorecard, or None where there is none that this version can read."""
    try:
        plain = json.loads(path.read_text("utf-8"))
        if not isinstance(plain, dict) or plain.get("version") != 1:
            return None
        return from_plain(Scorecard, plain)
    except (OSError, ValueError, RecursionError, WireError):
        return None
