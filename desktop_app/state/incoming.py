"""What was dropped or pasted, as something the import can read. No catalogue, no widgets.

Files stay where they are and are only read. A picture or words without a file (from a browser, from
another program) become a file first. Addresses of the web are refused: Signet fetches nothing.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import cast

from PySide6.QtCore import QCoreApplication, QMimeData
from PySide6.QtGui import QImage

from core.errors import KnownError
from core.files import PART_SUFFIX

_TEXT_AT_MOST = 2_000_000
"""Characters of pasted words."""


@dataclass(frozen=True)
class Batch:
    """What one drop, paste or file dialog brought."""

    files: tuple[Path, ...] = ()
    picture: QImage | None = None
    words: str = ""
    anyway: bool = False
    """Also read what its name alone speaks against."""

    def __bool__(self) -> bool:
        """Whether there is anything to read."""
        return bool(self.files or self.words.strip()) or self.picture is not None


def can_be_read(mime: QMimeData) -> bool:
    """Whether something that is dragged could be taken in, or be refused with a reason."""
    return mime.hasUrls() or mime.hasImage() or mime.hasText()


def read(mime: QMimeData) -> Batch:
    """Files first; else a picture; else words.

    Raises:
        KnownError: there is nothing but addresses of the web.
    """
    urls = mime.urls() if mime.hasUrls() else []
    files = tuple(Path(url.toLocalFile()) for url in urls if url.isLocalFile())
    if files:
        return Batch(files=files)
    if mime.hasImage():
        picture = cast("QImage", mime.imageData())
        if isinstance(picture, QImage) and not picture.isNull():
            return Batch(picture=picture)
    if urls or _is_address(mime.text()):
        raise _only_addresses()
    words = mime.text()
    return Batch(words=words[:_TEXT_AT_MOST]) if words.strip() else Batch()


@contextmanager
def as_files(batch: Batch, cache: Path) -> Iterator[list[Path]]:
    """The files of a batch; what had no file lies in a folder that is removed afterwards.

    May take a moment (a picture is written): call it beside the window's thread.
    """
    if batch.picture is None and not batch.words:
        yield list(batch.files)
        return
    folder = Path(tempfile.mkdtemp(prefix=".pasted-", suffix=PART_SUFFIX, dir=cache))
    try:
        yield [*batch.files, *_written(batch, folder)]
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _written(batch: Batch, folder: Path) -> Iterator[Path]:
    now = f"{datetime.now().astimezone():%Y-%m-%d %H.%M.%S}"
    if batch.picture is not None:
        name = QCoreApplication.translate("Incoming", "Pasted picture {time}").format(time=now)
        file = folder / f"{name}.png"
        if not batch.picture.save(str(file), "PNG"):
            raise KnownError(
                QCoreApplication.translate("Incoming", "This picture cannot be taken over."),
                QCoreApplication.translate(
                    "Incoming", "Save it to a file and drop that file here."
                ),
            )
        yield file
    if batch.words:
        name = QCoreApplication.translate("Incoming", "Pasted text {time}").format(time=now)
        file = folder / f"{name}.txt"
        file.write_text(batch.words, encoding="utf-8")
        yield file


def _is_address(text: str) -> bool:
    text = text.strip()
    return text.startswith(("http://", "https://", "ftp://")) and len(text.split()) == 1


def _only_addresses() -> KnownError:
    return KnownError(
        QCoreApplication.translate(
            "Incoming",
            "This is an address on the web, and Signet fetches nothing: everything stays on this "
            "computer.",
        ),
        QCoreApplication.translate(
            "Incoming", "Save the picture to this computer, then drop the file here."
        ),
        kind="bad_request",
    )
