"""The weights of GGUF files under transformers' names, in bfloat16, one tensor at a time.

What llama.cpp's converters did to a tensor (turned rows, added 1 to norms) is undone by
transformers' own table; each tensor is unpacked, put right, written and forgotten, so that a model
of any size needs no more memory than its largest layer. Runs in the child process.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from core.adapters.low_rank import FloatArray
from core.models.gguf.header import GgufFile, GgufTensor

_CHUNK = 16 << 20
"""Numbers of a large table unpacked at once."""
_TABLES = ("token_embd.weight", "output.weight")
_NOT_WEIGHTS = ("rope_freqs.weight", "rope_factors_long.weight", "rope_factors_short.weight")
Tick = Callable[[int], None]


class NotReadableError(ValueError):
    """The file's tensors are not those of the model that it says it is."""


@dataclass(frozen=True)
class Sources:
    """All parts of a model, each mapped into memory."""

    tensors: dict[str, GgufTensor]
    maps: dict[str, Any]

    def read(self, name: str, first: int = 0, last: int | None = None) -> FloatArray:
        """Rows of a tensor as float32."""
        import gguf

        one = self.tensors[name]
        rows = one.shape[0] if len(one.shape) > 1 else 1
        last = rows if last is None else last
        width = one.size // rows
        data = self.maps[name][one.start + first * width : one.start + last * width]
        kind = gguf.GGMLQuantizationType(one.kind)
        shape = (last - first, *one.shape[1:]) if len(one.shape) > 1 else one.shape
        if kind.name in ("F32", "F16", "F64"):
            plain = data.view({"F32": "<f4", "F16": "<f2", "F64": "<f8"}[kind.name])
            numbers: FloatArray = plain.astype(np.float32).reshape(shape)
            return numbers
        blocks = data.reshape(-1, data.size // max(1, math.prod(shape[:-1])))
        found: FloatArray = gguf.quants.dequantize(blocks, kind).astype(np.float32)
        return found.reshape(shape)


def open_sources(files: list[GgufFile]) -> Sources:
    """The tensors of all parts."""
    tensors: dict[str, GgufTensor] = {}
    maps: dict[str, Any] = {}
    for file in files:
        mapped = np.memmap(file.path, np.uint8, "r")
        for name, one in file.tensors.items():
            tensors[name], maps[name] = one, mapped
    return Sources(tensors, maps)


def write_weights(plan: Plan, target: Path, tick: Tick) -> None:
    """Write all weights into one safetensors file, `plan.size` bytes and a header.

    Args:
        tick: told the bytes that were just written; may raise to stop.

    Raises:
        NotReadableError: a weight is of another size.
    """
    header: dict[str, Any] = {"__metadata__": {"format": "pt"}}
    begin = 0
    for name, shape in plan.wanted.items():
        end = begin + 2 * math.prod(shape)
        header[name] = {"dtype": "BF16", "shape": list(shape), "data_offsets": [begin, end]}
        begin = end
    raw = json.dumps(header, separators=(",", ":")).encode()
    raw += b" " * (-len(raw) % 8)
    with target.open("xb") as handle:
        handle.write(len(raw).to_bytes(8, "little") + raw)
        for name in plan.wanted:
            for data in plan.pieces(name):
                handle.write(data)
                tick(len(data))


class Plan:
    """Which tensors of the file make which weight of `model` (on the meta device).

    Raises:
        NotReadableError: a weight is missing or left over.
    """

    def __init__(self, model: Any, sources: Sources, architecture: str) -> None:
        from transformers import modeling_gguf_pytorch_utils as legacy

        kinds = legacy.TENSOR_PROCESSORS
        kind = {"gemma": "gemma2", "gpt-oss": "gpt_oss"}.get(architecture, architecture)
        self._processor = kinds.get(kind, legacy.TensorProcessor)(model.config.to_dict())
        self._sources, self._kind = sources, kind
        names = legacy.get_gguf_hf_weights_map(model, self._processor)
        tied = set(getattr(model, "all_tied_weights_keys", None) or {})
        state: dict[str, tuple[int, ...]] = {
            name: tuple(value.shape) for name, value in model.state_dict().items()
            if name not in tied
        }  # fmt: skip
        self._made_of: dict[str, list[str]] = {}
        for source in sources.tensors:
            target = names.get(source) or names.get(source.removesuffix(".weight"))
            if source == "output.weight" and target is None and "lm_head.weight" in state:
                target = "lm_head.weight"
            if target in state:
                self._made_of.setdefault(str(target), []).append(source)
        self._names = dict(names)
        self._zeros = {
            name for name in state
            if name.endswith("self_attn.o_proj.bias") and name not in self._made_of
        }  # fmt: skip
        used = {one for many in self._made_of.values() for one in many}
        left = set(sources.tensors) - used - set(_NOT_WEIGHTS)
        lacking = set(state) - set(self._made_of) - self._zeros
        if left or lacking:
            raise NotReadableError(
                f"lacking {sorted(lacking)[:5]}, left over {sorted(left)[:5]} of {architecture}"
            )
        self.wanted = dict(sorted(state.items()))  # the order that safetensors' writer takes

    @property
    def size(self) -> int:
        """Bytes of all weights in bfloat16."""
        return sum(2 * math.prod(shape) for shape in self.wanted.values())

    def pieces(self, name: str) -> Iterator[bytes]:
        """The bytes of a weight in bfloat16."""
        shape = self.wanted[name]
        if name in self._zeros:
            yield b"\0\0" * math.prod(shape)
            return
        made_of = self._made_of[name]
        if len(made_of) == 1 and made_of[0] in _TABLES and self._kind != "gpt2":
            yield from self._table(made_of[0], shape)
            return
        whole = self._whole(name, made_of)
        if tuple(whole.shape) != shape:
            raise NotReadableError(f"{name} is {tuple(whole.shape)} and not {shape}")
        yield as_bfloat16(whole)

    def _table(self, source: str, shape: tuple[int, ...]) -> Iterator[bytes]:
        """A vocabulary's rows, which nobody ever turned."""
        if self._sources.tensors[source].shape != shape:
            raise NotReadableError(f"{source} is not {shape}")
        step = max(1, _CHUNK // shape[-1])
        for first in range(0, shape[0], step):
            yield as_bfloat16(self._sources.read(source, first, min(shape[0], first + step)))

    def _whole(self, name: str, made_of: list[str]) -> Any:
        made: dict[str, Any] = {"tensors": {}}
        for source in made_of:
            result = self._processor.process(
                self._sources.read(source),
                source,
                tensor_key_mapping=self._names,
                parsed_parameters=made,
            )
            if result.name is not None:
                return result.weights
        return made["tensors"][name].numpy()


def as_bfloat16(values: FloatArray) -> bytes:
    """Rounded to nearest, ties to even: the upper half of a float32. NaN stays NaN."""
    whole = np.ascontiguousarray(values, np.float32).view(np.uint32)
    rounded = ((whole + 0x7FFF + ((whole >> 16) & 1)) >> 16).astype("<u2")
    broken = np.isnan(values)
    if broken.any():
        rounded[broken] = 0x7FC0
    return rounded.tobytes()


def stretching(sources: Sources) -> Mapping[str, FloatArray]:
    """Tensors that say how positions are stretched, by their names."""
    return {name: sources.read(name) for name in _NOT_WEIGHTS if name in sources.tensors}
