"""Another background for a photo whose subject is cut out: paints it and puts the subject on it.

The contact shadow stays: how much darker the old even background was than its own slow change is
multiplied onto the new one. Colours of the old background are taken out of soft edges, so that no
fringe is left. Drawing is done in a child process, for it needs OpenCV.
"""

from __future__ import annotations

import itertools
import json
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter

from core.datasets.cutout import Stroke, refined, strokes_from_json, strokes_to_json
from core.datasets.cutout_seeds import EVEN, Floats, Ground, Mask, Pixels
from core.datasets.upright import upright
from core.errors import KnownError
from core.language import say

Kind = Literal["plain", "gradient", "picture", "blurred"]
KINDS: tuple[Kind, ...] = get_args(Kind)
FACT = "backdrop"
"""Under this name the background stands among a photo's facts."""
NEUTRAL = ("#F2EFE9", "#D9DEE2", "#C9D3C4", "#E8D8C9", "#B9C4D0", "#8C939B")
"""Quiet colours for a brand that has none of its own (own choice)."""
_STRIP, _MARGIN = 512, 24  # rows drawn at a time, and of their neighbours that are looked at
_SHADE_EDGE = 384  # px, long side at which shadows are measured
_LEAST_SHADE, _DEEPEST = 0.05, 0.25  # shares of light
_OUT_OF_FOCUS = 0.02  # of the longer side
_LIFT = 1.06  # a picture out of focus is lit a little, as a studio lights a wall
_TOO_NEAR = 90.0  # of 441, distance in red, green and blue: a subject must stand out
_GRAIN = 1.2  # levels: an even area without any grain would show steps


@dataclass(frozen=True)
class Backdrop:
    """What stands behind the subject, and the brush strokes that say what the subject is."""

    kind: Kind
    colours: tuple[str, ...] = ()
    """ "#rrggbb": one for "plain", two for "gradient"."""
    picture: str = ""
    """Of "picture" and "blurred": name of a file among the library's backgrounds."""
    turn: int = 0
    """Of "gradient": direction in degrees; of pictures: odd ones are mirrored."""
    strokes: tuple[Stroke, ...] = ()

    def to_fact(self) -> str:
        """As text for a photo's facts."""
        told: dict[str, Any] = {"kind": self.kind}
        told |= {"colours": list(self.colours)} if self.colours else {}
        told |= {"picture": self.picture} if self.picture else {}
        told |= {"turn": self.turn} if self.turn else {}
        told |= {"strokes": strokes_to_json(self.strokes)} if self.strokes else {}
        return json.dumps(told, separators=(",", ":"), sort_keys=True)


def backdrop_of(facts: dict[str, str]) -> Backdrop | None:
    """The background that was given to a photo; None where it has its own."""
    return backdrop_from(facts.get(FACT, ""))


def backdrop_from(text: str) -> Backdrop | None:
    """What `to_fact` wrote; None for anything else."""
    try:
        told: dict[str, Any] = json.loads(text or "{}")
        if told.get("kind") not in KINDS:
            return None
        return Backdrop(
            told["kind"],
            tuple(str(one) for one in told.get("colours", ())),
            Path(str(told.get("picture", ""))).name,
            int(told.get("turn", 0)),
            strokes_from_json(str(told.get("strokes", ""))),
        )
    except (ValueError, TypeError, AttributeError):
        return None


def rgb(colour: str) -> tuple[int, int, int]:
    """Of "#rrggbb" or "#rgb".

    Raises:
        KnownError: kind "bad_request" for anything else.
    """
    digits = colour.strip().lstrip("#")
    if len(digits) == 3:
        digits = "".join(2 * one for one in digits)
    try:
        red, green, blue = bytes.fromhex(digits)
    except ValueError as error:
        raise KnownError(
            say("“{colour}” is no colour.", colour=colour),
            say("Write it like #3A7BD5."),
            kind="bad_request",
        ) from error
    return red, green, blue


# --- painting ------------------------------------------------------------------------------------


