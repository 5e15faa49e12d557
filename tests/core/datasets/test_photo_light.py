"""Light, haze, blocks and missing colours are told from what only looks like them."""

from __future__ import annotations

import io

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image, ImageDraw

from core.datasets.photo_colour import colourfulness
from core.datasets.photo_damage import block_steps
from core.datasets.photo_light import light
from core.datasets.sharpness import colour_cells
from core.paths import resources

BREWER = resources() / "sample_brand/photos/coffee_brewer/view_03.jpg"
Luma = npt.NDArray[np.float32]


def lit(photo: Image.Image) -> dict[str, float]:
    luma = np.asarray(photo.convert("L"))
    return light(np.asarray(photo), luma, np.ones(luma.shape, dtype=np.bool_))


def test_something_coloured_is_not_hazy_however_pale_the_photo_is() -> None:
    pale = Image.new("RGB", (256, 256), (225, 222, 218))
    ImageDraw.Draw(pale).ellipse((90, 90, 160, 160), fill=(240, 170, 70))
    hazy = Image.blend(pale, Image.new("RGB", pale.size, (205, 205, 205)), 0.6)
    assert lit(pale)["deepest"] > 150  # no dark part in either
    assert lit(pale)["lowest"] < 80
    assert lit(hazy)["lowest"] > 130


@pytest.mark.parametrize(
    ("colour", "least", "most"), [((150, 60, 50), 0, 0), ((255, 140, 90), 1, 1)]
)
def test_only_a_burnt_subject_counts_before_a_studios_white(
    colour: tuple[int, int, int], least: float, most: float
) -> None:
    studio = Image.new("RGB", (512, 512), (255, 255, 255))
    ImageDraw.Draw(studio).rectangle((120, 120, 400, 420), fill=colour)
    found = lit(studio)
    assert found["burnt"] > 0.5
    assert least - 0.01 <= found["burnt_beside_white"] <= most + 0.01


def compressed(photo: Image.Image, quality: int) -> Image.Image:
    data = io.BytesIO()
    photo.save(data, "JPEG", quality=quality)
    return Image.open(data).convert("RGB")


def luma_of(photo: Image.Image) -> Luma:
    return np.asarray(photo.convert("L"), dtype=np.float32)


@pytest.mark.parametrize("corner", [(0, 0), (3, 5), (12, 1)])
def test_blocks_are_seen_wherever_they_begin(corner: tuple[int, int]) -> None:
    with Image.open(BREWER) as opened:
        photo = opened.convert("RGB")
    box = (*corner, photo.width, photo.height)
    assert block_steps(luma_of(compressed(photo, 14).crop(box))) > 0.45
    assert block_steps(luma_of(compressed(photo, 85).crop(box))) < 0.35


@pytest.mark.parametrize("wide", [15, 16, 31])
def test_the_edges_of_a_frame_around_a_calm_wall_are_no_blocks(wide: int) -> None:
    chance = np.random.default_rng(1)
    light = np.linspace(150, 128, 512)[None] + chance.normal(0, 0.4, (512, 512))
    framed = np.full((512 + 2 * wide, 512 + 2 * wide), 255.0, dtype=np.float32)
    framed[wide:-wide, wide:-wide] = light.round()
    assert block_steps(framed) < 0.2


def test_neither_grain_nor_a_pattern_of_eight_px_one_way_nor_a_tiny_photo_has_blocks() -> None:
    grain = np.random.default_rng(3).normal(128, 12, (256, 256)).astype(np.float32)
    stripes = np.tile(np.repeat([90, 170], 8), (256, 16)).astype(np.float32)
    assert block_steps(grain) < 0.2
    assert block_steps(stripes + grain - 128) < 0.2
    assert block_steps(grain[:20, :20]) == 0.0


def test_sepia_keeps_one_tone_where_it_is_cut_off_and_a_faint_rest_is_nearly_grey() -> None:
    with Image.open(BREWER) as opened:
        photo = opened.convert("RGB")
    grey = np.asarray(photo.convert("L"), dtype=np.float32)[..., None]
    sepia = np.clip(grey * (1.07, 0.94, 0.75) * 1.2, 0, 255).astype(np.uint8)
    faint = (grey * 0.96 + np.asarray(photo) * 0.04).astype(np.uint8)
    assert colourfulness(colour_cells(photo))[0] > 20
    assert colourfulness(colour_cells(Image.fromarray(sepia)))[0] < 4
    assert colourfulness(colour_cells(Image.fromarray(faint)))[1] < 5.6
