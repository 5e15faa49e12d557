"""A bounded reader of GGUF headers, for files that nobody vouches for.

It reads what a file says of itself and where its tensors lie, never the tensors. Format:
https://github.com/ggml-org/ggml/blob/master/docs/gguf.md. The limits are far above any real model.
"""

from __future__ import annotations

import itertools
import math
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from core.errors import KnownError
from core.language import say

MAGIC = b"GGUF"
_VERSIONS = (2, 3)
MAX_KEYS = 20_000
MAX_TENSORS = 100_000
MAX_KEY = 65_535
"""Bytes, the format's own limit."""
MAX_STRING = 16 << 20
"""Bytes; the longest real ones are chat templates of some kilobytes."""
MAX_ITEMS = 8_000_000
"""Of an array; the largest vocabularies have 300,000 tokens and as many merges."""
MAX_HEADER = 512 << 20
"""Bytes of everything before the tensors."""
_MAX_DIMENSIONS, _MAX_NUMBERS = 4, 1 << 44
_STRING, _ARRAY = 8, 9
_NUMBERS = {
    0: "<u1", 1: "<i1", 2: "<u2", 3: "<i2", 4: "<u4", 5: "<i4", 6: "<f4", 7: "<u1", 10: "<u8",
    11: "<i8", 12: "<f8",
}  # fmt: skip
"""numpy's name of each kind of number; 7 is a truth value."""
BLOCKS = {
    0: (1, 4), 1: (1, 2), 2: (32, 18), 3: (32, 20), 6: (32, 22), 7: (32, 24), 8: (32, 34),
    10: (256, 84), 11: (256, 110), 12: (256, 144), 13: (256, 176), 14: (256, 210), 16: (256, 66),
    17: (256, 74), 18: (256, 98), 19: (256, 50), 20: (32, 18), 21: (256, 110), 22: (256, 82),
    23: (256, 136), 28: (1, 8), 29: (256, 56), 30: (1, 2), 34: (256, 54), 35: (256, 66),
    39: (32, 17), 40: (64, 36),
}  # fmt: skip
"""(numbers, bytes) of a block by the number of its kind, as ggml stores them: those that can be
unpacked. What is left out holds whole numbers or is only met inside of a computation."""


@dataclass(frozen=True)
class GgufTensor:
    """One tensor: its shape in the order of torch, how it is stored, where (bytes of the file)."""

    name: str
    shape: tuple[int, ...]
    kind: int
    start: int
    size: int


@dataclass(frozen=True)
class GgufFile:
    """What one file says of itself."""

    path: Path
    metadata: dict[str, Any]
    """Numbers, texts, truth values; lists of them."""
    tensors: dict[str, GgufTensor]
    keys_end: int
    """Where the metadata ends, in bytes."""


def is_gguf(path: Path) -> bool:
    """Whether a file begins as one."""
    try:
        with path.open("rb") as handle:
            return handle.read(4) == MAGIC
    except OSError:
        return False


