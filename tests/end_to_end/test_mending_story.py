"""Forty photos with fifteen faults are dropped onto the window; three clicks make the set ready.

A virtual screen and a pointer; the files come by a real drag from another program.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest
from PIL import Image, ImageFilter

sys.path.insert(0, str(Path(__file__).resolve().parent))
from driver import Program, Screen, missing_tools

from core.datasets.photo_recipes import Recipe, lit
from core.paths import resources

BREWERS = sorted((resources() / "sample_brand" / "photos" / "coffee_brewer").glob("*.jpg"))
SHOTS = os.environ.get("SIGNET_STORY_SHOTS", "")
MOST_CLICKS = 3
pytestmark = [
    pytest.mark.skipif(bool(missing_tools()), reason=f"not installed: {missing_tools()}"),
    pytest.mark.timeout(600),
    pytest.mark.alone,
]


@pytest.fixture
def spoilt(tmp_path: Path) -> Path:
    """Thirty photos: three too dark, two out of focus; and ten copies, smaller or packed harder."""
    folder = tmp_path / "to drop"
    folder.mkdir()
    for number, file in enumerate(BREWERS):
        image = Image.open(file).convert("RGB")
        if number in (2, 11, 23):
            lit(image, Recipe(stops=-2.5)).save(folder / file.name, quality=92)
        elif number in (7, 19):
            image.filter(ImageFilter.GaussianBlur(8)).save(folder / file.name, quality=92)
        else:
            shutil.copy(file, folder / file.name)
    for number, file in enumerate(BREWERS[24:29] + BREWERS[12:17]):
        image = Image.open(file).convert("RGB")
        if number < 5:
            image.resize((420, 420)).save(folder / f"small_{file.name}", quality=90)
        else:
            image.save(folder / f"packed_{file.name}", quality=35)
    assert len(list(folder.iterdir())) == 40
    return folder


class Hand:
    """Presses, and counts how often."""

    def __init__(self, window: Program) -> None:
        self.window, self.clicks = window, 0

    def press(self, name: str) -> None:
        self.window.click(name)
        self.clicks += 1


def still(window: Program) -> bool:
    """Nothing is being looked at or changed."""
    busy = ("findings.progress", "mend.progress", "findings.again")
    seen = [window.ask("find", name=name) for name in busy]
    return not seen[0] and not seen[1] and bool(seen[2] and seen[2]["enabled"])


def photos(window: Program) -> int:
    """How many the brand has, as its tab says."""
    tab = window.ask("find", name="dataset.tab.photo")
    return int(tab["text"].split()[-1]) if tab else 0


def test_three_clicks_make_a_spoilt_set_ready(spoilt: Path, tmp_path: Path) -> None:
    screen = Screen()
    window = Program(screen, tmp_path / "home", "en")
    try:
        window.click("projects.welcome.new", 60)
        window.see("projects.dialog.keep", enabled=False)
        window.type("Morning Ember")
        window.click("projects.dialog.keep")
        window.drop([spoilt], "dropArea")
        window.until(lambda: photos(window) == 40, "photos", 90)
        window.see("findings.light", 60)
        window.until(lambda: still(window), "checks are done", 90)
        assert window.ask("find", name="findings.light")["text"] != "Ready"
        if SHOTS:
            window.shoot(Path(SHOTS) / "mending", "01-spoilt")
        hand = Hand(window)
        hand.press("findings.all")
        window.see("mendAll.go")
        hand.press("mendAll.go")
        window.until(
            lambda: still(window) and window.ask("find", name="findings.light")["text"] == "Ready",
            "Ready",
            120,
        )
        assert hand.clicks <= MOST_CLICKS
        if SHOTS:
            window.shoot(Path(SHOTS) / "mending", "02-ready")
        assert photos(window) == 40, "nothing is deleted"
    finally:
        window.end()
        screen.close()
