"""Working copies as they are seen.

A photo that a camera or phone took on its side keeps its coded pixels at import; the one note of
its working copy says how it is turned. Whoever opens working copies makes them upright here.
"""

from __future__ import annotations

import contextlib
import struct

from PIL import Image

from core.datasets.decoding_faults import FAULTS

_ORIENTATION_TAG = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What undoes each orientation of Exif 2.32, section 4.6.4 (Orientation)."""
_LIES = 5  # from this orientation on, width and height change places


def orientation_of(image: Image.Image) -> int:
    """1 to 8 as in Exif, 1 for upright; unreadable notes of the camera mean upright."""
    with contextlib.suppress(*FAULTS):
        told = int(image.getexif().get(_ORIENTATION_TAG, 1) or 1)
        return told if told in _TURNS else 1
    return 1


def turned_upright(picture: Image.Image, orientation: int) -> Image.Image:
    """The loaded picture as it is seen; the same one where it is upright."""
    turn = _TURNS.get(orientation)
    return picture if turn is None else picture.transpose(turn)


def upright(image: Image.Image, mode: str = "RGB") -> Image.Image:
    """All of a working copy that was opened, or of the draft asked of it, as it is seen.

    Raises:
        OSError, ValueError, SyntaxError: it cannot be decoded.
    """
    # Only a JPEG's coded pixels are kept, and asking a PNG for notes would load all of it.
    orientation = orientation_of(image) if image.format == "JPEG" else 1
    return turned_upright(image.convert(mode), orientation)


def upright_size(image: Image.Image) -> tuple[int, int]:
    """Width and height of a working copy as it is seen, px, from its headers alone."""
    lies = image.format == "JPEG" and orientation_of(image) >= _LIES
    return (image.height, image.width) if lies else image.size


def orientation_note(orientation: int) -> bytes:
    """The segment of a JPEG that says how it is turned, and nothing else (Exif 2.32, section 4.5).

    Args:
        orientation: 1 to 8; upright pictures need none, which gives no bytes.
    """
    if orientation == 1:
        return b""
    short, entries, first, end = 3, 1, 8, 0
    note = b"Exif\0\0MM\0*" + struct.pack(
        ">IHHHIHHI", first, entries, _ORIENTATION_TAG, short, 1, orientation, 0, end
    )
    return b"\xff\xe1" + struct.pack(">H", len(note) + 2) + note
