"""Adapters as people have them: a file, a PEFT folder, one of its two files, or a ZIP of these.

A ZIP is unpacked only as far as the names that an adapter has; nothing in it is run.
"""

from __future__ import annotations

import contextlib
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO

from core.adapters.files import CONFIG, MAX_CONFIG, WEIGHTS
from core.adapters.header import read_header
from core.adapters.layouts import guess_family
from core.contract.requests import Kind
from core.errors import KnownError
from core.files import PART_SUFFIX
from core.language import say

MAX_BYTES = 8 << 30
"""Of one adapter inside a ZIP; the largest LoRA files known have about 2 GB."""
_CHUNK = 1 << 20


@contextlib.contextmanager
def unwrapped(source: Path, work: Path) -> Iterator[tuple[Path, Kind]]:
    """The safetensors file or PEFT folder that `source` stands for, and what it is for.

    Args:
        work: an existing folder for what is unpacked; left as it was.

    Raises:
        KnownError: there is no such file, or it is no adapter.
    """
    if not source.exists():
        raise KnownError(
            say("There is no file or folder “{name}”.", name=source.name),
            say("Check the name, or whether its drive is connected."),
            kind="not_found",
        )
    if source.is_file() and source.suffix.lower() == ".zip":
        with tempfile.TemporaryDirectory(
            prefix=".adapter-", suffix=PART_SUFFIX, dir=work
        ) as folder:
            yield _named(_unpack(source, Path(folder)))
        return
    yield _named(source)


def _named(source: Path) -> tuple[Path, Kind]:
    if source.is_dir():
        if (source / CONFIG).is_file() or (source / WEIGHTS).is_file():
            return source, _kind(source / WEIGHTS)
        files = sorted(source.glob("*.safetensors"))
        if len(files) != 1:
            raise KnownError(
                say("The folder “{name}” is no adapter.", name=source.name),
                say("Choose a .safetensors file, or the folder with adapter_config.json."),
            )
        source = files[0]
    if source.name in (CONFIG, WEIGHTS) and (source.parent / CONFIG).is_file():
        return source.parent, _kind(source.parent / WEIGHTS)
    family, _ = guess_family(read_header(source).tensors)
    return source, "text" if family == "causal_lm" else "image"


def _kind(weights: Path) -> Kind:
    """What a PEFT folder is for: PEFT keeps adapters of both kinds so."""
    if not weights.is_file():
        return "text"
    family, _ = guess_family(read_header(weights).tensors)
    return "text" if family in ("", "causal_lm") else "image"


def _unpack(source: Path, folder: Path) -> Path:
    """The adapter's files out of a ZIP: by their last name, so no path of it is followed."""
    try:
        with zipfile.ZipFile(source) as archive:
            found = {
                PurePosixPath(info.filename).name: info
                for info in archive.infolist()
                if not info.is_dir() and _wanted(info)
            }
            for name, info in found.items():
                with archive.open(info) as reader, (folder / name).open("xb") as writer:
                    _copy(reader, writer, info.file_size)
    except (OSError, zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
        raise KnownError(
            say("“{name}” cannot be unpacked.", name=source.name),
            say("Fetch it again, or unpack it yourself and choose the file inside."),
            detail=str(error),
        ) from error
    weights = [name for name in found if name.endswith(".safetensors")]
    if len(weights) != 1:
        raise KnownError(
            say("“{name}” holds no adapter, or more than one.", name=source.name),
            say("Choose a ZIP with one .safetensors file, such as Signet exports."),
        )
    return folder if CONFIG in found else folder / weights[0]


def _wanted(info: zipfile.ZipInfo) -> bool:
    name = PurePosixPath(info.filename).name
    if name == CONFIG:
        return info.file_size <= MAX_CONFIG
    return name.endswith(".safetensors") and info.file_size <= MAX_BYTES


def _copy(reader: IO[bytes], writer: IO[bytes], size: int) -> None:
    """As much as the ZIP says and no more."""
    left = size
    while left > 0 and (chunk := reader.read(min(_CHUNK, left))):
        writer.write(chunk)
        left -= len(chunk)
    if left or reader.read(1):
        raise zipfile.BadZipFile("another size than it says")
