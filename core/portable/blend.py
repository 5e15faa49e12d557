"""A mix of adapters as one change of each layer: exact, and the same sum that Compare shows.

W' = W + sum of strength * (change of the adapter), see `core.generation.low_rank`. Plain adapters
are put one behind the other (PEFT calls it "cat"): up = [s1 U1 | s2 U2], down = [V1; V2], so that
nothing is approximated and the rank is the sum of the ranks. DoRA also scales the weight itself,
which no low-rank file can say for a mix; only the whole weight can carry it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.adapters.kronecker import as_low_rank
from core.adapters.layers import Change, Kronecker, read_layers
from core.adapters.low_rank import FloatArray, LowRank, NotThinError
from core.adapters.mixing import refuse_duplicates
from core.contract.requests import AdapterMix
from core.errors import KnownError
from core.language import say

WIDEST = 512
"""Largest rank that servers of several adapters take (vLLM's `max_lora_rank`)."""
COMMON = 64
"""Above this rank servers have to be told so when they start; worth a note."""
Rows = Callable[[int, int], FloatArray]
"""Rows `start` to `stop` of a weight [m, n], as float32."""


@dataclass(frozen=True)
class Part:
    """One adapter of a mix; `strength` as in `MixPart`."""

    name: str
    layers: Mapping[str, Change]
    strength: float


class Blend:
    """The changes of all layers by a mix.

    Attributes:
        modules: names of the layers, sorted, as the base's files name them without ".weight".
    """

    def __init__(self, parts: Sequence[Part]) -> None:
        self._parts = [part for part in parts if part.strength > 0]
        self.modules = tuple(sorted({name for part in self._parts for name in part.layers}))

    @property
    def has_magnitude(self) -> bool:
        """Whether one of the adapters is a DoRA."""
        return any(
            layer.magnitude is not None for part in self._parts for layer in part.layers.values()
        )

    @property
    def rank(self) -> int:
        """The largest rank of a layer."""
        ranks = (sum(_rank(one) for one, _ in self._of(module)) for module in self.modules)
        return max(ranks, default=0)

    def shape(self, module: str) -> tuple[int, int]:
        """(m, n) of a layer's weight."""
        return self._of(module)[0][0].shape

    def products(self, module: str) -> LowRank:
        """All changes of a layer side by side, strengths and scales folded into `up`.

        Raises:
            ValueError: the layer has a magnitude (a bug of the caller: ask `has_magnitude`).
        """
        found = self._of(module)
        if any(layer.magnitude is not None for layer, _ in found):
            raise ValueError(f"{module} has a magnitude")
        thin = [(_thin(layer), strength) for layer, strength in found]
        ups = [np.float32(layer.scale * strength) * layer.up for layer, strength in thin]
        downs = [layer.down for layer, _ in thin]
        return LowRank(np.concatenate(ups, axis=1), np.concatenate(downs, axis=0), 1.0)

    def changer(self, module: str, rows: Rows, count: int, step: int) -> Rows:
        """A function that gives rows of the changed weight W'.

        Args:
            rows: gives those of the base's weight [m, n].
            count: m.
            step: rows that may be held at once where all have to be looked at first.
        """
        layers = self._of(module)
        columns = [_column_gain(layer, rows, count, step) for layer, _ in layers]

        def changed(start: int, stop: int) -> FloatArray:
            weight = rows(start, stop)
            result = weight.copy()
            for (layer, strength), gain in zip(layers, columns, strict=True):
                product = _product(layer, start, stop)
                if layer.magnitude is None:
                    result += np.float32(strength) * product
                    continue
                factor = gain if gain is not None else _row_gain(layer, weight, product, start)
                result += np.float32(strength) * (factor * (weight + product) - weight)
            return result

        return changed

    def _of(self, module: str) -> list[tuple[Change, float]]:
        return [
            (part.layers[module], part.strength) for part in self._parts if module in part.layers
        ]


def read_blend(mix: AdapterMix) -> Blend:
    """All adapters of a mix.

    Raises:
        KnownError: one is unreadable or named twice, or two are for models of other sizes.
    """
    refuse_duplicates([Path(part.path) for part in mix.parts])
    parts = [Part(one.name, read_layers(Path(one.path)), one.strength) for one in mix.parts]
    shapes: dict[str, tuple[int, int]] = {}
    for part in parts:
        for module, layer in part.layers.items():
            if shapes.setdefault(module, layer.shape) != layer.shape:
                raise KnownError(
                    say(
                        "“{name}” was made for another model than the first adapter.",
                        name=part.name,
                    ),
                    say("Mix only adapters of one model."),
                    detail=module,
                    kind="bad_request",
                )
    return Blend(parts)


def require_plain(blend: Blend) -> None:
    """Refuse what no adapter file can hold.

    Raises:
        KnownError: kind "bad_request".
    """
    if blend.has_magnitude:
        raise KnownError(
            say("A DoRA adapter cannot be handed out as part of a mix or at another strength."),
            say("Hand out the whole model instead: it holds the exact result."),
            kind="bad_request",
        )
    if blend.rank > WIDEST:
        raise KnownError(
            say(
                "As one adapter this mix has a capacity (rank) of {rank}; other programs take at "
                "most {widest}.",
                rank=blend.rank,
                widest=WIDEST,
            ),
            say("Leave an adapter out, or hand out the whole model instead."),
            kind="bad_request",
        )


def _product(layer: Change, start: int, stop: int) -> FloatArray:
    """Rows of the change of a layer at strength 1."""
    if isinstance(layer, Kronecker):
        return np.float32(layer.scale) * layer.strip(start, stop)
    product: FloatArray = np.float32(layer.scale) * (layer.up[start:stop] @ layer.down)
    return product


def _rank(layer: Change) -> int:
    """Of the layer as a product of two thin matrices."""
    if not isinstance(layer, Kronecker):
        return layer.rank
    try:
        return as_low_rank(layer).rank
    except NotThinError as error:
        return error.rank


def _thin(layer: Change) -> LowRank:
    return as_low_rank(layer) if isinstance(layer, Kronecker) else layer


def _row_gain(layer: Change, weight: FloatArray, product: FloatArray, start: int) -> FloatArray:
    """[rows, 1] m / ||W + D|| of DoRA on the outputs (arXiv 2402.09353)."""
    assert layer.magnitude is not None
    lengths = np.linalg.norm(weight + product, axis=1, keepdims=True)
    values = layer.magnitude.values.reshape(-1)[start : start + len(weight)]
    return np.asarray(values[:, None] / _never_zero(lengths), np.float32)


def _column_gain(layer: Change, rows: Rows, count: int, step: int) -> FloatArray | None:
    """[1, n] of DoRA on the inputs, which needs all rows first; None for every other layer."""
    if layer.magnitude is None or not layer.magnitude.of_inputs:
        return None
    squares = np.zeros(layer.shape[1], np.float64)
    for start in range(0, count, step):
        stop = min(count, start + step)
        product = _product(layer, start, stop)
        squares += np.square((rows(start, stop) + product).astype(np.float64)).sum(axis=0)
    lengths = np.sqrt(squares)[None]
    return np.asarray(layer.magnitude.values.reshape(1, -1) / _never_zero(lengths), np.float32)


def _never_zero(lengths: FloatArray) -> FloatArray:
    return np.maximum(lengths, np.finfo(np.float32).tiny)
