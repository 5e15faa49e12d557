"""LoKr files of any width are kept as the small factors they are, and handed out as programs read
them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from foreign_networks import Tensors, matrix_shapes, same, shapes_of
from safetensors.numpy import load_file, save_file

from core.adapters.checking import check_numbers, describe, read_fitting
from core.adapters.conflict import conflict
from core.adapters.files import read_header, write_adapter
from core.adapters.importing import import_adapter
from core.adapters.kronecker import as_low_rank, from_kronecker
from core.adapters.layers import Kronecker, LowRank, read_layers
from core.adapters.mixing import cosines, excess_overlap, load_mix, small_products
from core.adapters.respelling import Layout, Spelling, respell
from core.errors import KnownError
from core.exporting.adapters import hand_out

RNG = np.random.default_rng(4)
FAMILIES = ("sd15", "sdxl", "flux1", "flux2_klein", "z_image", "qwen_image")
ATTENTION = ("to_q", "to_k", "to_v", "to_out.0", "to_out", "_proj", "conv1")


def numbers(*shape: int) -> np.ndarray:
    return RNG.standard_normal(shape, dtype=np.float32)


def product(stem: str, shape: tuple[int, ...], factor: int = 4, rank: int = 2) -> Tensors:
    """kron(w1 [factor, factor], w2) with w2 decomposed; with rank 0 whole."""
    rows, columns = shape[0] // factor, shape[1] // factor
    tensors = {f"{stem}.lokr_w1": numbers(factor, factor)}
    if not rank:
        return tensors | {f"{stem}.lokr_w2": numbers(rows, columns, *shape[2:])}
    area = int(np.prod(shape[2:]))
    return tensors | {f"{stem}.lokr_w2_a": numbers(rows, rank),
                      f"{stem}.lokr_w2_b": numbers(rank, columns * area)}  # fmt: skip


def own(folder: Path, family: str, rank: int = 2) -> Path:
    """A LoKr adapter as Signet trains one: in diffusers' names, the scale in w1."""
    root = "unet" if family.startswith("sd") else "transformer"
    tensors: Tensors = {}
    for name, shape in shapes_of(family).items():
        if name.endswith(ATTENTION):
            tensors |= product(f"{root}.{name}", shape, rank=rank)
    path = folder / "own.safetensors"
    about = {"signet.name": "Autumn", "signet.kind": "image", "signet.rank": "2",
             "signet.alpha": "2", "signet.family": family}  # fmt: skip
    write_adapter(path, tensors, about)
    return path


def dense(path: Path) -> dict[str, np.ndarray]:
    return {name: one.dense() for name, one in read_layers(path).items()}


@pytest.mark.parametrize("rank", [2, 0])
@pytest.mark.parametrize("layout", ["kohya", "comfyui"])
@pytest.mark.parametrize("family", FAMILIES)
def test_there_and_back_is_the_same_file(
    family: str, layout: Layout, rank: int, tmp_path: Path
) -> None:
    path, there, back = own(tmp_path, family, rank), tmp_path / "there", tmp_path / "back"
    respell(path, there, Spelling(layout))
    read_fitting(there, family, "", matrix_shapes(family))
    import_adapter(there, back, "image", family=family)
    before, after = load_file(path), load_file(back)
    assert {key: one.tobytes() for key, one in after.items()} == {
        key: one.tobytes() for key, one in before.items()
    }


def test_wider_than_any_lora_is_read_and_not_expanded(tmp_path: Path) -> None:
    stem = "diffusion_model.single_blocks.0.linear2"
    path = tmp_path / "wide.safetensors"
    tensors = {f"{stem}.lokr_w1": numbers(16, 16), f"{stem}.lokr_w2": numbers(64, 80)}
    save_file(tensors, path)
    (layer,) = read_layers(path).values()
    assert isinstance(layer, Kronecker)
    assert layer.shape == (1024, 1280)
    np.testing.assert_allclose(layer.dense(), np.kron(*tensors.values()), rtol=1e-5, atol=1e-6)
    check_numbers(path)
    assert describe(path).rank == 64


