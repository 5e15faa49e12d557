"""Copies of a picture are found however they were changed; other photos are not."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image, ImageDraw

from core.datasets import near_copies
from core.datasets.near_copies import copies
from core.errors import KnownError
from tests.benchmarks.photo_faults.copies import CHANGES, descriptors
from tests.benchmarks.photo_faults.sources import brand_sources

SOURCES = [one for one in brand_sources() if one.group == "brewer"][:12]
Described = tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]


@pytest.fixture(scope="module")
def photos() -> list[Image.Image]:
    return [one.make() for one in SOURCES]


def pairs(described: list[Described]) -> list[tuple[int, int]]:
    return copies([plane for plane, _ in described], [tint for _, tint in described])


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_a_changed_copy_is_found(photos: list[Image.Image], change: object) -> None:
    assert callable(change)
    chance = np.random.default_rng(3)
    changed = [change(photo, chance) for photo in photos[3:6]]
    found = pairs([descriptors(one) for one in (*photos, *changed)])
    assert found == [(3, 12), (4, 13), (5, 14)]


def scene(turned: float = 0.0, wall: tuple[int, int, int] = (225, 225, 225)) -> Image.Image:
    """A fruit before a wall that is lit from one side."""
    fruit = Image.new("RGBA", (190, 230), (0, 0, 0, 0))
    draw = ImageDraw.Draw(fruit)
    draw.ellipse((0, 0, 189, 229), fill=(190, 120, 60, 255))
    draw.ellipse((40, 60, 110, 150), fill=(215, 160, 90, 255))
    fruit = fruit.rotate(turned, Image.Resampling.BICUBIC, expand=True)
    light = np.linspace(1.0, 0.86, 512)[None, :, None] * np.ones((512, 1, 1))
    photo = Image.fromarray((light * wall).astype(np.uint8))
    photo.paste(fruit, (256 - fruit.width // 2, 266 - fruit.height // 2), fruit)
    return photo


@pytest.mark.parametrize(
    ("other", "copy"),
    [
        (scene().crop((20, 26, 490, 496)), True),
        (scene(wall=(232, 224, 215)), True),
        (scene(turned=4), False),
        (scene(turned=-8), False),
        (scene(wall=(225, 220, 140)), False),
    ],
    ids=["cropped", "a little warmer", "turned a little", "turned", "another wall"],
)
def test_a_scene_that_was_taken_anew_is_no_copy(other: Image.Image, copy: bool) -> None:
    assert pairs([descriptors(scene()), descriptors(other)]) == ([(0, 1)] if copy else [])


def test_a_copy_made_brighter_until_it_is_cut_off_at_white_is_found(
    photos: list[Image.Image],
) -> None:
    bright = [photo.point([min(255, round(1.2 * at)) for at in range(256)] * 3) for photo in photos]
    found = pairs([descriptors(one) for one in (*photos, *bright)])
    assert found == [(at, at + len(photos)) for at in range(len(photos))]


def test_no_photos_and_one_have_no_copies(photos: list[Image.Image]) -> None:
    assert pairs([]) == []
    assert pairs([descriptors(photos[0])]) == []


def test_plain_pictures_of_one_colour_do_not_fail() -> None:
    plain = Image.new("RGB", (64, 64), (200, 200, 200))
    assert pairs([descriptors(plain), descriptors(plain)]) == []


def test_more_photos_than_a_block_are_compared_across_blocks(photos: list[Image.Image]) -> None:
    chance = np.random.default_rng(1)
    described = [
        descriptors(Image.fromarray(chance.integers(0, 255, (6, 6, 3), dtype=np.uint8)).resize(
            (96, 96), Image.Resampling.BICUBIC
        ))
        for _ in range(600)
    ]  # fmt: skip
    described[3] = described[590] = descriptors(photos[0])
    seen: list[tuple[int, int]] = []
    found = copies(
        [plane for plane, _ in described],
        [tint for _, tint in described],
        lambda done, total: seen.append((done, total)),
    )
    assert (3, 590) in found
    assert seen == [(512, 600), (600, 600)]


def test_pairs_are_compared_once(photos: list[Image.Image]) -> None:
    """Looking again with one photo more gives what looking for the first time gives, and adds
    nothing to what is remembered but pairs with that one."""
    changed = CHANGES[0](photos[3], np.random.default_rng(3))
    described = [descriptors(one) for one in (*photos, changed)]
    near_copies._remembered.clear()
    assert pairs(described[:-1]) == []
    known = dict(near_copies._remembered)
    assert known
    assert pairs(described[:-1]) == []
    assert near_copies._remembered == known
    found = pairs(described)
    assert found == [(3, 12)]
    new = near_copies._digest(
        described[-1][0].astype(np.float32), described[-1][1].astype(np.float32).transpose(2, 0, 1)
    )
    added = set(near_copies._remembered) - set(known)
    assert added
    assert all(new in (key >> 65, key >> 1 & 2**64 - 1) for key in added)
    near_copies._remembered.clear()
    assert pairs(described) == found


def test_what_is_remembered_has_an_end(
    photos: list[Image.Image], monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = np.random.default_rng(3)
    first, second = (
        [descriptors(one) for one in (photo, CHANGES[0](photo, chance))] for photo in photos[3:5]
    )
    monkeypatch.setattr(near_copies, "_MOST_REMEMBERED", 1)
    near_copies._remembered.clear()
    assert pairs(first) == [(0, 1)]
    before = set(near_copies._remembered)
    assert pairs(second) == [(0, 1)]
    assert near_copies._remembered
    assert not before & set(near_copies._remembered)
    assert pairs(first) == [(0, 1)]


def test_the_comparison_can_be_stopped(photos: list[Image.Image]) -> None:
    asked: list[int] = []

    def stop() -> None:
        asked.append(len(asked))
        if len(asked) == 2:
            raise KnownError("Stopped.", "Start it again.", kind="cancelled")

    described = [descriptors(one) for one in photos[:3]]
    with pytest.raises(KnownError):
        copies([plane for plane, _ in described], [tint for _, tint in described], pause=stop)
    assert len(asked) == 2
