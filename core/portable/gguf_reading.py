"""What was written as GGUF, read back under the names and in the order that transformers uses.

For the comparison after an export: it asks the finished file, not what was meant to be written.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from core.adapters.low_rank import FloatArray, LowRank
from core.portable.base_weights import BaseWeights
from core.portable.gguf_layouts import heads_of, layout_of, split_halves
from core.portable.gguf_model import tensor_names

_SUFFIXES = (".weight", ".bias")


class GgufWeights:
    """The tensors of a GGUF file by the names of the base that it was made of."""

    def __init__(self, path: Path, base: Path) -> None:
        import gguf

        self._layout, self._config = layout_of(base)
        reader: Any = gguf.GGUFReader(path)
        self._tensors = {one.name: one for one in reader.tensors}
        self._names = tensor_names(self._layout, self._config)

    def __contains__(self, name: object) -> bool:
        return self._target(str(name)) in self._tensors

    def read(self, name: str) -> FloatArray:
        """A tensor as float32, without the blocks it is stored in."""
        import gguf

        one = self._tensors[self._target(name)]
        found = gguf.quants.dequantize(one.data, one.tensor_type).astype(np.float32)
        rows: FloatArray = found.reshape([int(size) for size in reversed(one.shape)])
        if heads := heads_of(name, self._config, self._layout):
            rows = split_halves(rows, heads)
        if self._layout.norm_shift and name.endswith("norm.weight"):
            rows = rows - np.float32(self._layout.norm_shift)
        return rows

    def _target(self, name: str) -> str:
        return str(self._names.get_name(name, try_suffixes=_SUFFIXES))


def read_gguf_adapter(path: Path, base: Path) -> dict[str, LowRank]:
    """The layers of a GGUF adapter by the base's names of them."""
    import gguf

    layout, config = layout_of(base)
    reader: Any = gguf.GGUFReader(path)
    alpha = float(reader.get_field(gguf.Keys.Adapter.LORA_ALPHA).contents())
    halves = {one.name: np.array(one.data, np.float32) for one in reader.tensors}
    sources = _sources(list(BaseWeights(base)), tensor_names(layout, config))
    layers = {}
    for name, down in halves.items():
        if not name.endswith(".lora_a"):
            continue
        target = name.removesuffix(".lora_a")
        source, up = sources[target], halves[target + ".lora_b"]
        if heads := heads_of(source, config, layout):
            up = split_halves(up, heads)
        layers[source.removesuffix(".weight")] = LowRank(up, down, alpha / down.shape[0])
    return layers


def _sources(names: Sequence[str], known: Any) -> dict[str, str]:
    return {str(known.get_name(name, try_suffixes=_SUFFIXES)): name for name in names}
