"""One picture for one channel: crop around the subject, scale, encode to a limit, mark.

Not an editor: no colours are changed and nothing is drawn.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFile

from core.errors import KnownError
from core.exporting.provenance import save_options
from core.language import say

Floats = npt.NDArray[np.float64]
Focus = tuple[float, float]
"""A point of a picture as shares of its width and height, 0 to 1."""
FORMATS = {"jpeg": ("JPEG", ".jpg"), "png": ("PNG", ".png"), "webp": ("WEBP", ".webp"),
           "tiff": ("TIFF", ".tif")}  # fmt: skip
BEST_QUALITY = 92
WORST_QUALITY = 40
"""Below it, blocks show in flat areas."""
_WORK = 160
"""Side in px at which the crop is searched."""
_CENTRE_PULL = 0.15
"""How much more the middle of a picture counts than its corners, where nothing else speaks."""


@dataclass(frozen=True)
class Crop:
    """Where to cut, in px of the picture; `kept` is the share of what stands out, 0 to 1."""

    box: tuple[int, int, int, int]
    kept: float


@dataclass(frozen=True)
class Encoded:
    """A finished file's bytes; `quality` is 0 where the format loses nothing."""

    data: bytes
    quality: int


def open_picture(path: Path) -> Image.Image:
    """A picture as 8 bit RGB.

    Raises:
        KnownError: it is missing or damaged.
    """
    try:
        with Image.open(path, formats=("PNG", "JPEG", "WEBP")) as image:
            return _opaque(image)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise _unreadable(path, error) from error


def picture_size(path: Path) -> tuple[int, int]:
    """Width and height, from the file's beginning only.

    Raises:
        KnownError: it is missing or damaged.
    """
    try:
        with Image.open(path, formats=("PNG", "JPEG", "WEBP")) as image:
            return image.size
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise _unreadable(path, error) from error


def smart_crop(image: Image.Image, width: int, height: int, focus: Focus | None = None) -> Crop:
    """The largest cut with the proportions width : height that keeps most of what stands out.

    What stands out is a sum of edges (gradient of the brightness) and of colours far from those at
    the picture's border, after the idea of border-prior saliency (Wei et al., ECCV 2012).

    Args:
        focus: lay the cut around this point instead, as far as the picture goes.
    """
    return best_cut(saliency(image), image.size, width, height, focus)


def best_cut(
    salient: Floats, size: tuple[int, int], width: int, height: int, focus: Focus | None = None
) -> Crop:
    """`smart_crop` for a picture of this size whose saliency is known already."""
    total = float(salient.sum())
    box = cut_around(size, width, height, focus or (0.5, 0.5))
    if focus is not None:
        return Crop(box, _kept(salient, size, box) if total > 0 else 1.0)
    box_w, box_h = box[2] - box[0], box[3] - box[1]
    rows, columns = salient.shape
    scale_x, scale_y = columns / size[0], rows / size[1]
    window = max(1, round(box_w * scale_x)), max(1, round(box_h * scale_y))
    table = np.pad(salient.cumsum(0).cumsum(1), ((1, 0), (1, 0)))
    w, h = min(window[0], columns), min(window[1], rows)
    sums = table[h:, w:] - table[:-h, w:] - table[h:, :-w] + table[:-h, :-w]
    top, left = _middle_of_best(sums)
    x = min(round(left / scale_x), size[0] - box_w)
    y = min(round(top / scale_y), size[1] - box_h)
    if w == columns:
        x = (size[0] - box_w) // 2
    if h == rows:
        y = (size[1] - box_h) // 2
    kept = float(sums.max()) / total if total > 0 else 1.0
    return Crop((x, y, x + box_w, y + box_h), min(1.0, kept))


def cut_around(
    size: tuple[int, int], width: int, height: int, focus: Focus
) -> tuple[int, int, int, int]:
    """The largest cut with the proportions width : height whose middle is nearest to `focus`."""
    box_w, box_h = _largest(size, width, height)
    x = min(max(round(focus[0] * size[0] - box_w / 2), 0), size[0] - box_w)
    y = min(max(round(focus[1] * size[1] - box_h / 2), 0), size[1] - box_h)
    return x, y, x + box_w, y + box_h


def saliency(image: Image.Image) -> Floats:
    """[rows, columns] how much each place stands out, at a small size; sums to about 1."""
    shrink = _WORK / max(image.size)
    size = max(8, round(image.width * shrink)), max(8, round(image.height * shrink))
    pixels = np.asarray(image.resize(size, Image.Resampling.BOX), dtype=np.float64) / 255.0
    grey = pixels @ np.array([0.299, 0.587, 0.114])
    down, right = np.gradient(grey)
    edges = np.hypot(down, right)
    border = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
    spread = border.std(axis=0) + 0.08
    strange = np.sqrt((((pixels - np.median(border, axis=0)) / spread) ** 2).sum(axis=2))
    strange = np.minimum(strange, 6.0)
    rows, columns = grey.shape
    across = np.linspace(-1, 1, columns)[None, :] ** 2
    along = np.linspace(-1, 1, rows)[:, None] ** 2
    centre = 1.0 - 0.5 * (across + along)
    mixed: Floats = _share(edges) + _share(strange) + _CENTRE_PULL * _share(centre)
    mixed /= mixed.sum()
    return mixed


