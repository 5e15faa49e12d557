"""Batches by memory, pictures written beside the work, print sizes in tiles, a warm pipeline."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from core.contract.control import Control
from core.contract.messages import Done, Failed, Message, Notice, Result
from core.contract.requests import AdapterMix, ImageOptions, MixPart
from core.errors import KnownError
from core.families import image_family
from core.generation import decoding
from core.generation.batching import MOST, batch_that_fits
from core.generation.images import PictureMaker
from core.generation.keeping import Keeper, png
from core.generation.reporting import Report
from core.generation.run import Generator

Part = Callable[..., MixPart]
Ask = Callable[..., list[Message]]
GIB = 2**30


def data(messages: list[Message]) -> dict[tuple[int, int, int], bytes]:
    return {m.cell: Path(m.path).read_bytes() for m in messages if isinstance(m, Result)}


# --- batches -----------------------------------------------------------------------------------


def test_batch_is_what_the_free_memory_holds_in_equal_parts() -> None:
    assert batch_that_fits(10 * GIB, 2 * GIB, 100) == 4
    assert batch_that_fits(10 * GIB, 2 * GIB, 6) == 3  # two batches of three, not four and two
    assert batch_that_fits(10 * GIB, 2 * GIB, 3) == 3
    assert batch_that_fits(1 * GIB, 2 * GIB, 5) == 1
    assert batch_that_fits(0, 2 * GIB, 5) == 1
    assert batch_that_fits(1000 * GIB, 1, 1000) == MOST
    assert batch_that_fits(1000 * GIB, 0, 1) == 1


def test_a_processor_makes_one_picture_at_a_time_and_memory_is_halved(
    ask_pictures: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, asked = PictureMaker._render, []

    def render(self: PictureMaker, plan: Any, batch: Any, options: ImageOptions) -> Any:
        asked.append(len(batch))
        if len(batch) > 2:
            raise torch.OutOfMemoryError("no room")
        return real(self, plan, batch, options)

    monkeypatch.setattr(PictureMaker, "_render", render)
    ask_pictures(prompts=("a", "b", "c"))
    assert asked == [1, 1, 1]
    asked.clear()
    messages = ask_pictures(prompts=("a", "b", "c", "d", "e"), batch=4)
    assert asked == [4, 2, 2, 1]
    assert [m.code for m in messages if isinstance(m, Notice)] == ["smaller_batch"]
    assert len(data(messages)) == 5


def test_on_a_card_all_mixes_share_the_batches_that_a_trial_allows(
    ask_pictures: Ask, picture_part: Part, generator: Generator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The card's figures are given; what follows from them is the product's own."""
    ask_pictures()
    assert generator._warm is not None
    real, asked = PictureMaker._render, []

    def render(self: PictureMaker, plan: Any, batch: Any, options: ImageOptions) -> Any:
        asked.append((len(batch), options.steps))
        return real(self, plan, batch, options)

    def peak(trial: Callable[[], object]) -> int:
        trial()
        return 2 * GIB

    monkeypatch.setattr(PictureMaker, "_render", render)
    monkeypatch.setattr("core.generation.images.peak_of", peak)
    monkeypatch.setattr("core.generation.images.free_memory", lambda: 10 * GIB)
    monkeypatch.setattr(generator._warm.maker, "_on_card", True)
    grid: dict[str, Any] = {"prompts": tuple("abcdef")}
    mix = AdapterMix("m", (picture_part(1),))
    messages = ask_pictures(mix, **grid)
    assert [size for size, _ in asked] == [1, 3, 3, 3, 3]
    assert len(data(messages)) == 12
    asked.clear()
    ask_pictures(mix, **grid)  # the trial's figure is kept
    assert [size for size, _ in asked] == [3, 3, 3, 3]
    asked.clear()
    ask_pictures(mix, **grid, repeatable=True)  # free memory is another every time
    assert [size for size, _ in asked] == [1] * 12
    asked.clear()
    ask_pictures(mix, **grid, batch=2)  # asked for
    assert [size for size, _ in asked] == [2] * 6


# --- writing -----------------------------------------------------------------------------------


def noise(seed: int) -> Image.Image:
    pixels = np.random.default_rng(seed).integers(0, 255, (256, 256, 3), dtype=np.uint8)
    return Image.fromarray(pixels)


@pytest.mark.parametrize("background", [True, False])
def test_pictures_are_told_in_order_once_they_are_there(tmp_path: Path, background: bool) -> None:
    told: list[Message] = []

    def hear(message: Message) -> None:
        if isinstance(message, Result):
            assert Path(message.path).is_file()
        told.append(message)

    keeper = Keeper(Report(hear, Control(), 5), background=background)
    for number in range(5):
        path = tmp_path / f"{number}.png"
        keeper.keep(noise(number), Result((number, 0, 0), 1, "p", "m", str(path)))
        keeper.tell()
    keeper.close()
    results = [m for m in told if isinstance(m, Result)]
    assert [m.cell[0] for m in results] == [0, 1, 2, 3, 4]
    for number, result in enumerate(results):
        assert Path(result.path).read_bytes() == png(noise(number))


def test_a_picture_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    keeper = Keeper(Report(lambda message: None, Control(), 1), background=True)
    keeper.keep(noise(1), Result((0, 0, 0), 1, "p", "m", str(tmp_path / "file" / "a.png")))
    with pytest.raises((KnownError, OSError)):
        keeper.close()


