"""Faults of files and not of what they show, each in three ways: metadata, profiles, kinds, copies.

The files are read as import reads them and judged with the other photos of their set. They are
told as they are, without a threshold; only whether a photo is a copy of another is measured.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageCms

from core.contract.items import Picture
from core.datasets.check_registry import PICTURE_CHECKS
from core.datasets.checks import CheckContext
from core.datasets.photo_reading import read_photo
from core.datasets.photo_stacks import find_stacks
from core.datasets.picture_facts import VERSION, MeasuredPicture, PictureFacts, PictureSet
from core.datasets.sniffing import HEAD_BYTES, sniff
from tests.benchmarks.photo_faults.copies import cropped, mirrored, recoloured, resized
from tests.benchmarks.photo_faults.sources import Source

CLEAN = 6
"""Pictures of each set that the faulty one is put among."""
_XMP = """<x:xmpmeta xmlns:x='adobe:ns:meta/'>
<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>
<rdf:Description xmlns:dc='http://purl.org/dc/elements/1.1/'><dc:creator>A name</dc:creator>
</rdf:Description></rdf:RDF></x:xmpmeta>"""
Write = Callable[[Image.Image, Path, int], Path]
"""Writes the picture in the way of this number beside the path, which has no suffix."""


@dataclass(frozen=True)
class FileFault:
    """One kind of fault of files."""

    name: str
    code: str
    """Of the check that should tell it."""
    write: Write


@dataclass(frozen=True)
class FileTrial:
    """A set with one faulty file in it, or none."""

    group: str
    fault: FileFault | None
    level: int
    told: dict[str, set[int]]
    """Ids by code of the check that tells them."""
    faulty: frozenset[int]
    """A copy and what it is a copy of are both right to tell."""


def _sound(photo: Image.Image, path: Path, level: int) -> Path:
    """As a camera writes it: Exif data without places or names, a usual profile."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "A camera", 1
    return _saved(photo, path.with_suffix(".jpg"), exif=exif, icc_profile=_srgb(), quality=93)


def _private(photo: Image.Image, path: Path, level: int) -> Path:
    """The name of the creator (XMP), the photographer's (Exif), the place."""
    exif = Image.Exif()
    if level == 0:
        return _saved(photo, path.with_suffix(".jpg"), xmp=_XMP.encode(), quality=93)
    if level == 1:
        exif[0x013B] = "A name"
    else:
        exif[0x8825] = {1: "N", 2: (52.0, 30.0, 0.0), 3: "E", 4: (13.0, 20.0, 0.0)}
    return _saved(photo, path.with_suffix(".jpg"), exif=exif, quality=93)


def _profile(photo: Image.Image, path: Path, level: int) -> Path:
    """For print without a profile; a profile that ends early; one that is none."""
    if level == 0:
        return _saved(photo.convert("CMYK"), path.with_suffix(".jpg"), quality=93)
    broken = _srgb()[:300] if level == 1 else bytes(range(256)) * 2
    return _saved(photo, path.with_suffix(".jpg"), icc_profile=broken, quality=93)


def _renamed(photo: Image.Image, path: Path, level: int) -> Path:
    kind, suffix = (("PNG", ".jpg"), ("WEBP", ".png"), ("JPEG", ".tif"))[level]
    return _saved(photo, path.with_suffix(suffix), format=kind)


