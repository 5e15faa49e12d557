"""Small pictures for lists, kept in the library's cache by content; safe to delete at any time."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from core.errors import KnownError
from core.files import atomic_writer
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
            small = image.convert("RGB")
    except (OSError, SyntaxError, ValueError) as error:
        raise KnownError(
            say("The working copy {name} cannot be read.", name=picture.name),
            say("Import the photo again."),
            detail=str(error),
        ) from error
    small.thumbnail((edge, edge), Image.Resampling.LANCZOS)
    with atomic_writer(target) as handle:
        small.save(handle, "JPEG", quality=_QUALITY)
    return target