def test_pictures_written_in_the_background_are_the_same(
    ask_pictures: Ask, picture_part: Part, monkeypatch: pytest.MonkeyPatch
) -> None:
    mix = AdapterMix("m", (picture_part(1),))
    before = data(ask_pictures(mix, prompts=("a", "b")))

    class Behind(Keeper):
        def __init__(self, report: Report, *, background: bool) -> None:
            assert not background
            super().__init__(report, background=True)

    monkeypatch.setattr("core.generation.images.Keeper", Behind)
    messages = ask_pictures(mix, prompts=("a", "b"), out="behind")
    assert data(messages) == before
    assert isinstance(messages[-1], Done)


# --- print sizes -------------------------------------------------------------------------------


def decoded(model: Path, tile: int, limit: int) -> np.ndarray:
    """A picture of 1024 x 640 px by a VAE with tiles of this size in px."""
    family = image_family("flux2_klein")
    pipeline = family.load_pipeline(model, "cpu", torch.float32)
    pipeline.vae.tile_sample_min_size = tile
    pipeline.vae.tile_latent_min_size = tile // 8
    with pytest.MonkeyPatch.context() as patch, torch.no_grad():
        patch.setattr(decoding, "TILED_ABOVE", limit)
        assert decoding.choose_tiling(pipeline, 1024, 640) == (limit < 1024 * 640)
        options = ImageOptions(1024, 640, 2, 3.0, 1)
        (picture,) = family.render(pipeline, ["a cup"], [1], options)
    return np.asarray(picture, dtype=np.int16)


def test_tiles_differ_from_the_whole_by_little_and_less_the_larger_they_are(
    image_model: Path,
) -> None:
    """Bound: 2.5 of 255 levels on average and 12 for 99 % of all values, with tiles of 512 px and
    an untrained decoder on noise, where neighbouring tiles have nothing in common."""
    whole = decoded(image_model, 512, 10**9)
    large, small = (np.abs(decoded(image_model, tile, 1) - whole) for tile in (512, 256))
    assert 0 < large.mean() <= 2.5
    assert np.percentile(large, 99) <= 12
    assert large.mean() < small.mean() / 2


def test_tiling_follows_the_size(ask_pictures: Ask, generator: Generator) -> None:
    def tiled() -> bool:
        assert generator._warm is not None
        return bool(generator._warm.maker._pipeline.vae.use_tiling)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(decoding, "TILED_ABOVE", 64 * 64)
        small = data(ask_pictures())
        assert not tiled()
        assert isinstance(ask_pictures(size=(96, 64))[-1], Done)
        assert tiled()
        assert data(ask_pictures()) == small
        assert not tiled()


def test_a_vae_with_open_tiles_gets_large_ones() -> None:
    from diffusers import AutoencoderKLQwenImage

    torch.manual_seed(0)
    vae = AutoencoderKLQwenImage(base_dim=4, z_dim=4, dim_mult=[1, 2, 2, 2], num_res_blocks=1)
    vae.eval().requires_grad_(False)
    pipeline = SimpleNamespace(vae=vae)
    assert not decoding.choose_tiling(pipeline, 1024, 1024)
    assert decoding.choose_tiling(pipeline, 2048, 2048)
    assert (vae.tile_sample_min_height, vae.tile_sample_stride_width) == (1024, 768)
    latent = torch.randn(1, 4, 1, 24, 160)
    tiled = vae.decode(latent).sample
    vae.disable_tiling()
    whole = vae.decode(latent).sample
    assert tiled.shape == whole.shape == (1, 3, 1, 192, 1280)
    assert 0 < (tiled - whole).abs().mean() < 0.05 * whole.std()
    assert not decoding.choose_tiling(SimpleNamespace(vae=None), 4096, 4096)


# --- a warm engine, a fast twin ----------------------------------------------------------------


def test_the_pipeline_stays_while_the_model_is_the_same(
    ask_pictures: Ask, picture_part: Part, generator: Generator, image_model: Path, tmp_path: Path
) -> None:
    base = data(ask_pictures())
    warm = generator._warm
    assert warm is not None
    messages = ask_pictures(AdapterMix("m", (picture_part(1),)), prompts=("b",), size=(96, 64))
    assert "loading" not in [getattr(m, "name", "") for m in messages]
    ask_pictures(prompts=())  # a refused request
    ask_pictures(size=(65, 64))
    assert generator._warm is warm
    assert data(ask_pictures()) == base
    other = shutil.copytree(image_model, tmp_path / "other")
    messages = ask_pictures(model=other)
    assert "loading" in [getattr(m, "name", "") for m in messages]
    assert generator._warm is not warm


def test_the_fast_twin_takes_what_was_trained_on_its_base(
    ask_pictures: Ask, picture_part: Part, image_model: Path, tmp_path: Path
) -> None:
    twin = shutil.copytree(image_model, tmp_path / "twin")
    index = twin / "model_index.json"
    index.write_text(json.dumps(json.loads(index.read_text()) | {"is_distilled": True}))
    family = image_family("flux2_klein")
    assert family.is_fast_twin(twin)
    assert not family.is_fast_twin(image_model)
    part = picture_part(1, base_hash="base", base_name="klein base")
    mix = AdapterMix("m", (part,))
    refused = ask_pictures(mix, model=twin, model_hash="twin")[-1]
    assert isinstance(refused, Failed)
    assert "klein base" in refused.say
    messages = ask_pictures(mix, model=twin, model_hash="twin", trained_on=("base",))
    assert isinstance(messages[-1], Done)
    made = data(messages)
    assert made[0, 1, 0] != made[0, 0, 0]
    stranger = replace(mix, parts=(picture_part(2, base_hash="another"),))
    refused = ask_pictures(stranger, model=twin, model_hash="twin", trained_on=("base",))[-1]
    assert isinstance(refused, Failed)