def _moving(photo: Image.Image, path: Path, level: int) -> Path:
    suffix, count = ((".tif", 2), (".webp", 4), (".gif", 8))[level]
    small = photo.resize((photo.width // 2, photo.height // 2))
    frames = [small.rotate(2.0 * number) for number in range(1, count)]
    return _saved(small, path.with_suffix(suffix), save_all=True, append_images=frames)


def _cut_out(photo: Image.Image, path: Path, level: int) -> Path:
    """A twentieth, a quarter and more than half of it transparent, with a soft edge."""
    share = (0.05, 0.25, 0.6)[level]
    rows, columns = np.mgrid[-1 : 1 : photo.height * 1j, -1 : 1 : photo.width * 1j]
    away = np.maximum(np.abs(rows), np.abs(columns))
    reach = np.sqrt(1 - share)
    alpha = np.clip((reach - away) * 40 + 0.5, 0, 1) * 255
    clear = photo.copy()
    clear.putalpha(Image.fromarray(alpha.astype(np.uint8)))
    return _saved(clear, path.with_suffix(".webp" if level == 1 else ".png"))


def _copied(photo: Image.Image, path: Path, level: int) -> Path:
    """Smaller and compressed; cut and in other colours; cut and mirrored."""
    chance = np.random.default_rng(zlib.crc32(path.name.encode()))
    if level == 0:
        changed = resized(photo, chance)
    elif level == 1:
        changed = recoloured(cropped(photo, chance), chance)
    else:
        changed = mirrored(cropped(photo, chance), chance)
    return _saved(changed, path.with_suffix(".jpg"), quality=70)


FILE_FAULTS: Sequence[FileFault] = (
    FileFault("place or name", "private_metadata", _private),
    FileFault("profile", "colour_profile", _profile),
    FileFault("renamed", "wrong_type", _renamed),
    FileFault("moving", "animated", _moving),
    FileFault("cut out", "transparent", _cut_out),
    FileFault("copy", "near_duplicates", _copied),
)


def _srgb() -> bytes:
    return bytes(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())


def _saved(photo: Image.Image, path: Path, **how: Any) -> Path:
    photo.save(path, **how)
    return path


def file_trials(cache: Path, clean: Sequence[Source]) -> Iterator[FileTrial]:
    """A set as it is, and with each fault in each way in one or a few of its pictures.

    Args:
        clean: the pictures of one set.
    """
    group, few = clean[0].group, 1 if clean[0].placed is not None else 3
    chosen = sorted(clean, key=lambda one: zlib.crc32(f"files{one.name}".encode()))[:CLEAN]
    whole = [_read(cache, at, one, None, 0) for at, one in enumerate(chosen)]
    yield FileTrial(group, None, 0, _told(whole), frozenset())
    for fault in FILE_FAULTS:
        for level in range(3):
            for at in range(few):
                mixed = list(whole)
                faulty = _read(cache, at, chosen[at], fault, level)
                if fault.code == "near_duplicates":
                    faulty = _read(cache, len(whole), chosen[at], fault, level)
                    mixed.append(faulty)
                else:
                    mixed[at] = faulty
                items = frozenset({at, faulty.picture.id})
                yield FileTrial(group, fault, level, _told(mixed), items)


def _told(measured: Sequence[MeasuredPicture]) -> dict[str, set[int]]:
    photos = PictureSet(tuple(measured), stacks=find_stacks(measured))
    return {
        fault.code: {
            item
            for one in PICTURE_CHECKS[fault.code](photos, CheckContext(resolution=512))
            for item in one.items
        }
        for fault in FILE_FAULTS
    }


def _read(
    cache: Path, number: int, source: Source, fault: FileFault | None, level: int
) -> MeasuredPicture:
    """A file as import reads it, once for each version of the measurements."""
    name = f"{source.group}-{source.name}-{fault.name if fault else 'sound'}-{level}"
    folder = cache / f"files.v{VERSION}"
    kept = folder / f"{name.replace(' ', '_')}.json"
    if not kept.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        write = fault.write if fault else _sound
        path = write(source.make(), kept.with_suffix(""), level)
        kind = sniff(path.read_bytes()[:HEAD_BYTES], path.name)
        found = read_photo(path, kind, kept.with_name(f"{kept.stem}-copy"), path.name)
        kept.write_text(json.dumps({**found, "name": path.name}), "utf-8")
    found = json.loads(kept.read_text("utf-8"))
    picture = Picture(number, found["file"], found["sha"], found["width"], found["height"],
                      "a caption", found["name"], facts=found["facts"])  # fmt: skip
    return MeasuredPicture(picture, PictureFacts(**found["measured"]))