def read_gguf(path: Path) -> GgufFile:
    """The header of a file.

    Raises:
        KnownError: kind "bad_data" when it is damaged, not whole, of another byte order, or says
            what no real model says; "not_found" when it cannot be opened.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as handle:
            return _Reader(path, handle, size).file()
    except OSError as error:
        raise KnownError(
            say("“{name}” could not be read.", name=path.name),
            say("Check that the disk is connected and that you may read the file."),
            detail=str(error),
            kind="not_found",
        ) from error


class _Reader:
    def __init__(self, path: Path, handle: BinaryIO, size: int) -> None:
        self._path, self._handle, self._size = path, handle, size
        self._at = 0

    def file(self) -> GgufFile:
        if self._take(4) != MAGIC:
            raise self._damaged("it does not begin as a GGUF file")
        version = self._number("<I")
        if version not in _VERSIONS:
            raise KnownError(
                say("“{name}” is a GGUF file of a kind that is not known here.",
                    name=self._path.name),
                say("Get a newer file of the same model."),
                detail=f"version {version}",
            )  # fmt: skip
        tensors, keys = self._number("<Q"), self._number("<Q")
        if tensors > MAX_TENSORS or keys > MAX_KEYS:
            raise self._damaged(f"{tensors} tensors, {keys} keys")
        metadata: dict[str, Any] = {}
        for _ in range(keys):
            key = self._text(MAX_KEY)
            if key in metadata:
                raise self._damaged(f"“{key}” stands in it twice")
            metadata[key] = self._value(self._number("<I"))
        keys_end = self._at
        listed = [self._tensor() for _ in range(tensors)]
        return GgufFile(self._path, metadata, self._placed(listed, metadata), keys_end)

    def _placed(
        self, listed: list[tuple[str, tuple[int, ...], int, int]], metadata: dict[str, Any]
    ) -> dict[str, GgufTensor]:
        align = metadata.get("general.alignment", 32)
        if not isinstance(align, int) or not 0 < align <= 1 << 20 or align & (align - 1):
            raise self._damaged(f"alignment {align}")
        begin = -(-self._at // align) * align
        placed: dict[str, GgufTensor] = {}
        for name, shape, kind, offset in listed:
            count, width = BLOCKS[kind]
            numbers = math.prod(shape)
            if name in placed or numbers > _MAX_NUMBERS or (shape and shape[-1] % count):
                raise self._damaged(f"{name} {shape} {kind}")
            size = numbers // count * width
            if offset % align or begin + offset + size > self._size:
                raise self._damaged(f"{name} ends behind the file")
            placed[name] = GgufTensor(name, shape, kind, begin + offset, size)
        ends = sorted((one.start, one.start + one.size) for one in placed.values())
        if any(end > later for (_, end), (later, _) in itertools.pairwise(ends)):
            raise self._damaged("tensors lie over each other")
        return placed

    def _tensor(self) -> tuple[str, tuple[int, ...], int, int]:
        name = self._text(MAX_KEY)
        dimensions = self._number("<I")
        if dimensions > _MAX_DIMENSIONS:
            raise self._damaged(f"{name}: {dimensions} dimensions")
        shape = tuple(self._number("<Q") for _ in range(dimensions))
        kind, offset = self._number("<I"), self._number("<Q")
        if kind not in BLOCKS:
            raise KnownError(
                say("The weights of “{name}” are rounded in a way that Signet cannot read.",
                    name=self._path.name),
                say("Get the same model in a common format, such as Q8_0 or Q4_K_M."),
                detail=f"{name}: kind {kind}",
            )  # fmt: skip
        return name, tuple(reversed(shape)), kind, offset

    def _value(self, kind: int) -> Any:
        if kind == _STRING:
            return self._text(MAX_STRING)
        if kind in _NUMBERS:
            found = np.frombuffer(self._take(np.dtype(_NUMBERS[kind]).itemsize), _NUMBERS[kind])
            return bool(found[0]) if kind == 7 else found[0].item()
        if kind != _ARRAY:
            raise self._damaged(f"a value of kind {kind}")
        inner, count = self._number("<I"), self._number("<Q")
        if count > MAX_ITEMS:
            raise self._damaged(f"a list of {count}")
        if inner == _STRING:
            return [self._text(MAX_STRING) for _ in range(count)]
        if inner not in _NUMBERS:
            raise self._damaged(f"a list of kind {inner}")
        width = np.dtype(_NUMBERS[inner]).itemsize
        return np.frombuffer(self._take(count * width), _NUMBERS[inner]).tolist()

    def _text(self, longest: int) -> str:
        length = self._number("<Q")
        if length > longest:
            raise self._damaged(f"a text of {length} bytes")
        return self._take(length).decode("utf-8", "replace")

    def _number(self, form: str) -> int:
        return int(struct.unpack(form, self._take(struct.calcsize(form)))[0])

    def _take(self, count: int) -> bytes:
        self._at += count
        if self._at > min(self._size, MAX_HEADER):
            raise self._damaged(f"it ends before byte {self._at}")
        data = self._handle.read(count)
        if len(data) != count:
            raise self._damaged(f"it ends before byte {self._at}")
        return data

    def _damaged(self, detail: str) -> KnownError:
        return KnownError(
            say("“{name}” is damaged or was not fetched to its end.", name=self._path.name),
            say("Fetch this file again."),
            detail=detail,
        )
