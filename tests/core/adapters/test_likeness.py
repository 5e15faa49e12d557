"""The distance to photos follows the product, not what is behind it, on real photos."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.adapters.likeness import (
    Subject,
    _lab,
    describe_subject,
    distance,
    distance_to_photos,
    nearer,
    subject_mask,
)
from core.paths import resources

PHOTOS = resources() / "sample_brand" / "photos"


def photos(name: str) -> list[Image.Image]:
    return [Image.open(path).convert("RGB") for path in sorted((PHOTOS / name).glob("*.jpg"))[::2]]


def mask_of(photo: Image.Image) -> np.ndarray:
    mask = Image.fromarray((subject_mask(_lab(photo)) * 255).astype(np.uint8)).resize(photo.size)
    return np.asarray(mask, dtype=float)[..., None] / 255


def background(number: int, size: tuple[int, int]) -> np.ndarray:
    """Plain, gradient, stripes or coloured clouds."""
    rng = np.random.default_rng(number)
    width, height = size
    one, two = rng.integers(40, 230, 3), rng.integers(40, 230, 3)
    down = np.linspace(0, 1, height)[:, None, None]
    stripes = (np.arange(width) // 40 % 2)[None, :, None]
    flat = np.zeros((height, width, 1))
    clouds = Image.fromarray(rng.integers(0, 255, (6, 6, 3)).astype(np.uint8)).resize(size)
    kinds = (
        flat + one,
        flat + down * one + (1 - down) * two,
        flat + stripes * one + (1 - stripes) * two,
        np.asarray(clouds, dtype=float),
    )
    return kinds[number % 4]


def without_product(photo: Image.Image) -> Image.Image:
    """The photo's own background grown over the product from its left side."""
    pixels = np.asarray(photo).copy()
    columns = np.flatnonzero((mask_of(photo)[..., 0] > 0.3).any(axis=0))
    left = max(int(columns[0]) - 20, 0)
    pixels[:, left:] = pixels[:, left][:, None]
    return Image.fromarray(pixels)


def composite(photo: Image.Image, behind: np.ndarray) -> Image.Image:
    mask = mask_of(photo)
    return Image.fromarray((np.asarray(photo) * mask + behind * (1 - mask)).astype(np.uint8))


@pytest.mark.parametrize(("name", "other"), [("coffee_brewer", "cup"), ("cup", "coffee_brewer")])
def test_cannot_be_fooled_by_the_background(name: str, other: str) -> None:
    own, strangers = photos(name), photos(other)
    heldout = [describe_subject(photo) for photo in own[::3]]
    rest = [photo for number, photo in enumerate(own) if number % 3]
    moved = [
        distance_to_photos(composite(photo, background(number, photo.size)), heldout)
        for number, photo in enumerate(rest)
    ]
    empty = [distance_to_photos(without_product(photo), heldout) for photo in own]
    swapped = [
        distance_to_photos(
            composite(stranger.resize(photo.size), np.asarray(without_product(photo))), heldout
        )
        for photo, stranger in zip(own, strangers, strict=False)
    ]
    controls = empty + swapped + [distance_to_photos(photo, heldout) for photo in strangers]
    right = [[product < control for control in controls] for product in moved]
    assert np.mean(right) >= 0.95
    assert np.median(moved) < 0.75 * np.median(controls)


def test_distance_is_zero_to_itself_and_one_to_nothing() -> None:
    photo = photos("cup")[0]
    subject = describe_subject(photo)
    assert distance(subject, subject) == pytest.approx(0.0, abs=1e-9)
    blank = describe_subject(Image.new("RGB", (256, 256), "lightblue"))
    assert blank.share < 0.01
    assert distance(subject, blank) == 1.0


def test_place_and_size_do_not_count() -> None:
    plain = np.full((512, 512, 3), 225.0)
    photo = composite(photos("coffee_brewer")[5], plain)
    moved = Image.new("RGB", photo.size, (225, 225, 225))
    moved.paste(photo.resize((360, 360)), (140, 20))
    assert distance(describe_subject(photo), describe_subject(moved)) < 0.1


def test_pairs_are_counted(tmp_path: Path) -> None:
    own, other = photos("cup"), photos("coffee_brewer")
    paths = []
    for number, picture in enumerate([*own[:4], other[0]]):
        paths.append(tmp_path / f"{number}.png")
        picture.save(paths[-1])
    assert nearer([(paths[3], paths[4]), (paths[4], paths[3])], paths[:3]) == (1, 2)
    with pytest.raises(ValueError, match="no photos"):
        distance_to_photos(Subject(np.ones(1), np.ones(1), np.ones(1), 1.0), [])
