"""Adapters handed out for other programs mean the same there, and come back as they were."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from foreign_networks import by_diffusers, matrix_shapes, same, shapes_of
from safetensors.numpy import load_file
from safetensors.torch import load_file as load_torch

from core.adapters.checking import read_fitting
from core.adapters.files import adapter_hash, read_header, write_adapter
from core.adapters.importing import import_adapter
from core.adapters.layers import read_layers
from core.adapters.layouts import guess_family
from core.adapters.respelling import Layout, Precision, Spelling, respell
from core.adapters.wrapping import unwrapped
from core.errors import KnownError
from core.exporting.adapters import Form, hand_out
from core.models.original_layouts import takes

FAMILIES = ("sd15", "sdxl", "flux1", "flux2_klein", "z_image", "qwen_image")
LAYOUTS = {"sd15": "ldm_unet", "sdxl": "ldm_unet", "flux1": "flux1", "flux2_klein": "flux2",
           "z_image": "z_image", "qwen_image": "same"}  # fmt: skip
ATTENTION = ("to_q", "to_k", "to_v", "to_out.0", "to_out", "_proj")


def own(
    folder: Path, family: str, dtype: torch.dtype = torch.float32, *, every: bool = False
) -> Path:
    """An adapter as Signet trains one: of the attention, or of every layer there is."""
    torch.manual_seed(3)
    root = "unet" if family.startswith("sd") else "transformer"
    tensors: dict[str, Any] = {}
    for name, shape in shapes_of(family).items():
        if not every and not (name.endswith(ATTENTION) and len(shape) == 2):
            continue
        down, up = torch.randn(2, *shape[1:]), torch.randn(shape[0], 2, *(1 for _ in shape[2:]))
        tensors[f"{root}.{name}.lora_A.weight"] = down.to(dtype)
        tensors[f"{root}.{name}.lora_B.weight"] = up.to(dtype)
    path = folder / "own.safetensors"
    about = {"signet.name": "Autumn", "signet.trigger": "zqx", "signet.licence": "apache-2.0",
             "signet.kind": "image", "signet.rank": "2", "signet.alpha": "2"}  # fmt: skip
    write_adapter(path, tensors, about | {"signet.family": family})
    return path


def dense(path: Path) -> dict[str, np.ndarray]:
    return {name: one.dense() for name, one in read_layers(path).items()}


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16, torch.float16])
@pytest.mark.parametrize("layout", ["kohya", "comfyui"])
@pytest.mark.parametrize("family", FAMILIES)
def test_there_and_back_is_the_same_file(
    family: str, layout: Layout, dtype: torch.dtype, tmp_path: Path
) -> None:
    path, there, back = own(tmp_path, family, dtype), tmp_path / "there", tmp_path / "back"
    respell(path, there, Spelling(layout))
    assert not set(load_torch(path)) & set(load_torch(there))
    import_adapter(there, back, "image", family=family)
    assert back.read_bytes() == path.read_bytes()


@pytest.mark.parametrize("layout", ["kohya", "comfyui"])
@pytest.mark.parametrize("family", FAMILIES)
def test_every_layer_has_a_name(family: str, layout: Layout, tmp_path: Path) -> None:
    path, there = own(tmp_path, family, every=True), tmp_path / "there"
    respell(path, there, Spelling(layout))
    assert guess_family(read_header(there).tensors)[0] == family
    read_fitting(there, family, "", matrix_shapes(family))
    same(dense(there), dense(path))


@pytest.mark.parametrize("family", FAMILIES)
def test_makers_layout_means_the_same_as_in_whole_checkpoints(family: str, tmp_path: Path) -> None:
    path, there = own(tmp_path, family), tmp_path / "there"
    respell(path, there, Spelling("comfyui"))
    tensors, found = load_file(there), {}
    for key, down in tensors.items():
        if not key.endswith(".lora_A.weight"):
            continue
        name = key.removeprefix("diffusion_model.").removesuffix(".lora_A.weight")
        whole = tensors[key.replace("lora_A", "lora_B")] @ down
        for target, take in takes(LAYOUTS[family], {f"{name}.weight": whole.shape}).items():
            rows = take.rows or ((0, len(whole)),)
            cut = np.concatenate([whole[begin:end] for begin, end in rows])
            if np.any(cut):
                found[target.removesuffix(".weight")] = cut
    same(found, dense(path))


@pytest.mark.parametrize(
    ("family", "layout"),
    [("sd15", "kohya"), ("sdxl", "kohya"), ("flux1", "kohya"), ("flux2_klein", "kohya"),
     ("flux2_klein", "comfyui"), ("z_image", "kohya"), ("qwen_image", "kohya"),
     ("qwen_image", "comfyui")],
)  # fmt: skip
def test_diffusers_reads_what_is_handed_out(family: str, layout: Layout, tmp_path: Path) -> None:
    """Where diffusers has a converter; of FLUX.1's it takes single blocks only 3072 wide."""
    path, there = own(tmp_path, family), tmp_path / "there"
    respell(path, there, Spelling(layout))
    tensors = {key: one for key, one in load_file(there).items()
               if family != "flux1" or "single_blocks" not in key}  # fmt: skip
    expected = {key: one for key, one in dense(path).items()
                if family != "flux1" or not key.startswith("single_")}  # fmt: skip
    same(by_diffusers(family, tensors), expected)


