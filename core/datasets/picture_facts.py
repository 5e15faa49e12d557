"""What is measured once of each photo, kept as JSON by content hash, and used by all checks.

A photo is decoded once, at most 1,024 px (JPEG by its own quick scaling), and measured at 512 px;
sharpness also in a crop of the larger one. Nothing here judges: thresholds live in the checks.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np
import numpy.typing as npt
from PIL import Image

from core.contract.items import Picture
from core.datasets import photo_colour, photo_damage, photo_layout
from core.datasets.kept_facts import KeptFacts, append, one_of
from core.datasets.near_copies import PLANE
from core.datasets.photo_light import light
from core.datasets.photo_subject import OUTLINE, standing
from core.datasets.sharpness import (
    border_patches,
    colour_cells,
    edge_blur,
    gradients,
    middle,
    softest_blur,
    subject_mask,
)
from core.datasets.text_spotting import EDGE_CELLS, edge_map, written_rows
from core.datasets.upright import upright
from core.errors import KnownError
from core.language import say

if TYPE_CHECKING:
    from core.datasets.photo_stacks import Stack

VERSION = 11
"""Raise when a measurement changes; older caches are then measured again."""

SMALL, LARGE = 512, 1024  # px, longest sides that facts are measured at
_DRAFT = 768  # px, so that usual cameras' 4,000 px come at a quarter, not at a half
_BLOCKS_SEEN = 1536  # px


@dataclass(frozen=True)
class PictureFacts:
    """Measurements of one photo. Brightness is luma, 0 to 255; shares are 0 to 1."""

    plane: str
    """48 x 48 luma, base64; rows top to bottom, stretched to a square."""
    tints: str
    """8 x 8 blue and red differences, hex."""
    blur: float | None
    """Sigma in px of the subject's edges at 512 px; None without edges."""
    blur_fine: float | None
    """The same at up to 1,024 px; None where the photo is not larger than 512 px."""
    blur_softest: float | None
    """Sigma in px of the subject in the direction in which it is softest, at 512 px; None where
    nothing is steep enough."""
    dark: float
    """Luma that 5 % of the photo are darker than."""
    middle: float
    bright: float
    """Luma that 95 % of the photo are darker than."""
    peak: float
    """Luma that 0.5 % of the photo are brighter than: the highlights."""
    subject_middle: float
    subject_deep: float
    """Luma that 3 % of the subject are darker than."""
    clipped: float
    """Share of the photo without any drawing: all three colours at their upper end."""
    subject_clipped: float
    """Share of the subject with two or more colours at their upper end."""
    burnt: float
    """Share of the photo with two or more colours at their upper end."""
    burnt_beside_white: float
    """Share of what is not a white background that has any colour at its upper end."""
    border: list[list[float]]
    """Twelve patches around the frame: luma, blue and red difference, texture (deviation)."""
    rows: list[list[float]]
    """Boxes of text-like rows as shares of width and height: left, top, right, bottom."""
    edges: str
    """96 x 96 bits, base64: cells with a clear edge."""
    noise: float
    noise_halved: float
    """Grain of the calmest parts, luma, and what is left of it in half the size."""
    blocks: float
    """How much the edges of JPEG's blocks stand out; 0 where they are too small to be seen."""
    bars: list[float]
    """Depth of one-coloured bars at the left, top, right and bottom, shares."""
    seams: list[list[float]]
    """See `photo_layout.seams_and_lines`."""
    lines: int
    """See `photo_layout.seams_and_lines`."""
    drawn: float
    """Share of the photo without the least grain."""
    few_colours: float
    """Share of the photo that its three most frequent colours take."""
    colourful: float
    """How far colours leave one tone, as of grey and sepia."""
    away_from_grey: float
    """How far they leave grey."""
    deepest: float
    """Luma that 0.5 % of the photo are darker than: the shadows."""
    lowest: float
    """What the darkest of the three colours is below in 0.5 % of the photo."""
    highest: float
    """What the brightest of the three is above in 0.5 %."""
    even: float
    """Share of the rim that is one even background."""
    behind: float
    """Share of all that does not stand out that is this background."""
    subject_area: float
    """Share of the photo that departs from that background."""
    subject_sides: list[float]
    """Share of the left, upper, right and lower side where the subject reaches the rim."""
    subject_cut: float
    """Largest share of a side where it does so as clearly as it stands out elsewhere."""
    subject_box: list[float]
    """Left, top, right and bottom of the subject before an even background, shares."""
    subject_long: float
    """Longer side of the subject with its thin and pale parts, a share of the photo's own."""
    outline: str
    """16 x 16 bits, hex: which cells of that box the subject takes."""

    def luma_plane(self) -> npt.NDArray[np.float32]:
        """[48, 48] luma."""
        return _bytes(self.plane).reshape(PLANE, PLANE)

    def thumb_plane(self) -> npt.NDArray[np.float32]:
        """[256] luma of a thumbnail of 16 x 16."""
        halved = self.luma_plane().reshape(16, 3, 16, 3).mean(axis=(1, 3))
        return np.asarray(halved.ravel(), dtype=np.float32)

    def tint_plane(self) -> npt.NDArray[np.float32]:
        """[8, 8, 2] blue and red differences."""
        return (
            np.frombuffer(bytes.fromhex(self.tints), dtype=np.uint8)
            .reshape(8, 8, 2)
            .astype(np.float32)
        )

    def outline_cells(self) -> npt.NDArray[np.bool_]:
        """[16, 16] which cells of its box the subject takes."""
        bits = np.frombuffer(bytes.fromhex(self.outline), dtype=np.uint8)
        return np.unpackbits(bits).reshape(OUTLINE, OUTLINE).astype(np.bool_)

    def edge_cells(self) -> npt.NDArray[np.bool_]:
        """[96, 96] cells with a clear edge."""
        bits = np.frombuffer(base64.b64decode(self.edges), dtype=np.uint8)
        return np.unpackbits(bits).reshape(EDGE_CELLS, EDGE_CELLS).astype(np.bool_)


