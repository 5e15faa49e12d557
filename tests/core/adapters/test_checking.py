"""Adapters for another model, broken numbers and foreign layouts are told in words."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from core.adapters.checking import check_fits, check_numbers, describe, read_fitting
from core.adapters.files import read_header, write_adapter
from core.adapters.importing import import_adapter
from core.adapters.layers import read_layers
from core.errors import KnownError

Maker = Callable[..., Path]


def pair(module: str, inputs: int, outputs: int, rank: int = 2) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(0)
    return {
        f"{module}.lora_A.weight": rng.standard_normal((rank, inputs), dtype=np.float32),
        f"{module}.lora_B.weight": rng.standard_normal((outputs, rank), dtype=np.float32),
    }


SDXL = "unet.down_blocks.1.attentions.0.transformer_blocks.0.attn2.to_k"
VOICE = "base_model.model.model.layers.0.self_attn.q_proj"


def test_describe(make: Maker) -> None:
    found = describe(make("a", seed=1, name="Summer"))
    assert (found.family, found.rank, found.modules, found.alpha) == ("flux2_klein", 4, 3, 4.0)
    assert found.metadata["signet.name"] == "Summer"


@pytest.mark.parametrize(
    ("tensors", "words"),
    [
        (pair(SDXL, 2048, 640), "SDXL"),
        (pair(SDXL, 768, 320), "Stable Diffusion 1.5"),
        (pair(VOICE, 64, 64), "a language model"),
        (pair("transformer.single_transformer_blocks.0.attn.to_q", 64, 64), "FLUX.1"),
    ],
)
def test_wrong_family_is_named(tensors: dict[str, np.ndarray], words: str, tmp_path: Path) -> None:
    path = tmp_path / "other.safetensors"
    save_file(tensors, path)
    with pytest.raises(KnownError, match=words) as caught:
        check_fits(path, "flux2_klein")
    assert caught.value.kind == "bad_request"


def test_wrong_base_and_wrong_size(make: Maker) -> None:
    path = make("a", seed=1, base_hash="aaa", base_name="klein 4B")
    check_fits(path, "flux2_klein", "aaa")
    check_fits(path, "flux2_klein")
    with pytest.raises(KnownError, match="klein 4B"):
        check_fits(path, "flux2_klein", "bbb")
    names = [f"single_transformer_blocks.{n}.attn.to_qkv_mlp_proj" for n in range(3)]
    read_fitting(path, "flux2_klein", "", dict.fromkeys(names, (64, 64)))
    with pytest.raises(KnownError, match="another size"):
        read_fitting(path, "flux2_klein", "", dict.fromkeys(names, (64, 96)))


@pytest.mark.parametrize(("value", "words"), [(np.nan, "finite"), (np.inf, "finite"),
                                              (1e9, "recognition"), (0.0, "nothing")])  # fmt: skip
def test_absurd_numbers(value: float, words: str, tmp_path: Path) -> None:
    tensors = pair("transformer.x", 4, 4)
    tensors["transformer.x.lora_B.weight"][:] = value
    path = tmp_path / "a.safetensors"
    save_file(tensors, path)
    with pytest.raises(KnownError, match=words):
        check_numbers(path)


def test_huge_rank(tmp_path: Path) -> None:
    path = tmp_path / "a.safetensors"
    save_file(pair("transformer.x", 1, 1, rank=5000), path)
    with pytest.raises(KnownError, match="5000"):
        check_numbers(path)


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        (["lora_unet_joint_blocks_0_x_block_attn_proj"], "1 layers .* Stable Diffusion 3"),
        (["lora_unet_blocks_0_cross_attn_q"], "seems to be for Wan"),
        (["lora_transformer_something"], "such as something"),
        (["transformer.blocks.0.oft_blocks"], "do not belong to a LoRA, such as transformer"),
        (["text_encoder.q_proj"], "text encoder only"),
    ],
)
def test_what_cannot_be_placed_is_named(keys: list[str], words: str, tmp_path: Path) -> None:
    path = tmp_path / "a.safetensors"
    halves = ("lora_down.weight", "lora_up.weight")
    tensors = {f"{key}.{half}": np.ones((2, 2), np.float32) for key in keys for half in halves}
    if "oft" in keys[0]:
        tensors = {keys[0]: np.ones((2, 2), np.float32)} | pair("transformer.x", 2, 2)
    save_file(tensors, path)
    with pytest.raises(KnownError, match=words):
        describe(path)


def test_whole_model_is_no_adapter(tmp_path: Path) -> None:
    path = tmp_path / "a.safetensors"
    save_file({"model.embed_tokens.weight": np.ones((2, 2), np.float32)}, path)
    with pytest.raises(KnownError, match="not a LoRA"):
        describe(path)


def test_half_a_layer_and_mismatched_halves(tmp_path: Path) -> None:
    path = tmp_path / "a.safetensors"
    tensors = pair("transformer.x", 4, 4)
    save_file({"transformer.x.lora_A.weight": tensors["transformer.x.lora_A.weight"]}, path)
    with pytest.raises(KnownError, match="half"):
        read_layers(path)
    tensors["transformer.x.lora_B.weight"] = np.zeros((4, 3), np.float32)
    save_file(tensors, path)
    with pytest.raises(KnownError, match="fit together"):
        read_layers(path)


def test_import_folds_alpha_and_leaves_metadata_behind(tmp_path: Path) -> None:
    tensors = pair("transformer.single_transformer_blocks.0.attn.to_qkv_mlp_proj", 6, 8)
    tensors["transformer.single_transformer_blocks.0.attn.to_qkv_mlp_proj.alpha"] = np.array(
        1.0, np.float32
    )
    source, target = tmp_path / "in.safetensors", tmp_path / "out.safetensors"
    save_file(tensors, source, {"ss_dataset_dirs": "/home/someone/secret", "signet.name": "S"})
    import_adapter(source, target, "image", family="flux2_klein")
    before, after = read_layers(source), read_layers(target)
    for module, layer in before.items():
        assert layer.scale == 0.5
        assert after[module].scale == 1.0
        np.testing.assert_allclose(after[module].dense(), layer.dense(), rtol=1e-6)
    assert b"secret" not in target.read_bytes()
    assert read_header(target).metadata["signet.name"] == "S"


def test_peft_folder_scales(tmp_path: Path) -> None:
    folder = tmp_path / "voice"
    tensors = pair(VOICE, 6, 6, rank=4) | pair(VOICE.replace("q_proj", "k_proj"), 6, 6, rank=4)
    write_adapter(folder, tensors, {"signet.alpha": "8"}, "text")
    assert {layer.scale for layer in read_layers(folder).values()} == {2.0}
    config = json.loads((folder / "adapter_config.json").read_text())
    config |= {"use_rslora": True, "alpha_pattern": {"k_proj": 2}}
    (folder / "adapter_config.json").write_text(json.dumps(config))
    scales = {name: layer.scale for name, layer in read_layers(folder).items()}
    assert scales == {
        "model.layers.0.self_attn.q_proj": 4.0,
        "model.layers.0.self_attn.k_proj": 1.0,
    }
    config["modules_to_save"] = ["lm_head"]
    (folder / "adapter_config.json").write_text(json.dumps(config))
    with pytest.raises(KnownError, match="modules_to_save"):
        read_layers(folder)


def test_import_of_a_voice(tmp_path: Path) -> None:
    source, target = tmp_path / "in", tmp_path / "out"
    write_adapter(source, pair(VOICE, 6, 6, rank=4), {"signet.alpha": "8"}, "text")
    found = import_adapter(source, target, "text", family="causal_lm")
    assert (found.rank, found.alpha) == (4, 8.0)
    with pytest.raises(KnownError, match="folder"):
        import_adapter(tmp_path / "x.safetensors", target, "text", family="causal_lm")
