"""What Pillow and its helpers raise on damaged files."""

from __future__ import annotations

import struct

from PIL import Image, ImageCms

FAULTS = (
    OSError, SyntaxError, Image.DecompressionBombError, ImageCms.PyCMSError, RuntimeError,
    ValueError, KeyError, IndexError, TypeError, AttributeError, EOFError, ZeroDivisionError,
    OverflowError, struct.error,
)  # fmt: skip
"""Found by mutating files of all formats."""