def fitted(
    image: Image.Image, width: int, height: int, focus: Focus | None = None
) -> tuple[Image.Image, Crop]:
    """The picture at exactly this size, cut around its subject or `focus`, scaled with Lanczos."""
    crop = smart_crop(image, width, height, focus)
    made = image.resize((width, height), Image.Resampling.LANCZOS, box=crop.box)
    return made, crop


def encode(
    image: Image.Image,
    format: str,
    packet: bytes,
    max_bytes: int | None = None,
    quality: int = BEST_QUALITY,
) -> Encoded:
    """The file's bytes with the packet of XMP inside; quality is lowered until it fits.

    Args:
        format: "jpeg", "png", "webp" or "tiff".
        max_bytes: of the whole file with its mark; None for no limit.
        quality: of JPEG and WebP at best, 1 to 100.

    Raises:
        KnownError: it does not fit even at the lowest quality that is worth looking at.
    """
    name, _ = FORMATS[format]
    options = save_options(name, packet)
    if name in ("PNG", "TIFF"):
        extra = {"optimize": True} if name == "PNG" else {"compression": "tiff_lzw"}
        made = Encoded(_bytes(image, name, {**options, **extra}), 0)
        if max_bytes is None or len(made.data) <= max_bytes:
            return made
        raise _too_big(name, max_bytes)
    best = _try_quality(image, name, options, quality)
    if max_bytes is None or len(best.data) <= max_bytes:
        return best
    return _search_quality(image, name, options, max_bytes, quality - 1)


def _search_quality(
    image: Image.Image, name: str, options: dict[str, Any], max_bytes: int, high: int
) -> Encoded:
    low = WORST_QUALITY
    found: Encoded | None = None
    while low <= high:
        middle = (low + high) // 2
        made = _try_quality(image, name, options, middle)
        if len(made.data) <= max_bytes:
            found, low = made, middle + 1
        else:
            high = middle - 1
    if found is None:
        raise _too_big(name, max_bytes)
    return found


def _try_quality(image: Image.Image, name: str, options: dict[str, Any], quality: int) -> Encoded:
    extra: dict[str, Any] = {"quality": quality}
    if name == "JPEG":
        extra |= {"optimize": True, "progressive": True, "subsampling": 0 if quality > 90 else 2}
    else:
        extra |= {"method": 5}
    return Encoded(_bytes(image, name, {**options, **extra}), quality)


def _bytes(image: Image.Image, name: str, options: dict[str, Any]) -> bytes:
    buffer = io.BytesIO()
    # An optimised JPEG is written in one piece; Pillow's default room for it is too small for
    # very busy pictures (it then fails with "broken data stream").
    ImageFile.MAXBLOCK = max(ImageFile.MAXBLOCK, 4 * image.width * image.height)
    image.save(buffer, name, **options)
    return buffer.getvalue()


def _opaque(image: Image.Image) -> Image.Image:
    """RGB without any metadata; what is transparent becomes white."""
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        layer = image.convert("RGBA")
        white = Image.new("RGBA", layer.size, "white")
        made = Image.alpha_composite(white, layer).convert("RGB")
    else:
        made = image.convert("RGB")
    clean = Image.new("RGB", made.size)
    clean.paste(made)
    return clean


def _largest(size: tuple[int, int], width: int, height: int) -> tuple[int, int]:
    scale = min(size[0] / width, size[1] / height)
    return (
        max(1, min(size[0], round(width * scale))),
        max(1, min(size[1], round(height * scale))),
    )


def _kept(salient: Floats, size: tuple[int, int], box: tuple[int, int, int, int]) -> float:
    """Share of what stands out that lies inside the box."""
    rows, columns = salient.shape
    left, top = round(box[0] * columns / size[0]), round(box[1] * rows / size[1])
    right, bottom = round(box[2] * columns / size[0]), round(box[3] * rows / size[1])
    inside = salient[top : max(bottom, top + 1), left : max(right, left + 1)]
    return min(1.0, float(inside.sum()) / float(salient.sum()))


def _middle_of_best(sums: Floats) -> tuple[int, int]:
    """Of the places that are nearly as good as the best, the one in their middle."""
    good = np.argwhere(sums >= sums.max() - 1e-3)
    best = good[np.abs(good - good.mean(axis=0)).sum(axis=1).argmin()]
    return int(best[0]), int(best[1])


def _share(values: Floats) -> Floats:
    total = float(values.sum())
    flat: Floats = np.full_like(values, 1.0 / values.size)
    return values / total if total > 0 else flat


def _unreadable(path: Path, error: Exception) -> KnownError:
    return KnownError(
        say("The picture “{name}” cannot be read.", name=path.name),
        say("Generate it again, or leave it out of the export."),
        detail=str(error),
    )


def _too_big(name: str, max_bytes: int) -> KnownError:
    return KnownError(
        say(
            "The picture does not fit into {max_bytes} kB as {name}.",
            max_bytes=max_bytes // 1000,
            name=name,
        ),
        say("Choose JPEG or WebP for this channel, or a calmer picture."),
        kind="bad_request",
    )
