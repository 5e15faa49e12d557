"""A model's settings (`config.json`) from what its GGUF file says. Runs in the child process.

transformers knows the names of most settings but drops how positions are stretched, the length of
heads of some kinds, and whether layers have biases; those are read here, so that the model answers
as the one the file was made of. What llama.cpp holds in its code instead of the file (Gemma's scale
of attention) is taken from there: github.com/ggml-org/llama.cpp, `src/llama-model.cpp`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from core.adapters.low_rank import FloatArray
from core.families.rotary import rope_factors
from core.models.gguf.kinds import STREAMED

_NAMES = {"qwen2moe": "qwen2_moe", "qwen3moe": "qwen3_moe", "gemma": "gemma2"}
"""What transformers' table calls them."""
_HEADS_SAID = ("llama", "mistral", "qwen3", "qwen3moe", "gemma", "gemma2", "gemma3", "nemotron")
"""Kinds whose heads may be of another length than hidden size / heads."""
_PARTLY_TURNED = ("phi3", "stablelm", "nemotron")
_LARGE_GEMMA = {"gemma2": 46, "gemma3": 62}
"""Layers of the 27B ones, whose attention is scaled by another length than the head's."""
_CANDIDATES = (
    (8.0, 1.0, 4.0, 8192), (32.0, 1.0, 4.0, 8192), (16.0, 1.0, 1.0, 8192), (4.0, 1.0, 4.0, 8192),
)  # fmt: skip
"""(factor, low, high, original length) of Llama 3.1, 3.2, 4 and common relatives."""
_CLOSE = 1e-4


