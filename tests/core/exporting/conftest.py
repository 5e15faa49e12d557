"""Pictures to hand out: a red thing off the middle, on a calm background."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw


def _make_picture(width: int, height: int, box: tuple[int, int, int, int]) -> Image.Image:
    """A red ellipse with a stripe in `box` on grey; a little noise, so that it is no flat PNG."""
    noise = np.random.default_rng(7).integers(-4, 5, (height, width, 3))
    image = Image.fromarray((np.full((height, width, 3), 180) + noise).astype(np.uint8))
    draw = ImageDraw.Draw(image)
    draw.ellipse(box, fill=(190, 30, 30))
    left, top, right, bottom = box
    draw.line((left, (top + bottom) // 2, right, (top + bottom) // 2), fill="white", width=4)
    return image


@pytest.fixture
def make_picture() -> Callable[[int, int, tuple[int, int, int, int]], Image.Image]:
    """(width, height, box of the thing) -> picture."""
    return _make_picture


@pytest.fixture
def picture_file(tmp_path: Path) -> Path:
    """512 x 512, the thing at the right."""
    path = tmp_path / "source.png"
    _make_picture(512, 512, (330, 180, 490, 340)).save(path)
    return path
