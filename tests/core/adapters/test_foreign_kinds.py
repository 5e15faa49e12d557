"""What adapters of other kinds become, what is left out of them in words, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from core.adapters.checking import describe
from core.adapters.header import read_header
from core.adapters.importing import import_adapter
from core.adapters.layers import read_layers
from core.adapters.layouts import notices
from core.adapters.wrapping import unwrapped
from core.errors import KnownError

Tensors = dict[str, np.ndarray]
RNG = np.random.default_rng(5)
TO_K = "down_blocks_1_attentions_0_transformer_blocks_0_attn2_to_k"


def numbers(*shape: int) -> np.ndarray:
    return RNG.standard_normal(shape, dtype=np.float32)


def kohya(name: str, rows: int, columns: int, rank: int = 2, root: str = "lora_unet_") -> Tensors:
    return {f"{root}{name}.lora_down.weight": numbers(rank, columns),
            f"{root}{name}.lora_up.weight": numbers(rows, rank)}  # fmt: skip


def saved(folder: Path, tensors: Tensors, metadata: dict[str, str] | None = None) -> Path:
    path = folder / "other.safetensors"
    save_file(tensors, path, metadata)
    return path


def test_text_encoder_is_left_out_in_words(tmp_path: Path) -> None:
    words = kohya("text_model_encoder_layers_0_self_attn_q_proj", 8, 8, root="lora_te1_")
    path = saved(tmp_path, kohya(TO_K, 8, 2048) | words)
    found = describe(path)
    assert (found.family, found.modules) == ("sdxl", 1)
    assert found.left_out == ("text_encoder",)
    assert "text encoder" in notices(found.left_out, "words")[0]
    assert not describe(saved(tmp_path, kohya(TO_K, 8, 2048))).left_out


@pytest.mark.parametrize(
    ("metadata", "scale"),
    [
        ({}, 1.0),
        ({"lora_adapter_metadata": {"unet.r": 4, "unet.lora_alpha": 2}}, 0.5),
        ({"lora_adapter_metadata": {"unet.lora_alpha": 2, "unet.use_rslora": True}}, 1.0),
        ({"lora_adapter_metadata": {"lora_alpha": 2, "alpha_pattern": {"to_k": 8}}}, 2.0),
        ({"lora_adapter_metadata": ["unet.lora_alpha"]}, 1.0),
        ({"lora_adapter_metadata": {"lora_alpha": "two"}}, 1.0),
    ],
)
def test_settings_within_the_file(
    metadata: dict[str, object], scale: float, tmp_path: Path
) -> None:
    name = "down_blocks.1.attentions.0.transformer_blocks.0.attn2.to_k"
    tensors = {f"unet.{name}.lora_A.weight": numbers(4, 2048),
               f"unet.{name}.lora_B.weight": numbers(8, 4)}  # fmt: skip
    told = {key: json.dumps(value) for key, value in metadata.items()}
    assert read_layers(saved(tmp_path, tensors, told))[name].scale == scale


def test_lycoris_says_that_it_divides_by_the_root(tmp_path: Path) -> None:
    tensors = kohya(TO_K, 8, 2048, 4) | {f"lora_unet_{TO_K}.alpha": np.array(2, np.float32)}
    told = {"ss_network_args": json.dumps({"algo": "lora", "rs_lora": "True"})}
    (layer,) = read_layers(saved(tmp_path, tensors, told)).values()
    assert layer.scale == 1.0


def test_hadamard_of_wide_products_needs_too_much(tmp_path: Path) -> None:
    stem = "lora_unet_down_blocks_0_attentions_0_proj_in"
    wide = {f"{stem}.hada_w{n}_{side}": numbers(*shape) for n in (1, 2)
            for side, shape in (("a", (64, 32)), ("b", (32, 64)))}  # fmt: skip
    with pytest.raises(KnownError, match="1024") as caught:
        read_layers(saved(tmp_path, wide))
    assert "512" in caught.value.hint


def test_core_in_the_middle_of_a_convolution(tmp_path: Path) -> None:
    stem = "lora_unet_down_blocks_0_resnets_0_conv1"
    down, mid, up = numbers(2, 4, 1, 1), numbers(2, 2, 3, 3), numbers(8, 2, 1, 1)
    path = saved(tmp_path, {f"{stem}.lora_down.weight": down, f"{stem}.lora_mid.weight": mid,
                            f"{stem}.lora_up.weight": up})  # fmt: skip
    (layer,) = read_layers(path).values()
    whole = np.zeros((8, 4, 3, 3), np.float32)
    for y in range(3):
        for x in range(3):
            whole[:, :, y, x] = up[:, :, 0, 0] @ mid[:, :, y, x] @ down[:, :, 0, 0]
    assert layer.kernel == (3, 3)
    np.testing.assert_allclose(layer.dense().reshape(whole.shape), whole, rtol=1e-4, atol=1e-5)


def test_tucker_form_of_lokr(tmp_path: Path) -> None:
    stem = "lora_unet_down_blocks_0_resnets_0_conv1"
    parts = {"w1": numbers(2, 2), "t2": numbers(2, 2, 3, 3), "w2_a": numbers(2, 4),
             "w2_b": numbers(2, 3)}  # fmt: skip
    path = saved(tmp_path, {f"{stem}.lokr_{part}": value for part, value in parts.items()})
    (layer,) = read_layers(path).values()
    whole = np.einsum("ijkl,ip,jr->prkl", parts["t2"], parts["w2_a"], parts["w2_b"])
    expected = np.kron(parts["w1"][:, :, None, None], whole)
    np.testing.assert_allclose(
        layer.dense().reshape(expected.shape), expected, rtol=1e-4, atol=1e-5
    )


def test_x_flux_adapters(tmp_path: Path) -> None:
    tensors: Tensors = {}
    for name, rows in (("qkv_lora1", 96), ("qkv_lora2", 96), ("proj_lora1", 32)):
        stem = f"double_blocks.3.processor.{name}"
        tensors |= {f"{stem}.down.weight": numbers(2, 32), f"{stem}.up.weight": numbers(rows, 2)}
    path = saved(tmp_path, tensors | {
        "single_blocks.20.processor.qkv_lora.down.weight": numbers(2, 32),
        "single_blocks.20.processor.qkv_lora.up.weight": numbers(96, 2),
    })  # fmt: skip
    layers = read_layers(path)
    assert describe(path).family == "flux1"
    assert len(layers) == 3 + 3 + 1 + 3
    stem = "double_blocks.3.processor.qkv_lora2"
    value = tensors[f"{stem}.up.weight"][64:] @ tensors[f"{stem}.down.weight"]
    np.testing.assert_allclose(
        layers["transformer_blocks.3.attn.add_v_proj"].dense(), value, rtol=1e-5
    )


@pytest.mark.parametrize(
    ("width", "deepest", "family"),
    [(3072, 18, "flux1"), (3072, 4, "flux2_klein"), (4096, 7, "flux2_klein")],
)
def test_attention_alone_tells_flux1_from_flux2(
    width: int, deepest: int, family: str, tmp_path: Path
) -> None:
    tensors: Tensors = {}
    for number in (0, deepest):
        tensors |= kohya(f"double_blocks_{number}_img_attn_qkv", 3 * width, width, rank=1)
    assert describe(saved(tmp_path, tensors)).family == family


def test_one_layer_in_two_spellings(tmp_path: Path) -> None:
    both = kohya("layers_0_attention_qkv", 24, 8) | kohya("layers_0_attention_to_q", 8, 8)
    with pytest.raises(KnownError, match="twice"):
        read_layers(saved(tmp_path, both))


@pytest.mark.parametrize("part", ["lora_down.weight", "lokr_w1", "hada_w1_a", "lora_mid.weight"])
@pytest.mark.parametrize("shape", [(), (3,), (0, 4), (5, 7), (1, 1, 1, 1, 1)])
def test_odd_shapes_are_told(part: str, shape: tuple[int, ...], tmp_path: Path) -> None:
    stem = "lora_unet_double_blocks_0_img_attn_qkv"
    whole = {
        "lora_down.weight": kohya("double_blocks_0_img_attn_qkv", 24, 8),
        "lora_mid.weight": kohya("double_blocks_0_img_attn_qkv", 24, 8),
        "lokr_w1": {f"{stem}.lokr_w2_a": numbers(6, 2), f"{stem}.lokr_w2_b": numbers(3, 2)},
        "hada_w1_a": {f"{stem}.hada_{one}": numbers(2, 2) for one in ("w1_b", "w2_a", "w2_b")},
    }[part]
    path = saved(tmp_path, whole | {f"{stem}.{part}": np.zeros(shape, np.float32)})
    with pytest.raises(KnownError):
        describe(path)


@pytest.mark.parametrize("alpha", [2.0, 1.0, 0.3])
def test_import_keeps_the_number_format_where_nothing_is_lost(alpha: float, tmp_path: Path) -> None:
    tensors = {key: value.astype(np.float16) for key, value in kohya(TO_K, 8, 2048).items()}
    tensors[f"lora_unet_{TO_K}.alpha"] = np.array(alpha, np.float16)
    path, target = saved(tmp_path, tensors), tmp_path / "own.safetensors"
    import_adapter(path, target, "image", family="sdxl")
    kinds = {name.rpartition(".lora_")[2]: one.dtype
             for name, one in read_header(target).tensors.items()}  # fmt: skip
    assert kinds == {"A.weight": "F16", "B.weight": "F32" if alpha == 0.3 else "F16"}
    (before,), (after,) = read_layers(path).values(), read_layers(target).values()
    np.testing.assert_allclose(after.dense(), before.dense(), rtol=1e-5, atol=1e-6)
    assert all(key.startswith("unet.") for key in load_file(target))


def test_peft_folder_of_pictures_is_no_voice(tmp_path: Path) -> None:
    folder = tmp_path / "peft"
    folder.mkdir()
    stem = "base_model.model.single_transformer_blocks.0.attn.to_q"
    save_file({f"{stem}.lora_A.weight": numbers(4, 8), f"{stem}.lora_B.weight": numbers(8, 4)},
              folder / "adapter_model.safetensors")  # fmt: skip
    config = {"peft_type": "LORA", "r": 4, "lora_alpha": 4, "use_rslora": True}
    (folder / "adapter_config.json").write_text(json.dumps(config))
    with unwrapped(folder, tmp_path) as (adapter, kind):
        assert kind == "image"
        import_adapter(adapter, tmp_path / "own.safetensors", kind, family="flux1")
    (before,), (after,) = (
        read_layers(one).values() for one in (folder, tmp_path / "own.safetensors")
    )
    assert (before.scale, after.scale) == (2.0, 1.0)
    np.testing.assert_allclose(after.dense(), before.dense(), rtol=1e-6)