class Said:
    """What one file says, under the names of its own architecture."""

    def __init__(self, metadata: Mapping[str, Any], shapes: Mapping[str, tuple[int, ...]]) -> None:
        """`shapes` are those of all tensors by their names in the file."""
        self.metadata, self.shapes = metadata, shapes
        self.architecture = str(metadata["general.architecture"])

    def get(self, key: str, default: Any = None) -> Any:
        """A setting of the architecture."""
        return self.metadata.get(f"{self.architecture}.{key}", default)

    def has(self, ending: str) -> bool:
        """Whether the first block has a tensor of this name."""
        return f"blk.0.{ending}" in self.shapes

    @property
    def vocabulary(self) -> int:
        """Rows of the embedding."""
        return self.shapes["token_embd.weight"][0]

    @property
    def head(self) -> int:
        """Numbers of one head."""
        heads = int(self.get("attention.head_count", 1))
        return int(self.get("attention.key_length", self.get("embedding_length") // heads))


def make_config(said: Said, factors: Mapping[str, FloatArray]) -> Any:
    """The settings as an object of transformers.

    Args:
        factors: tensors of the file that say how positions are stretched, by their names.
    """
    from transformers import AutoConfig

    found = _mapped(said)
    found |= {
        "vocab_size": said.vocabulary,
        "tie_word_embeddings": "output.weight" not in said.shapes,
        **_tokens(said.metadata),
        **_own(said),
    }
    if said.get("rope.freq_base") is not None or said.architecture in _PARTLY_TURNED:
        found.pop("rope_theta", None)
        found["rope_parameters"] = _positions(said, factors)
    found = {
        name: value
        for name, value in found.items()
        if value is not None or name.endswith("_token_id")
    }
    return AutoConfig.for_model(STREAMED[said.architecture], **found)


def _mapped(said: Said) -> dict[str, Any]:
    from transformers.integrations.ggml import GGUF_CONFIG_DEFAULTS_MAPPING, GGUF_CONFIG_MAPPING

    table = _NAMES.get(said.architecture, said.architecture)
    found = dict(GGUF_CONFIG_DEFAULTS_MAPPING.get(table, {}))
    for key, name in GGUF_CONFIG_MAPPING[table].items():
        if name and said.get(key) is not None:
            found[name] = said.get(key)
    return found


def _tokens(metadata: Mapping[str, Any]) -> dict[str, int | None]:
    return {
        name: metadata.get(f"tokenizer.ggml.{key}")
        for name, key in (
            ("bos_token_id", "bos_token_id"), ("eos_token_id", "eos_token_id"),
            ("pad_token_id", "padding_token_id"),
        )
    }  # fmt: skip


def _own(said: Said) -> dict[str, Any]:
    """What one kind has and others have not."""
    kind = said.architecture
    own: dict[str, Any] = {"head_dim": said.head} if kind in _HEADS_SAID else {}
    more = {
        "llama": _llama, "mistral": _llama, "gemma2": _gemma, "gemma3": _gemma, "phi3": _phi,
        "qwen2moe": _experts, "qwen3moe": _experts, "gpt2": _gpt2, "stablelm": _stablelm,
        "falcon": _falcon, "mamba": _mamba,
    }.get(kind)  # fmt: skip
    return own | (more(said) if more is not None else {})


def _llama(said: Said) -> dict[str, Any]:
    return {"attention_bias": said.has("attn_q.bias"), "mlp_bias": said.has("ffn_up.bias")}


def _gemma(said: Said) -> dict[str, Any]:
    large = said.get("block_count") == _LARGE_GEMMA[said.architecture]
    wide = said.get("embedding_length") // said.get("attention.head_count")
    own = {
        "query_pre_attn_scalar": wide if large else said.head,
        "final_logit_softcapping": said.get("final_logit_softcapping"),
    }
    if said.architecture == "gemma2":
        own["attn_logit_softcapping"] = said.get("attn_logit_softcapping")
    return own


def _phi(said: Said) -> dict[str, Any]:
    before = said.get("rope.scaling.original_context_length") or said.get("context_length")
    return {
        "sliding_window": said.get("attention.sliding_window") or None,
        "original_max_position_embeddings": before,
    }


def _experts(said: Said) -> dict[str, Any]:
    return {
        "moe_intermediate_size": said.get("expert_feed_forward_length"),
        "shared_expert_intermediate_size": said.get("expert_shared_feed_forward_length"),
    }


def _gpt2(said: Said) -> dict[str, Any]:
    return {
        "n_positions": said.get("context_length"), "n_inner": said.get("feed_forward_length")
    }  # fmt: skip


def _stablelm(said: Said) -> dict[str, Any]:
    return {
        "use_qkv_bias": said.has("attn_q.bias"),
        "use_parallel_residual": not said.has("ffn_norm.weight"),
    }


def _falcon(said: Said) -> dict[str, Any]:
    """Of the 7B kind: one head of keys and values for all, whose rows llama.cpp leaves alone."""
    if int(said.get("attention.head_count_kv", 1)) != 1:
        raise KeyError("falcon with several heads of keys and values")
    return {"multi_query": True, "new_decoder_architecture": False, "bias": False}


def _mamba(said: Said) -> dict[str, Any]:
    return {"expand": said.get("ssm.inner_size") // said.get("embedding_length")}


# --- positions --------------------------------------------------------------------------------


def _positions(said: Said, factors: Mapping[str, FloatArray]) -> dict[str, Any]:
    plain = _turning(said, factors)
    if said.architecture != "gemma3":
        return plain
    local = {"rope_type": "default", "rope_theta": float(said.get("rope.freq_base_swa", 10_000.0))}
    return {"full_attention": plain, "sliding_attention": local}


def _turning(said: Said, factors: Mapping[str, FloatArray]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "rope_type": "default",
        "rope_theta": float(said.get("rope.freq_base", 10_000.0)),
    }
    if said.architecture in _PARTLY_TURNED:
        turned = int(said.get("rope.dimension_count", said.head))
        found["partial_rotary_factor"] = turned / said.head
    if "rope_factors_long.weight" in factors:
        return found | _long(said, factors)
    if "rope_freqs.weight" in factors:
        return found | _stretched(said, found, factors["rope_freqs.weight"])
    kind, factor = said.get("rope.scaling.type"), said.get("rope.scaling.factor")
    if kind is None and said.get("rope.scale_linear"):
        kind, factor = "linear", said.get("rope.scale_linear")
    if kind in ("linear", "yarn") and factor:
        found |= {"rope_type": kind, "factor": float(factor)}
    if kind == "yarn" and (before := said.get("rope.scaling.original_context_length")):
        found["original_max_position_embeddings"] = int(before)
    return found


def _long(said: Said, factors: Mapping[str, FloatArray]) -> dict[str, Any]:
    before = said.get("rope.scaling.original_context_length") or said.get("context_length")
    found = {
        "rope_type": "longrope",
        "long_factor": _floats(factors["rope_factors_long.weight"]),
        "short_factor": _floats(factors["rope_factors_short.weight"]),
        "original_max_position_embeddings": int(before),
    }
    if (scale := said.get("rope.scaling.attn_factor")) is not None:
        found["attention_factor"] = float(scale)
    return found


def _stretched(said: Said, plain: dict[str, Any], factors: FloatArray) -> dict[str, Any]:
    """Llama 3's way, found by trying its usual numbers; else each frequency's own divisor."""
    for factor, low, high, before in (*_CANDIDATES, *_guessed(said, plain, factors)):
        tried = {
            "rope_type": "llama3", "factor": factor, "low_freq_factor": low,
            "high_freq_factor": high, "original_max_position_embeddings": before,
        }  # fmt: skip
        with np.errstate(all="ignore"):
            made = rope_factors({"head_dim": said.head, "rope_parameters": plain | tried})
        if made is None or made.shape != factors.shape:
            continue
        if np.allclose(made, factors, rtol=_CLOSE, atol=0):
            return tried
    return {
        "rope_type": "longrope", "long_factor": _floats(factors), "attention_factor": 1.0,
        "short_factor": _floats(factors),
        "original_max_position_embeddings": int(said.get("context_length")),
    }  # fmt: skip


def _guessed(
    said: Said, plain: dict[str, Any], factors: FloatArray
) -> list[tuple[float, float, float, int]]:
    """Llama 3's usual numbers with the file's own largest divisor and powers of two as length."""
    largest = round(float(factors.max()), 3)
    longest = int(math.log2(max(2, int(said.get("context_length", 2)))))
    return [(largest, 1.0, 4.0, 1 << power) for power in range(4, longest + 1)]


def _floats(values: FloatArray) -> list[float]:
    return [float(one) for one in values.reshape(-1)]
