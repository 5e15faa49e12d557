"""DoRA adapters change what a layer gives as in plain diffusers and PEFT, and mix with others."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import save_file
from torch import nn
from torch.utils._python_dispatch import TorchDispatchMode

from core.adapters.files import write_adapter
from core.contract.requests import AdapterMix, ImageOptions, MixPart
from core.families import all_families, image_family, text_family
from core.families.held.offload import stream_blocks
from core.families.held.quantised import quantise_layers
from core.families.quiet import quiet
from core.generation.shelf import AdapterShelf

IMAGE_FAMILIES = [name for name, kin in all_families().items() if kin.card.kind == "image"]
OPTIONS = ImageOptions(64, 64, steps=2, guidance=3.0)
LAYERS = ("to_q", "to_k", "to_v", "to_out.0", "to_qkv_mlp_proj", "conv1", "proj_in", "q_proj",
          "down_proj")  # fmt: skip


def dora(
    network: nn.Module, before: str, seed: int = 1, scale: float = 0.3
) -> dict[str, torch.Tensor]:
    """Random halves and lengths near those of the weights, in PEFT's names."""
    source = torch.Generator().manual_seed(seed)
    tensors = {}
    for name, module in network.named_modules():
        if not isinstance(module, nn.Linear | nn.Conv2d) or not name.endswith(LAYERS):
            continue
        weight = module.weight.detach()
        ones = [1] * (weight.ndim - 2)
        down = torch.randn(3, *weight.shape[1:], generator=source) * scale
        up = torch.randn(len(weight), 3, *ones, generator=source) * scale
        length = torch.linalg.vector_norm(weight.flatten(1), dim=1)
        length = length * (1.0 + scale * torch.randn(len(weight), generator=source))
        stem = before + name
        tensors[f"{stem}.lora_A.weight"] = down
        tensors[f"{stem}.lora_B.weight"] = up
        tensors[f"{stem}.lora_magnitude_vector"] = length.view(1, -1, *ones) if ones else length
    return tensors


def shelved(
    network: nn.Module, family: str, mix: dict[Path, float]
) -> tuple[AdapterShelf, dict[str, str]]:
    """The network with a mix of files, and the names of these."""
    parts = tuple(MixPart(path.stem, str(path), strength) for path, strength in mix.items())
    shelf = AdapterShelf(network, family, "")
    names = shelf.fetch([AdapterMix("m", parts)])
    shelf.set_mix({names[str(path)]: strength for path, strength in mix.items()})
    return shelf, names


@pytest.mark.parametrize("name", IMAGE_FAMILIES)
def test_pictures_are_those_of_plain_diffusers(name: str, tmp_path: Path) -> None:
    family = image_family(name)
    model = family.tiny(tmp_path / "model")
    pipeline = family.load_pipeline(model, "cpu", torch.float32)
    network = family.denoiser_of(pipeline).requires_grad_(False)
    path = tmp_path / "dora.safetensors"
    write_adapter(path, dora(network, f"{family.key_prefix}.", scale=1.5), {"signet.family": name})

    def picture() -> np.ndarray:
        with torch.no_grad():
            (made,) = family.render(pipeline, ["a cup"], [1], OPTIONS)
        return np.asarray(made, np.int16)

    plain = picture()
    shelf, _ = shelved(network, name, {path: 1.0})
    ours = picture()
    shelf.set_mix({})
    assert np.array_equal(picture(), plain)
    pipeline.load_lora_weights(str(tmp_path), weight_name=path.name)
    theirs = picture()
    assert np.abs(ours - plain).mean() > 1.0
    assert np.abs(ours - theirs).max() <= 1


