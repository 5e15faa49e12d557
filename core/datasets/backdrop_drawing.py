"""The child's side of changing backgrounds: cuts subjects out and draws them before another one.

Called by the decoder process, which loads OpenCV; see `backdrop_files` for who asks.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, PngImagePlugin

from core.datasets.backgrounds import backdrop_from, composed
from core.datasets.cutout import cut_out, strokes_from_json
from core.datasets.photo_recipes import open_copy
from core.files import atomic_writer

PREVIEW_QUALITY, QUALITY = 90, 95
"""Of JPEG; the second is what import uses."""


def cutout(copy: Path, target: Path, strokes: str) -> dict[str, Any]:
    """Write the mask of a working copy as PNG; returns what else `Cutout` tells.

    Args:
        target: the mask's file.
        strokes: as `cutout.strokes_to_json` writes them.

    Raises:
        KnownError: the copy cannot be read.
    """
    found = cut_out(open_copy(copy), strokes_from_json(strokes))
    told = {
        "quality": round(found.quality, 3),
        "even": round(found.even, 3),
        "colour": list(found.colour),
    }
    texts = PngImagePlugin.PngInfo()
    texts.add_text("cutout", json.dumps(told))
    with atomic_writer(target) as handle:
        Image.fromarray(found.mask).save(handle, "PNG", pnginfo=texts)
    return told


def backdrop(copy: Path, target: Path, order: str) -> dict[str, int]:
    """Write the copy before another background; PNG stays PNG, JPEG stays JPEG.

    Args:
        order: JSON with "backdrop" (as `Backdrop.to_fact`), "mask" and "folder" (paths), and
            "longest" in px for a preview, 0 for the whole picture.

    Raises:
        KnownError: the copy or the background's picture cannot be read.
        ValueError: the order names no background.
    """
    wanted: dict[str, Any] = json.loads(order)
    behind = backdrop_from(wanted["backdrop"])
    if behind is None:
        raise ValueError("no background was named")
    picture = open_copy(copy, int(wanted["longest"]))
    with Image.open(wanted["mask"], formats=("PNG",)) as opened:
        mask = np.asarray(opened.convert("L"))
    made = composed(picture, mask, behind, Path(wanted["folder"]))
    with atomic_writer(target) as handle:
        if target.suffix == ".png":
            made.save(handle, "PNG", compress_level=4)
        else:
            quality = PREVIEW_QUALITY if wanted["longest"] else QUALITY
            made.save(handle, "JPEG", quality=quality, subsampling=0)
    return {"width": made.width, "height": made.height}