def painted(backdrop: Backdrop, size: tuple[int, int], folder: Path) -> Pixels:
    """The background alone: [H, W, 3].

    Args:
        size: width and height in px.
        folder: where the library keeps pictures for backgrounds.

    Raises:
        KnownError: its picture is not there or cannot be read.
    """
    if backdrop.kind in ("picture", "blurred"):
        return _from_picture(backdrop, size, folder)
    width, height = size
    first = np.array(rgb((backdrop.colours or NEUTRAL)[0]), dtype=np.float32)
    last = np.array(rgb(backdrop.colours[-1]), dtype=np.float32) if backdrop.colours else first
    if backdrop.kind == "plain":
        last = first * 0.94  # a wall is never lit quite evenly
    angle = np.radians(backdrop.turn)
    rows, columns = np.ogrid[:height, :width]
    along = np.cos(angle) * (columns / width - 0.5) + np.sin(angle) * (rows / height - 0.5)
    reach = (abs(np.cos(angle)) + abs(np.sin(angle))) / 2
    share = np.clip(along / (2 * reach) + 0.5, 0, 1).astype(np.float32)
    share = share * share * (3 - 2 * share)
    chance = np.random.default_rng(zlib.crc32(backdrop.to_fact().encode()))
    made = np.empty((height, width, 3), dtype=np.uint8)
    for top in range(0, height, _STRIP):
        part = share[top : top + _STRIP, :, None]
        grain = chance.standard_normal((*part.shape[:2], 1), dtype=np.float32) * _GRAIN
        made[top : top + _STRIP] = np.clip(first + (last - first) * part + grain, 0, 255)
    return made


def _largest_part(
    whole: tuple[int, int], size: tuple[int, int]
) -> tuple[float, float, float, float]:
    """The largest part of this shape, from the middle, as a box that never leaves the whole: one
    rounded beyond it by the last bit is refused by Pillow."""
    share = max(size[0] / whole[0], size[1] / whole[1])
    left, top = (max(0.0, (whole[at] - size[at] / share) / 2) for at in (0, 1))
    return left, top, whole[0] - left, whole[1] - top


def _from_picture(backdrop: Backdrop, size: tuple[int, int], folder: Path) -> Pixels:
    try:
        with Image.open(folder / backdrop.picture, formats=("PNG", "JPEG")) as opened:
            picture = upright(opened)
    except (OSError, SyntaxError, ValueError) as error:
        raise KnownError(
            say("The picture for the background is no longer there."),
            say("Choose another background for this photo."),
            detail=str(error),
        ) from error
    if backdrop.turn % 2:
        picture = picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    box = _largest_part(picture.size, size)
    if backdrop.kind == "picture":
        return np.asarray(picture.resize(size, Image.Resampling.BICUBIC, box))
    # What is out of focus holds nothing fine, so that it is made small and enlarged.
    edge = 320 / max(size)
    small = max(8, round(size[0] * edge)), max(8, round(size[1] * edge))
    soft = picture.resize(small, Image.Resampling.BOX, box)
    soft = soft.filter(ImageFilter.GaussianBlur(_OUT_OF_FOCUS * max(small)))
    soft = soft.point([min(255, round(_LIFT * value)) for value in range(256)] * 3)
    return np.asarray(soft.resize(size, Image.Resampling.BICUBIC))


# --- putting together ----------------------------------------------------------------------------


def composed(picture: Image.Image, mask: Mask, backdrop: Backdrop, folder: Path) -> Image.Image:
    """The subject of an RGB picture before another background; the same every time.

    Args:
        mask: of `cutout.cut_out`, of any size.
        folder: where the library keeps pictures for backgrounds.

    Raises:
        KnownError: the background's picture is not there.
    """
    pixels = np.asarray(picture)
    height, width = pixels.shape[:2]
    alpha = refined(pixels, mask)
    behind = painted(backdrop, (width, height), folder)
    shade = _shade(picture, mask)
    made = np.empty_like(pixels)
    for top in range(0, height, _STRIP):
        low, high = max(0, top - _MARGIN), min(height, top + _STRIP + _MARGIN)
        part = slice(low, high)
        light = _enlarged(shade, (width, height), part)
        drawn = _over(pixels[part], alpha[part], behind[part], light, max(height, width))
        made[top : top + _STRIP] = drawn[top - low : top - low + _STRIP]
    return Image.fromarray(made)


def _over(pixels: Pixels, alpha: Mask, behind: Pixels, light: Floats, longest: int) -> Pixels:
    share: Floats = (alpha[..., None] / 255).astype(np.float32)
    own = _without_fringe(pixels.astype(np.float32), share, longest)
    ground = behind.astype(np.float32) * light[..., None]
    return np.asarray(np.clip(own * share + ground * (1 - share) + 0.5, 0, 255), dtype=np.uint8)


