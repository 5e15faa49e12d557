"""The conflict signal of a mix: three numbers, a light and a sentence.

Of a DoRA adapter the low-rank direction counts, as if it were a plain LoRA: how far its lengths
move a layer depends on the model's own weights, which are not read here.

Thresholds are starting values: independent adapters lie at chance (cosine about
1 / sqrt(outputs * inputs)), two halves of one data set lie far above all of them.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from core.adapters.mixing import (
    Floats,
    Layers,
    Products,
    cosines,
    excess_overlap,
    load_mix,
    one_blas_thread,
    small_products,
)
from core.language import say

Light = Literal["green", "amber", "red"]

SCORE = (0.05, 0.20)
OVERLAP = (0.10, 0.30)
AMPLIFICATION = (0.9, 1.1)
TOO_STRONG = 1.5
"""A mix this many times as strong as its strongest adapter at 100 % leaves known ground."""
TOP_LAYERS = 5
_ORDER: tuple[Light, ...] = ("green", "amber", "red")


@dataclass(frozen=True)
class LayerConflict:
    """One layer of the worst pair: where they meet most."""

    module: str
    cosine: float
    excess_overlap: float
    share: float
    """Share of the pair's whole energy that lies in this layer."""


@dataclass(frozen=True)
class PairConflict:
    """Two adapters of the mix, by their place in it."""

    first: int
    second: int
    score: float
    """Energy-weighted mean of |cosine| over all layers, 0 to 1."""
    direction: float
    """The same with sign: above 0 they push alike, below 0 against each other."""
    excess_overlap: float
    light: Light
    say: str


@dataclass(frozen=True)
class ConflictReport:
    """The mix as a whole; `score` and `excess_overlap` are those of its worst pair."""

    score: float
    excess_overlap: float
    amplification: float
    """Norm of the sum over the norm of independent parts: 1 = independent, up to sqrt(N)."""
    strength: float
    """Norm of the sum over the norm of the strongest part at 100 %."""
    light: Light
    say: str
    layers: tuple[LayerConflict, ...]
    pairs: tuple[PairConflict, ...] = ()


def conflict(
    adapter_paths: Sequence[Path],
    strengths: Sequence[float],
    base_norms: Mapping[str, float] | None = None,
) -> ConflictReport:
    """Compare adapters at their strengths (1.0 = 100 %).

    Args:
        base_norms: Frobenius norm of the base's weight by module; with it every layer counts by
            how much it is changed in relation to what was there.

    Raises:
        KnownError: an adapter is unreadable, there twice, or belongs to another model.
        ValueError: not one strength for each adapter.
    """
    if len(adapter_paths) != len(strengths):
        raise ValueError("one strength for each adapter")
    mix = load_mix(adapter_paths)
    return compare(mix, strengths, base_norms)


def compare(
    mix: Sequence[Layers],
    strengths: Sequence[float],
    base_norms: Mapping[str, float] | None = None,
) -> ConflictReport:
    """`conflict` for layers that are already loaded."""
    used = [place for place, strength in enumerate(strengths) if strength != 0.0]
    weights = np.asarray([strengths[place] for place in used], dtype=np.float64)
    products = _relative(small_products([mix[place] for place in used]), base_norms)
    pairs = [
        (_pair([mix[i] for i in used], products, weights, a, b, used))
        for a, b in itertools.combinations(range(len(used)), 2)
    ]
    total = products.inner.sum(axis=0)
    summed = float(np.sqrt(max(float(weights @ total @ weights), 0.0)))
    parts = float(np.sqrt(float(np.sum(weights**2 * np.diag(total)))))
    alone = float(np.sqrt(np.diag(total).max())) if used else 0.0
    amplification = summed / parts if parts > 0 else 1.0
    strength = summed / alone if alone > 0 else 0.0
    if not pairs:
        light, told = _alone(strength)
        return ConflictReport(0.0, 0.0, amplification, strength, light, told, ())
    worst, layers = max(pairs, key=lambda one: (_ORDER.index(one[0].light), one[0].score))
    light, told = _verdict(worst, amplification, strength)
    return ConflictReport(
        score=max(pair.score for pair, _ in pairs),
        excess_overlap=max(pair.excess_overlap for pair, _ in pairs),
        amplification=amplification,
        strength=strength,
        light=light,
        say=told,
        layers=layers,
        pairs=tuple(pair for pair, _ in pairs),
    )


def _relative(products: Products, base_norms: Mapping[str, float] | None) -> Products:
    if not base_norms:
        return products
    norms = np.asarray([base_norms.get(module, 0.0) for module in products.modules])
    scale = np.divide(1.0, norms**2, out=np.zeros_like(norms), where=norms > 0)
    return Products(products.modules, products.inner * scale[:, None, None], products.outputs)


def _pair(
    mix: Sequence[Layers], products: Products, weights: Floats, a: int, b: int, used: list[int]
) -> tuple[PairConflict, tuple[LayerConflict, ...]]:
    energy = abs(weights[a] * weights[b]) * np.sqrt(
        products.inner[:, a, a] * products.inner[:, b, b]
    )
    whole = float(energy.sum())
    if whole == 0.0:
        told = say("They change different parts of the model and do not meet.")
        return PairConflict(used[a], used[b], 0.0, 0.0, 0.0, "green", told), ()
    cosine = cosines(products, a, b)
    overlap = _overlaps(mix[a], mix[b], products.modules)
    score = float((energy * np.abs(cosine)).sum()) / whole
    direction = float((energy * cosine).sum()) / whole * float(np.sign(weights[a] * weights[b]))
    excess = float((energy * overlap).sum()) / whole
    light = _light(score, excess)
    order = np.argsort(-energy * np.abs(cosine))[:TOP_LAYERS]
    layers = tuple(
        LayerConflict(products.modules[k], float(cosine[k]), float(overlap[k]),
                      float(energy[k]) / whole)
        for k in order
    )  # fmt: skip
    told = _sentence(light, direction)
    return PairConflict(used[a], used[b], score, direction, excess, light, told), layers


def _overlaps(first: Layers, second: Layers, modules: tuple[str, ...]) -> Floats:
    with one_blas_thread():
        return np.asarray([
            excess_overlap(first[module], second[module])
            if module in first and module in second else 0.0
            for module in modules
        ])  # fmt: skip


def _light(score: float, excess: float) -> Light:
    if score < SCORE[0] and excess < OVERLAP[0]:
        return "green"
    return "amber" if score < SCORE[1] and excess < OVERLAP[1] else "red"


def _sentence(light: Light, direction: float) -> str:
    if light == "green":
        return say("They work independently of each other.")
    if direction <= -SCORE[0]:
        return say("They pull against each other.")
    if light == "red":
        return say("These two teach the same thing, expect one to win.")
    return say("They touch the same things a little; look at the result before you use it.")


def _verdict(worst: PairConflict, amplification: float, strength: float) -> tuple[Light, str]:
    low, high = AMPLIFICATION
    if strength > TOO_STRONG and worst.light != "red":
        return "red", say(
            "Together they are far stronger than each was tried; lower the strengths."
        )
    if worst.light != "green":
        return worst.light, worst.say
    if amplification < low:
        return "amber", say("They pull against each other.")
    if amplification > high:
        return "amber", say(
            "They add up more than independent adapters would; lower the strengths."
        )
    return "green", worst.say


def _alone(strength: float) -> tuple[Light, str]:
    if strength > TOO_STRONG:
        return "red", say("It is far stronger than it was tried; lower the strength.")
    return "green", say("There is only one adapter, so nothing can conflict.")
