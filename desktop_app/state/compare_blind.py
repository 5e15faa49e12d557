"""Blind choices: which column people take when the names are hidden. Plain data without Qt."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from desktop_app.state.compare_layout import MixKey


@dataclass(frozen=True)
class Tally:
    """How often one mix was chosen, of the times it was on offer."""

    mix: MixKey
    chosen: int
    shown: int


def shuffled(columns: Sequence[int], brief: str, seed: int, salt: int) -> tuple[int, ...]:
    """Column ids in an order of this row's own; the same salt gives the same order again."""
    order = list(columns)
    random.Random(f"{salt}\0{brief}\0{seed}").shuffle(order)
    return tuple(order)


def vote(brief: str, seed: int, chosen: MixKey, shown: Sequence[MixKey]) -> dict[str, Any]:
    """One choice as the catalogue keeps it."""
    return {
        "brief": brief,
        "seed": seed,
        "chosen": _plain(chosen),
        "shown": [_plain(one) for one in shown],
    }


def with_vote(
    votes: Sequence[Mapping[str, Any]], new: Mapping[str, Any]
) -> tuple[dict[str, Any], ...]:
    """The votes with this one; a row is judged once, the last word counts."""
    row = (new["brief"], new["seed"])
    kept = [dict(one) for one in votes if (one["brief"], one["seed"]) != row]
    return (*kept, dict(new))


def tally(votes: Sequence[Mapping[str, Any]]) -> list[Tally]:
    """Every mix that was on offer, the most chosen first."""
    chosen: dict[MixKey, int] = {}
    shown: dict[MixKey, int] = {}
    for one in votes:
        for mix in one["shown"]:
            shown[_key(mix)] = shown.get(_key(mix), 0) + 1
        winner = _key(one["chosen"])
        chosen[winner] = chosen.get(winner, 0) + 1
    found = [Tally(mix, chosen.get(mix, 0), count) for mix, count in shown.items()]
    return sorted(found, key=lambda one: (-one.chosen, one.mix))


def _plain(mix: MixKey) -> list[list[Any]]:
    return [[adapter, strength] for adapter, strength in mix]


def _key(stored: Sequence[Sequence[Any]]) -> MixKey:
    return tuple((str(adapter), float(strength)) for adapter, strength in stored)
