"""Quantised networks are close to the plain ones and teach an adapter almost the same."""

from __future__ import annotations

import importlib
import shutil
from pathlib import Path
from typing import Any

import pytest
import torch
from peft import LoraConfig
from safetensors.torch import load_file, save_file
from torch import nn

from core.errors import KnownError
from core.families import all_families, image_family
from core.families.flux1 import FAMILY
from core.families.held.product_check import apart_in_8_bits
from core.families.held.quantised import (
    QuantisedLinear,
    in_blocks,
    load_quantised,
    multiplies_codes,
    quantise_layers,
    require,
)
from core.families.needs import nf4_is_here
from core.training.lean_layers import make_lean
from core.training.recomputing import computed_twice
from core.training.weights import AdapterWeights, linear_names

NF4 = pytest.mark.skipif(not nf4_is_here(), reason="needs bitsandbytes")
BOTH = pytest.mark.parametrize("precision", ["int8", pytest.param("nf4", marks=NF4)])
IMAGE_FAMILIES = [name for name, kin in all_families().items() if kin.card.kind == "image"]
ERROR = {"int8": 0.01, "nf4": 0.12}
"""Relative error of a matrix of normal numbers: 1/127 of 4.5 sigma is the step of 8 bits; QLoRA's
4 bits lose some 9 %."""


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return FAMILY.tiny(tmp_path_factory.mktemp("flux1"))


def layer(precision: str, dtype: torch.dtype = torch.float32) -> tuple[Any, Any]:
    """(plain, quantised) with the same values."""
    torch.manual_seed(3)
    plain = nn.Linear(96, 80, dtype=dtype).requires_grad_(False)
    quantised = QuantisedLinear(96, 80, True, precision, dtype)
    quantised.take(plain.weight)
    quantised.bias = plain.bias
    return plain, quantised


@BOTH
@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_a_layer_computes_with_what_it_holds(precision: str, dtype: torch.dtype) -> None:
    plain, quantised = layer(precision, dtype)
    dense = quantised.dense()
    assert dense.dtype == dtype
    assert dense.shape == plain.weight.shape
    distance = (dense.float() - plain.weight.float()).norm() / plain.weight.float().norm()
    assert 1e-4 < float(distance) < ERROR[precision]
    x = torch.randn(2, 5, 96, dtype=dtype, requires_grad=True)
    expected = nn.functional.linear(x, dense, plain.bias)
    upper = torch.randn_like(expected)
    (wanted,) = torch.autograd.grad(expected, x, upper)
    made = quantised(x)
    (found,) = torch.autograd.grad(made, x, upper)
    assert torch.equal(made, expected)
    torch.testing.assert_close(found, wanted)


@BOTH
def test_a_layer_takes_the_bytes_it_promises(precision: str) -> None:
    quantised = QuantisedLinear(1024, 1024, False, precision, torch.bfloat16)
    quantised.take(torch.randn(1024, 1024))
    held = sum(value.nbytes for value in [*quantised.parameters(), *quantised.buffers()])
    assert held * 8 / 1024**2 < {"int8": 8.1, "nf4": 4.2}[precision]


@BOTH
def test_only_the_blocks_are_quantised(precision: str, model: Path) -> None:
    plain = FAMILY.load_denoiser(model, "cpu", torch.float32)
    network = load_quantised(model / "transformer", "cpu", torch.float32, precision)
    changed = {n for n, m in network.named_modules() if isinstance(m, QuantisedLinear)}
    linear = {n for n, m in plain.named_modules() if isinstance(m, nn.Linear)}
    assert changed == {name for name in linear if "transformer_blocks" in name}
    assert linear - changed >= {"x_embedder", "proj_out", "context_embedder"}
    for name, value in plain.named_parameters():
        kept = network.get_parameter(name)
        assert not kept.requires_grad
        if name.removesuffix(".weight") in changed and name.endswith(".weight"):
            owner: Any = network.get_submodule(name.removesuffix(".weight"))
            assert (owner.dense() - value).norm() <= ERROR[precision] * value.norm()
        else:
            assert torch.equal(kept, value)
    assert in_blocks(network, "transformer_blocks.0.attn.to_q")
    assert not in_blocks(network, "x_embedder")


def inputs(count: int = 2) -> tuple[torch.Tensor, dict[str, torch.Tensor], torch.Tensor, Any]:
    source = torch.Generator().manual_seed(5)
    shape = (count, 16, 4, 4)
    given = {
        "prompt_embeds": torch.randn(count, 48, 16, generator=source),
        "pooled_prompt_embeds": torch.randn(count, 16, generator=source),
    }
    clean = torch.randn(shape, generator=source)
    return clean, given, torch.randn(shape, generator=source), torch.tensor([0.3, 0.8])


def learnt(network: Any, *, lean: bool = False, checkpointing: bool = False) -> torch.Tensor:
    """The gradient of an adapter around this network."""
    names = linear_names(network, FAMILY.adapts, FAMILY.spares)
    network.add_adapter(LoraConfig(r=4, lora_alpha=4, target_modules=names))
    weights = AdapterWeights(network)
    weights.vector.data.copy_(
        torch.randn(weights.count, generator=torch.Generator().manual_seed(1)) * 0.1
    )
    if lean:
        assert make_lean(network, torch.float32) == len(names)
    if checkpointing:
        network.train()
        network.enable_gradient_checkpointing(
            lambda block, *given: computed_twice(False, block, *given)
        )
    clean, given, noise, times = inputs()
    FAMILY.loss(network, clean, given, noise, times).mean().backward()
    return weights.gradient.clone()


