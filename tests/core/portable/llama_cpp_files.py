"""Tiny models as GGUF files of kinds that Signet reads but does not write.

What is done to the tensors is what llama.cpp's public converters do
(github.com/ggml-org/llama.cpp, convert_hf_to_gguf.py).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import gguf
import numpy as np
import torch

from core.families.quiet import quiet
from core.families.toy_tokenizer import toy_tokenizer
from core.portable.gguf_model import Speech, _write_speech
from core.portable.gguf_vocabulary import read_vocabulary, write_vocabulary

_SHAPE: dict[str, Any] = {
    "vocab_size": 264, "hidden_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4,
    "initializer_range": 0.2, "bos_token_id": 1, "eos_token_id": 2, "pad_token_id": 0,
}  # fmt: skip
_WIDE = {"intermediate_size": 96, "num_key_value_heads": 2, "max_position_embeddings": 256}
KINDS: dict[str, tuple[str, dict[str, Any]]] = {
    "gpt2": ("GPT2LMHeadModel", {
        "vocab_size": 264, "n_embd": 64, "n_layer": 2, "n_head": 4, "n_positions": 128,
        "initializer_range": 0.2, "bos_token_id": 1, "eos_token_id": 2,
    }),
    "starcoder2": ("Starcoder2ForCausalLM", {**_WIDE, "rope_theta": 5000.0}),
    "stablelm": ("StableLmForCausalLM", {**_WIDE, "use_qkv_bias": True, "rope_parameters": {
        "rope_type": "default", "rope_theta": 10000.0, "partial_rotary_factor": 0.25,
    }}),
    "nemotron": ("NemotronForCausalLM", {**_WIDE, "rope_parameters": {
        "rope_type": "default", "rope_theta": 10000.0, "partial_rotary_factor": 0.5,
    }}),
    "bloom": ("BloomForCausalLM", {}),
    "falcon": ("FalconForCausalLM", {"multi_query": True}),
    "qwen2moe": ("Qwen2MoeForCausalLM", {
        **_WIDE, "moe_intermediate_size": 32, "shared_expert_intermediate_size": 48,
        "num_experts": 4, "num_experts_per_tok": 2,
    }),
    "qwen3moe": ("Qwen3MoeForCausalLM", {
        **_WIDE, "moe_intermediate_size": 32, "num_experts": 4, "num_experts_per_tok": 2,
        "head_dim": 32, "norm_topk_prob": True,
    }),
    "mamba": ("MambaForCausalLM", {"state_size": 8, "time_step_rank": 4, "conv_kernel": 4}),
    "lfm2": ("Lfm2ForCausalLM", {
        **_WIDE, "layer_types": ["conv", "full_attention"], "block_auto_adjust_ff_dim": False,
        "conv_L_cache": 3, "tie_word_embeddings": True,
    }),
    "qwen35": ("Qwen3_5ForCausalLM", {
        **_WIDE, "num_hidden_layers": 4, "head_dim": 32, "full_attention_interval": 4,
        "linear_num_key_heads": 4, "linear_num_value_heads": 8, "linear_key_head_dim": 16,
        "linear_value_head_dim": 16, "linear_conv_kernel_dim": 4, "rope_parameters": {
            "rope_type": "default", "rope_theta": 10000.0, "partial_rotary_factor": 0.25,
            "mrope_section": [2, 1, 1], "mrope_interleaved": True,
        },
    }),
}  # fmt: skip
"""Class and settings by the name that the files have for it."""


def tiny(kind: str, folder: Path) -> Any:
    """A random model of the real class, in float32, saved with a tokenizer."""
    import transformers

    cls: Any = getattr(transformers, KINDS[kind][0])
    settings = KINDS[kind][1] if kind == "gpt2" else _SHAPE | KINDS[kind][1]
    with torch.random.fork_rng(devices=[]), quiet():
        torch.manual_seed(len(kind))
        model = cls(cls.config_class(**settings)).float().eval()
        for parameter in model.parameters():
            if parameter.ndim == 1:
                parameter.data += torch.randn_like(parameter) * 0.1
        model.save_pretrained(folder)
        toy_tokenizer().save_pretrained(folder)
    return model


def write(kind: str, model: Any, path: Path) -> Path:
    """The model as llama.cpp keeps it, in float32."""
    writer = gguf.GGUFWriter(path, kind)
    _settings(writer, kind, model.config)
    vocabulary = json.loads(toy_tokenizer().backend_tokenizer.to_str())
    write_vocabulary(writer, read_vocabulary(vocabulary, 264))
    _write_speech(writer, Speech("", False, 1, 2, None, None, 0))
    arch = next(key for key, name in gguf.MODEL_ARCH_NAMES.items() if name == kind)
    names = gguf.get_tensor_name_map(arch, model.config.num_hidden_layers)
    tied = set(model.all_tied_weights_keys or {})
    for name, value in model.state_dict().items():
        if name in tied:
            continue
        for source, rows in _split(name, value.float().numpy()):
            target = _target(names, source)
            change = _CHANGES.get(kind)
            writer.add_tensor(
                target, np.ascontiguousarray(change(target, rows) if change else rows)
            )
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def _target(names: Any, source: str) -> str:
    source = source.replace(".linear_attn.dt_bias", ".linear_attn.dt_proj.bias")
    for one in (source, source.removeprefix("transformer.")):
        if found := names.get_name(one, try_suffixes=(".weight", ".bias")):
            return str(found)
    raise KeyError(source)


def _settings(writer: Any, kind: str, config: Any) -> None:
    heads = getattr(config, "num_attention_heads", 0)
    writer.add_context_length(getattr(config, "max_position_embeddings", 256))
    writer.add_embedding_length(config.hidden_size)
    writer.add_block_count(config.num_hidden_layers)
    writer.add_feed_forward_length(getattr(config, "intermediate_size", 4 * config.hidden_size))
    writer.add_head_count(heads)
    if kind == "mamba":
        writer.add_head_count_kv(0)
        writer.add_ssm_conv_kernel(config.conv_kernel)
        writer.add_ssm_state_size(config.state_size)
        writer.add_ssm_time_step_rank(config.time_step_rank)
        writer.add_ssm_inner_size(config.intermediate_size)
        writer.add_layer_norm_rms_eps(config.layer_norm_epsilon)
        return
    groups = 1 if kind == "falcon" else getattr(config, "num_key_value_heads", heads)
    if kind == "lfm2":
        groups = [0 if one == "conv" else groups for one in config.layer_types]
        writer.add_shortconv_l_cache(config.conv_L_cache)
    writer.add_head_count_kv(groups)
    size = getattr(config, "head_dim", None) or config.hidden_size // heads
    writer.add_key_length(size)
    if hasattr(config, "rms_norm_eps") or kind == "lfm2":
        writer.add_layer_norm_rms_eps(getattr(config, "rms_norm_eps", 0) or config.norm_eps)
    else:
        names = ("layer_norm_epsilon", "layer_norm_eps", "norm_epsilon", "norm_eps")
        eps = next(getattr(config, name) for name in names if hasattr(config, name))
        writer.add_layer_norm_eps(eps)
        writer.add_layer_norm_rms_eps(eps)
    rope = getattr(config, "rope_parameters", None)
    if rope and kind not in ("bloom",):
        writer.add_rope_freq_base(float(rope["rope_theta"]))
        writer.add_rope_dimension_count(int(size * rope.get("partial_rotary_factor", 1.0)))
    if kind == "qwen35":
        values = config.linear_num_value_heads
        writer.add_rope_dimension_sections([*rope["mrope_section"], 0])
        writer.add_ssm_conv_kernel(config.linear_conv_kernel_dim)
        writer.add_ssm_state_size(config.linear_key_head_dim)
        writer.add_ssm_group_count(config.linear_num_key_heads)
        writer.add_ssm_time_step_rank(values)
        writer.add_ssm_inner_size(config.linear_value_head_dim * values)
        writer.add_full_attention_interval(4)
    if "moe" in kind:
        writer.add_expert_count(config.num_experts)
        writer.add_expert_used_count(config.num_experts_per_tok)
        writer.add_expert_feed_forward_length(config.moe_intermediate_size)
        if kind == "qwen2moe":
            writer.add_expert_shared_feed_forward_length(config.shared_expert_intermediate_size)


def _split(name: str, rows: Any) -> list[tuple[str, Any]]:
    """Experts are two tensors there that are one here."""
    if name.endswith("experts.gate_up_proj"):
        stem, half = name.removesuffix("gate_up_proj"), rows.shape[1] // 2
        return [
            (stem + "gate_proj.weight", rows[:, :half]),
            (stem + "up_proj.weight", rows[:, half:]),
        ]
    if name.endswith("experts.down_proj"):
        return [(name + ".weight", rows)]
    return [(name, rows)]


def _gpt2(target: str, rows: Any) -> Any:
    turned = ("attn_qkv.weight", "ffn_down.weight", "ffn_up.weight", "attn_output.weight")
    return rows.T if target.endswith(turned) else rows


def _bloom(target: str, rows: Any) -> Any:
    if "attn_qkv" not in target:
        return rows
    grouped = rows.reshape(4, 3, 16, *rows.shape[1:])
    return np.concatenate([grouped[:, one].reshape(64, *rows.shape[1:]) for one in range(3)])


def _mamba(target: str, rows: Any) -> Any:
    if target.endswith("ssm_conv1d.weight"):
        return rows.squeeze()
    return -np.exp(rows) if target.endswith("ssm_a") else rows


def _squeezed(target: str, rows: Any) -> Any:
    flat = ("shortconv.conv.weight", "ffn_gate_inp_shexp.weight")
    return rows.squeeze() if target.endswith(flat) else rows


def _qwen35(target: str, rows: Any) -> Any:
    """Norms count from 1, but for one; heads of values are tiled and not grouped by those of keys
    (4 of two each, 16 numbers a head; before them come 64 rows of queries and 64 of keys)."""
    own = target.removesuffix(".weight").rpartition(".")[2]
    if own.endswith("_norm") and own != "ssm_norm":
        return rows + 1
    if own == "ssm_a":
        rows = -np.exp(rows)
    if own in ("ssm_alpha", "ssm_beta", "ssm_a") or target.endswith("ssm_dt.bias"):
        return _tiled(rows, 1)
    if own == "attn_gate":
        return _tiled(rows, 16)
    if own in ("attn_qkv", "ssm_conv1d") and len(rows) == 256:
        rows = rows.squeeze()
        return np.concatenate([rows[:128], _tiled(rows[128:], 16)])
    return _tiled(rows.T, 16).T if own == "ssm_out" else rows


def _tiled(rows: Any, size: int) -> Any:
    grouped = rows.reshape(4, 2, size, *rows.shape[1:])
    return grouped.swapaxes(0, 1).reshape(rows.shape)


_CHANGES: dict[str, Callable[[str, Any], Any]] = {
    "gpt2": _gpt2,
    "bloom": _bloom,
    "nemotron": lambda target, rows: rows + 1 if target.endswith("norm.weight") else rows,
    "lfm2": _squeezed,
    "mamba": _mamba,
    "qwen35": _qwen35,
    "qwen2moe": _squeezed,
}
