"""Fused pieces of language models compute what transformers' own do, and strangers keep theirs."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
import torch

from core.families.causal_lm import FAMILY
from core.families.held.host_embedding import HostEmbedding, keep_embedding_on_host
from core.training.lean_text import make_text_lean
from tests.core.families.tiny_texts import build

IDS = torch.arange(3, 35).view(2, 16)
FUSED = {"llama": 2 * 2 + 1 + 2, "qwen3": 4 * 2 + 1 + 2, "phi3": 2 * 2 + 1, "gemma2": 0, "gpt2": 0}


@pytest.mark.parametrize("name", FUSED)
def test_a_model_of_fused_pieces_is_the_same_model(name: str, tmp_path: Path) -> None:
    plain, _ = FAMILY.load(build(name, tmp_path), "cpu", "fp32")
    lean: Any = copy.deepcopy(plain)
    assert make_text_lean(lean) == FUSED[name]
    seen = []
    for network in (plain, lean):
        rows = plain.get_input_embeddings()(IDS).detach().requires_grad_()
        logits = network(inputs_embeds=rows).logits
        logits.square().mean().backward()
        assert rows.grad is not None
        seen.append((logits.detach(), rows.grad))
    torch.testing.assert_close(seen[1], seen[0], rtol=1e-5, atol=1e-6)


def test_what_only_looks_like_a_norm_is_left(tmp_path: Path) -> None:
    network, _ = FAMILY.load(build("llama", tmp_path), "cpu", "fp32")

    class OddRMSNorm(type(network.model.norm)):  # type: ignore[misc]
        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return super().forward(x) * 1.1  # type: ignore[no-any-return]

    network.model.norm.__class__ = OddRMSNorm
    assert make_text_lean(network) == FUSED["llama"] - 1


def test_an_embedding_may_stay_in_the_computers_memory(tmp_path: Path) -> None:
    tied, _ = FAMILY.load(build("qwen2", tmp_path / "tied"), "cpu", "fp32")
    assert keep_embedding_on_host(tied) is None
    for name in ("llama", "gemma3_text"):  # the second one scales its rows
        network, _ = FAMILY.load(build(name, tmp_path / name), "cpu", "fp32")
        if network.get_input_embeddings().weight is network.get_output_embeddings().weight:
            network.get_output_embeddings().weight = torch.nn.Parameter(
                network.get_output_embeddings().weight.clone(), requires_grad=False
            )
        wanted = network(IDS).logits
        held = keep_embedding_on_host(network)
        assert isinstance(held, HostEmbedding)
        assert torch.equal(network(IDS).logits, wanted)
        assert torch.equal(network(inputs_embeds=held(IDS)).logits, wanted)
        assert network.generate(IDS[:1], max_new_tokens=3, pad_token_id=0).shape[1] == 19
