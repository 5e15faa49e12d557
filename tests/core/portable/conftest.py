"""Tiny language models of the real classes with a tokenizer each, and random adapters for them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn

from core.adapters.files import write_adapter
from core.contract.requests import AdapterMix, MixPart
from core.families.quiet import quiet
from core.families.toy_tokenizer import toy_tokenizer

COMMON: dict[str, Any] = {
    "vocab_size": 264, "hidden_size": 64, "intermediate_size": 96, "num_hidden_layers": 2,
    "num_attention_heads": 4, "num_key_value_heads": 2, "max_position_embeddings": 256,
    "initializer_range": 0.2, "bos_token_id": 1, "eos_token_id": 2, "pad_token_id": 0,
}  # fmt: skip
LLAMA3_ROPE = {
    "rope_type": "llama3", "rope_theta": 10000.0, "factor": 4.0, "low_freq_factor": 1.0,
    "high_freq_factor": 4.0, "original_max_position_embeddings": 64,
}  # fmt: skip
ARCHITECTURES: dict[str, tuple[str, dict[str, Any]]] = {
    "llama": ("LlamaForCausalLM", {"tie_word_embeddings": True}),
    "llama3": ("LlamaForCausalLM", {"rope_parameters": LLAMA3_ROPE, "attention_bias": True}),
    "mistral": ("MistralForCausalLM", {"head_dim": 32, "sliding_window": None}),
    "qwen2": ("Qwen2ForCausalLM", {}),
    "qwen3": ("Qwen3ForCausalLM", {"head_dim": 128, "tie_word_embeddings": True}),
    "gemma": ("GemmaForCausalLM", {"head_dim": 32}),
    "gemma2": ("Gemma2ForCausalLM", {"head_dim": 32, "sliding_window": 8}),
    "gemma3": ("Gemma3ForCausalLM", {"head_dim": 32, "sliding_window": 8}),
    "phi3": ("Phi3ForCausalLM", {"num_key_value_heads": 4, "sliding_window": None}),
}
"""Class and settings by a short name; norms and biases are made uneven, so that a forgotten shift
or order shows."""
MakeModel = Callable[[str], Path]
MakePart = Callable[..., MixPart]


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> MakeModel:
    """tiny_model("qwen2"): a folder, made once a session."""
    home = tmp_path_factory.mktemp("tiny")

    def make(name: str) -> Path:
        import transformers

        folder = home / name
        if folder.is_dir():
            return folder
        kind, settings = ARCHITECTURES[name]
        cls: Any = getattr(transformers, kind)
        with torch.random.fork_rng(devices=[]), quiet():
            torch.manual_seed(len(name))
            model = cls(cls.config_class(**(COMMON | settings)))
            for parameter in model.parameters():
                if parameter.ndim == 1:
                    parameter.data += torch.randn_like(parameter) * 0.1
            model.save_pretrained(folder)
            toy_tokenizer().save_pretrained(folder)
        return folder

    return make


def load(folder: Path, **more: Any) -> Any:
    """A model in float32."""
    from transformers import AutoModelForCausalLM

    with quiet():
        return AutoModelForCausalLM.from_pretrained(
            folder, dtype=torch.float32, local_files_only=True, **more
        ).eval()


def logits(model: Any) -> torch.Tensor:
    """[40, V] log-probabilities of a fixed text."""
    ids = (torch.arange(40) * 37 % 250 + 3)[None]
    with torch.no_grad():
        return torch.as_tensor(model(ids).logits[0].float().log_softmax(-1))


@pytest.fixture
def part(tmp_path: Path) -> MakePart:
    """part(model, seed, strength=1.0): a random adapter of all linear layers, alpha = 2 * rank."""

    def make(
        model: Path,
        seed: int,
        strength: float = 1.0,
        rank: int = 4,
        only: str = "_proj",
        lengths: bool = False,
    ) -> MixPart:
        source = torch.Generator().manual_seed(seed)
        tensors = {}
        for name, module in load(model).named_modules():
            if not isinstance(module, nn.Linear) or only not in name:
                continue
            stem = f"base_model.model.{name}"
            down = torch.randn(rank, module.in_features, generator=source) * 0.1
            up = torch.randn(module.out_features, rank, generator=source) * 0.1
            tensors |= {f"{stem}.lora_A.weight": down, f"{stem}.lora_B.weight": up}
            if lengths:
                whole = module.weight.detach().norm(dim=1)
                noise = torch.rand(len(whole), generator=source)
                tensors[f"{stem}.lora_magnitude_vector"] = whole * (0.8 + 0.4 * noise)
        about = {"signet.family": "causal_lm", "signet.alpha": str(2 * rank)}
        path = tmp_path / f"adapter{seed}"
        return MixPart(
            f"a{seed}", str(path), strength, write_adapter(path, tensors, about, "text"), f"a{seed}"
        )  # fmt: skip

    return make


def mix(*parts: MixPart) -> AdapterMix:
    """A mix of parts."""
    return AdapterMix("mix", parts)
