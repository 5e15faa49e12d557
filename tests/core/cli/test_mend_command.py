"""`check --mend`: a dark photo is relit from the terminal and put back as it came in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PIL import Image

from core.datasets.photo_recipes import Recipe, lit


def test_a_dark_photo_is_mended_and_put_back(
    signet: Callable[..., Any], photos: Path, tmp_path: Path
) -> None:
    night = tmp_path / "night.jpg"
    lit(Image.open(photos / "photo_01.jpg").convert("RGB"), Recipe(stops=-3)).save(night)
    signet("project", "create", "Morning Ember")
    signet("import", photos, night)
    told = signet("check")
    assert "check --mend" in told.out
    assert "too_dark" in told.out
    assert signet("check", "--mend", "blown_out").code == 1
    (done,) = signet("check", "--mend", "too_dark", "--json").answer["mended"]
    assert (done["remedy"], len(done["changed"]), done["left"]) == ("relight", 1, [])
    assert "too_dark" not in signet("check", "--json").answer["warnings"]
    back = signet("check", "--original", done["changed"][0], "--json").answer
    assert back["changed"] == done["changed"]
    assert "too_dark" in signet("check", "--json").answer["warnings"]
    other = signet("check", "--mend", "too_dark", "--remedy", "set_aside", "--json").answer
    assert other["mended"][0]["set_aside"] == done["changed"]
