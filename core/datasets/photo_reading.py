"""One photo file to one upright sRGB working copy without metadata. Runs in the decoder process.

The original is opened for reading only. Colours go through the embedded profile (perceptual
intent with black point compensation), transparency is laid on white, 16 bit become 8. A JPEG that
is sRGB already keeps its coded pixels (see `jpeg_copy`) and how they lie; all else is coded anew.
"""

from __future__ import annotations

import contextlib
import io
import re
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, JpegImagePlugin

from core.datasets.bursts import SECONDS, TAKEN
from core.datasets.decoding_faults import FAULTS
from core.datasets.jpeg_copy import bare_copy
from core.datasets.photo_looks import looks
from core.datasets.photo_profiles import plain_srgb, to_srgb
from core.datasets.picture_facts import Overview, measure_overview, overview, overview_of_file
from core.datasets.sniffing import named_kind
from core.datasets.thumbnails import small_jpeg
from core.datasets.upright import orientation_of, turned_upright, upright_size
from core.errors import KnownError
from core.files import sha256_bytes
from core.language import say

MAX_BYTES = 500_000_000
"""Largest photo file, bytes."""
MAX_PIXELS = 250_000_000
"""Largest photo, pixels: beyond any camera's, and 1 GB once unpacked."""
MAX_RATIO = 50
"""Longest strip: its long side over its short side."""
MIN_SIDE = 16
"""Smaller pictures are icons and tracking pixels, px."""
WORKING_SIDE = 4096
"""Long side of the working copy at most, px: twice the largest training size."""
PNG_PIXELS = 4_000_000
"""Lossless sources stay lossless up to this size, pixels."""
_MOST_KEPT = 64_000_000
"""Bytes up to which a JPEG is looked through: twice the largest photo with the film of a phone."""

_ALL_COLOURS, _HALVED_ACROSS = 0, 1  # Pillow's numbers for 4:4:4 and 4:2:2
_LOSSLESS = frozenset({"PNG", "TIFF", "BMP", "GIF"})
_GPS_TAG = 0x8825
_NAME_TAGS, _OWNER_TAG = (0x013B, 0x9C9D), 0xA430  # Exif 2.32: Artist, XPAuthor, CameraOwnerName
_XMP_NAMES = (b"<dc:creator", b"<photoshop:AuthorsPosition", b"Iptc4xmpExt:PersonInImage")
_EXIF_TAG, _TAKEN_TAG = 0x8769, 0x9003  # Exif 2.32: the camera's own block, DateTimeOriginal
_CAMERA_TIME = re.compile(r"(?!0000)\d{4}:\d\d:\d\d \d\d:\d\d:\d\d")
_ALPHA_MODES = frozenset({"LA", "La", "PA", "RGBA", "RGBa"})


@dataclass(frozen=True)
class _Copy:
    """A working copy, not yet written."""

    data: bytes
    suffix: str
    size: tuple[int, int]
    view: Overview
    facts: dict[str, str]


@dataclass(frozen=True)
class _Decoded:
    """A photo that is to be coded anew."""

    picture: Image.Image
    facts: dict[str, str]
    sampling: int
    """How coarse its colours were; see `_coded`."""