def _without_fringe(pixels: Floats, share: Floats, longest: int) -> Floats:
    """In soft edges the colour of the subject close by, for there the old background shows; in a
    large photo an edge is more pixels wide."""
    import cv2

    firm = (share[..., 0] > 0.98).astype(np.float32)
    firm = cv2.erode(firm, np.ones((3, 3), np.uint8), iterations=max(1, longest // 1024))
    side = 2 * min(_MARGIN - 4, max(7, longest // 200)) + 1
    reach = (side, side)
    weight = cv2.blur(firm, reach)[..., None]
    near = cv2.blur(pixels * firm[..., None], reach) / np.maximum(weight, 1e-4)
    # Thin parts hold no firm pixel near: there the photo's own colour has to do.
    wanted = np.where((firm[..., None] < 0.5) & (weight > 0.01), near, pixels)
    return np.asarray(wanted, dtype=np.float32)


def _shade(picture: Image.Image, mask: Mask) -> Floats:
    """[h, w] share of light that the subject's shadow leaves, small; 1 where there is none."""
    import cv2

    share = min(1.0, _SHADE_EDGE / max(picture.size))
    size = max(8, round(picture.width * share)), max(8, round(picture.height * share))
    small = np.asarray(picture.resize(size, Image.Resampling.BOX, reducing_gap=2.0))
    ground = Ground.of(small)
    if ground.even < EVEN:
        return np.ones(small.shape[:2], dtype=np.float32)
    subject = cv2.resize(mask, size, interpolation=cv2.INTER_AREA) > 8
    covered = cv2.dilate(subject.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    ratio = ground.colours[..., 0] / np.maximum(ground.fitted[..., 0], 1)
    dark = np.clip(1 - ratio - _LEAST_SHADE, 0, 1 - _DEEPEST).astype(np.float32)
    # Only what begins at the subject is its shadow; spots on the wall stay behind.
    _, parts = cv2.connectedComponents(((dark > 0) | covered).astype(np.uint8))
    dark[~np.isin(parts, np.unique(parts[covered]))] = 0
    seen = (~covered).astype(np.float32)
    reach = (0, 0)
    weight = cv2.GaussianBlur(seen, reach, 3.0)
    below = cv2.GaussianBlur(dark * seen, reach, 3.0) / np.maximum(weight, 1e-3)
    dark = np.where(covered, below, dark)  # under the rim of the subject as close beside it
    return np.asarray(1 - cv2.GaussianBlur(dark.astype(np.float32), reach, 1.2), dtype=np.float32)


def _enlarged(small: Floats, size: tuple[int, int], rows: slice) -> Floats:
    """These rows of the small plane at full size."""
    height, width = small.shape
    box = (0.0, rows.start * height / size[1], float(width), rows.stop * height / size[1])
    large = Image.fromarray(small).resize(
        (size[0], rows.stop - rows.start), Image.Resampling.BILINEAR, box
    )
    return np.asarray(large, dtype=np.float32)


def assigned(
    choices: tuple[Backdrop, ...], sha256: str, subject: tuple[int, int, int] | None = None
) -> Backdrop:
    """The background of these that a photo gets: by its content, so that a set becomes varied and
    the same photo gets the same one again.

    Args:
        subject: its colour; what is painted in nearly the same is left out while others are there.
    """
    apart = [one for one in choices if subject is None or not _alike(one, subject)]
    left = apart or choices
    number = int(sha256[:8], 16)
    chosen = left[number % len(left)]
    turn = (number >> 8) % 360 if chosen.kind in ("plain", "gradient") else (number >> 8) % 2
    return Backdrop(chosen.kind, chosen.colours, chosen.picture, turn, chosen.strokes)


def _alike(backdrop: Backdrop, subject: tuple[int, int, int]) -> bool:
    if not backdrop.colours:
        return False
    apart = np.array(rgb(backdrop.colours[0]), dtype=np.float64) - subject
    return float(np.linalg.norm(apart)) < _TOO_NEAR


def plains(colours: tuple[str, ...]) -> tuple[Backdrop, ...]:
    """One plain background of each colour; quiet ones where a brand has none."""
    return tuple(Backdrop("plain", (one,)) for one in colours or NEUTRAL)


def gradients(colours: tuple[str, ...]) -> tuple[Backdrop, ...]:
    """Soft changes from each colour to a lighter one, and between neighbours."""
    wanted = colours or NEUTRAL
    pairs = [(one, _paler(one)) for one in wanted]
    pairs += list(itertools.pairwise(wanted))
    return tuple(Backdrop("gradient", pair) for pair in pairs)


def _paler(colour: str) -> str:
    paler: npt.NDArray[Any] = np.array(rgb(colour)) * 0.45 + 255 * 0.55
    return "#" + "".join(f"{round(value):02X}" for value in paler.tolist())
