"""Every page looks as it did: both themes, both languages, at 100 % and 200 %.

At 200 % each page is seen once a language and once a theme; `SIGNET_ALL_SCREENS=1` takes all four.
After a wanted change: `python tests/desktop_app/screens/renew.py`, look at the pictures, commit.
Pictures that differ are left in build/screens with the differences in red.
"""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from PIL import Image

HERE = Path(__file__).resolve().parent
LEFT = HERE.parents[2] / "build" / "screens"


def _load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"signet_screens_{name}", HERE / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


comparer, renew = _load("comparer"), _load("renew")
LARGE = ("en-light", "de-dark")
"""What is looked at of 200 %, which takes as long as everything else."""


def _looked_at(reference: Path) -> bool:
    everything = os.environ.get("SIGNET_ALL_SCREENS") == "1"
    return everything or reference.parent.name == "100" or reference.stem.startswith(LARGE)


def _every() -> list[Path]:
    return sorted((HERE / "references").rglob("*.webp"))


REFERENCES = [one for one in _every() if _looked_at(one)]


def _names(scale: str) -> list[str]:
    """Of the screens to be taken; none, which means all, where all are looked at."""
    if scale == "100" or os.environ.get("SIGNET_ALL_SCREENS") == "1":
        return []
    return [one.stem for one in REFERENCES if one.parent.name == scale]


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All screens as they look now, one folder a scale."""
    out = tmp_path_factory.mktemp("screens")
    running = [renew.photograph(out / scale, scale, *_names(scale)) for scale in renew.SCALES]
    codes = [one.wait(timeout=1000) for one in running]
    assert codes == [0] * len(running)
    return out


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("reference", REFERENCES, ids=lambda p: f"{p.parent.name}-{p.stem}")
def test_screen(taken: Path, reference: Path) -> None:
    name = f"{reference.parent.name}/{reference.name}"
    verdict = comparer.compare(reference, taken / name)
    if not verdict.same:
        target = LEFT / name
        target.parent.mkdir(parents=True, exist_ok=True)
        Image.open(taken / name).save(target.with_suffix(".png"))
        if verdict.picture is not None:
            verdict.picture.save(target.with_suffix(".differences.png"))
    assert verdict.same, f"{verdict.share:.2%} of the pixels differ; see build/screens/{name}"


def test_every_screen_has_a_reference(taken: Path) -> None:
    known = {f"{path.parent.name}/{path.name}" for path in REFERENCES}
    now = {f"{path.parent.name}/{path.name}" for path in taken.rglob("*.webp")}
    assert known == now
    every = {path.relative_to(HERE / "references").as_posix() for path in _every()}
    assert len(every) >= 9 * 2 * 2 * 2
    assert {one[4:] for one in every if one.startswith("100/")} == {
        one[4:] for one in every if one.startswith("200/")
    }


def test_the_comparer_sees_a_moved_word_and_no_rounding(tmp_path: Path) -> None:
    chance = np.random.default_rng(3)
    plain = np.full((200, 300, 3), 240, np.uint8)
    plain[50:60, 40:140] = 30
    rounded = (plain + chance.integers(0, 2, plain.shape)).astype(np.uint8)
    moved = np.roll(plain, 8, axis=1)
    for name, pixels in (("plain", plain), ("rounded", rounded), ("moved", moved)):
        Image.fromarray(pixels).save(tmp_path / f"{name}.png")
    assert comparer.compare(tmp_path / "plain.png", tmp_path / "plain.png").share == 0
    assert comparer.compare(tmp_path / "plain.png", tmp_path / "rounded.png").same
    assert not comparer.compare(tmp_path / "plain.png", tmp_path / "moved.png").same
    Image.fromarray(plain[:100]).save(tmp_path / "half.png")
    assert comparer.compare(tmp_path / "plain.png", tmp_path / "half.png").share == 1.0
