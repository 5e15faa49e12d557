"""A bounded reader of the safetensors header, for files that nobody vouches for.

It reads the header only, never runs anything, and refuses whatever the format does not allow:
https://github.com/huggingface/safetensors#format (8 bytes length, JSON, then the tensors without
holes or overlaps). The limits are far above any real adapter.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.errors import KnownError
from core.language import later, say

MAX_HEADER = 16 << 20
"""Bytes. 2,000 tensors with long names need about 0.4 MiB."""
MAX_TENSORS = 50_000
DTYPE_BYTES = {
    "F64": 8, "F32": 4, "F16": 2, "BF16": 2, "I64": 8, "I32": 4, "I16": 2, "I8": 1, "U8": 1,
    "U16": 2, "U32": 4, "U64": 8, "BOOL": 1, "F8_E4M3": 1, "F8_E5M2": 1,
}  # fmt: skip
_METADATA = "__metadata__"
_PICKLE = later("it is a Python pickle")
_BEGINNINGS = (
    (b"PK\x03\x04", later("it is a ZIP or PyTorch (.pt, .ckpt) file")),
    (b"\x80\x02", _PICKLE),
    (b"\x80\x03", _PICKLE),
    (b"\x80\x04", _PICKLE),
    (b"\x80\x05", _PICKLE),
    (b"GGUF", later("it is a GGUF file")),
    (b"\x1f\x8b", later("it is a compressed archive")),
    (
        b"version https://git-lfs",
        later("it is a placeholder of a download that was never completed"),
    ),
    (b"<", later("it is a web page")),
)


@dataclass(frozen=True)
class TensorInfo:
    """One tensor of a file; `start` and `end` are bytes from the beginning of the file."""

    name: str
    dtype: str
    shape: tuple[int, ...]
    start: int
    end: int


@dataclass(frozen=True)
class AdapterFile:
    """What a safetensors file says of itself; no tensor is loaded."""

    path: Path
    tensors: dict[str, TensorInfo]
    metadata: dict[str, str]


class _BrokenError(Exception):
    """Why the bytes are no safetensors file, in English; never leaves this module."""


def read_header(path: Path) -> AdapterFile:
    """Read and check the header of a safetensors file.

    Raises:
        KnownError: kind "not_found" when there is no such file, "bad_data" when it is something
            else than safetensors or is damaged.
    """
    if not path.is_file():
        raise KnownError(
            say("There is no adapter file “{name}”.", name=path.name),
            say("Choose the file again; it may have been moved or deleted."),
            kind="not_found",
        )
    try:
        size = path.stat().st_size
        with path.open("rb") as handle:
            begin = handle.read(24)
            length = int.from_bytes(begin[:8], "little")
            _check_beginning(begin, size, length)
            handle.seek(8)
            raw = handle.read(length)
        return _parse(path, raw, size)
    except _BrokenError as broken:
        raise KnownError(
            say(
                "“{name}” is not a whole safetensors file: {broken}.",
                name=path.name,
                broken=say(str(broken)),
            ),
            say(
                "Fetch or export it again, as .safetensors; other kinds of file are not opened, "
                "because they could run a program."
            ),
            detail=str(broken),
        ) from broken
    except OSError as error:
        raise KnownError(
            say("“{name}” could not be read.", name=path.name),
            say("Check that the disk is connected and that you may read the file."),
            detail=str(error),
        ) from error


def _check_beginning(begin: bytes, size: int, length: int) -> None:
    for magic, what in _BEGINNINGS:
        if begin.startswith(magic):
            raise _BrokenError(what)
    if len(begin) < 10:
        raise _BrokenError(later("it is empty or was cut off"))
    if length > MAX_HEADER:
        raise _BrokenError(later("its list of contents is absurdly long"))
    if length + 8 > size:
        raise _BrokenError(later("it was cut off"))
    if begin[8:9] != b"{":
        raise _BrokenError(later("its list of contents is unreadable"))


def _parse(path: Path, raw: bytes, size: int) -> AdapterFile:
    try:
        header = json.loads(raw.decode("utf-8"), object_pairs_hook=_no_duplicates)
    except (ValueError, RecursionError) as error:
        raise _BrokenError(later("its list of contents is unreadable")) from error
    metadata = header.pop(_METADATA, {})
    if not isinstance(metadata, dict) or not all(
        isinstance(value, str) for value in metadata.values()
    ):
        raise _BrokenError(later("its description is malformed"))
    if len(header) > MAX_TENSORS:
        raise _BrokenError(later("it lists too many parts"))
    start = 8 + len(raw)
    tensors = {name: _tensor(name, entry, start) for name, entry in header.items()}
    _check_layout(tensors, start, size)
    return AdapterFile(path, tensors, metadata)


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise _BrokenError(later("it names a part twice"))
    return result


def _tensor(name: str, entry: Any, data: int) -> TensorInfo:
    if not isinstance(entry, dict) or set(entry) != {"dtype", "shape", "data_offsets"}:
        raise _BrokenError(later("a part is described wrongly"))
    dtype, shape, offsets = entry["dtype"], entry["shape"], entry["data_offsets"]
    if not isinstance(dtype, str) or dtype not in DTYPE_BYTES:
        raise _BrokenError(later("it uses a number format that Signet does not know"))
    if not _whole_numbers(shape) or len(shape) > 8:
        raise _BrokenError(later("the size of a part is wrong"))
    if not _whole_numbers(offsets) or len(offsets) != 2:
        raise _BrokenError(later("the place of a part is wrong"))
    begin, end = offsets
    if end - begin != math.prod(shape) * DTYPE_BYTES[dtype]:
        raise _BrokenError(later("the size of a part does not match its place"))
    return TensorInfo(name, dtype, tuple(shape), data + begin, data + end)


def _whole_numbers(value: Any) -> bool:
    return isinstance(value, list) and all(type(one) is int and one >= 0 for one in value)


def _check_layout(tensors: dict[str, TensorInfo], start: int, size: int) -> None:
    place = start
    for info in sorted(tensors.values(), key=lambda one: (one.start, one.end)):
        if info.start != place:
            raise _BrokenError(later("its parts overlap or leave holes"))
        place = info.end
    if place > size:
        raise _BrokenError(later("it was cut off"))
    if place < size:
        raise _BrokenError(later("something was appended to it"))
