"""Every kind of adapter learns, resumes, is read by the libraries that know it, and mixes."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from peft import LoKrConfig, LoraConfig, PeftModel, inject_adapter_in_model
from torch import nn
from torch.utils._python_dispatch import TorchDispatchMode

from core.adapters.files import write_adapter
from core.adapters.layers import Kronecker, read_layers
from core.adapters.respelling import Spelling, respell
from core.contract.control import Control
from core.contract.messages import Cancelled, Checkpoint, Done, Message
from core.contract.requests import (
    AdapterMix,
    ImageOptions,
    MixPart,
    TrainingRequest,
    TrainingSettings,
)
from core.families import family
from core.families.held.offload import stream_blocks
from core.families.held.quantised import quantise_layers
from core.families.needs import _adapted, _adapter_weights, estimate_needs, weight_shapes
from core.families.quiet import quiet
from core.generation.shelf import AdapterShelf
from core.training.kinds import dress, peft_config
from core.training.weights import AdapterWeights, linear_names

Make = Callable[..., TrainingRequest]
Run = Callable[..., list[Message]]
NEW = ("dora", "rslora", "lokr")


class Two(nn.Module):
    """A layer with a bias and one without, around something that is not linear."""

    def __init__(self) -> None:
        super().__init__()
        self.one = nn.Linear(24, 32)
        self.two = nn.Linear(32, 24, bias=False)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x + self.two(torch.nn.functional.gelu(self.one(x)))


def plain() -> Two:
    torch.manual_seed(3)
    return Two().requires_grad_(False)


def dressed(kind: str, network: nn.Module, **settings: Any) -> AdapterWeights:
    chosen = TrainingSettings(kind=kind, rank=2, alpha=4.0, **settings)
    inject_adapter_in_model(peft_config(chosen, ["one", "two"]), network)
    dress(network, chosen, None)
    return AdapterWeights(network)


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
@pytest.mark.parametrize("kind", ["lora", *NEW])
def test_untouched_at_the_start_and_from_the_adapters_own_seed(
    kind: str, dtype: torch.dtype
) -> None:
    base = plain().to(dtype)
    network = plain().to(dtype)
    weights = dressed(kind, network)
    weights.initialise(1)
    x = torch.randn(3, 24).to(dtype)
    assert torch.equal(network(x), base(x))
    assert not weights.does_something()
    first = weights.vector.data.clone()
    weights.initialise(2)
    assert not torch.equal(weights.vector.data, first)
    weights.vector.data.normal_(std=0.1)
    assert weights.does_something()
    assert not torch.equal(network(x), base(x))
    with weights.switched_off():
        assert torch.equal(network(x), base(x))


@pytest.mark.parametrize("rank", [2, 40])
@pytest.mark.parametrize("kind", NEW)
def test_outputs_and_all_gradients_are_pefts(kind: str, rank: int) -> None:
    """PEFT goes by the whole matrix of the change; with rank 40 LoKr's right factor is whole."""
    config = {
        "dora": LoraConfig(r=rank, lora_alpha=3, use_dora=True, target_modules=["one", "two"]),
        "rslora": LoraConfig(r=rank, lora_alpha=3, use_rslora=True, target_modules=["one", "two"]),
        "lokr": LoKrConfig(r=rank, alpha=3, decompose_factor=8, target_modules=["one", "two"]),
    }[kind]
    theirs = inject_adapter_in_model(config, plain())
    ours = plain()
    chosen = TrainingSettings(kind=kind, rank=rank, alpha=3.0)
    inject_adapter_in_model(peft_config(chosen, ["one", "two"]), ours)
    dress(ours, chosen, None)
    seen = []
    for network in (theirs, ours):
        weights = AdapterWeights(network)
        source = torch.Generator().manual_seed(7)
        for name, part in weights.named():
            noise = torch.randn(part.shape, generator=source) * 0.3
            part.copy_(part + noise if "magnitude" in name else noise)
        torch.manual_seed(5)
        x = torch.randn(2, 7, 24, requires_grad=True)
        out = network(x)
        out.square().mean().backward()
        seen.append([out.detach(), x.grad, weights.gradient])
        assert [name for name, _ in weights.layout] == [name for name, _ in weights.layout]
    for their, our in zip(*seen, strict=True):
        torch.testing.assert_close(our, their, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("held", ["int8", "visiting"])
def test_lengths_begin_with_those_of_weights_held_otherwise(held: str, tmp_path: Path) -> None:
    """Packed in 8 bits, or waiting in the computer's memory. They are those of the true weights,
    which the adapter will meet elsewhere."""
    kin: Any = family("flux1")
    network = kin.load_denoiser(kin.tiny(tmp_path / "model"), "cpu", torch.float32)
    true = {name: one.detach().clone() for name, one in network.named_parameters()}
    if held == "int8":
        quantise_layers(network, "int8", torch.float32)
    else:
        stream_blocks(network, torch.device("cpu"))
    names = linear_names(network, kin.adapts, kin.spares)
    chosen = TrainingSettings(kind="dora", rank=2, alpha=2.0)
    network.add_adapter(peft_config(chosen, names), adapter_name="default")
    dress(network, chosen, None)
    weights = AdapterWeights(network)
    weights.initialise(1)
    for name, length in weights.named():
        if "magnitude" in name:
            layer = name.partition(".lora_")[0]
            torch.testing.assert_close(length, true[f"{layer}.weight"].norm(dim=1))


@pytest.mark.parametrize("name", ["sdxl", "flux1"])
def test_lengths_count_in_the_estimate_of_memory(name: str, tmp_path: Path) -> None:
    kin, needs = family(name), {}
    model = kin.tiny(tmp_path / "model")
    for kind in ("lora", "dora", "lokr"):
        settings = TrainingSettings(kind=kind, rank=4)
        needs[kind] = estimate_needs(kin, model, settings, tokens=64, device="cpu")
    assert needs["lokr"].adapter < needs["lora"].adapter < needs["dora"].adapter
    assert needs["lokr"].activations == needs["lora"].activations < needs["dora"].activations


@pytest.mark.parametrize("kind", ["lora", "dora", "lokr"])
def test_the_estimate_knows_how_many_weights_there_are(
    kind: str, make_request: Make, run_training: Run
) -> None:
    request = make_request("text", settings={"kind": kind, "rank": 6, "steps": 1})
    done = run_training(request)[-1]
    assert isinstance(done, Done), done
    kin, model = family(request.family), Path(request.model)
    shapes = _adapted(kin, weight_shapes(kin.trained_part(model)))
    expected = sum(_adapter_weights(shape, request.settings) for shape in shapes.values())
    assert done.summary["trainable_parameters"] == expected


class NoWaiting(TorchDispatchMode):
    """Fails where a card would have to be waited for."""

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        name = str(func)
        assert not any(word in name for word in ("_local_scalar", "nonzero", "is_same_size")), name
        return func(*args, **(kwargs or {}))


@pytest.mark.parametrize("kind", NEW)
def test_a_step_never_waits_for_the_card(kind: str) -> None:
    """So that it can be captured; nothing is drawn by chance either."""
    network = plain()
    weights = dressed(kind, network)
    weights.initialise(1)
    x = torch.randn(2, 7, 24, requires_grad=True)
    chance = torch.get_rng_state()
    with NoWaiting():
        network(x).square().mean().backward()
    assert torch.equal(torch.get_rng_state(), chance)
    assert bool(weights.gradient.any())


# --- the whole way --------------------------------------------------------------------------------


def losses(request: TrainingRequest) -> list[float]:
    lines = (Path(request.run_folder) / "metrics.jsonl").read_text("utf-8").splitlines()
    return [one["loss"] for one in map(json.loads, lines) if "learning_rate" in one]


def resumed(request: TrainingRequest, run_training: Run, folder: Path) -> Done:
    """The same run with a stop after two steps."""
    control = Control()

    def stop(message: Message) -> None:
        if isinstance(message, Checkpoint) and message.step == 2:
            control.cancel()

    parts = dataclasses.replace(request, run_folder=str(folder))
    assert isinstance(run_training(parts, control, stop)[-1], Cancelled)
    done = run_training(dataclasses.replace(parts, resume=True))[-1]
    assert isinstance(done, Done), done
    return done


def content(path: Path) -> dict[str, bytes]:
    files = sorted(path.iterdir()) if path.is_dir() else [path]
    return {one.name: one.read_bytes() for one in files}


@pytest.mark.parametrize("name", ["sdxl", "flux2_klein", "causal_lm"])
@pytest.mark.parametrize("kind", NEW)
def test_the_whole_way(
    kind: str, name: str, make_request: Make, run_training: Run, tmp_path: Path
) -> None:
    """Learns, resumes to the same bytes, works in our shelf as in the libraries that know the kind,
    and adds up with a plain LoRA."""
    kin: Any = family(name)
    model = kin.tiny(tmp_path / "model")
    settings = {"kind": kind, "alpha": 8.0, "checkpoint_every": 1, "validate_every": 6}
    request = make_request(kin.card.kind, settings=settings, family=name, model=str(model))
    done = run_training(request)[-1]
    assert isinstance(done, Done), done
    assert done.summary["proof"]
    assert len(losses(request)) == 6
    path = Path(done.path)
    assert content(Path(resumed(request, run_training, tmp_path / "parts").path)) == content(path)
    changes = read_layers(path).values()
    assert all(isinstance(one, Kronecker) == (kind == "lokr") for one in changes)
    assert all((one.magnitude is not None) == (kind == "dora") for one in changes)
    if kin.card.kind == "text":
        as_by_peft(kin, model, path, kind)
    else:  # a scale of its own is folded in, so that alpha = rank holds for every reader
        assert {one.scale for one in changes} == {1.0}
        as_by_diffusers(kin, model, path)


def as_by_peft(kin: Any, model: Path, path: Path, kind: str) -> None:
    config = json.loads((path / "adapter_config.json").read_text("utf-8"))
    assert config["peft_type"] == ("LOKR" if kind == "lokr" else "LORA")
    assert bool(config.get("use_dora")) == (kind == "dora")
    assert bool(config.get("use_rslora")) == (kind == "rslora")
    network, _ = kin.load(model, "cpu", "fp32")
    ids = torch.tensor([[5, 9, 70, 31]])
    with torch.no_grad():
        shelf = added_up(network, "causal_lm", path)
        ours = network(ids).logits
        shelf.set_mix({})
        plain = network(ids).logits
        with quiet():
            theirs = PeftModel.from_pretrained(network, str(path)).eval()(ids).logits
    assert not torch.allclose(ours, plain, atol=1e-4)
    torch.testing.assert_close(ours, theirs, rtol=1e-4, atol=1e-5)


def as_by_diffusers(kin: Any, model: Path, path: Path) -> None:
    pipeline = kin.load_pipeline(model, "cpu", torch.float32)
    network = kin.denoiser_of(pipeline).requires_grad_(False)
    options = ImageOptions(64, 64, steps=2, guidance=2.0)

    def picture() -> np.ndarray:
        with torch.no_grad():
            (made,) = kin.render(pipeline, ["mrnx cup"], [3], options)
        return np.asarray(made, np.int16)

    shelf = added_up(network, kin.card.family, path)
    ours = picture()
    shelf.set_mix({})
    assert not np.array_equal(picture(), ours)
    handed_out = path.with_name("out.safetensors")
    respell(path, handed_out, Spelling())  # LoKr as a plain LoRA where diffusers knows no other
    pipeline.load_lora_weights(str(path.parent), weight_name=handed_out.name)
    assert np.abs(ours - picture()).max() <= 1


def added_up(network: Any, name: str, path: Path) -> AdapterShelf:
    """The network with the adapter alone, after both it and a plain LoRA were in the mix."""
    module = next(iter(read_layers(path)))
    layer = network.get_submodule(module)
    stem, about = f"transformer.{module}", {"signet.family": name}
    other = path.with_name("other")
    if name == "causal_lm":
        stem = f"base_model.model.{module}"
    write_adapter(
        other,
        {f"{stem}.lora_A.weight": torch.randn(2, layer.in_features),
         f"{stem}.lora_B.weight": torch.randn(layer.out_features, 2)},
        about,
        "text" if name == "causal_lm" else "image",
    )  # fmt: skip
    shelf = AdapterShelf(network, name, "")
    parts = (MixPart("a", str(path)), MixPart("b", str(other)))
    names = shelf.fetch([AdapterMix("m", parts)])
    x = torch.randn(3, layer.in_features)
    plain, gains = layer(x), []
    for part in parts:
        shelf.set_mix({names[part.path]: 1.0})
        gains.append(layer(x) - plain)
    shelf.set_mix(dict.fromkeys(names.values(), 1.0))
    torch.testing.assert_close(layer(x), plain + sum(gains), rtol=1e-4, atol=1e-4)
    shelf.set_mix({names[str(path)]: 1.0})
    return shelf
