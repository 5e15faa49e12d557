"""Blocks that visit the device in turn compute what resident ones do, forwards and backwards."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from peft import LoraConfig
from torch import nn

from core.contract.requests import ImageOptions
from core.families import all_families, image_family
from core.families.flux1 import FAMILY
from core.families.held import offload
from core.families.held.offload import (
    BlockStream,
    block_bytes,
    is_streamed,
    repeated_blocks,
    stream_blocks,
)
from core.families.held.quantised import quantise_layers
from core.families.needs import GIB, nf4_is_here
from core.training.lean_layers import make_lean
from core.training.recomputing import computed_twice
from core.training.weights import AdapterWeights, linear_names

IMAGE_FAMILIES = [name for name, kin in all_families().items() if kin.card.kind == "image"]
CARD = pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA card")
DEVICES = pytest.mark.parametrize(
    "device", ["cpu", pytest.param("cuda", marks=[pytest.mark.gpu, CARD])]
)
PRECISIONS = pytest.mark.parametrize(
    "precision",
    [
        "",
        "int8",
        pytest.param(
            "nf4", marks=pytest.mark.skipif(not nf4_is_here(), reason="needs bitsandbytes")
        ),
    ],
)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return FAMILY.tiny(tmp_path_factory.mktemp("flux1"))


def network(model: Path, precision: str = "") -> Any:
    """A toy FLUX.1 of six blocks, so that each buffer is used by several."""
    from diffusers import FluxTransformer2DModel

    small = FluxTransformer2DModel.load_config(model / "transformer")
    torch.manual_seed(2)
    made: Any = FluxTransformer2DModel.from_config(
        dict(small) | {"num_layers": 2, "num_single_layers": 4}
    )
    made.eval().requires_grad_(False)
    if precision:
        quantise_layers(made, precision, torch.float32)
    return made


def dressed(made: Any, device: str, *, streamed: bool, lean: bool = False) -> AdapterWeights:
    """Adapter, checkpointing and, when asked for, blocks that visit."""
    if streamed:
        stream_blocks(made, torch.device(device), learning=True)
    else:
        made.to(device)
    names = linear_names(made, FAMILY.adapts, FAMILY.spares)
    made.add_adapter(LoraConfig(r=4, lora_alpha=4, target_modules=names))
    if lean:
        assert make_lean(made, torch.float32) == len(names)
    made.train()
    made.enable_gradient_checkpointing(partial(computed_twice, False))
    weights = AdapterWeights(made)
    weights.vector.data.copy_(
        torch.randn(weights.count, generator=torch.Generator().manual_seed(1)) * 0.1
    )
    return weights


def loss(made: Any, device: str, seed: int) -> torch.Tensor:
    source = torch.Generator().manual_seed(seed)
    clean, noise = (torch.randn(2, 16, 4, 4, generator=source).to(device) for _ in "ab")
    given = {
        "prompt_embeds": torch.randn(2, 48, 16, generator=source).to(device),
        "pooled_prompt_embeds": torch.randn(2, 16, generator=source).to(device),
    }
    times = torch.rand(2, generator=source).to(device)
    return FAMILY.loss(made, clean, given, noise, times).mean()


@DEVICES
@PRECISIONS
@pytest.mark.parametrize("lean", [False, True])
def test_losses_and_gradients_are_the_same(
    device: str, precision: str, lean: bool, model: Path
) -> None:
    plain, visiting = network(model, precision), network(model, precision)
    resident = dressed(plain, device, streamed=False, lean=lean)
    streamed = dressed(visiting, device, streamed=True, lean=lean)
    assert streamed.vector.device.type == device
    for step in range(3):
        with torch.no_grad():  # a look at the held-out items between two steps
            seen = [loss(made, device, 100 + step) for made in (plain, visiting)]
        torch.testing.assert_close(*seen, rtol=1e-5, atol=0.0)
        values = [loss(made, device, step) for made in (plain, visiting)]
        for value in values:
            value.backward()
        torch.testing.assert_close(*values, rtol=1e-5, atol=0.0)
        # addresses differ, and with them the order in which products are added up
        torch.testing.assert_close(streamed.gradient, resident.gradient, rtol=1e-4, atol=1e-6)
        assert float(resident.gradient.norm()) > 0
        for weights in (resident, streamed):
            weights.gradient.zero_()


def test_each_block_is_fetched_before_it_is_needed(model: Path) -> None:
    made = network(model)
    dressed(made, "cpu", streamed=True)
    stream: BlockStream = made.signet_blocks
    loss(made, "cpu", 0).backward()
    assert stream.copied == 6 + 4  # forwards all; backwards all but the last two
    with torch.no_grad():
        loss(made, "cpu", 1)
    assert stream.copied == 10 + 4  # the first two are still there


def test_only_two_blocks_are_on_the_device(model: Path) -> None:
    made = network(model)
    whole, largest = block_bytes(made)
    assert 0 < largest < whole
    stream_blocks(made, torch.device("cpu"))
    assert is_streamed(made)
    assert not is_streamed(network(model))
    places = {
        parameter.untyped_storage().data_ptr(): parameter.untyped_storage().nbytes()
        for block in repeated_blocks(made)
        for parameter in block.parameters()
    }
    assert set(places.values()) == {largest}
    with torch.no_grad():
        loss(made, "cpu", 0)
    stream: BlockStream = made.signet_blocks
    assert sum(slot.nbytes for slot in stream._slots) == 2 * largest


def test_large_blocks_travel_in_pieces(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(offload, "_PIECE", 1024)
    plain, made = network(model), network(model)
    stream_blocks(made, torch.device("cpu"))
    with torch.no_grad():
        torch.testing.assert_close(loss(made, "cpu", 0), loss(plain, "cpu", 0))


@pytest.mark.parametrize("name", IMAGE_FAMILIES)
def test_every_family_says_whether_its_blocks_repeat(name: str, tmp_path: Path) -> None:
    """Gradients of blocks that take turns; of a UNet they would be wrong without any sign."""
    kin = image_family(name)
    model = kin.tiny(tmp_path)
    if not kin.blocks_repeat:
        with pytest.raises(ValueError, match="not checkpointed block by block"):
            stream_blocks(
                kin.load_denoiser(model, "cpu", torch.float32), torch.device("cpu"), learning=True
            )
        return
    encoders = kin.load_encoders(model, "cpu", torch.float32)
    (one,) = kin.trimmed(kin.encode_prompts(encoders, ["a mrnx cup"]))
    mean, _ = kin.encode_pictures(encoders, torch.rand(1, 3, 64, 64) * 2 - 1)
    given = {key: value[None] for key, value in one.items()}
    noise = torch.randn(mean.shape, generator=torch.Generator().manual_seed(1))
    learnt = []
    for streamed in (False, True):
        made: Any = kin.load_denoiser(model, "cpu", torch.float32)
        if streamed:
            stream_blocks(made, torch.device("cpu"), learning=True)
        names = linear_names(made, kin.adapts, kin.spares)
        made.add_adapter(LoraConfig(r=2, lora_alpha=2, target_modules=names))
        made.train()
        made.enable_gradient_checkpointing(partial(computed_twice, False))
        weights = AdapterWeights(made)
        weights.vector.data.copy_(
            torch.randn(weights.count, generator=torch.Generator().manual_seed(1)) * 0.1
        )
        for _ in range(2):
            kin.loss(made, mean, given, noise, torch.tensor([0.6])).mean().backward()
        learnt.append(weights.gradient.clone())
    assert float(learnt[0].norm()) > 0
    # addresses differ, and with them the order in which products are added up
    torch.testing.assert_close(learnt[1], learnt[0], rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("name", IMAGE_FAMILIES)
def test_every_familys_prompts_and_pictures_stay_the_same(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With all networks of the pipeline visiting, however few blocks the toys have."""
    monkeypatch.setattr(offload, "_least_bytes", lambda network: 0)
    kin = image_family(name)
    pipeline = kin.load_pipeline(kin.tiny(tmp_path), "cpu", torch.float32)
    options = ImageOptions(steps=2)
    (before,) = kin.render(pipeline, ["a mrnx cup"], [3], options)
    visiting = offload.settle(pipeline.components, "cpu", 0.0)
    assert {kin.key_prefix, "text_encoder"} <= set(visiting)
    (after,) = kin.render(pipeline, ["a mrnx cup"], [3], options)
    levels = np.abs(np.asarray(before, np.int16) - np.asarray(after, np.int16))
    assert levels.max() <= 1
    assert np.asarray(before).std() > 0


