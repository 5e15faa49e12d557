"""Where a subject stands before a wall: a lamp's glow that reaches the rim cuts nothing off."""

from __future__ import annotations

import pytest
from PIL import Image, ImageDraw

from core.datasets.photo_subject import standing
from core.datasets.sharpness import colour_cells


@pytest.mark.parametrize(("left", "cut"), [(200, 0.0), (-60, 0.25)])
def test_only_what_is_clear_counts_as_cut_off(left: int, cut: float) -> None:
    photo = Image.new("RGB", (512, 512), (165, 165, 170))
    draw = ImageDraw.Draw(photo)
    draw.rectangle((left + 80, 0, left + 150, 300), fill=(225, 225, 230))
    draw.rectangle((left, 240, left + 160, 368), fill=(200, 40, 30))
    found = standing(colour_cells(photo))
    assert found.sides[1] > 0.1
    assert found.cut == pytest.approx(cut, abs=0.03)