@BOTH
def test_an_adapter_learns_almost_the_same(precision: str, model: Path) -> None:
    folder = model / "transformer"
    plain = learnt(FAMILY.load_denoiser(model, "cpu", torch.float32))
    found = learnt(load_quantised(folder, "cpu", torch.float32, precision))
    distance = float((found - plain).norm() / plain.norm())
    assert 1e-6 < distance < 2 * ERROR[precision]
    twice = learnt(load_quantised(folder, "cpu", torch.float32, precision), checkpointing=True)
    torch.testing.assert_close(twice, found)
    fused = learnt(load_quantised(folder, "cpu", torch.float32, precision), lean=True)
    torch.testing.assert_close(fused, found, rtol=1e-4, atol=1e-6)


@BOTH
@pytest.mark.parametrize("name", IMAGE_FAMILIES)
def test_every_family_can_be_held_in_few_bits(precision: str, name: str, tmp_path: Path) -> None:
    """The prediction stays near the plain one; nothing of the network is left without values."""
    kin = image_family(name)
    model = kin.tiny(tmp_path)
    plain: Any = kin.load_denoiser(model, "cpu", torch.float32)
    held = load_quantised(kin.trained_part(model), "cpu", torch.float32, precision)
    assert any(isinstance(module, QuantisedLinear) for module in held.modules())
    encoders = kin.load_encoders(model, "cpu", torch.float32)
    (one,) = kin.trimmed(kin.encode_prompts(encoders, ["a mrnx cup"]))
    mean, _ = kin.encode_pictures(encoders, torch.rand(1, 3, 64, 64) * 2 - 1)
    given = {key: value[None] for key, value in one.items()}
    noise = torch.randn(mean.shape, generator=torch.Generator().manual_seed(1))

    def loss(network: Any) -> torch.Tensor:
        with torch.no_grad():
            return kin.loss(network, mean, given, noise, torch.tensor([0.6]))

    losses = [loss(plain), loss(held)]
    assert not torch.equal(*losses)
    torch.testing.assert_close(losses[1], losses[0], rtol=0.1, atol=0.0)
    narrow = apart_in_8_bits(held, lambda: loss(held))
    assert 1e-5 < narrow < 0.02 if precision == "int8" else narrow == 0.0
    assert multiplies_codes(held) is (precision == "int8")


@BOTH
def test_shards_are_read_like_one_file(precision: str, model: Path, tmp_path: Path) -> None:
    plain = FAMILY.load_denoiser(model, "cpu", torch.float32)
    saved: Any = plain
    saved.save_pretrained(tmp_path, max_shard_size="40KB")
    assert len(list(tmp_path.glob("*.safetensors"))) > 1
    one = load_quantised(model / "transformer", "cpu", torch.float32, precision)
    many = load_quantised(tmp_path, "cpu", torch.float32, precision)
    saved.save_pretrained(tmp_path / "single", variant="fp16")
    saved.save_pretrained(tmp_path / "shards", variant="fp16", max_shard_size="40KB")
    for folder in (tmp_path / "single", tmp_path / "shards"):
        assert all(".fp16" in path.name for path in folder.glob("*.safetensors"))
        variant = load_quantised(folder, "cpu", torch.float32, precision)
        for name, value in one.state_dict().items():
            assert torch.equal(value, variant.state_dict()[name])
    assert one.state_dict().keys() == many.state_dict().keys()
    for name, value in one.state_dict().items():
        assert torch.equal(value, many.state_dict()[name])


@BOTH
def test_layers_with_values_are_converted(precision: str, model: Path) -> None:
    network = FAMILY.load_denoiser(model, "cpu", torch.float32)
    assert quantise_layers(network, precision, torch.float32)
    loaded = load_quantised(model / "transformer", "cpu", torch.float32, precision)
    for name, value in loaded.state_dict().items():
        assert torch.equal(value, network.state_dict()[name])


def test_a_damaged_folder_is_told(model: Path, tmp_path: Path) -> None:
    folder = tmp_path / "transformer"
    shutil.copytree(model / "transformer", folder)
    file = folder / "diffusion_pytorch_model.safetensors"
    whole = load_file(file)
    for damage in ({"proj_out.weight": None}, {"proj_out.weight": torch.zeros(3, 3)}):
        kept = {n: v for n, v in (whole | damage).items() if v is not None}
        save_file(kept, file)
        with pytest.raises(KnownError) as refused:
            load_quantised(folder, "cpu", torch.float32, "int8")
        assert refused.value.kind == "model_missing"
        assert "proj_out" in refused.value.detail or "(3, 3)" in refused.value.detail
    file.write_bytes(b"nothing")
    with pytest.raises(KnownError):
        load_quantised(folder, "cpu", torch.float32, "int8")
    (folder / "config.json").write_text("{}")
    with pytest.raises(KnownError):
        load_quantised(folder, "cpu", torch.float32, "int8")


def test_a_missing_library_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    require("int8")
    with pytest.raises(KnownError) as refused:
        require("nf4")
    assert refused.value.kind == "bad_request"