def fused(folder: Path, name: str, factor: int) -> tuple[Path, np.ndarray]:
    """AI Toolkit's LoKr of FLUX.2: q, k and v are one layer."""
    stem = "diffusion_model.double_blocks.0.img_attn.qkv"
    tensors = {f"{stem}.lokr_w1": numbers(factor, 4), f"{stem}.lokr_w2": numbers(96 // factor, 8)}
    path = folder / f"{name}.safetensors"
    save_file(tensors, path)
    return path, np.kron(*tensors.values())


@pytest.mark.parametrize("factor", [3, 4, 12])
def test_parts_of_a_fused_layer_are_rows_of_one_product(factor: int, tmp_path: Path) -> None:
    """Also where a part ends inside a block (factor 4: 24 rows a block, 32 a part)."""
    path, whole = fused(tmp_path, "other", factor)
    target = tmp_path / "own.safetensors"
    import_adapter(path, target, "image", family="flux2_klein")
    for file in (path, target):
        for place, one in enumerate("qkv"):
            layer = read_layers(file)[f"transformer_blocks.0.attn.to_{one}"]
            rows = whole[32 * place : 32 * place + 32]
            np.testing.assert_allclose(layer.dense(), rows, rtol=1e-5)
            assert isinstance(layer, Kronecker)
            np.testing.assert_allclose(as_low_rank(layer).dense(), rows, rtol=1e-4, atol=1e-4)
    source = load_file(path)
    assert {key: one.tobytes() for key, one in load_file(target).items()} == {
        key: one.tobytes() for key, one in source.items()
    }
    respell(target, tmp_path / "kohya", Spelling("kohya"))
    kohya = load_file(tmp_path / "kohya")
    assert set(kohya) == {f"lora_unet_double_blocks_0_img_attn_qkv.{one}"
                          for one in ("lokr_w1", "lokr_w2", "alpha")}  # fmt: skip
    same(dense(tmp_path / "kohya"), dense(path))


def test_alpha_counts_where_a_factor_is_a_product(tmp_path: Path) -> None:
    stem = "lora_unet_transformer_blocks_0_attn_to_q"
    tensors = product(stem, (16, 16)) | {f"{stem}.alpha": np.array(1.0, np.float32)}
    path, target = tmp_path / "other.safetensors", tmp_path / "own.safetensors"
    save_file(tensors, path)
    (layer,) = read_layers(path).values()
    assert layer.scale == 0.5
    import_adapter(path, target, "image", family="qwen_image")
    assert not any(key.endswith("alpha") for key in read_header(target).tensors)
    same(dense(target), dense(path))


def test_pefts_own_settings_count(tmp_path: Path) -> None:
    folder = tmp_path / "peft"
    folder.mkdir()
    stem = "base_model.model.model.layers.0.self_attn.q_proj"
    save_file(product(stem, (16, 16)), folder / "adapter_model.safetensors")
    config: dict[str, Any] = {"peft_type": "LOKR", "r": 2, "alpha": 8, "decompose_factor": 4}
    (folder / "adapter_config.json").write_text(json.dumps(config))
    (before,) = read_layers(folder).values()
    assert before.scale == 4.0
    import_adapter(folder, tmp_path / "own", "text", family="causal_lm")
    (after,) = read_layers(tmp_path / "own").values()
    np.testing.assert_array_equal(after.dense(), before.dense())
    kept = json.loads((tmp_path / "own" / "adapter_config.json").read_text())
    assert config.items() <= kept.items()
    config["r"] = 0
    (folder / "adapter_config.json").write_text(json.dumps(config))
    with pytest.raises(KnownError, match="damaged"):
        read_layers(folder)


def test_diffusers_own_settings_within_the_file_count(tmp_path: Path) -> None:
    path = tmp_path / "other.safetensors"
    told = {"transformer.r": 2, "transformer.alpha": 8, "transformer.decompose_factor": 4}
    save_file(product("transformer.transformer_blocks.0.attn.to_q", (16, 16)), path,
              {"lora_adapter_metadata": json.dumps(told)})  # fmt: skip
    (layer,) = read_layers(path).values()
    assert layer.scale == 4.0


# --- for programs that know no LoKr ---------------------------------------------------------------


@pytest.mark.parametrize("family", ["sdxl", "flux1", "qwen_image", "sd15"])
def test_as_a_plain_lora_where_diffusers_knows_no_other(family: str, tmp_path: Path) -> None:
    path, folder = own(tmp_path, family), tmp_path / "out"
    folder.mkdir()
    made = hand_out(path, folder, "autumn", "file")
    assert all(".lora_" in key for key in read_header(made).tensors)
    assert all(isinstance(one, LowRank) for one in read_layers(made).values())
    same(dense(made), dense(path))


@pytest.mark.parametrize("family", ["flux2_klein", "z_image"])
def test_as_it_is_where_diffusers_knows_it(family: str, tmp_path: Path) -> None:
    path, folder = own(tmp_path, family), tmp_path / "out"
    folder.mkdir()
    assert hand_out(path, folder, "autumn", "file").read_bytes() == path.read_bytes()


def test_too_wide_for_a_plain_lora_is_told(tmp_path: Path) -> None:
    path = tmp_path / "own.safetensors"
    stem = "transformer.transformer_blocks.0.attn.to_q"
    write_adapter(path, {f"{stem}.lokr_w1": numbers(16, 16), f"{stem}.lokr_w2": numbers(64, 64)},
                  {"signet.family": "qwen_image"})  # fmt: skip
    with pytest.raises(KnownError, match="diffusers cannot read") as caught:
        hand_out(path, tmp_path, "autumn", "file")
    assert "ComfyUI" in caught.value.hint
    hand_out(path, tmp_path, "autumn", "file", Spelling("comfyui"))


# --- what adapters do to each other ---------------------------------------------------------------


def kronecker(seed: int, left: tuple[int, int], right: tuple[int, int], rank: int) -> Kronecker:
    rng = np.random.default_rng(seed)
    parts = {"w1": rng.standard_normal(left, np.float32)}
    if rank:
        parts["w2_a"] = rng.standard_normal((right[0], rank), np.float32)
        parts["w2_b"] = rng.standard_normal((rank, right[1]), np.float32)
    else:
        parts["w2"] = rng.standard_normal(right, np.float32)
    return from_kronecker(parts)


def outputs(change: LowRank | Kronecker) -> np.ndarray:
    """Orthonormal basis of all outputs that a change reaches."""
    left, sizes, _ = np.linalg.svd(change.dense().astype(np.float64), full_matrices=False)
    return np.asarray(left[:, sizes > 1e-4 * sizes[0]])


def test_measures_equal_those_of_the_whole_matrices() -> None:
    rng = np.random.default_rng(2)
    halves = rng.standard_normal((96, 5), np.float32), rng.standard_normal((5, 80), np.float32)
    mix: list[LowRank | Kronecker] = [
        LowRank(*halves, 0.5),
        kronecker(1, (4, 8), (24, 10), 3),
        kronecker(2, (4, 8), (24, 10), 0),
        kronecker(3, (12, 5), (8, 16), 2),
    ]
    whole = [one.dense().astype(np.float64) for one in mix]
    inner = small_products([{"x": one} for one in mix]).inner[0]
    for i, first in enumerate(whole):
        for j, second in enumerate(whole):
            assert inner[i, j] == pytest.approx(float(np.vdot(first, second)), rel=1e-4, abs=1e-2)
    for other in (mix[0], mix[3]):
        bases = outputs(mix[1]), outputs(other)
        narrow, wide = sorted(one.shape[1] for one in bases)
        shared, chance = np.sum((bases[0].T @ bases[1]) ** 2) / narrow, wide / 96
        expected = (shared - chance) / (1 - chance)
        assert excess_overlap(mix[1], other) == pytest.approx(expected, abs=1e-4)
    twin = kronecker(1, (4, 8), (24, 10), 3)
    assert excess_overlap(mix[1], twin) == pytest.approx(1.0, abs=1e-5)
    assert excess_overlap(mix[1], mix[2]) == 0.0


def test_conflict_of_wide_ones(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    first, second = own(tmp_path, "flux2_klein", 0), own(tmp_path / "b", "flux2_klein", 0)
    report = conflict([first, second], [1.0, 1.0])
    assert report.light == "green" or report.score < 0.2
    again = cosines(small_products(load_mix([first, second])), 0, 1)
    whole = [dense(first), dense(second)]
    name = sorted(whole[0])[0]
    a, b = (one[name].ravel() for one in whole)
    assert again[0] == pytest.approx(float(a @ b / np.linalg.norm(a) / np.linalg.norm(b)), abs=1e-4)
