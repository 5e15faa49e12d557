"""Photos of another product are told among those of one, and sound sets are left alone."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from core.contract.items import Finding, Picture
from core.datasets.check_registry import PICTURE_CHECKS, CheckContext
from core.datasets.picture_facts import MeasuredPicture, PictureSet, measure
from core.datasets.product_checks import FEWEST, strangers, unpacked
from core.looks import product
from core.looks.looking import Eyes
from core.looks.registry import NotInstalled
from core.paths import resources

SAMPLE = resources() / "sample_brand/photos"
CUPS = sorted((SAMPLE / "cup").glob("*.jpg"))
BREWERS = sorted((SAMPLE / "coffee_brewer").glob("*.jpg"))
PORTRAIT = Path(__file__).with_name("astronaut.jpg")


@pytest.fixture(scope="module")
def eyes() -> Iterator[Eyes]:
    with Eyes() as made:
        yield made


@pytest.fixture(scope="module")
def known(eyes: Eyes) -> dict[Path, MeasuredPicture]:
    """Every photo of the sample brand and a portrait, measured and looked at in the child."""
    before, found = set(sys.modules), {}
    for number, path in enumerate([*CUPS, *BREWERS, PORTRAIT]):
        facts = measure(path)
        picture = Picture(number, str(path), f"{path.parent.name}/{path.name}", 640, 480)
        found[path] = MeasuredPicture(picture, facts, eyes.look(picture, ["product"]))
    assert "onnxruntime" not in set(sys.modules) - before
    return found


def told(
    known: dict[Path, MeasuredPicture], paths: Sequence[Path], goal: str = "product"
) -> list[Finding]:
    photos = PictureSet(tuple(known[path] for path in paths))
    return PICTURE_CHECKS["other_product"](photos, CheckContext(goal=goal))


def vectors(known: dict[Path, MeasuredPicture], paths: Sequence[Path]) -> np.ndarray:
    return turned(known, paths)[:, 0]


def turned(known: dict[Path, MeasuredPicture], paths: Sequence[Path]) -> np.ndarray:
    return np.stack([unpacked(known[path].looks["product"]) for path in paths])


def test_photos_of_one_product_are_near_and_of_two_far(known: dict[Path, MeasuredPicture]) -> None:
    cups, brewers = vectors(known, CUPS), vectors(known, BREWERS)
    assert cups.shape == (30, 64)
    assert np.linalg.norm(cups, axis=1) == pytest.approx(np.ones(30), abs=1e-3)
    for own in (cups, brewers):
        alike = own @ own.T - 2 * np.eye(30)
        assert alike.max(axis=1).min() > 0.7
        assert np.median(alike) > 0.5
    assert np.quantile(cups @ brewers.T, 0.95) < 0.5


def test_sets_of_one_product_are_left_alone(known: dict[Path, MeasuredPicture]) -> None:
    for photos in (CUPS, BREWERS, CUPS[::2], BREWERS[::2], CUPS[:FEWEST], BREWERS[-FEWEST:]):
        assert told(known, photos) == []


@pytest.mark.parametrize("place", [0, 7, 19])
def test_one_brewer_among_cups_is_told(known: dict[Path, MeasuredPicture], place: int) -> None:
    (finding,) = told(known, [*CUPS[:9], BREWERS[place], *CUPS[9:18]])
    assert finding.items == (known[BREWERS[place]].picture.id,)
    assert finding.severity == "attention"
    assert finding.say == "1 of 19 photos seems to show another product."
    assert finding.why == "The adapter would mix what differs into one."
    assert finding.hint == "Look at these photos, and set aside those of another product."
    assert finding.remedy == "set_aside"
    assert f"{finding.items[0]}: " in finding.detail


def test_strangers_are_told_whatever_they_show(known: dict[Path, MeasuredPicture]) -> None:
    (finding,) = told(known, [*BREWERS, CUPS[3], CUPS[17], PORTRAIT])
    wanted = {known[path].picture.id for path in (CUPS[3], CUPS[17], PORTRAIT)}
    assert set(finding.items) == wanted
    assert finding.say == "3 of 33 photos seem to show another product."


@pytest.mark.parametrize("degrees", [40, 75, 150, 210, 290])
def test_another_colour_of_the_product_is_no_other_product(
    known: dict[Path, MeasuredPicture], degrees: int
) -> None:
    from PIL import Image

    hue, *rest = Image.open(BREWERS[4]).convert("HSV").split()
    hue = hue.point([(one + round(degrees / 360 * 256)) % 256 for one in range(256)])
    recoloured = unpacked(product.product(Image.merge("HSV", (hue, *rest)).convert("RGB")))
    brewers = turned(known, BREWERS[6:26])
    both = np.concatenate([brewers, recoloured[None]])
    assert strangers(both, [1.0] * 21).places == ()
    # Seen as it is alone, it would be one.
    blind = np.repeat(both[:, :1], both.shape[1], axis=1)
    assert strangers(blind, [1.0] * 21).places == (20,)


def test_nothing_is_said_where_nothing_can_be_known(known: dict[Path, MeasuredPicture]) -> None:
    few = [*CUPS[: FEWEST - 2], BREWERS[0]]
    assert told(known, few) == []
    assert told(known, [*CUPS[:12], BREWERS[0]], goal="style") == []
    assert told(known, [*CUPS[:10], *BREWERS[:10]]) == []  # two products, none of them strange
    unseen = [MeasuredPicture(known[path].picture, known[path].facts) for path in CUPS[:12]]
    assert PICTURE_CHECKS["other_product"](PictureSet(tuple(unseen)), CheckContext()) == []


def test_busy_backgrounds_and_sets_without_a_product_keep_it_silent(
    known: dict[Path, MeasuredPicture],
) -> None:
    mixed = turned(known, [*CUPS[:12], BREWERS[0]])
    assert strangers(mixed, [1.0] * 13).places == (12,)
    assert strangers(mixed, [1.0] * 5 + [0.5] * 8).places == ()
    apart = np.eye(64)[:12, None]
    assert strangers(apart, [1.0] * 12).places == ()


def test_a_network_that_is_missing_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from PIL import Image

    monkeypatch.setattr(product, "resources", lambda: tmp_path)
    product._network.cache_clear()
    with pytest.raises(NotInstalled, match=r"product\.onnx is missing"):
        product.product(Image.open(CUPS[0]).convert("RGB"))
    product._network.cache_clear()
