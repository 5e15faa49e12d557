"""Several adapters for pictures as one file: the exact sum, or a sentence why it cannot be."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from foreign_networks import shapes_of

from core.adapters.files import read_header, write_adapter
from core.adapters.joining import join_mix
from core.adapters.layers import read_layers
from core.adapters.respelling import Layout, Spelling, respell
from core.contract.requests import AdapterMix, MixPart
from core.errors import KnownError
from tests.core.adapters import test_dora_files, test_lokr_files

Maker = Callable[..., Path]


def mix(*parts: tuple[Path, float]) -> AdapterMix:
    return AdapterMix("mix", tuple(
        MixPart(path.stem, str(path), strength, "", path.stem) for path, strength in parts
    ))  # fmt: skip


def plain(folder: Path, family: str, seed: int, rank: int, every: int = 1) -> Path:
    """An adapter of each `every`-th layer, convolutions among them."""
    chance = np.random.default_rng(seed)
    root = "unet" if family.startswith("sd") else "transformer"
    tensors = {}
    for name, shape in list(shapes_of(family).items())[::every]:
        down = chance.normal(0, 0.3, (rank, *shape[1:])).astype(np.float32)
        up = chance.normal(0, 0.3, (shape[0], rank, *(1 for _ in shape[2:]))).astype(np.float32)
        tensors |= {f"{root}.{name}.lora_A.weight": down, f"{root}.{name}.lora_B.weight": up}
    path = folder / f"{family}{seed}.safetensors"
    write_adapter(path, tensors, {"signet.family": family, "signet.kind": "image"})
    return path


@pytest.mark.parametrize("layout", ["diffusers", "kohya"])
@pytest.mark.parametrize("family", ["sd15", "flux2_klein"])
def test_the_file_is_the_sum_layer_by_layer(tmp_path: Path, family: str, layout: Layout) -> None:
    one, other = plain(tmp_path, family, 1, 3), plain(tmp_path, family, 2, 2, every=2)
    rank = join_mix(mix((one, 0.8), (other, 0.5)), tmp_path / "sum.safetensors", {})
    assert rank == 5
    respell(tmp_path / "sum.safetensors", tmp_path / "out.safetensors", Spelling(layout))
    found = read_layers(tmp_path / "out.safetensors")
    first, second = read_layers(one), read_layers(other)
    assert set(found) == set(first)
    for name, layer in found.items():
        wanted = 0.8 * first[name].dense()
        if name in second:
            wanted = wanted + 0.5 * second[name].dense()
        np.testing.assert_allclose(layer.dense(), wanted, rtol=1e-5, atol=1e-5)


def test_it_says_what_it_is(make: Maker, tmp_path: Path) -> None:
    target = tmp_path / "sum.safetensors"
    parts = mix((make("a", seed=1), 1.0), (make("b", seed=2, rank=8), 1.0), (make("c", seed=3), 0))
    join_mix(parts, target, {"signet.name": "a + b", "signet.licence": "Apache-2.0"})
    told = read_header(target).metadata
    assert (told["signet.family"], told["signet.rank"], told["signet.name"]) == (
        "flux2_klein", "12", "a + b",
    )  # fmt: skip


def test_what_cannot_be_one_file_is_told(make: Maker, tmp_path: Path) -> None:
    sound = plain(tmp_path, "flux2_klein", 1, 2)
    (tmp_path / "dora").mkdir()
    (tmp_path / "lokr").mkdir()
    for other, kind in (
        (test_dora_files.own(tmp_path / "dora", "flux2_klein"), "DoRA"),
        (test_lokr_files.own(tmp_path / "lokr", "flux2_klein"), "LoKr"),
    ):
        with pytest.raises(KnownError, match=f"is a {kind} adapter, which cannot become one file"):
            join_mix(mix((sound, 1.0), (other, 1.0)), tmp_path / "sum.safetensors", {})
    for parts, said in (
        (((sound, 1.0), (plain(tmp_path, "sd15", 2, 2), 1.0)), "made for another model"),
        (((sound, 1.0), (make("small", seed=1, size=8), 1.0)), "made for another model"),
        (((sound, 1.0), (sound, 0.5)), "twice"),
        (((sound, 0.0),), "No adapter was chosen"),
        (((sound, 1.0), (tmp_path / "dora", 1.0)), "cannot be one"),
    ):
        with pytest.raises(KnownError, match=said):
            join_mix(mix(*parts), tmp_path / "sum.safetensors", {})
    assert not (tmp_path / "sum.safetensors").exists()