def test_words_are_those_of_peft(tmp_path: Path) -> None:
    """Beside a plain LoRA, with alpha = 2 * rank; PEFT too measures the first one by the base."""
    from peft import PeftModel

    family = text_family("causal_lm")
    model = family.tiny(tmp_path / "model")
    network, _ = family.load(model, "cpu", "fp32")
    first, second = tmp_path / "dora", tmp_path / "lora"
    about = {"signet.family": "causal_lm", "signet.alpha": "6"}
    write_adapter(first, dora(network, "base_model.model."), about, "text")
    halves = {key: value for key, value in dora(network, "base_model.model.", 2).items()
              if "magnitude" not in key}  # fmt: skip
    write_adapter(second, halves, about, "text")
    ids = torch.tensor([[5, 9, 70, 31]])
    with torch.no_grad():
        shelf, _ = shelved(network, "causal_lm", {first: 1.0, second: 1.0})
        ours = network(ids).logits
        rows = torch.tensor([1.0, 0.0])[:, None, None]
        shelf.set_mix(dict.fromkeys(shelf.loaded, rows))
        side_by_side = network(ids.expand(2, -1)).logits
        shelf.set_mix({})
        plain = network(ids).logits
        with quiet():
            taught = PeftModel.from_pretrained(network, str(first), "dora")
        taught.load_adapter(str(second), "plain")
        taught.base_model.set_adapter(["dora", "plain"])
        theirs = taught.eval()(ids).logits
    assert float((ours - plain).abs().max()) > 0.1
    torch.testing.assert_close(ours, theirs, rtol=1e-4, atol=1e-4)
    torch.testing.assert_close(side_by_side, torch.cat([ours, plain]), rtol=1e-4, atol=1e-4)


def changed(layer: Any, tensors: dict[str, torch.Tensor], stem: str) -> torch.Tensor:
    """The weight that DoRA makes, by its definition; lengths of rows or of columns."""
    weight = layer.weight.detach()
    down, up = tensors[f"{stem}.lora_down.weight"], tensors[f"{stem}.lora_up.weight"]
    whole = weight + torch.einsum("or,ri->oi", up.flatten(1), down.flatten(1)).view(weight.shape)
    lengths = tensors[f"{stem}.dora_scale"]
    axes = [axis for axis in range(weight.ndim) if lengths.shape[axis] == 1]
    return lengths * whole / torch.linalg.vector_norm(whole, dim=axes, keepdim=True)


def network_of_two() -> nn.Sequential:
    torch.manual_seed(0)
    made = nn.Sequential(nn.Conv2d(4, 6, 3, padding=1), nn.Flatten(2), nn.Linear(16, 5))
    return made.requires_grad_(False)


@pytest.mark.parametrize("axes", [("rows",), ("columns",), ("columns", "columns"),
                                  ("rows", "columns"), ("rows", "rows")])  # fmt: skip
def test_several_add_up_whichever_axis_has_the_lengths(
    axes: tuple[str, ...], tmp_path: Path
) -> None:
    """W + sum of strength * (W' - W), for a convolution and a matrix."""
    network, x = network_of_two(), torch.randn(2, 4, 4, 4)
    plain = network(x)
    expected = network_of_two()
    mix = {}
    for number, axis in enumerate(axes):
        strength = (0.6, 1.3)[number]
        tensors = {}
        for name in ("0", "2"):
            layer: Any = network.get_submodule(name)
            shape = layer.weight.shape
            ones, stem = [1] * (len(shape) - 2), f"unet.{name}"
            side = [shape[0], 1] if axis == "rows" else [1, shape[1]]
            tensors |= {f"{stem}.lora_down.weight": torch.randn(2, *shape[1:]),
                        f"{stem}.lora_up.weight": torch.randn(shape[0], 2, *ones),
                        f"{stem}.dora_scale": torch.rand(*side, *ones) + 0.5}  # fmt: skip
            other: Any = expected.get_submodule(name)
            other.weight += strength * (changed(layer, tensors, stem) - layer.weight)
        path = tmp_path / f"{number}.safetensors"
        save_file(tensors, path)
        mix[path] = strength
    shelf, names = shelved(network, "x", mix)
    torch.testing.assert_close(network(x), expected(x), rtol=1e-4, atol=1e-4)
    shelf.set_mix({
        names[str(path)]: torch.tensor([one, 0.0])[:, None, None] for path, one in mix.items()
    })  # fmt: skip
    torch.testing.assert_close(network(x), torch.stack([expected(x)[0], plain[1]]))
    shelf.set_mix({})
    assert torch.equal(network(x), plain)


