"""The comparison after an export: every form that was written, beside the adapter on its base."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from core.adapters.layers import read_layers
from core.adapters.low_rank import FloatArray, LowRank
from core.generation.model_speech import SpokenModel
from core.generation.parity import Judge, NotComparableError, Source, difference
from core.language import say
from core.portable.base_weights import BaseWeights, ChangedWeights
from core.portable.blend import WIDEST, Blend, Part
from core.portable.gguf_reading import GgufWeights, read_gguf_adapter
from core.portable.words import Compared


def compare(
    made: dict[str, Path],
    base: Path,
    blend: Blend,
    spoken: SpokenModel,
    device: str,
    check: Callable[[], None],
) -> list[Compared] | str:
    """Figures for each form, or a sentence why there are none.

    Args:
        made: place of each form by its kind: "peft", "gguf-adapter", "model", "gguf".
        blend: what the adapters change; the yardstick is this, added to the base as in generation.
    """
    weights = BaseWeights(base)
    try:
        judge = Judge(base, device, check)
        source, changes = _live(weights, blend)
        wanted = judge.ask(spoken.texts, source, changes)
        found = []
        for kind, place in made.items():
            own, added = _of(kind, place, weights, base)
            told = difference(wanted, judge.ask(spoken.texts, own, added))
            found.append(Compared(place.name if kind != "model" else "model.safetensors",
                                  told.tokens, told.mean, told.largest, told.same))  # fmt: skip
        return found
    except NotComparableError:
        return say(
            "It could not be compared with the adapter, because this kind of model keeps its "
            "weights in another way."
        )


def _live(weights: BaseWeights, blend: Blend) -> tuple[Source, dict[str, LowRank]]:
    """The base with the products beside its layers, as in generation; what is no product of thin
    matrices is inside the weights."""
    if blend.has_magnitude or blend.rank > WIDEST:
        return partial(_whole, ChangedWeights(weights, blend)), {}
    return partial(_whole, weights), {one: blend.products(one) for one in blend.modules}


def _of(
    kind: str, place: Path, weights: BaseWeights, base: Path
) -> tuple[Source, dict[str, LowRank]]:
    """A form read back from its files."""
    if kind == "model":
        return partial(_whole, BaseWeights(place)), {}
    if kind == "gguf":
        written = GgufWeights(place, base)
        return partial(_stored, written), {}
    layers = read_layers(place) if kind == "peft" else read_gguf_adapter(place, base)
    return _live(weights, Blend([Part("", layers, 1.0)]))


def _whole(weights: BaseWeights | ChangedWeights, name: str) -> FloatArray:
    """A whole tensor in its own shape.

    Raises:
        KeyError: there is none of this name.
    """
    if name not in weights:
        raise KeyError(name)
    shape = weights.info(name).shape
    rows: FloatArray = weights.rows(name)(0, shape[0] if len(shape) > 1 else 1)
    return rows.reshape(shape)


def _stored(weights: GgufWeights, name: str) -> FloatArray:
    if name not in weights:
        raise KeyError(name)
    return weights.read(name)
