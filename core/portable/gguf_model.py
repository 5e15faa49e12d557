"""A whole model as one GGUF file (llama.cpp, Ollama, LM Studio), written tensor by tensor.

Numbers are summed in float32 and rounded once: vectors and norms stay float32, matrices become f16
or q8_0 (blocks of 32 numbers with one scale, https://github.com/ggml-org/ggml).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np

from core.adapters.low_rank import FloatArray
from core.errors import KnownError
from core.families.rotary import rope_factors
from core.language import say
from core.portable.base_weights import HEAD, ChangedWeights, rows_at_once
from core.portable.gguf_layouts import (
    Layout,
    heads_of,
    interleave,
    layout_of,
    write_settings,
)
from core.portable.gguf_vocabulary import Vocabulary, write_vocabulary
from core.portable.model_folder import Tick

Grain = Literal["f16", "q8_0"]
"""Number format of the matrices."""
_BLOCK = 32
_SUFFIXES = (".weight", ".bias")


@dataclass(frozen=True)
class Speech:
    """What the file says of texts: ids of special tokens, whether one opens every text, and the
    template of the conversation."""

    template: str
    opens: bool
    """Whether the first token of every text is the `bos` token."""
    bos: int | None = None
    eos: int | None = None
    turn_end: int | None = None
    unknown: int | None = None
    padding: int | None = None


@dataclass(frozen=True)
class About:
    """What the file says of itself."""

    name: str
    base: str
    licence: str


@dataclass(frozen=True)
class _Tensor:
    source: str
    target: str
    shape: tuple[int, ...]
    grain: str
    """ "f32", "f16" or "q8_0"."""

    @property
    def size(self) -> int:
        """Bytes."""
        count = 1
        for one in self.shape:
            count *= one
        return (
            count * 34 // 32 if self.grain == "q8_0" else count * (2 if self.grain == "f16" else 4)
        )


def gguf_bytes(weights: ChangedWeights, grain: Grain) -> int:
    """Bytes of the tensors that `write_gguf` writes; the vocabulary adds a few megabytes."""
    layout, config = layout_of(weights.base.folder)
    return sum(one.size for one in _tensors(weights, layout, config, grain))


def write_gguf(
    weights: ChangedWeights,
    path: Path,
    grain: Grain,
    vocabulary: Vocabulary,
    speech: Speech,
    about: About,
    tick: Tick,
) -> None:
    """Write the model to `path`, which must not exist.

    Raises:
        KnownError: the architecture is not known here, or a number does not fit into f16.
    """
    import gguf

    layout, config = layout_of(weights.base.folder)
    writer = gguf.GGUFWriter(None, layout.arch)
    writer.add_type(gguf.GGUFType.MODEL)
    kinds = {"f16": gguf.LlamaFileType.MOSTLY_F16, "q8_0": gguf.LlamaFileType.MOSTLY_Q8_0}
    writer.add_file_type(kinds[grain])
    writer.add_quantization_version(gguf.GGML_QUANT_VERSION)
    write_about(writer, about)
    write_settings(writer, layout, config)
    write_vocabulary(writer, vocabulary)
    _write_speech(writer, speech)
    tensors = list(_tensors(weights, layout, config, grain))
    factors = rope_factors(config)
    if factors is not None:
        _announce(writer, _Tensor("", "rope_freqs.weight", factors.shape, "f32"))
    for one in tensors:
        _announce(writer, one)
    writer.write_header_to_file(path)
    try:
        writer.write_kv_data_to_file()
        writer.write_ti_data_to_file()
        handle = writer.fout[0]
        writer.write_padding(handle, handle.tell())
        if factors is not None:
            handle.write(factors.tobytes())
            writer.write_padding(handle, factors.nbytes)
        for one in tensors:
            written = 0
            for data in _encoded(weights, one, layout, config):
                handle.write(data)
                written += len(data)
                tick(len(data))
            writer.write_padding(handle, written)
    finally:
        writer.close()


def write_about(writer: Any, about: About) -> None:
    """Name, base and licence, as other programs show them."""
    writer.add_name(about.name)
    writer.add_license(about.licence)
    writer.add_base_model_count(1)
    writer.add_base_model_name(0, about.base)


def tensor_names(layout: Layout, config: Mapping[str, Any]) -> Any:
    """gguf's map from the makers' names of tensors to its own."""
    import gguf

    arch = next(key for key, name in gguf.MODEL_ARCH_NAMES.items() if name == layout.arch)
    return gguf.get_tensor_name_map(arch, int(config["num_hidden_layers"]))


def _tensors(
    weights: ChangedWeights, layout: Layout, config: Mapping[str, Any], grain: Grain
) -> Iterator[_Tensor]:
    names = tensor_names(layout, config)
    tied = bool(config.get("tie_word_embeddings")) or not layout.head_own
    for name in weights:
        if name == HEAD and tied and not weights.is_changed(name):
            continue
        if name.endswith(".rotary_emb.inv_freq"):
            continue
        target = names.get_name(name, try_suffixes=_SUFFIXES)
        if target is None or (name == HEAD and not layout.head_own):
            raise KnownError(
                say("This model has a layer that Ollama and llama.cpp do not know."),
                say("Hand it out as a whole model folder or as a PEFT folder instead."),
                detail=name,
                kind="bad_request",
            )
        shape = weights.info(name).shape
        own = grain
        if len(shape) < 2 or target.endswith("_norm.weight"):
            yield _Tensor(name, target, shape, "f32")
        else:
            yield _Tensor(name, target, shape, "f16" if shape[-1] % _BLOCK else own)


def _announce(writer: Any, tensor: _Tensor) -> None:
    import gguf

    kinds = {
        "f32": gguf.GGMLQuantizationType.F32,
        "f16": gguf.GGMLQuantizationType.F16,
        "q8_0": gguf.GGMLQuantizationType.Q8_0,
    }
    writer.add_tensor_info(
        tensor.target, tensor.shape, np.dtype(np.float32), tensor.size, kinds[tensor.grain]
    )


def _encoded(
    weights: ChangedWeights, tensor: _Tensor, layout: Layout, config: Mapping[str, Any]
) -> Iterator[bytes]:
    shift = layout.norm_shift if tensor.source.endswith("norm.weight") else 0.0
    for chunk in _chunks(weights, tensor, heads_of(tensor.source, config, layout)):
        yield _as_bytes(chunk + np.float32(shift) if shift else chunk, tensor)


def _chunks(weights: ChangedWeights, tensor: _Tensor, heads: int) -> Iterator[FloatArray]:
    if not heads:
        yield from weights.chunks(tensor.source)
        return
    rows = weights.rows(tensor.source)
    if len(tensor.shape) == 1:
        yield interleave(rows(0, 1).reshape(-1), heads)
        return
    size = tensor.shape[0] // heads
    step = max(1, rows_at_once(tensor.shape) // size)
    for first in range(0, heads, step):
        last = min(heads, first + step)
        yield interleave(rows(first * size, last * size), last - first)


def _as_bytes(chunk: FloatArray, tensor: _Tensor) -> bytes:
    import gguf

    if tensor.grain == "q8_0":
        blocks = gguf.quants.quantize(chunk, gguf.GGMLQuantizationType.Q8_0)
        return bytes(blocks.tobytes())
    if tensor.grain == "f32":
        return chunk.astype("<f4").tobytes()
    with np.errstate(over="ignore"):
        half = chunk.astype("<f2")
    if not np.isfinite(half).all():
        raise KnownError(
            say("The changed model holds numbers that are too large for this format."),
            say("Hand it out as a whole model folder in bf16 instead."),
            detail=tensor.source,
            kind="bad_request",
        )
    return half.tobytes()


def _write_speech(writer: Any, speech: Speech) -> None:
    for number, add in (
        (speech.bos, writer.add_bos_token_id),
        (speech.eos, writer.add_eos_token_id),
        (speech.unknown, writer.add_unk_token_id),
        (speech.padding, writer.add_pad_token_id),
    ):
        if number is not None:
            add(number)
    if speech.turn_end is not None and speech.turn_end != speech.eos:
        writer.add_eot_token_id(speech.turn_end)
    writer.add_add_bos_token(speech.opens)
    writer.add_add_eos_token(False)
    if speech.template:
        writer.add_chat_template(speech.template)
