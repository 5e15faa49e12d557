"""How llama.cpp stores each architecture: its name, its settings, and what it does to the tensors.

Sources: the GGUF specification (github.com/ggml-org/ggml/blob/master/docs/gguf.md) and the public
behaviour of llama.cpp's converters. An architecture is only here when its files were loaded by
llama.cpp and gave the same probabilities as the model they were made of.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from core.adapters.low_rank import FloatArray
from core.errors import KnownError
from core.families.rotary import head_dim, rope_of
from core.language import say
from core.portable.base_weights import read_config


@dataclass(frozen=True)
class Layout:
    """One architecture.

    Attributes:
        arch: its name in the files.
        shown: what people call it.
        interleaved: whether rows of q and k are stored in pairs, as Meta's own code rotates them,
            and not in halves, as transformers does.
        norm_shift: added to the weights of norms, which Gemma counts from 1.
        head_own: whether a head beside the embedding may be stored.
    """

    arch: str
    shown: str
    interleaved: bool = False
    norm_shift: float = 0.0
    head_own: bool = True


_LLAMA = Layout("llama", "Llama", interleaved=True)
_LAYOUTS = {
    "llama": _LLAMA,
    "mistral": Layout("llama", "Mistral", interleaved=True),
    "qwen2": Layout("qwen2", "Qwen2"),
    "qwen3": Layout("qwen3", "Qwen3"),
    "gemma": Layout("gemma", "Gemma", norm_shift=1.0, head_own=False),
    "gemma2": Layout("gemma2", "Gemma 2", norm_shift=1.0, head_own=False),
    "gemma3_text": Layout("gemma3", "Gemma 3", norm_shift=1.0, head_own=False),
    "phi3": Layout("phi3", "Phi-3"),
}
"""By `model_type` of the model's config.json."""
_ROPES = ("default", "linear", "llama3", "yarn")


def layout_of(folder: Path) -> tuple[Layout, dict[str, Any]]:
    """(layout, the model's config.json).

    Raises:
        KnownError: kind "bad_request" for an architecture, or a kind of it, that is not known here.
    """
    config = read_config(folder)
    layout = _LAYOUTS.get(str(config.get("model_type")))
    rope = rope_of(config)
    if layout is None or str(rope.get("rope_type", "default")) not in _ROPES or _is_moe(config):
        names = ", ".join(sorted(one.shown for one in _LAYOUTS.values()))
        raise KnownError(
            say("Models of this kind cannot be handed out for Ollama and llama.cpp yet."),
            say(
                "Hand it out as a PEFT folder or as a whole model folder; GGUF works for {names}.",
                names=names,
            ),
            detail=f"{config.get('model_type')} {rope.get('rope_type', '')}",
            kind="bad_request",
        )
    return layout, config


def _is_moe(config: Mapping[str, Any]) -> bool:
    return bool(config.get("num_local_experts") or config.get("num_experts"))


def write_settings(writer: Any, layout: Layout, config: Mapping[str, Any]) -> None:
    """Everything llama.cpp has to know beside the tensors.

    Args:
        writer: a `gguf.GGUFWriter`.
    """
    heads = int(config["num_attention_heads"])
    size = head_dim(config)
    writer.add_vocab_size(int(config["vocab_size"]))
    writer.add_context_length(int(config["max_position_embeddings"]))
    writer.add_embedding_length(int(config["hidden_size"]))
    writer.add_block_count(int(config["num_hidden_layers"]))
    writer.add_feed_forward_length(int(config["intermediate_size"]))
    writer.add_head_count(heads)
    writer.add_head_count_kv(int(config.get("num_key_value_heads") or heads))
    writer.add_key_length(size)
    writer.add_value_length(size)
    writer.add_layer_norm_rms_eps(float(config["rms_norm_eps"]))
    share = rope_of(config).get("partial_rotary_factor") or config.get("partial_rotary_factor")
    writer.add_rope_dimension_count(int(size * float(share or 1.0)))
    _write_rope(writer, config)
    if layout.arch == "gemma2":
        writer.add_attn_logit_softcapping(float(config.get("attn_logit_softcapping") or 50.0))
    if layout.arch == "gemma2" or config.get("final_logit_softcapping"):
        writer.add_final_logit_softcapping(float(config.get("final_logit_softcapping") or 30.0))
    if layout.arch in ("gemma2", "gemma3", "phi3"):
        writer.add_sliding_window(int(config.get("sliding_window") or 0))


def _write_rope(writer: Any, config: Mapping[str, Any]) -> None:
    import gguf

    rope = rope_of(config)
    local = (config.get("rope_parameters") or {}).get("sliding_attention") or {}
    writer.add_rope_freq_base(float(rope.get("rope_theta") or 10_000.0))
    if local_base := local.get("rope_theta") or config.get("rope_local_base_freq"):
        writer.add_rope_freq_base_swa(float(local_base))
    kind = rope.get("rope_type")
    if kind == "linear":
        writer.add_rope_scaling_type(gguf.RopeScalingType.LINEAR)
        writer.add_rope_scaling_factor(float(rope["factor"]))
    if kind == "yarn":
        writer.add_rope_scaling_type(gguf.RopeScalingType.YARN)
        writer.add_rope_scaling_factor(float(rope["factor"]))
        before = rope.get("original_max_position_embeddings") or config["max_position_embeddings"]
        writer.add_rope_scaling_orig_ctx_len(int(before))


def heads_of(name: str, config: Mapping[str, Any], layout: Layout) -> int:
    """Heads whose rows are stored interleaved in this tensor; 0 for one that stays as it is."""
    if not layout.interleaved:
        return 0
    stem = name.rsplit(".", 1)[0]
    if stem.endswith(".q_proj"):
        return int(config["num_attention_heads"])
    if stem.endswith(".k_proj"):
        return int(config.get("num_key_value_heads") or config["num_attention_heads"])
    return 0


def interleave(rows: FloatArray, heads: int) -> FloatArray:
    """Rows of `heads` heads [heads * d, ...] from halves (0..d/2, d/2..d) into pairs (0, d/2, 1,
    d/2 + 1, ...)."""
    half = len(rows) // heads // 2
    paired = rows.reshape(heads, 2, half, *rows.shape[1:]).swapaxes(1, 2)
    return np.ascontiguousarray(paired).reshape(rows.shape)


def split_halves(rows: FloatArray, heads: int) -> FloatArray:
    """The reverse of `interleave`."""
    half = len(rows) // heads // 2
    halves = rows.reshape(heads, half, 2, *rows.shape[1:]).swapaxes(1, 2)
    return np.ascontiguousarray(halves).reshape(rows.shape)
