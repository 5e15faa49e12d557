"""LoKr adapters change what a layer gives as the whole matrix would, and as diffusers has it."""

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
from core.adapters.layers import read_layers
from core.contract.requests import AdapterMix, ImageOptions, MixPart
from core.families import image_family
from core.generation.shelf import AdapterShelf

OPTIONS = ImageOptions(64, 64, steps=2, guidance=3.0)


def shelved(network: nn.Module, family: str, mix: dict[Path, float]) -> AdapterShelf:
    parts = tuple(MixPart(path.stem, str(path), strength) for path, strength in mix.items())
    shelf = AdapterShelf(network, family, "")
    names = shelf.fetch([AdapterMix("m", parts)])
    shelf.set_mix({names[str(path)]: strength for path, strength in mix.items()})
    return shelf


def halves(stem: str, *shape: int) -> dict[str, torch.Tensor]:
    return {f"{stem}.lora_A.weight": torch.randn(2, *shape[1:]),
            f"{stem}.lora_B.weight": torch.randn(shape[0], 2, *(1 for _ in shape[2:]))}  # fmt: skip


@pytest.mark.parametrize("dora", ["", "rows", "columns"])
@pytest.mark.parametrize("right", ["whole", "product", "tucker"])
def test_convolution_and_matrix_as_if_merged(right: str, dora: str, tmp_path: Path) -> None:
    """Beside a plain LoRA, with LyCORIS' own decomposition, for rows of the batch."""
    torch.manual_seed(0)
    network = nn.Sequential(nn.Conv2d(4, 6, 3, stride=2, padding=1), nn.Flatten(2),
                            nn.Linear(16, 10)).requires_grad_(False)  # fmt: skip
    merged = nn.Sequential(nn.Conv2d(4, 6, 3, stride=2, padding=1), nn.Flatten(2),
                           nn.Linear(16, 10)).requires_grad_(False)  # fmt: skip
    merged.load_state_dict(network.state_dict())
    other = halves("unet.0", 6, 4, 3, 3) | halves("unet.2", 10, 16)
    tensors: dict[str, torch.Tensor] = {"unet.0.lokr_w1": torch.randn(3, 2),
                                        "unet.2.lokr_w1": torch.randn(5, 4)}  # fmt: skip
    if right == "whole":
        tensors |= {"unet.0.lokr_w2": torch.randn(2, 2, 3, 3), "unet.2.lokr_w2": torch.randn(2, 4)}
    else:
        tensors |= {"unet.2.lokr_w2_a": torch.randn(2, 1), "unet.2.lokr_w2_b": torch.randn(1, 4)}
        if right == "tucker":
            tensors |= {"unet.0.lokr_t2": torch.randn(2, 2, 3, 3),
                        "unet.0.lokr_w2_a": torch.randn(2, 2),
                        "unet.0.lokr_w2_b": torch.randn(2, 2)}  # fmt: skip
        else:
            tensors |= {"unet.0.lokr_w2_a": torch.randn(2, 2),
                        "unet.0.lokr_w2_b": torch.randn(2, 2, 3, 3)}  # fmt: skip
    sides = {"rows": ((6, 1, 1, 1), (10, 1)), "columns": ((1, 4, 1, 1), (1, 16))}.get(dora)
    if sides:
        tensors |= {f"unet.{name}.dora_scale": torch.rand(side) + 0.5
                    for name, side in zip((0, 2), sides, strict=True)}  # fmt: skip
    first, second = tmp_path / "lokr.safetensors", tmp_path / "lora.safetensors"
    save_file(tensors, first)
    save_file(other, second)
    for file, strength in ((first, 0.7), (second, 0.4)):
        for name, change in read_layers(file).items():
            layer: Any = merged.get_submodule(name)
            own: Any = network.get_submodule(name)
            whole = torch.from_numpy(change.dense()).view(layer.weight.shape)
            if change.magnitude is not None:
                lengths = tensors[f"unet.{name}.dora_scale"]
                axes = [axis for axis in range(lengths.ndim) if lengths.shape[axis] == 1]
                made = own.weight + whole
                norm = torch.linalg.vector_norm(made, dim=axes, keepdim=True)
                whole = lengths * made / norm - own.weight
            layer.weight += strength * whole
    x = torch.randn(2, 4, 8, 8)
    plain = network(x)
    shelf = shelved(network, "x", {first: 0.7, second: 0.4})
    torch.testing.assert_close(network(x), merged(x), rtol=1e-4, atol=1e-4)
    strengths = {name: 0.7 if "lokr" in path else 0.4 for path, name in
                 shelf.fetch([AdapterMix("m", tuple(MixPart("", str(one)) for one in
                                                    (first, second)))]).items()}  # fmt: skip
    shelf.set_mix({name: torch.tensor([one, 0.0])[:, None, None]
                   for name, one in strengths.items()})  # fmt: skip
    torch.testing.assert_close(
        network(x), torch.stack([merged(x)[0], plain[1]]), rtol=1e-4, atol=1e-4
    )
    shelf.set_mix({})
    assert torch.equal(network(x), plain)


