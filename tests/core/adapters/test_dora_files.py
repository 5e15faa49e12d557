"""DoRA files of every program are read, taken in and handed out without losing a length."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from foreign_networks import matrix_shapes, shapes_of
from safetensors.numpy import load_file, save_file

from core.adapters.checking import check_numbers, describe, read_fitting
from core.adapters.files import read_header, write_adapter
from core.adapters.importing import import_adapter
from core.adapters.layers import read_layers
from core.adapters.respelling import Layout, Spelling, respell
from core.errors import KnownError
from core.exporting.adapters import hand_out

RNG = np.random.default_rng(9)
FAMILIES = ("sd15", "sdxl", "flux1", "flux2_klein", "z_image", "qwen_image")
ATTENTION = ("to_q", "to_k", "to_v", "to_out.0", "to_out", "_proj", "conv1")


def numbers(*shape: int) -> np.ndarray:
    return RNG.standard_normal(shape, dtype=np.float32)


def own(folder: Path, family: str) -> Path:
    """A DoRA adapter with diffusers' keys, of attention and (U-Nets) of a convolution."""
    root = "unet" if family.startswith("sd") else "transformer"
    tensors: dict[str, Any] = {}
    for name, shape in shapes_of(family).items():
        if not name.endswith(ATTENTION):
            continue
        ones = [1] * (len(shape) - 2)
        stem = f"{root}.{name}"
        tensors[f"{stem}.lora_A.weight"] = numbers(2, *shape[1:])
        tensors[f"{stem}.lora_B.weight"] = numbers(shape[0], 2, *ones)
        lengths = numbers(1, shape[0], *ones) if ones else numbers(shape[0])
        tensors[f"{stem}.lora_magnitude_vector"] = lengths
    path = folder / "own.safetensors"
    about = {"signet.name": "Autumn", "signet.kind": "image", "signet.rank": "2",
             "signet.alpha": "2", "signet.family": family}  # fmt: skip
    write_adapter(path, tensors, about)
    return path


@pytest.mark.parametrize("layout", ["kohya", "comfyui"])
@pytest.mark.parametrize("family", FAMILIES)
def test_there_and_back_is_the_same_file(family: str, layout: Layout, tmp_path: Path) -> None:
    path, there, back = own(tmp_path, family), tmp_path / "there", tmp_path / "back"
    respell(path, there, Spelling(layout))
    scales = [key for key in read_header(there).tensors if key.endswith(".dora_scale")]
    assert scales
    assert not any("magnitude" in key for key in read_header(there).tensors)
    read_fitting(there, family, "", matrix_shapes(family))
    import_adapter(there, back, "image", family=family)
    assert back.read_bytes() == path.read_bytes()


@pytest.mark.parametrize(
    ("mark", "shape", "of_inputs"),
    [("dora_scale", (8, 1), False), ("dora_scale", (8,), False), ("dora_scale", (1, 8), True),
     ("lora_magnitude_vector", (8,), False), ("lora_magnitude_vector.weight", (8,), False),
     ("lora_magnitude_vector.default.weight", (8,), False)],
)  # fmt: skip
def test_the_axis_is_told_by_name_and_shape(
    mark: str, shape: tuple[int, ...], of_inputs: bool, tmp_path: Path
) -> None:
    """Also of a square layer, where numbers alone tell nothing."""
    stem = "transformer.transformer_blocks.0.attn.to_q"
    tensors = {f"{stem}.lora_A.weight": numbers(2, 8), f"{stem}.lora_B.weight": numbers(8, 2),
               f"{stem}.{mark}": numbers(*shape)}  # fmt: skip
    path = tmp_path / "other.safetensors"
    save_file(tensors, path)
    (layer,) = read_layers(path).values()
    assert layer.magnitude is not None
    assert layer.magnitude.of_inputs is of_inputs
    np.testing.assert_array_equal(layer.magnitude.values, tensors[f"{stem}.{mark}"].ravel())


@pytest.mark.parametrize("shape", [(), (7, 1), (1, 9), (8, 2), (2, 8), (9,), (8, 1, 3)])
def test_lengths_of_another_layer_are_told(shape: tuple[int, ...], tmp_path: Path) -> None:
    stem = "transformer.transformer_blocks.0.attn.to_q"
    path = tmp_path / "other.safetensors"
    save_file({f"{stem}.lora_A.weight": numbers(2, 8), f"{stem}.lora_B.weight": numbers(8, 2),
               f"{stem}.dora_scale": np.ones(shape, np.float32)}, path)  # fmt: skip
    with pytest.raises(KnownError, match="damaged"):
        read_layers(path)


