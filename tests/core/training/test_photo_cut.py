"""The engine cuts a photo where it is told to."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageOps

from core.training.images import read_pixels


def test_the_cut_follows_what_is_told(tmp_path: Path) -> None:
    photo = Image.linear_gradient("L").rotate(90).resize((300, 100)).convert("RGB")
    photo.save(tmp_path / "a.png")
    middle = read_pixels(tmp_path / "a.png", (64, 128))
    usual = ImageOps.fit(photo, (128, 64), Image.Resampling.LANCZOS)
    levels = torch.from_numpy(np.asarray(usual, np.float32)).permute(2, 0, 1)
    assert torch.equal(middle, levels / 127.5 - 1.0)
    left = read_pixels(tmp_path / "a.png", (64, 128), "", (0.0, 0.5))
    right = read_pixels(tmp_path / "a.png", (64, 128), "", (1.0, 0.5))
    assert (left.mean() - middle.mean()) * (right.mean() - middle.mean()) < 0
    assert left.shape == right.shape == (3, 64, 128)