def size(one: nn.Module) -> int:
    return sum(value.nbytes for value in [*one.parameters(), *one.buffers()])


def test_what_finds_no_room_visits(model: Path) -> None:
    """The denoiser takes its place first; the same embeddings come out of a visiting encoder."""
    from transformers import T5EncoderModel

    encoders = FAMILY.load_encoders(model, "cpu", torch.float32)
    config: Any = encoders.text_encoder_2.config
    config.num_layers = 40
    encoders.text_encoder_2 = T5EncoderModel(config).eval()
    (expected,) = FAMILY.encode_prompts(encoders, ["a mrnx cup"])
    parts = {**encoders.components, "transformer": network(model)}
    whole = 1.5 * GIB + sum(size(one) for one in parts.values() if isinstance(one, nn.Module))
    assert offload.settle(parts, "cpu", whole) == []
    assert offload.settle(parts, "cpu", whole - 1000) == ["text_encoder_2"]
    (found,) = FAMILY.encode_prompts(encoders, ["a mrnx cup"])
    for name, value in expected.items():
        torch.testing.assert_close(found[name], value, rtol=1e-5, atol=1e-6)
    assert offload.settle(parts, "cpu", 0.0) == ["transformer"]
    assert offload.settle(parts, "cpu") == []


def test_blocks_are_those_of_the_outermost_lists(model: Path) -> None:
    made = network(model)
    assert repeated_blocks(made) == [*made.transformer_blocks, *made.single_transformer_blocks]
    nested = nn.Sequential(nn.Linear(1, 1), nn.ModuleList([nn.ModuleList([nn.Linear(1, 1)])]))
    assert repeated_blocks(nested) == [nested[1][0]]