@dataclass(frozen=True)
class MeasuredPicture:
    """A photo with its measurements."""

    picture: Picture
    facts: PictureFacts
    looks: Mapping[str, Any] = field(default_factory=dict)
    """What networks saw in it, by the looker's name (see `core.looks`); empty where none looked."""


@dataclass(frozen=True)
class PictureSet:
    """What picture checks judge: the photos that could be measured, and those that could not."""

    measured: tuple[MeasuredPicture, ...]
    unreadable: tuple[tuple[Picture, KnownError], ...] = ()
    stacks: tuple[Stack, ...] = ()
    """Those that show the same again; see `photo_stacks`."""

    @property
    def total(self) -> int:
        """Number of readable photos."""
        return len(self.measured)


def measure_all(
    pictures: Sequence[Picture],
    cache: Path | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> PictureSet:
    """Measure all photos that `cache` does not know; unreadable ones are listed, not raised."""
    store = KeptFacts(PictureFacts, _kept_in(cache) if cache else None)
    measured: list[MeasuredPicture] = []
    unreadable: list[tuple[Picture, KnownError]] = []
    try:
        for done, picture in enumerate(pictures, start=1):
            try:
                path = Path(picture.path)
                facts = (path.is_file() and store.get(picture.sha256)) or measure(path)
            except KnownError as error:
                unreadable.append((picture, error))
            else:
                store.put(picture.sha256, facts)
                measured.append(MeasuredPicture(picture, facts))
            progress(done, len(pictures))
    finally:
        store.save()  # also when the caller stops it: what is measured stays measured
    return PictureSet(tuple(measured), tuple(unreadable))


def with_looks(photos: PictureSet, looks: Mapping[str, Mapping[str, Any]]) -> PictureSet:
    """The photos together with what networks saw in them.

    Args:
        looks: by content hash, then by the looker's name.
    """
    measured = (replace(one, looks=looks.get(one.picture.sha256, {})) for one in photos.measured)
    return PictureSet(tuple(measured), photos.unreadable)


def measure(path: Path) -> PictureFacts:
    """Measure one working copy.

    Raises:
        KnownError: kind "bad_data" when the file cannot be decoded.
    """
    try:
        view = overview_of_file(path)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise KnownError(
            say("{name} cannot be read as a picture.", name=path.name),
            say("Set it aside, or import the original again."),
            detail=f"{type(error).__name__}: {error}",
        ) from error
    return _measured(view.large, view.blocks)


@dataclass(frozen=True)
class Overview:
    """What is measured of a photo, and used for everything else that needs no more of it."""

    large: Image.Image
    """RGB, up to 1,024 px."""
    blocks: float
    """How much the edges of JPEG's blocks stand out; 0 where they are too small to be seen."""


def overview(picture: Image.Image) -> Overview:
    """Of a working copy that is in memory, as import has it where it changed the photo."""
    # By the factors that JPEG is decoded at, so that it is the same as measuring the file.
    factor = max(by for by in (1, 2, 4, 8) if by * _DRAFT <= max(picture.size) or by == 1)
    large = _fit(picture.reduce(factor) if factor > 1 else picture, LARGE)
    seen = max(picture.size) <= _BLOCKS_SEEN
    return Overview(large, _blocks(picture) if seen else 0.0)


def overview_of_file(file: Path | BinaryIO) -> Overview:
    """Of a working copy; only as many of its pixels are made as are looked at.

    Raises:
        OSError, ValueError, SyntaxError, Image.DecompressionBombError: it cannot be decoded.
    """
    with Image.open(file) as opened:
        longest = max(opened.size)
        least = [max(1, side * _DRAFT // longest) for side in opened.size]
        opened.draft("RGB", (least[0], least[1]))  # JPEG only: decodes at 1/2, 1/4 or 1/8
        decoded = upright(opened)
    # In larger photos the blocks shrink away when they are trained on.
    return Overview(_fit(decoded, LARGE), _blocks(decoded) if longest <= _BLOCKS_SEEN else 0.0)


def measure_overview(view: Overview) -> dict[str, Any]:
    """Measure a working copy by its overview; for `remember`."""
    return asdict(_measured(view.large, view.blocks))


def known_facts(cache: Path, sha256: str) -> PictureFacts | None:
    """What was measured of one photo before; None where nobody has looked."""
    return one_of(PictureFacts, _kept_in(cache), sha256)


def remember(cache: Path, sha256: str, measured: dict[str, Any]) -> None:
    """Keep what import measured, so that the checks need not open the photo again."""
    append(_kept_in(cache), sha256, measured)


def _measured(large: Image.Image, blocks: float) -> PictureFacts:
    small = _fit(large, SMALL)
    planes = small.convert("YCbCr")
    channel = np.asarray(planes.getchannel(0))
    luma = channel.astype(np.float32)
    cells = colour_cells(planes)
    subject = subject_mask(cells, planes.width, planes.height)
    steps = gradients(luma, subject)
    grain = photo_damage.noise(luma)
    thumb = planes.getchannel(0).resize((PLANE, PLANE), Image.Resampling.BOX)
    tints = np.asarray(planes.resize((8, 8), Image.Resampling.BOX))[..., 1:]
    return PictureFacts(
        plane=_base64(thumb.tobytes()),
        tints=tints.tobytes().hex(),
        blur=_rounded(edge_blur(steps)),
        blur_softest=_rounded(softest_blur(steps)),
        blur_fine=_fine_blur(large, subject),
        border=_border(planes),
        rows=_shares_of_rows(planes, grain),
        edges=_base64(np.packbits(edge_map(luma)).tobytes()),
        blocks=round(blocks, 3),
        **light(np.asarray(small), channel, subject),
        noise=round(grain[0], 2),
        noise_halved=round(grain[1], 2),
        **_layout(small, luma),
        **_colours(cells),
    )


def _layout(small: Image.Image, luma: npt.NDArray[np.float32]) -> dict[str, Any]:
    drawn = photo_layout.even_share(luma)
    seams, lines = photo_layout.seams_and_lines(luma.astype(np.int16), drawn)
    return {
        "bars": [round(one, 4) for one in photo_layout.bars(np.asarray(small))],
        "seams": seams, "lines": lines, "drawn": round(drawn, 3),
        "few_colours": round(photo_layout.few_colours(small), 3),
    }  # fmt: skip


def _colours(cells: npt.NDArray[np.float32]) -> dict[str, Any]:
    stands = standing(cells)
    colourful, away_from_grey = photo_colour.colourfulness(cells)
    return {
        "colourful": round(colourful, 2), "away_from_grey": round(away_from_grey, 2),
        "even": round(stands.even, 3), "behind": round(stands.behind, 4),
        "subject_area": round(stands.area, 4),
        "subject_sides": [round(one, 3) for one in stands.sides],
        "subject_cut": round(stands.cut, 3),
        "subject_box": [round(one, 4) for one in stands.box],
        "subject_long": round(stands.long, 4),
        "outline": np.packbits(stands.outline).tobytes().hex(),
    }  # fmt: skip


def _shares_of_rows(planes: Image.Image, grain: tuple[float, float]) -> list[list[float]]:
    scale = (planes.width, planes.height, planes.width, planes.height)
    return [
        [round(side / length, 3) for side, length in zip(row, scale, strict=True)]
        for row in written_rows(planes, grain)
    ]


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _bytes(text: str) -> npt.NDArray[np.float32]:
    return np.frombuffer(base64.b64decode(text), dtype=np.uint8).astype(np.float32)


def _blocks(picture: Image.Image) -> float:
    return photo_damage.block_steps(np.asarray(picture.convert("L"), dtype=np.float32))


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
    return _rounded(edge_blur(gradients(luma, np.asarray(mask, dtype=np.bool_))))


def _border(small: Image.Image) -> list[list[float]]:
    thumb = small.resize((128, 128), Image.Resampling.BOX)
    colours = np.asarray(thumb, dtype=np.float32)
    patches = []
    for patch in border_patches(colours):
        values = [*middle(patch.reshape(-1, 3)), patch[..., 0].std()]
        patches.append([round(float(value), 1) for value in values])
    return patches


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


def _kept_in(cache: Path) -> Path:
    return cache / f"picture_facts.v{VERSION}.jsonl"
