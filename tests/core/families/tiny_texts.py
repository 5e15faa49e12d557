"""Tiny language models of the real classes, with random weights, one of each architecture."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
import transformers

from core.families.quiet import quiet
from core.families.toy_tokenizer import toy_tokenizer

_SIZE: dict[str, Any] = {
    "vocab_size": 259, "hidden_size": 32, "intermediate_size": 48, "num_hidden_layers": 2,
    "num_attention_heads": 4, "num_key_value_heads": 2, "max_position_embeddings": 256,
    "bos_token_id": 1, "eos_token_id": 2, "pad_token_id": 0,
}  # fmt: skip
_ATTENTION = ["sliding_attention", "full_attention"]
_GPT2 = {
    "vocab_size": 259, "n_embd": 32, "n_layer": 2, "n_head": 4, "n_positions": 256,
    "bos_token_id": 1, "eos_token_id": 2, "pad_token_id": 0,
}  # fmt: skip
MODELS: dict[str, tuple[str, dict[str, Any]]] = {
    "llama": ("Llama", _SIZE),
    "mistral": ("Mistral", {**_SIZE, "sliding_window": 24}),
    "qwen2": ("Qwen2", {**_SIZE, "tie_word_embeddings": True}),
    "qwen3": ("Qwen3", {**_SIZE, "head_dim": 8}),
    "gemma2": (
        "Gemma2",
        {**_SIZE, "head_dim": 8, "sliding_window": 24, "query_pre_attn_scalar": 8},
    ),
    "gemma3_text": (
        "Gemma3",
        {**_SIZE, "head_dim": 8, "sliding_window": 24, "layer_types": _ATTENTION},
    ),
    "phi3": ("Phi3", _SIZE),
    "smollm3": ("SmolLM3", _SIZE),
    "gpt_neox": ("GPTNeoX", _SIZE),
    "gpt2": ("GPT2", _GPT2),
    "falcon": ("Falcon", {**_SIZE, "new_decoder_architecture": True, "num_kv_heads": 2}),
    "olmo2": ("Olmo2", _SIZE),
    "stablelm": ("StableLm", _SIZE),
    "cohere": ("Cohere", {**_SIZE, "logit_scale": 0.25}),
    "granite": ("Granite", {**_SIZE, "logits_scaling": 4.0}),
    "opt": ("OPT", {**_SIZE, "ffn_dim": 48, "word_embed_proj_dim": 32}),
    "starcoder2": ("Starcoder2", {**_SIZE, "sliding_window": 24}),
    "mixtral": ("Mixtral", {**_SIZE, "num_local_experts": 2, "num_experts_per_tok": 1}),
    "bloom": ("Bloom", {**_SIZE, "n_layer": 2, "n_head": 4}),
    "mamba": ("Mamba", {**_SIZE, "state_size": 4}),
    "qwen3_next": (
        "Qwen3Next",
        {
            **_SIZE, "head_dim": 8, "layer_types": ["linear_attention", "full_attention"],
            "linear_key_head_dim": 8, "linear_value_head_dim": 8, "linear_num_key_heads": 2,
            "linear_num_value_heads": 4, "num_experts": 2, "num_experts_per_tok": 1,
            "moe_intermediate_size": 16, "shared_expert_intermediate_size": 16,
            "decoder_sparse_step": 1,
        },
    ),
}  # fmt: skip


def build(name: str, folder: Path, *, chat: bool = True) -> Path:
    """A model's folder with the toy tokenizer; without a chat template it is a base model."""
    start, settings = MODELS[name]
    ending = "LMHeadModel" if name == "gpt2" else "ForCausalLM"
    config = getattr(transformers, "Gemma3TextConfig" if start == "Gemma3" else f"{start}Config")
    with torch.random.fork_rng(devices=[]), quiet():
        torch.manual_seed(0)
        model = getattr(transformers, start + ending)(config(**settings))
        for value in model.parameters():  # classes begin with weights too small to tell apart
            if value.dim() > 1:
                value.data.mul_(4.0)
        model.save_pretrained(folder)
        tokenizer = toy_tokenizer()
        if not chat:
            tokenizer.chat_template = None
        tokenizer.save_pretrained(folder)
    return folder