class LargestTensor(TorchDispatchMode):
    """How many numbers the largest tensor made inside has, views of `weight` left aside."""

    def __init__(self, weight: torch.Tensor) -> None:
        super().__init__()
        self._own = weight.untyped_storage().data_ptr()
        self.size = 0

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        made = func(*args, **(kwargs or {}))
        if isinstance(made, torch.Tensor) and made.untyped_storage().data_ptr() != self._own:
            self.size = max(self.size, made.numel())
        return made


def test_the_whole_matrix_is_never_there(tmp_path: Path) -> None:
    """Of rank 1024 as a plain LoRA."""
    network = nn.Sequential(nn.Linear(1280, 1024)).requires_grad_(False)
    path = tmp_path / "wide.safetensors"
    save_file({"unet.0.lokr_w1": torch.randn(16, 16), "unet.0.lokr_w2": torch.randn(64, 80)}, path)
    with LargestTensor(network[0].get_parameter("weight")) as seen:
        shelved(network, "x", {path: 1.0})
        network(torch.randn(3, 1280))
    assert seen.size == 64 * 80


def test_parts_of_a_fused_layer(tmp_path: Path) -> None:
    """A part ends inside a block of the product: 24 rows a block, 32 a part."""
    names = [f"transformer_blocks.0.attn.to_{one}" for one in "qkv"]
    network = nn.Module()
    for name in names:
        parent = network
        for piece in name.split(".")[:-1]:
            if not hasattr(parent, piece):
                parent.add_module(piece, nn.Module())
            parent = parent.get_submodule(piece)
        parent.add_module(name.rpartition(".")[2], nn.Linear(32, 32).requires_grad_(False))
    stem = "diffusion_model.double_blocks.0.img_attn.qkv"
    left, right = torch.randn(4, 4), torch.randn(24, 8)
    path = tmp_path / "fused.safetensors"
    save_file({f"{stem}.lokr_w1": left, f"{stem}.lokr_w2": right}, path)
    x = torch.randn(2, 5, 32)
    plain = torch.cat([network.get_submodule(name)(x) for name in names], -1)
    shelved(network, "flux2_klein", {path: 0.5})
    made = torch.cat([network.get_submodule(name)(x) for name in names], -1)
    expected = plain + 0.5 * x @ torch.kron(left, right).t()
    torch.testing.assert_close(made, expected, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("name", ["flux2_klein", "z_image"])
def test_pictures_are_those_of_plain_diffusers(name: str, tmp_path: Path) -> None:
    """Both families whose LoKr files it reads; of FLUX.2 also fused ones."""
    family = image_family(name)
    pipeline = family.load_pipeline(family.tiny(tmp_path / "model"), "cpu", torch.float32)
    network = family.denoiser_of(pipeline).requires_grad_(False)
    tensors = {}
    torch.manual_seed(1)
    for module, layer in network.named_modules():
        if isinstance(layer, nn.Linear) and module.endswith(("to_q", "to_v", "to_qkv_mlp_proj")):
            rows, columns = layer.weight.shape
            stem = f"transformer.{module}"
            tensors |= {f"{stem}.lokr_w1": torch.randn(4, 4),
                        f"{stem}.lokr_w2_a": torch.randn(rows // 4, 2),
                        f"{stem}.lokr_w2_b": torch.randn(2, columns // 4)}  # fmt: skip
    path = tmp_path / "lokr.safetensors"
    write_adapter(path, tensors, {"signet.family": name})

    def picture() -> np.ndarray:
        with torch.no_grad():
            (made,) = family.render(pipeline, ["a cup"], [1], OPTIONS)
        return np.asarray(made, np.int16)

    plain = picture()
    shelf = shelved(network, name, {path: 1.0})
    ours = picture()
    shelf.set_mix({})
    pipeline.load_lora_weights(str(tmp_path), weight_name=path.name)
    assert np.abs(ours - plain).mean() > 1.0
    assert np.abs(ours - picture()).max() <= 1