def test_lengths_of_columns_stay_and_are_not_for_diffusers(tmp_path: Path) -> None:
    """As OneTrainer writes them."""
    stem = "lora_unet_down_blocks_0_resnets_0_conv1"
    source, target = tmp_path / "other.safetensors", tmp_path / "own.safetensors"
    lengths = numbers(1, 4, 1, 1)
    save_file({f"{stem}.lora_down.weight": numbers(2, 4, 3, 3), f"{stem}.dora_scale": lengths,
               f"{stem}.lora_up.weight": numbers(8, 2, 1, 1)}, source)  # fmt: skip
    import_adapter(source, target, "image", family="sd15")
    key = "unet.down_blocks.0.resnets.0.conv1.dora_scale"
    np.testing.assert_array_equal(load_file(target)[key], lengths)
    (layer,) = read_layers(target).values()
    assert layer.magnitude is not None
    assert layer.magnitude.of_inputs
    (tmp_path / "out").mkdir()
    for spelling in (Spelling(), Spelling("diffusers", "bf16")):
        with pytest.raises(KnownError, match="diffusers") as caught:
            hand_out(target, tmp_path / "out", "a", "file", spelling)
        assert "kohya" in caught.value.hint
    made = hand_out(target, tmp_path / "out", "a", "file", Spelling("kohya"))
    np.testing.assert_array_equal(load_file(made)[f"{stem}.dora_scale"], lengths)


def test_lengths_of_columns_over_several_layers_are_refused(tmp_path: Path) -> None:
    stem = "lora_unet_double_blocks_0_img_attn_qkv"
    path = tmp_path / "other.safetensors"
    tensors = {f"{stem}.lora_down.weight": numbers(2, 8), f"{stem}.lora_up.weight": numbers(24, 2)}
    save_file(tensors | {f"{stem}.dora_scale": numbers(1, 8)}, path)
    with pytest.raises(KnownError, match="ties layers") as caught:
        read_layers(path)
    assert "output axis" in caught.value.hint
    save_file(tensors | {f"{stem}.dora_scale": numbers(24, 1)}, path)
    assert len(read_layers(path)) == 3


@pytest.mark.parametrize(("layout", "before"), [("kohya", "lycoris_"), ("comfyui", "transformer.")])
def test_lengths_for_a_part_of_a_fused_layer_stay_apart(
    layout: Layout, before: str, tmp_path: Path
) -> None:
    """Under diffusers' names, which ComfyUI knows too: a fused layer's other rows have none."""
    path, there = tmp_path / "own.safetensors", tmp_path / "there"
    stem = "transformer_blocks.0.attn.to_q"
    write_adapter(path, {f"transformer.{stem}.lora_A.weight": numbers(2, 8),
                         f"transformer.{stem}.lora_B.weight": numbers(8, 2),
                         f"transformer.{stem}.lora_magnitude_vector": numbers(8)},
                  {"signet.family": "flux1"})  # fmt: skip
    respell(path, there, Spelling(layout))
    assert all(key.startswith(before) for key in read_header(there).tensors)
    import_adapter(there, tmp_path / "back", "image", family="flux1")
    same = {key: value.tobytes() for key, value in load_file(path).items()}
    assert {key: value.tobytes() for key, value in load_file(tmp_path / "back").items()} == same


def test_a_part_that_only_changes_its_length_stays(tmp_path: Path) -> None:
    stem = "lora_unet_double_blocks_0_img_attn_qkv"
    up = numbers(24, 2)
    up[8:16] = 0.0
    path = tmp_path / "other.safetensors"
    save_file({f"{stem}.lora_down.weight": numbers(2, 8), f"{stem}.lora_up.weight": up,
               f"{stem}.dora_scale": numbers(24, 1)}, path)  # fmt: skip
    layers = read_layers(path)
    assert len(layers) == 3
    assert all(one.rank for one in layers.values())
    check_numbers(path)


def test_numbers_of_lengths_are_looked_at(tmp_path: Path) -> None:
    stem = "transformer.transformer_blocks.0.attn.to_q"
    zeros = {f"{stem}.lora_A.weight": numbers(2, 8),
             f"{stem}.lora_B.weight": np.zeros((8, 2), np.float32)}  # fmt: skip
    path = tmp_path / "other.safetensors"
    save_file(zeros | {f"{stem}.lora_magnitude_vector": numbers(8)}, path)
    check_numbers(path)
    for bad, words in ((np.nan, "not finite"), (1e9, "beyond recognition")):
        save_file(zeros | {f"{stem}.lora_magnitude_vector": np.full(8, bad, np.float32)}, path)
        with pytest.raises(KnownError, match=words):
            check_numbers(path)


def test_voice_with_lengths_comes_in_as_dora(tmp_path: Path) -> None:
    folder = tmp_path / "peft"
    folder.mkdir()
    stem = "base_model.model.model.layers.0.self_attn.q_proj"
    save_file({f"{stem}.lora_A.weight": numbers(4, 8), f"{stem}.lora_B.weight": numbers(8, 4),
               f"{stem}.lora_magnitude_vector": numbers(8)},
              folder / "adapter_model.safetensors")  # fmt: skip
    config = {"peft_type": "LORA", "r": 4, "lora_alpha": 8, "use_dora": True}
    (folder / "adapter_config.json").write_text(json.dumps(config))
    found = import_adapter(folder, tmp_path / "own", "text", family="causal_lm")
    assert (found.rank, found.alpha) == (4, 8.0)
    assert json.loads((tmp_path / "own" / "adapter_config.json").read_text())["use_dora"] is True
    (before,), (after,) = (read_layers(one).values() for one in (folder, tmp_path / "own"))
    assert before.magnitude is not None
    assert after.magnitude is not None
    np.testing.assert_array_equal(before.magnitude.values, after.magnitude.values)
    assert describe(tmp_path / "own").family == "causal_lm"
