"""Small pictures for lists, kept in the library's cache by content; safe to delete at any time."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image

from core.datasets.upright import upright
from core.errors import KnownError
from core.files import write_bytes
from core.language import say

EDGE = 320
"""Long side, px: 160 px tiles on screens with two pixels a point."""
_QUALITY = 82


def thumbnail_path(cache: Path, sha256: str, edge: int = EDGE) -> Path:
    """Where the thumbnail of the working copy with this content lies."""
    return cache / "thumbnails" / sha256[:2] / f"{sha256}-{edge}.jpg"


def thumbnail(picture: Path, sha256: str, cache: Path, edge: int = EDGE) -> Path:
    """Make the thumbnail of a working copy unless it is there.

    Args:
        picture: a working copy (PNG or JPEG that import wrote), never a foreign file.
        sha256: of the working copy.
        cache: the library's cache folder.
        edge: long side, px.

    Raises:
        KnownError: the working copy is missing or damaged, or the disk is full.
    """
    target = thumbnail_path(cache, sha256, edge)
    if target.is_file():
        return target
    try:
        with Image.open(picture, formats=("PNG", "JPEG")) as image:
            image.draft("RGB", (edge, edge))
            small = upright(image)
    except (OSError, SyntaxError, ValueError) as error:
        raise KnownError(
            say("The working copy {name} cannot be read.", name=picture.name),
            say("Import the photo again."),
            detail=str(error),
        ) from error
    write_bytes(target, small_jpeg(small, edge))
    return target


def small_jpeg(picture: Image.Image, edge: int = EDGE) -> bytes:
    """A thumbnail of an RGB picture, as the bytes of its file; the picture stays as it is."""
    share = edge / max(picture.size)
    small = picture
    if share < 1:
        size = (max(1, round(picture.width * share)), max(1, round(picture.height * share)))
        small = picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=1.5)
    file = io.BytesIO()
    small.save(file, "JPEG", quality=_QUALITY)
    return file.getvalue()


def keep(small: Path, sha256: str, cache: Path) -> None:
    """Put the thumbnail that import made with a working copy where `thumbnail` looks for it.

    Raises:
        KnownError: the disk is full.
    """
    target = thumbnail_path(cache, sha256)
    if not target.is_file():
        write_bytes(target, small.read_bytes())