@pytest.mark.parametrize(("precision", "dtype"),
                         [("fp32", torch.float32), ("bf16", torch.bfloat16),
                          ("fp16", torch.float16)])  # fmt: skip
@pytest.mark.parametrize("layout", ["diffusers", "kohya"])
def test_number_formats_are_torchs_own(
    layout: Layout, precision: Precision, dtype: torch.dtype, tmp_path: Path
) -> None:
    path, there = own(tmp_path, "qwen_image"), tmp_path / "there"
    respell(path, there, Spelling(layout, precision))
    rounded = {one.to(dtype).float().numpy().tobytes() for one in load_torch(path).values()}
    weights = {key: one for key, one in load_torch(there).items() if not key.endswith(".alpha")}
    assert {one.dtype for one in weights.values()} == {dtype}
    assert {one.float().numpy().tobytes() for one in weights.values()} == rounded


def test_numbers_too_large_for_the_format(tmp_path: Path) -> None:
    path = tmp_path / "own.safetensors"
    stem = "transformer.transformer_blocks.0.attn.to_q"
    write_adapter(path, {f"{stem}.lora_A.weight": np.full((1, 4), 1e5, np.float32),
                         f"{stem}.lora_B.weight": np.full((4, 1), 1e-5, np.float32)},
                  {"signet.family": "qwen_image"})  # fmt: skip
    with pytest.raises(KnownError, match="too large"):
        respell(path, tmp_path / "there", Spelling("diffusers", "fp16"))
    respell(path, tmp_path / "there", Spelling("diffusers", "bf16"))


def test_description_for_other_programs(tmp_path: Path) -> None:
    path, there = own(tmp_path, "sdxl"), tmp_path / "there"
    respell(path, there, Spelling("kohya"), "2026-11-24")
    told = read_header(there).metadata
    raw = there.read_bytes()
    data = raw[8 + int.from_bytes(raw[:8], "little") :]
    expected = {
        "sai_model_spec": "1.0.0",
        "architecture": "stable-diffusion-xl-v1-base/lora",
        "implementation": "https://github.com/Stability-AI/generative-models",
        "title": "Autumn",
        "trigger_phrase": "zqx",
        "license": "apache-2.0",
        "date": "2026-11-24",
        "hash_sha256": "0x" + hashlib.sha256(data).hexdigest(),
    }
    for key, value in expected.items():
        assert told[f"modelspec.{key}"] == value
    own_told = read_header(path).metadata
    assert own_told["modelspec.implementation"] == "diffusers"
    assert "modelspec.date" not in own_told


@pytest.mark.parametrize("form", ["file", "folder", "zip"])
def test_handed_out_in_every_form(form: Form, tmp_path: Path) -> None:
    path, folder = own(tmp_path, "z_image"), tmp_path / "out"
    folder.mkdir()
    made = hand_out(path, folder, "autumn", form, Spelling("kohya", "bf16"), "2026-11-24")
    assert list(folder.iterdir()) == [made]
    with unwrapped(made, tmp_path) as (adapter, kind):
        assert kind == "image"
        assert all(key.startswith("lora_unet_") for key in read_header(adapter).tensors)
        assert read_header(adapter).metadata["modelspec.date"] == "2026-11-24"
        assert set(read_layers(adapter)) == set(read_layers(path))


def test_as_it_is_are_the_same_bytes(tmp_path: Path) -> None:
    path, there = own(tmp_path, "flux1"), tmp_path / "there"
    assert respell(path, there, Spelling()) == adapter_hash(path)
    assert there.read_bytes() == path.read_bytes()


def test_parts_that_share_their_lower_half_stay_fused(tmp_path: Path) -> None:
    path, there = tmp_path / "own.safetensors", tmp_path / "there"
    down, tensors = np.ones((2, 32), np.float32), {}
    for number, one in enumerate("qkv"):
        stem = f"transformer.transformer_blocks.0.attn.to_{one}"
        tensors[f"{stem}.lora_A.weight"] = down
        tensors[f"{stem}.lora_B.weight"] = np.full((32, 2), number + 1, np.float32)
    write_adapter(path, tensors, {"signet.family": "flux1"})
    respell(path, there, Spelling("comfyui"))
    shapes = {key: one.shape for key, one in load_file(there).items()}
    stem = "diffusion_model.double_blocks.0.img_attn.qkv"
    assert shapes == {f"{stem}.lora_A.weight": (2, 32), f"{stem}.lora_B.weight": (96, 2)}
    same(dense(there), dense(path))


def test_layer_without_a_name_there_is_told(tmp_path: Path) -> None:
    path = tmp_path / "own.safetensors"
    pair = {"transformer.odd.to_q.lora_A.weight": np.ones((1, 4), np.float32),
            "transformer.odd.to_q.lora_B.weight": np.ones((4, 1), np.float32)}  # fmt: skip
    write_adapter(path, pair, {"signet.family": "flux1"})
    with pytest.raises(KnownError, match=r"odd\.to_q"):
        respell(path, tmp_path / "there", Spelling("kohya"))
    write_adapter(path, pair, {"signet.family": "other"})
    with pytest.raises(KnownError, match="as it is"):
        respell(path, tmp_path / "there", Spelling("kohya"))
