"""Whole models and adapters for other programs: what is read back by the libraries of those
programs' formats says what base and adapters say."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from core.contract.requests import AdapterMix
from core.errors import KnownError
from core.families.quiet import quiet
from core.generation.shelf import AdapterShelf
from core.portable.adapter_folder import write_peft
from core.portable.base_weights import BaseWeights, ChangedWeights
from core.portable.blend import WIDEST, Blend, read_blend, require_plain
from core.portable.gguf_adapter import write_gguf_adapter
from core.portable.gguf_layouts import layout_of
from core.portable.gguf_model import About, Grain, Speech, write_gguf
from core.portable.gguf_reading import GgufWeights, read_gguf_adapter
from core.portable.gguf_vocabulary import read_vocabulary
from core.portable.model_folder import stored_bytes, write_model
from tests.core.portable.conftest import (
    ARCHITECTURES,
    MakeModel,
    MakePart,
    load,
    logits,
    mix,
)

ABOUT = About("Olive voice", "Tiny", "Apache-2.0")
LOADED_BY_TRANSFORMERS = sorted(set(ARCHITECTURES) - {"gemma", "llama3", "phi3"})
"""Its loader of GGUF files knows neither the first Gemma nor Llama 3's frequencies and biases, and
takes Phi-3's padding for granted, which a tiny vocabulary does not have."""


def no_tick(_: int) -> None:
    """Nobody watches."""


def compared(model: Path, wanted: AdapterMix) -> torch.Tensor:
    """The yardstick: the base with the adapters as Compare puts them on."""
    network = load(model)
    shelf = AdapterShelf(network, "causal_lm", "")
    names = shelf.fetch([wanted])
    shelf.set_mix({names[one.path]: one.strength for one in wanted.parts})
    return logits(network)


def written_gguf(model: Path, blend: Blend, path: Path, grain: Grain = "f16") -> Path:
    tokenizer = json.loads((model / "tokenizer.json").read_text("utf-8"))
    _, config = layout_of(model)
    vocabulary = read_vocabulary(tokenizer, config["vocab_size"])
    weights = ChangedWeights(BaseWeights(model), blend)
    write_gguf(weights, path, grain, vocabulary, Speech("", False, 1, 2), ABOUT, no_tick)
    return path


@pytest.mark.parametrize("name", sorted(ARCHITECTURES))
def test_a_whole_folder_says_what_the_adapters_say(
    tiny_model: MakeModel, part: MakePart, tmp_path: Path, name: str
) -> None:
    model = tiny_model(name)
    wanted = mix(part(model, 1, 0.7), part(model, 2, 1.2, rank=2))
    out = tmp_path / "out"
    out.mkdir()
    weights = ChangedWeights(BaseWeights(model), read_blend(wanted))
    write_model(weights, out, "", no_tick)
    expected = compared(model, wanted)
    assert (expected - logits(load(model))).abs().max() > 0.1
    assert (logits(load(out)) - expected).abs().max() < 1e-3


@pytest.mark.parametrize("name", LOADED_BY_TRANSFORMERS)
def test_a_gguf_file_read_by_transformers_says_what_the_adapters_say(
    tiny_model: MakeModel, part: MakePart, tmp_path: Path, name: str
) -> None:
    from transformers import GgufConfig

    model = tiny_model(name)
    wanted = mix(part(model, 1, 0.7), part(model, 2, 1.2, rank=2))
    file = written_gguf(model, read_blend(wanted), tmp_path / "model.gguf")
    again = load(tmp_path, gguf_file=file.name, quantization_config=GgufConfig(dequantize=True))
    assert (logits(again) - compared(model, wanted)).abs().mean() < 1e-2


@pytest.mark.parametrize("name", sorted(ARCHITECTURES))
def test_every_tensor_comes_back_from_gguf(
    tiny_model: MakeModel, part: MakePart, tmp_path: Path, name: str
) -> None:
    model = tiny_model(name)
    blend = read_blend(mix(part(model, 1)))
    weights = ChangedWeights(BaseWeights(model), blend)
    half = GgufWeights(written_gguf(model, blend, tmp_path / "f16.gguf"), model)
    eighth = GgufWeights(written_gguf(model, blend, tmp_path / "q8.gguf", "q8_0"), model)
    for tensor in weights:
        if tensor not in half:
            assert tensor == "lm_head.weight"
            continue
        own = np.concatenate(list(weights.chunks(tensor))).reshape(weights.info(tensor).shape)
        assert np.abs(half.read(tensor) - own).max() <= np.abs(own).max() * 2**-11 + 1e-7, tensor
        if own.ndim == 2:
            assert np.abs(eighth.read(tensor) - own).max() <= np.abs(own).max() / 240, tensor


@pytest.mark.parametrize("name", sorted(ARCHITECTURES))
def test_an_adapter_for_llama_cpp_is_the_same_change(
    tiny_model: MakeModel, part: MakePart, tmp_path: Path, name: str
) -> None:
    model = tiny_model(name)
    only = "qkv_proj" if name == "phi3" else "q_proj"
    blend = read_blend(mix(part(model, 1, 0.5), part(model, 2, 1.0, rank=3, only=only)))
    write_gguf_adapter(blend, model, tmp_path / "adapter.gguf", ABOUT)
    layers = read_gguf_adapter(tmp_path / "adapter.gguf", model)
    assert set(layers) == set(blend.modules)
    for module, layer in layers.items():
        np.testing.assert_allclose(layer.dense(), blend.products(module).dense(), atol=2e-6)


