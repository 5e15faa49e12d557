"""Masks and changed backgrounds as files: asks the decoder process for them, keeps what was made.

Everything in the cache can be made again from a photo's copy and its facts; only the pictures that
somebody gave for backgrounds are kept for good, below `backdrops` in the library.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image

from core.datasets.backgrounds import Backdrop
from core.datasets.cutout import DOUBTFUL, Stroke, strokes_to_json
from core.datasets.decoding import Decoder, Task
from core.datasets.sniffing import HEAD_BYTES, is_picture, sniff
from core.errors import KnownError
from core.files import PART_SUFFIX
from core.language import say
from core.paths import Library

VERSION = "1"
"""Another one when masks or drawings come out differently: then none of the cache is used."""


@dataclass(frozen=True)
class CutoutFile:
    """A mask in the cache."""

    path: Path
    """PNG, grey: 0 background to 255 subject."""
    quality: float
    even: float
    colour: tuple[int, int, int]
    """What the subject has most."""

    @property
    def doubtful(self) -> bool:
        """Whether somebody should look at it before it is used."""
        return self.quality < DOUBTFUL


class Studio:
    """Cuts out and draws, with one decoder process; a context manager, for one thread."""

    def __init__(self, library: Library) -> None:
        """The process starts with the first wish."""
        self._library = library
        self._decoder = Decoder()

    def cutout(self, copy: Path, strokes: Sequence[Stroke] = ()) -> CutoutFile:
        """The mask of a photo's working copy.

        Raises:
            KnownError: the copy cannot be read, or cutting took too long.
        """
        told = strokes_to_json(strokes)
        target = self._place("cutouts", copy, told, ".png")
        known = _known(target)
        if known is not None:
            return known
        task = Task("cutout", str(copy), told, copy.name, str(target))
        found = self._decoder.read(task)
        return _told(target, found)

    def drawn(self, copy: Path, backdrop: Backdrop, longest: int = 0) -> Path:
        """The copy before another background, as a file in the cache.

        Args:
            longest: px, for a preview; 0 draws the whole picture.

        Raises:
            KnownError: the copy or the background's picture cannot be read.
        """
        suffix = copy.suffix.lower()
        told = f"{backdrop.to_fact()} {longest}"
        target = self._place("backdrops", copy, told, suffix)
        if target.is_file():
            return target
        order = {
            "backdrop": backdrop.to_fact(),
            "mask": str(self.cutout(copy, backdrop.strokes).path.absolute()),
            "folder": str(pictures_of(self._library).absolute()),
            "longest": longest,
        }
        self._decoder.read(Task("backdrop", str(copy), json.dumps(order), copy.name, str(target)))
        return target

    def take_picture(self, file: Path) -> str:
        """Keep a picture of the user's own for backgrounds; returns its name there.

        Raises:
            KnownError: kind "bad_request" where it is no picture; it cannot be read.
        """
        with file.open("rb") as handle:
            kind = sniff(handle.read(HEAD_BYTES), file.name)
        if not is_picture(kind):
            raise KnownError(
                say("“{name}” is no picture.", name=file.name),
                say("Choose a photo, such as a JPEG or PNG file."),
                kind="bad_request",
            )
        folder = pictures_of(self._library)
        folder.mkdir(parents=True, exist_ok=True)
        part = folder / f".reading{PART_SUFFIX}"
        made = self._decoder.read(Task("photo", str(file), kind, file.name, str(part)))
        read = Path(made["file"])
        name = str(made["sha"]) + read.suffix
        read.replace(folder / name)
        return name

    def interrupt(self) -> None:
        """Break off what another thread is waiting for; that one raises."""
        self._decoder.interrupt()

    def close(self) -> None:
        """End the process; the next wish starts another."""
        self._decoder.close()

    def __enter__(self) -> Studio:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _place(self, kind: str, copy: Path, told: str, suffix: str) -> Path:
        folder = self._library.cache / kind
        folder.mkdir(parents=True, exist_ok=True)
        key = hashlib.sha256(f"{VERSION} {copy.stem} {told}".encode()).hexdigest()
        return folder / f"{key}{suffix}"


def pictures_of(library: Library) -> Path:
    """Where pictures for backgrounds are kept."""
    return library.root / "backdrops"


def _known(target: Path) -> CutoutFile | None:
    try:
        with Image.open(target, formats=("PNG",)) as opened:
            return _told(target, json.loads(opened.info["cutout"]))
    except (OSError, SyntaxError, KeyError, ValueError):
        return None


def _told(target: Path, found: dict[str, Any]) -> CutoutFile:
    red, green, blue = (int(value) for value in found["colour"])
    return CutoutFile(target, float(found["quality"]), float(found["even"]), (red, green, blue))
