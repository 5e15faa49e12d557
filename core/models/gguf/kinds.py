"""Which kinds of language model are read from GGUF files. Standard library only."""

from __future__ import annotations

WHOLE = ("lfm2", "qwen35", "qwen35moe")
"""Kinds whose weights only transformers' own loader can put right, all at once."""
STREAMED = {
    "llama": "llama", "mistral": "mistral", "qwen2": "qwen2", "qwen2moe": "qwen2_moe",
    "qwen3": "qwen3", "qwen3moe": "qwen3_moe", "gemma": "gemma", "gemma2": "gemma2",
    "gemma3": "gemma3_text", "phi3": "phi3", "falcon": "falcon", "bloom": "bloom",
    "stablelm": "stablelm", "gpt2": "gpt2", "starcoder2": "starcoder2", "mamba": "mamba",
    "nemotron": "nemotron",
}  # fmt: skip
"""transformers' `model_type` by `general.architecture`."""
KINDS = frozenset({*WHOLE, *STREAMED})
SHOWN = "Llama, Mistral, Qwen, Gemma, Phi, Falcon, StarCoder, LFM2"
"""What people call the most common ones."""
