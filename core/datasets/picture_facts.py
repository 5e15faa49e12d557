"""What is measured once of each photo, kept as JSON by content hash, and used by all checks.

A photo is decoded once, at most 1,024 px (JPEG by its own quick scaling), and measured at 512 px;
sharpness also in a crop of the larger one. Nothing here judges: thresholds live in the checks.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

from core.contract.items import Picture
from core.datasets.sharpness import border_patches, edge_blur, subject_mask
from core.datasets.text_spotting import EDGE_CELLS, edge_map, text_rows
from core.errors import KnownError
from core.files import write_json
from core.language import say

VERSION = 1
"""Raise when a measurement changes; older caches are then measured again."""

SMALL, LARGE = 512, 1024  # px, longest sides that facts are measured at
_DRAFT = 768  # px, so that usual cameras' 4,000 px come at a quarter, not at a half
_SAVE_EVERY = 200


@dataclass(frozen=True)
class PictureFacts:
    """Measurements of one photo. Brightness is luma, 0 to 255; shares are 0 to 1."""

    dhash: str
    phash: str
    """64-bit hashes, 16 hex digits."""
    dhash_mirrored: str
    phash_mirrored: str
    thumb: str
    """16 x 16 luma, hex; rows top to bottom."""
    tints: str
    """8 x 8 blue and red differences, hex."""
    blur: float | None
    """Sigma in px of the subject's edges at 512 px; None without edges."""
    blur_fine: float | None
    """The same at up to 1,024 px; None where the photo is not larger than 512 px."""
    dark: float
    """Luma that 5 % of the photo are darker than."""
    middle: float
    bright: float
    """Luma that 95 % of the photo are darker than."""
    peak: float
    """Luma that 0.5 % of the photo are brighter than: the highlights."""
    subject_middle: float
    clipped: float
    """Share of the photo without any drawing: all three colours at their upper end."""
    subject_clipped: float
    """Share of the subject with two or more colours at their upper end."""
    subject_saturated: float
    """Share of the subject with any colour at its upper end."""
    border: list[list[float]]
    """Twelve patches around the frame: luma, blue and red difference, texture (deviation)."""
    rows: list[list[float]]
    """Boxes of text-like rows as shares of width and height: left, top, right, bottom."""
    edges: str
    """96 x 96 bits, base64: cells with a clear edge."""

    def thumb_plane(self) -> npt.NDArray[np.float32]:
        """[256] luma of the thumbnail."""
        return np.frombuffer(bytes.fromhex(self.thumb), dtype=np.uint8).astype(np.float32)

    def tint_plane(self) -> npt.NDArray[np.float32]:
        """[64, 2] blue and red differences."""
        return (
            np.frombuffer(bytes.fromhex(self.tints), dtype=np.uint8)
            .reshape(64, 2)
            .astype(np.float32)
        )

    def edge_cells(self) -> npt.NDArray[np.bool_]:
        """[96, 96] cells with a clear edge."""
        bits = np.frombuffer(base64.b64decode(self.edges), dtype=np.uint8)
        return np.unpackbits(bits).reshape(EDGE_CELLS, EDGE_CELLS).astype(np.bool_)


@dataclass(frozen=True)
class MeasuredPicture:
    """A photo with its measurements."""

    picture: Picture
    facts: PictureFacts


@dataclass(frozen=True)
class PictureSet:
    """What picture checks judge: the photos that could be measured, and those that could not."""

    measured: tuple[MeasuredPicture, ...]
    unreadable: tuple[tuple[Picture, KnownError], ...] = ()

    @property
    def total(self) -> int:
        """Number of readable photos."""
        return len(self.measured)


