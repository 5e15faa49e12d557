"""Cutting out and putting together, on the sample brand and on a drawing whose mask is known."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter

from core.datasets.backgrounds import (
    NEUTRAL,
    Backdrop,
    Kind,
    assigned,
    backdrop_from,
    composed,
    gradients,
    painted,
    plains,
    rgb,
)
from core.datasets.cutout import (
    DOUBTFUL,
    EDGE,
    Stroke,
    cut_out,
    strokes_from_json,
    strokes_to_json,
)
from core.errors import KnownError
from core.paths import resources

PHOTOS = resources() / "sample_brand" / "photos"
NOWHERE = Path("nowhere")
BLUE = (46, 94, 170)


def photo(name: str) -> Image.Image:
    with Image.open(PHOTOS / name) as opened:
        return opened.convert("RGB")


def drawn() -> tuple[Image.Image, np.ndarray]:
    """An orange ring with its shadow on a green wall that is lit from one side, and its mask."""
    size, box, hole = (400, 320), (130, 90, 270, 230), (180, 140, 220, 180)
    ramp = np.linspace(1.0, 0.85, size[0])[None, :, None]
    wall = np.ones((size[1], size[0], 3)) * np.array([120, 170, 130]) * ramp
    picture = Image.fromarray(wall.astype(np.uint8))
    shadow = Image.new("L", size, 0)
    ImageDraw.Draw(shadow).ellipse((140, 200, 330, 260), fill=110)
    picture.paste((20, 28, 22), mask=shadow.filter(ImageFilter.GaussianBlur(10)))
    mask = Image.new("L", size, 0)
    ImageDraw.Draw(mask).ellipse(box, fill=255)
    ImageDraw.Draw(mask).ellipse(hole, fill=0)
    picture.paste((230, 110, 30), mask=mask.filter(ImageFilter.GaussianBlur(0.8)))
    return picture, np.asarray(mask) > 127


def test_a_known_mask_is_found_with_its_hole_and_without_its_shadow() -> None:
    picture, true = drawn()
    cut = cut_out(picture)
    found = cut.mask > 127
    assert (found & true).sum() / (found | true).sum() > 0.94
    assert not found[160, 200]
    assert cut.quality > 0.9


@pytest.mark.parametrize(
    ("name", "inside", "outside"),
    [
        ("cup/cup_00.jpg", [(190, 360), (200, 560)], [(40, 40), (400, 200)]),
        ("coffee_brewer/view_04.jpg", [(256, 200), (380, 300)], [(40, 40), (460, 256)]),
    ],
)
def test_photos_before_one_wall_are_cut_out_alike_each_time(
    name: str, inside: list[tuple[int, int]], outside: list[tuple[int, int]]
) -> None:
    picture = photo(name)
    cut, again = cut_out(picture), cut_out(picture)
    assert max(cut.mask.shape) <= EDGE
    assert np.array_equal(cut.mask, again.mask)
    assert cut.quality >= DOUBTFUL
    share = cut.mask.shape[1] / picture.width
    values = [[int(cut.mask[round(y * share), round(x * share)]) for y, x in spots]
              for spots in (inside, outside)]  # fmt: skip
    assert min(values[0]) > 240
    assert max(values[1]) < 15


def test_what_cannot_be_cut_out_is_in_doubt_until_somebody_paints() -> None:
    noise = Image.effect_noise((160, 120), 90).convert("RGB")
    assert cut_out(noise).quality < DOUBTFUL
    stroke = Stroke(True, 0.1, ((0.5, 0.35),))
    painted_on = cut_out(noise, [stroke])
    assert painted_on.quality >= DOUBTFUL
    assert painted_on.mask[56, 80] == 255
    assert strokes_from_json(strokes_to_json([stroke])) == (stroke,)
    assert strokes_from_json("{broken") == ()


def test_the_new_background_has_the_old_shadow_and_no_old_colour() -> None:
    picture, true = drawn()
    made = np.asarray(
        composed(picture, cut_out(picture).mask, Backdrop("plain", ("#2E5EAA",)), NOWHERE)
    ).astype(int)
    assert np.abs(made[20:60, 20:60].mean((0, 1)) - BLUE).max() < 12
    assert made[245, 235].sum() < 0.85 * made[20, 20].sum()  # the shadow
    assert np.abs(made[160, 150] - (230, 110, 30)).max() < 12  # the ring
    # Nowhere green: neither in the hole nor along the edge.
    greenish = (made[..., 1] > made[..., 0] + 12) & (made[..., 1] > made[..., 2] + 12)
    assert greenish.sum() == 0
    assert true.any()


@pytest.mark.parametrize("kind", ["picture", "blurred"])
def test_a_picture_of_any_size_goes_behind_a_photo_of_any_size(tmp_path: Path, kind: Kind) -> None:
    for wide, high in ((500, 333), (640, 480), (333, 500), (40, 30), (1021, 577), (16, 800)):
        Image.new("RGB", (wide, high), (10, 120, 200)).save(tmp_path / "own.png")
        for size in ((640, 480), (512, 384), (341, 512), (900, 600), (97, 31), (1000, 1000)):
            made = painted(Backdrop(kind, picture="own.png"), size, tmp_path)
            assert made.shape == (size[1], size[0], 3)


def test_backgrounds_are_told_as_text_and_chosen_by_content() -> None:
    choices = plains(()) + gradients(("#2E5EAA", "#F3A712"))
    hashes = [f"{number * 2654435761 % 2**32:08x}" for number in range(40)]
    given = [assigned(choices, one) for one in hashes]
    assert given == [assigned(choices, one) for one in hashes]
    assert len({(one.kind, one.colours) for one in given}) > len(choices) / 2
    for one in given:
        assert backdrop_from(one.to_fact()) == one
    red_and_blue = plains(("#E4572E", "#2E5EAA"))
    assert {assigned(red_and_blue, one, (220, 70, 40)).colours for one in hashes} == {("#2E5EAA",)}
    assert assigned(red_and_blue[:1], hashes[0], (220, 70, 40)).colours == ("#E4572E",)
    assert backdrop_from("") is None
    assert backdrop_from('{"kind":"picture","picture":"../../secret.jpg"}') == Backdrop(
        "picture", picture="secret.jpg"
    )
    assert rgb("#fff") == (255, 255, 255)
    assert len(NEUTRAL) == len(plains(()))
    with pytest.raises(KnownError, match="no colour"):
        rgb("blue")
    with pytest.raises(KnownError, match="no longer there"):
        painted(Backdrop("blurred", picture="gone.jpg"), (32, 32), NOWHERE)