def test_the_gguf_adapter_is_laid_out_as_llama_cpp_expects(
    tiny_model: MakeModel, part: MakePart, tmp_path: Path
) -> None:
    import gguf

    model = tiny_model("llama")
    blend = read_blend(mix(part(model, 1)))
    write_gguf_adapter(blend, model, tmp_path / "adapter.gguf", ABOUT)
    reader: Any = gguf.GGUFReader(tmp_path / "adapter.gguf")
    told = {key: reader.get_field(key).contents() for key in (
        "general.type", "general.architecture", "adapter.type", "adapter.lora.alpha",
    )}  # fmt: skip
    assert told == {
        "general.type": "adapter", "general.architecture": "llama", "adapter.type": "lora",
        "adapter.lora.alpha": 4.0,
    }  # fmt: skip
    shapes = {one.name: tuple(int(size) for size in one.shape) for one in reader.tensors}
    assert shapes["blk.1.attn_k.weight.lora_a"] == (64, 4)
    assert shapes["blk.1.attn_k.weight.lora_b"] == (4, 32)


def test_a_mix_as_one_peft_folder_is_exact(
    tiny_model: MakeModel, part: MakePart, tmp_path: Path
) -> None:
    from peft import PeftModel

    model = tiny_model("qwen2")
    wanted = mix(part(model, 1, 0.7), part(model, 2, 1.2, rank=2), part(model, 3, 0.4, only="q_pr"))
    ranks = write_peft(read_blend(wanted), tmp_path / "one", {"signet.family": "causal_lm"})
    assert set(ranks.values()) == {6, 10}
    with quiet():
        again = PeftModel.from_pretrained(load(model), str(tmp_path / "one"))
    assert (logits(again) - compared(model, wanted)).abs().max() < 1e-4


def test_dora_keeps_its_lengths_in_a_whole_model_and_is_refused_as_a_mix(
    tiny_model: MakeModel, part: MakePart, tmp_path: Path
) -> None:
    model = tiny_model("qwen2")
    wanted = mix(part(model, 1, 0.6, lengths=True), part(model, 2, 1.0))
    blend = read_blend(wanted)
    out = tmp_path / "out"
    out.mkdir()
    write_model(ChangedWeights(BaseWeights(model), blend), out, "", no_tick)
    assert (logits(load(out)) - compared(model, wanted)).abs().max() < 1e-3
    with pytest.raises(KnownError, match="DoRA"):
        require_plain(blend)


def test_a_mix_wider_than_servers_take_is_refused(tiny_model: MakeModel, part: MakePart) -> None:
    model = tiny_model("qwen2")
    wide = [part(model, seed, rank=WIDEST // 2 + 1, only="layers.0.mlp.up") for seed in (1, 2)]
    with pytest.raises(KnownError, match="514"):
        require_plain(read_blend(mix(*wide)))


def test_large_models_are_split_and_numbers_rounded_once(
    tiny_model: MakeModel, part: MakePart, tmp_path: Path
) -> None:
    model = tiny_model("qwen3")
    weights = ChangedWeights(BaseWeights(model), read_blend(mix(part(model, 1))))
    out = tmp_path / "out"
    out.mkdir()
    told: list[int] = []
    files = write_model(weights, out, "bf16", told.append, shard=60_000)
    assert sum(told) == stored_bytes(weights, "bf16")
    listed = json.loads((out / "model.safetensors.index.json").read_text("utf-8"))["weight_map"]
    assert set(listed) == set(weights)
    assert len(set(listed.values())) > 2
    assert set(listed.values()) <= set(files)
    assert json.loads((out / "config.json").read_text("utf-8"))["dtype"] == "bfloat16"
    for name, file in listed.items():
        exact = np.concatenate(list(weights.chunks(name))).reshape(weights.info(name).shape)
        stored = load_file(out / file)[name]
        assert torch.equal(stored, torch.from_numpy(exact).to(torch.bfloat16)), name
    assert logits(load(out)).isfinite().all()


def test_a_head_that_was_the_embedding_becomes_its_own(
    tiny_model: MakeModel, part: MakePart, tmp_path: Path
) -> None:
    model = tiny_model("qwen3")
    assert "lm_head.weight" not in BaseWeights(model)
    weights = ChangedWeights(BaseWeights(model), read_blend(mix(part(model, 1, only="lm_head"))))
    out = tmp_path / "out"
    out.mkdir()
    write_model(weights, out, "", no_tick)
    again = load(out)
    assert not torch.equal(again.lm_head.weight, again.model.embed_tokens.weight)
    assert torch.equal(again.model.embed_tokens.weight, load(model).model.embed_tokens.weight)


def test_weights_that_are_stored_twice_are_read_once(tiny_model: MakeModel, tmp_path: Path) -> None:
    folder = tmp_path / "twice"
    shutil.copytree(tiny_model("mistral"), folder)
    shutil.copyfile(folder / "model.safetensors", folder / "consolidated.safetensors")
    assert len(list(BaseWeights(folder))) == len(list(BaseWeights(tiny_model("mistral"))))


@pytest.mark.parametrize(
    ("change", "detail"),
    [
        ({"model_type": "falcon"}, "falcon"),
        ({"num_local_experts": 8}, "llama"),
        ({"rope_parameters": {"rope_type": "longrope", "rope_theta": 1e4}}, "longrope"),
    ],
)
def test_what_llama_cpp_would_compute_otherwise_is_refused(
    tiny_model: MakeModel, tmp_path: Path, change: dict[str, Any], detail: str
) -> None:
    config = json.loads((tiny_model("llama") / "config.json").read_text("utf-8"))
    (tmp_path / "config.json").write_text(json.dumps(config | change), "utf-8")
    with pytest.raises(KnownError, match="cannot be handed out for Ollama") as caught:
        layout_of(tmp_path)
    assert detail in caught.value.detail
    assert "Qwen3" in caught.value.hint