@pytest.mark.parametrize("held", ["int8", "visiting"])
def test_lengths_are_measured_by_what_the_layer_holds(held: str, tmp_path: Path) -> None:
    """Packed numbers, and weights that lie in the computer's memory between two calls."""
    family = image_family("flux1")
    model = family.tiny(tmp_path / "model")
    network: Any = family.load_denoiser(model, "cpu", torch.float32)
    path = tmp_path / "dora.safetensors"
    tensors = dora(network, "transformer.")
    write_adapter(path, tensors, {"signet.family": "flux1"})
    name = "single_transformer_blocks.0.attn.to_q"
    layer = network.get_submodule(name)
    if held == "int8":
        true = layer.weight.norm(dim=1)
        quantise_layers(network, "int8", torch.float32)
        layer = network.get_submodule(name)
        weight = layer.dense()
        longer = true / weight.norm(dim=1)  # lengths in the file belong to the true rows
    else:
        weight, longer = layer.weight.detach().clone(), torch.tensor(1.0)
        stream_blocks(network, torch.device("cpu"))
    stem = f"transformer.{name}"
    whole = weight + tensors[f"{stem}.lora_B.weight"] @ tensors[f"{stem}.lora_A.weight"]
    length = tensors[f"{stem}.lora_magnitude_vector"]
    expected = nn.Linear(*reversed(weight.shape)).requires_grad_(False)
    expected.weight.copy_((length / (whole.norm(dim=1) * longer))[:, None] * whole)
    expected.bias = layer.bias
    shelved(network, "flux1", {path: 1.0})
    if held == "visiting":
        network.signet_blocks.bring(layer)
    x = torch.randn(3, weight.shape[1])
    torch.testing.assert_close(layer(x), expected(x), rtol=1e-4, atol=1e-4)


class NoTensorWork(TorchDispatchMode):
    """Fails at the first operation on tensors."""

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        raise AssertionError(f"{func} while switching")


def test_switching_takes_no_tensor(tmp_path: Path) -> None:
    """Gains are summed when the next picture needs them."""
    network = nn.Sequential(*(nn.Linear(8, 8) for _ in range(3))).requires_grad_(False)
    path = tmp_path / "dora.safetensors"
    write_adapter(path, {
        f"unet.{number}.{name}": torch.randn(shape)
        for number in range(3)
        for name, shape in (("lora_A.weight", (2, 8)), ("lora_B.weight", (8, 2)),
                            ("lora_magnitude_vector", (8,)))
    }, {})  # fmt: skip
    shelf, names = shelved(network, "x", {path: 1.0})
    with NoTensorWork():
        for strength in (0.3, 1.0):
            shelf.set_mix({names[str(path)]: strength})
        shelf.set_mix({})


def test_a_small_gain_is_not_lost_in_bf16(tmp_path: Path) -> None:
    """1 + gain would be rounded to steps of 0.8 %."""
    torch.manual_seed(0)
    network = nn.Sequential(nn.Linear(64, 32, bias=False)).bfloat16().requires_grad_(False)
    layer: Any = network[0]
    length = layer.weight.float().norm(dim=1) * 1.003
    path = tmp_path / "dora.safetensors"
    save_file({"unet.0.lora_A.weight": torch.zeros(1, 64), "unet.0.lora_B.weight":
               torch.zeros(32, 1), "unet.0.lora_magnitude_vector": length}, path)  # fmt: skip
    x = torch.randn(512, 64).bfloat16()
    plain = network(x).float()
    shelved(network, "x", {path: 1.0})
    ratio = float((network(x).float() * plain).sum() / (plain * plain).sum())
    assert ratio == pytest.approx(1.003, abs=3e-4)