def read_photo(path: Path, kind: str, target: Path, name: str) -> dict[str, Any]:
    """Write the working copy of `path` and describe it.

    Args:
        kind: format found by its content, one of `sniffing.PICTURE_FORMATS`.
        target: where the working copy goes, without a suffix.
        name: the name the user knows the file by.

    Returns:
        file, sha, width, height (px of the working copy), thumbnail (a file beside it), facts (text
        by text) and what the checks will need to know (measured), empty where that failed.

    Raises:
        KnownError: a picture that cannot or must not be read, in plain words.
    """
    _check_bytes(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            read = (_unchanged(path) if kind == "JPEG" else None) or _decoded(path, kind)
    except FAULTS as error:
        raise _damaged(error) from error
    except MemoryError as error:
        raise KnownError(
            say("This picture is too large to be opened with the memory there is."),
            say("Make a smaller copy of it and import that."),
        ) from error
    copy = read if isinstance(read, _Copy) else _coded(read, kind)
    facts = {**copy.facts, **_name_note(name, kind), **looks(copy.view.large)}
    small = target.with_name(f"{target.name}-small.jpg")
    small.write_bytes(small_jpeg(copy.view.large))
    measured: dict[str, Any] = {}
    with contextlib.suppress(*FAULTS):  # the checks measure it again and tell
        measured = measure_overview(copy.view)
    return {
        "file": str(_written(copy, target)),
        "thumbnail": str(small),
        "sha": sha256_bytes(copy.data),
        "width": copy.size[0],
        "height": copy.size[1],
        "facts": facts,
        "measured": measured,
    }


def _unchanged(path: Path) -> _Copy | None:
    """The copy of a JPEG that is sRGB as it is; None where it must be coded anew."""
    with Image.open(path, formats=("JPEG",)) as image:
        size, facts = image.size, _first_facts(image, "JPEG")
        _check_shape(*size)
        described = plain_srgb(image.info.get("icc_profile") or b"")
        if described is None or image.mode != "RGB":
            return None
        seen, orientation = upright_size(image), orientation_of(image)
        if max(size) > WORKING_SIDE or path.stat().st_size > _MOST_KEPT:
            return None
    data = bare_copy(path.read_bytes(), orientation)
    if data is None:
        return None
    with contextlib.suppress(*FAULTS):  # what cannot be decoded is told by `_decoded`
        view = overview_of_file(io.BytesIO(data))
        if orientation != 1:
            facts["turned"] = "yes"
        return _Copy(data, ".jpg", seen, view, {**facts, "profile": described})
    return None


def _check_bytes(path: Path) -> None:
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise KnownError(
            say("This picture file is very large ({size:.0f} MB).", size=size / 1e6),
            say("Import a copy of at most {max_bytes} MB.", max_bytes=MAX_BYTES // 1000000),
        )


def _decoded(path: Path, kind: str) -> _Decoded:
    """The picture, upright and sRGB, and what is known of it."""
    if kind == "HEIF":
        import pi_heif

        pi_heif.register_heif_opener(thumbnails=False)
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    with Image.open(path, formats=(kind,)) as image:
        _check_shape(*image.size)
        facts = _first_facts(image, kind)
        _shrink_while_decoding(image)
        sampling = JpegImagePlugin.get_sampling(image) if kind == "JPEG" else _ALL_COLOURS
        whole = image.size
        image.load()
        orientation = orientation_of(image)
        profile = image.info.get("icc_profile") or b""
        clear = "transparency" in image.info or image.mode in _ALPHA_MODES
        picture = _smaller(_eight_bit(image))
        if picture.size != whole or (orientation != 1 and sampling == _HALVED_ACROSS):
            sampling = _ALL_COLOURS
    alpha = picture.convert("RGBA").getchannel("A") if clear else None
    colours, facts["profile"] = to_srgb(_without_alpha(picture), profile)
    picture = _on_white(colours, alpha, facts)
    if orientation != 1:
        # Last, because a turned copy of the full size would double the memory.
        facts["turned"] = "yes"
        picture = turned_upright(picture, orientation)
    return _Decoded(picture, facts, sampling)


def _check_shape(width: int, height: int) -> None:
    if width * height > MAX_PIXELS:
        raise KnownError(
            say(
                "This picture is too large: {width} × {height} pixels.", width=width, height=height
            ),
            say(
                "Import a copy of at most {max_pixels} megapixels.",
                max_pixels=MAX_PIXELS // 1000000,
            ),
        )
    if min(width, height) < MIN_SIDE:
        raise KnownError(
            say("This picture is tiny: {width} × {height} pixels.", width=width, height=height),
            say("Import a larger version; nothing can be learnt from so few pixels."),
        )
    if max(width, height) > MAX_RATIO * min(width, height):
        raise KnownError(
            say(
                "This picture is an extreme strip: {width} × {height} pixels.",
                width=width,
                height=height,
            ),
            say("Crop it to a normal shape and import that."),
        )


def _first_facts(image: Image.Image, kind: str) -> dict[str, str]:
    facts = {"format": kind, "mode": image.mode, "had_gps": "no"}
    facts["original_size"] = f"{image.width}x{image.height}"
    with contextlib.suppress(*FAULTS):
        exif = image.getexif()
        facts["had_gps"] = "yes" if _GPS_TAG in exif else "no"
        if any(exif.get(tag) for tag in _NAME_TAGS) or exif.get_ifd(_EXIF_TAG).get(_OWNER_TAG):
            facts["had_names"] = "yes"
        taken = str(exif.get_ifd(_EXIF_TAG).get(_TAKEN_TAG, "")).strip("\0 ")
        if _CAMERA_TIME.fullmatch(taken):
            facts[TAKEN] = f"{taken[:10].replace(':', '-')} {taken[11:16]}"
            if taken[17:19].isdigit():
                facts[SECONDS] = taken[17:19]
    xmp = image.info.get("xmp") or b""
    if isinstance(xmp, bytes) and any(name in xmp for name in _XMP_NAMES):
        facts["had_names"] = "yes"
    with contextlib.suppress(*FAULTS):
        several = bool(getattr(image, "is_animated", False))
        facts["frames"] = "several, the first is used" if several else "1"
        image.seek(0)
    return facts


def _shrink_while_decoding(image: Image.Image) -> None:
    """JPEG can be decoded at a half, a quarter or an eighth: huge photos stay cheap."""
    share = WORKING_SIDE / max(image.size)
    if share < 1:
        image.draft(None, (int(image.width * share), int(image.height * share)))


def _eight_bit(image: Image.Image) -> Image.Image:
    """Grey values of more than 8 bit are scaled, never cut off."""
    if image.mode.startswith("I;16") or image.mode in {"I", "F"}:
        values = np.asarray(image).astype(np.float32)
        top = float(np.nanmax(values)) if values.size else 0.0
        scale = 1.0 if top <= 1.0 and image.mode == "F" else 255.0 if top <= 255 else 65535.0
        scale = 65535.0 if image.mode.startswith("I;16") else max(scale, top if top > 65535 else 0)
        grey = np.clip(np.nan_to_num(values) / scale, 0, 1)
        return Image.fromarray(np.round(grey * 255).astype(np.uint8))
    return image


def _smaller(image: Image.Image) -> Image.Image:
    share = WORKING_SIDE / max(image.size)
    if share >= 1:
        return image
    if image.mode in {"P", "1", "PA"}:
        image = image.convert("RGBA" if "transparency" in image.info else "RGB")
    size = (max(1, round(image.width * share)), max(1, round(image.height * share)))
    smaller = image.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
    smaller.info.update(image.info)
    return smaller


def _without_alpha(image: Image.Image) -> Image.Image:
    if image.mode in {"L", "RGB", "CMYK", "LAB"}:
        return image
    if image.mode in {"LA", "La"}:
        return image.convert("LA").getchannel("L")
    if image.mode == "RGBa":
        image = image.convert("RGBA")
    return image.convert("RGB")


def _on_white(
    colours: Image.Image, alpha: Image.Image | None, facts: dict[str, str]
) -> Image.Image:
    """A picture that carries nothing of the original but its pixels."""
    if alpha is None or alpha.getextrema() == (255, 255):
        colours.info = {}  # comments, profiles and Exif data would be written along
        return colours
    facts["alpha"] = "laid on white"
    white = Image.new("RGB", colours.size, "white")
    white.paste(colours, mask=alpha)
    return white


def _name_note(name: str, kind: str) -> dict[str, str]:
    promised = named_kind(name)
    if promised in ("", kind):
        return {}
    return {"extension": f"named {Path(name).suffix}, is {kind}"}


def _coded(read: _Decoded, kind: str) -> _Copy:
    """Where the original kept fewer colours than brightness, so does the copy: nothing more is
    lost, and up to a third of the time is saved."""
    picture, file = read.picture, io.BytesIO()
    lossless = kind in _LOSSLESS and picture.width * picture.height <= PNG_PIXELS
    if lossless:
        picture.save(file, "PNG", compress_level=4)
    else:
        picture.save(
            file, "JPEG", quality=95,
            subsampling=max(read.sampling, _ALL_COLOURS),  # -1 is a rare one it cannot write
        )  # fmt: skip
    suffix = ".png" if lossless else ".jpg"
    return _Copy(file.getvalue(), suffix, picture.size, overview(picture), read.facts)


def _written(copy: _Copy, target: Path) -> Path:
    part = target.with_name(target.name + ".part")
    part.write_bytes(copy.data)
    return part.replace(target.with_name(target.name + copy.suffix))


def _damaged(error: Exception) -> KnownError:
    words = str(error)
    if isinstance(error, Image.DecompressionBombError):
        return KnownError(
            say("This picture unpacks to far more pixels than any photo has."),
            say("Import a normal copy of it."),
            detail=words,
        )
    if "truncated" in words.lower() or isinstance(error, EOFError):
        return KnownError(
            say("This picture is incomplete: its end is missing."),
            say("Copy it again from where it came from."),
            detail=words,
        )
    return KnownError(
        say("This picture is damaged and cannot be opened."),
        say("Open it in a picture program, save it anew, and import that."),
        detail=f"{type(error).__name__}: {words}"[:500],
    )