def measure_all(
    pictures: Sequence[Picture],
    cache: Path | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> PictureSet:
    """Measure every photo, taking from `cache` what was measured before.

    A photo that cannot be read is listed, not raised.
    """
    store = _Store(cache)
    measured: list[MeasuredPicture] = []
    unreadable: list[tuple[Picture, KnownError]] = []
    try:
        for done, picture in enumerate(pictures, start=1):
            try:
                facts = store.get(picture.sha256) or measure(Path(picture.path))
            except KnownError as error:
                unreadable.append((picture, error))
            else:
                store.put(picture.sha256, facts)
                measured.append(MeasuredPicture(picture, facts))
            progress(done, len(pictures))
    finally:
        store.save()  # also when the caller stops it: what is measured stays measured
    return PictureSet(tuple(measured), tuple(unreadable))


def measure(path: Path) -> PictureFacts:
    """Measure one working copy.

    Raises:
        KnownError: kind "bad_data" when the file cannot be decoded.
    """
    large = _decode(path)
    small = _fit(large, SMALL)
    grey = small.convert("L")
    luma = np.asarray(grey, dtype=np.float32)
    subject = subject_mask(small)
    colours = np.asarray(small)
    high = np.asarray(colours >= 250, dtype=np.bool_)
    dark, middle, bright, peak = np.percentile(luma[::2, ::2], (5, 50, 95, 99.5)).tolist()
    mirrored = small.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    thumb = grey.resize((16, 16), Image.Resampling.BOX)
    tints = np.asarray(small.convert("YCbCr").resize((8, 8), Image.Resampling.BOX))[..., 1:]
    height, width = luma.shape
    return PictureFacts(
        dhash=_dhash(small),
        phash=_phash(small),
        dhash_mirrored=_dhash(mirrored),
        phash_mirrored=_phash(mirrored),
        thumb=thumb.tobytes().hex(),
        tints=tints.tobytes().hex(),
        blur=_rounded(edge_blur(luma, subject)),
        blur_fine=_fine_blur(large, subject),
        dark=round(dark, 1),
        middle=round(middle, 1),
        bright=round(bright, 1),
        peak=round(peak, 1),
        subject_middle=round(float(np.median(luma[subject])), 1),
        clipped=round(float((high[..., 0] & high[..., 1] & high[..., 2]).mean()), 4),
        subject_clipped=round(float((high[subject].sum(axis=-1) >= 2).mean()), 4),
        subject_saturated=round(float(high[subject].any(axis=-1).mean()), 4),
        border=_border(small),
        rows=[
            [
                round(left / width, 3),
                round(top / height, 3),
                round(right / width, 3),
                round(bottom / height, 3),
            ]
            for left, top, right, bottom in text_rows(luma)
        ],
        edges=base64.b64encode(np.packbits(edge_map(luma)).tobytes()).decode("ascii"),
    )


def _decode(path: Path) -> Image.Image:
    try:
        with Image.open(path) as opened:
            least = [max(1, side * _DRAFT // max(opened.size)) for side in opened.size]
            opened.draft("RGB", (least[0], least[1]))  # JPEG only: decodes at 1/2, 1/4 or 1/8
            return _fit(opened.convert("RGB"), LARGE)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise KnownError(
            say("{name} cannot be read as a picture.", name=path.name),
            say("Set it aside, or import the original again."),
            detail=f"{type(error).__name__}: {error}",
        ) from error


def _fit(picture: Image.Image, side: int) -> Image.Image:
    longest = max(picture.size)
    if longest <= side:
        return picture
    size = tuple(max(1, round(length * side / longest)) for length in picture.size)
    return picture.resize((size[0], size[1]), Image.Resampling.LANCZOS, reducing_gap=2.0)


def _fine_blur(large: Image.Image, subject: npt.NDArray[np.bool_]) -> float | None:
    """Blur of the subject's middle 512 px at the larger size."""
    if max(large.size) <= SMALL:
        return None
    rows, columns = np.nonzero(subject)
    height, width = subject.shape
    centre_x = int(columns.mean() * large.width / width)
    centre_y = int(rows.mean() * large.height / height)
    left = max(0, min(centre_x - SMALL // 2, large.width - SMALL))
    top = max(0, min(centre_y - SMALL // 2, large.height - SMALL))
    box = (left, top, min(left + SMALL, large.width), min(top + SMALL, large.height))
    mask = Image.fromarray(subject).resize(large.size).crop(box)
    luma = np.asarray(large.crop(box).convert("L"), dtype=np.float32)
    return _rounded(edge_blur(luma, np.asarray(mask, dtype=np.bool_)))


def _border(small: Image.Image) -> list[list[float]]:
    thumb = small.convert("YCbCr").resize((128, 128), Image.Resampling.BOX)
    colours = np.asarray(thumb, dtype=np.float32)
    patches = []
    for patch in border_patches(colours):
        values = [*np.median(patch.reshape(-1, 3), axis=0), patch[..., 0].std()]
        patches.append([round(float(value), 1) for value in values])
    return patches


def _dhash(picture: Image.Image) -> str:
    """Sign of the horizontal luma differences of a 9 x 8 thumbnail."""
    plane = np.asarray(picture.convert("L").resize((9, 8), Image.Resampling.BOX), dtype=np.int16)
    return np.packbits(plane[:, 1:] > plane[:, :-1]).tobytes().hex()


def _phash(picture: Image.Image) -> str:
    """Sign against their median of the 64 lowest cosine frequencies of a 32 x 32 thumbnail."""
    thumb = picture.convert("L").resize((32, 32), Image.Resampling.BOX)
    plane = np.asarray(thumb, dtype=np.float32)
    low = (_COSINE @ plane @ _COSINE.T).ravel()
    return np.packbits(low > np.median(low[1:])).tobytes().hex()


def _cosine_basis() -> npt.NDArray[np.float32]:
    frequency, place = np.mgrid[:8, :32]
    basis: npt.NDArray[np.float32] = np.cos(np.pi * (2 * place + 1) * frequency / 64).astype(
        np.float32
    )
    return basis


_COSINE = _cosine_basis()


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


class _Store:
    """One JSON file of facts by content hash; a damaged or older one counts as empty."""

    def __init__(self, folder: Path | None) -> None:
        self._path = folder / f"picture_facts.v{VERSION}.json" if folder else None
        self._facts: dict[str, dict[str, Any]] = {}
        self._new = 0
        if self._path and self._path.is_file():
            try:
                loaded = json.loads(self._path.read_text("utf-8"))
            except ValueError:
                loaded = {}
            self._facts = loaded if isinstance(loaded, dict) else {}

    def get(self, sha256: str) -> PictureFacts | None:
        known = self._facts.get(sha256)
        if not isinstance(known, dict) or set(known) != _NAMES:
            return None
        return PictureFacts(**known)

    def put(self, sha256: str, facts: PictureFacts) -> None:
        if self._path is None or sha256 in self._facts:
            return
        self._facts[sha256] = asdict(facts)
        self._new += 1
        if self._new >= _SAVE_EVERY:
            self.save()

    def save(self) -> None:
        if self._path and self._new:
            write_json(self._path, self._facts)
            self._new = 0


_NAMES = {entry.name for entry in fields(PictureFacts)}
