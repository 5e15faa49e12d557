"""Copies tensors from one safetensors file into another as bytes, a few megabytes at a time.

No torch: a tensor is a range of the file (https://github.com/huggingface/safetensors#format), so a
model of any size is rewritten in little memory. Only 8-bit floats are computed with: they become
bfloat16, because the model libraries load nothing that is stored in them.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from core.adapters.header import DTYPE_BYTES, TensorInfo
from core.models.original_layouts import Take

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_CHUNK = 8 << 20
"""Bytes."""
_EIGHT_BITS = ("F8_E4M3", "F8_E5M2")
Tick = Callable[[int], None]
"""Told the number of bytes that were just written; may raise to stop the copying."""


@dataclass(frozen=True)
class Piece:
    """A tensor to write: what is taken, where it lies, what it is to be multiplied with."""

    take: Take
    info: TensorInfo
    scale: TensorInfo | None = None
    """One float32 number; only beside 8-bit floats."""

    @property
    def dtype(self) -> str:
        """As it will be stored."""
        return "BF16" if self.info.dtype in _EIGHT_BITS else self.info.dtype

    @property
    def size(self) -> int:
        """Bytes as it will be stored."""
        return math.prod(self.take.shape) * DTYPE_BYTES[self.dtype]


def write_tensors(target: Path, source: Path, pieces: Sequence[Piece], tick: Tick) -> None:
    """Write a new safetensors file `target` with `pieces` of the file `source`.

    Raises:
        OSError: a disk failed or is full. What `tick` raises.
    """
    ordered = sorted(pieces, key=lambda one: one.take.target)
    with source.open("rb") as reader, target.open("xb") as writer:
        writer.write(_header(ordered))
        for piece in ordered:
            for data in _bytes_of(piece, reader):
                writer.write(data)
                tick(len(data))


def _header(pieces: Sequence[Piece]) -> bytes:
    """Length and list of contents; padded so that the tensors begin at a multiple of eight."""
    listed: dict[str, Any] = {"__metadata__": {"format": "pt"}}
    begin = 0
    for one in pieces:
        end = begin + one.size
        listed[one.take.target] = {
            "dtype": one.dtype,
            "shape": list(one.take.shape),
            "data_offsets": [begin, end],
        }
        begin = end
    raw = json.dumps(listed, separators=(",", ":")).encode()
    raw += b" " * (-len(raw) % 8)
    return len(raw).to_bytes(8, "little") + raw


def _bytes_of(piece: Piece, reader: BinaryIO) -> Iterator[bytes]:
    info, take = piece.info, piece.take
    if not info.shape or not take.rows:
        ranges = [(info.start, info.end)]
    else:
        row = (info.end - info.start) // info.shape[0]
        ranges = [(info.start + row * begin, info.start + row * end) for begin, end in take.rows]
    scale = 1.0 if piece.scale is None else _number(reader, piece.scale)
    for begin, end in ranges:
        step = end - begin if take.turned else _CHUNK
        for at in range(begin, end, step):
            data = _read(reader, at, min(end, at + step))
            if take.turned:
                data = _turned(data, info)
            yield _widened(data, info.dtype, scale) if info.dtype in _EIGHT_BITS else data


def _read(reader: BinaryIO, begin: int, end: int) -> bytes:
    reader.seek(begin)
    data = reader.read(end - begin)
    if len(data) != end - begin:
        raise OSError(f"{end - begin - len(data)} bytes are missing at {begin}")
    return data


def _turned(data: bytes, info: TensorInfo) -> bytes:
    import numpy as np

    kind = {1: np.uint8, 2: np.uint16, 4: np.uint32, 8: np.uint64}[DTYPE_BYTES[info.dtype]]
    return np.frombuffer(data, kind).reshape(info.shape).T.tobytes()


def _number(reader: BinaryIO, info: TensorInfo) -> float:
    import numpy as np

    return float(np.frombuffer(_read(reader, info.start, info.end), np.float32)[0])


def _widened(data: bytes, dtype: str, scale: float) -> bytes:
    """8-bit floats as bfloat16: exact, and rounded to nearest where there is a scale."""
    import numpy as np

    table = _eight_bit_values(dtype)
    np.multiply(table, np.float32(scale), out=table, where=np.isfinite(table))
    whole = table.view(np.uint32)
    # to the nearest bfloat16, ties to even: the upper half of a float32
    rounded = ((whole + 0x7FFF + ((whole >> 16) & 1)) >> 16).astype(np.uint16)
    return rounded[np.frombuffer(data, np.uint8)].tobytes()


def _eight_bit_values(dtype: str) -> NDArray[np.float32]:
    """All 256 values of E4M3 (without infinities) or E5M2 (the upper byte of a float16).

    Source: Micikevicius et al., FP8 Formats for Deep Learning, 2022, table 1.
    """
    import numpy as np

    codes = np.arange(256, dtype=np.uint16)
    if dtype == "F8_E5M2":
        return (codes << 8).view(np.float16).astype(np.float32)
    exponent, fraction = (codes >> 3) & 15, (codes & 7).astype(np.float32)
    small = fraction / 8 * 2.0**-6
    normal = (1 + fraction / 8) * np.exp2(exponent.astype(np.float32) - 7)
    values = np.where(exponent == 0, small, normal)
    values[(codes & 127) == 127] = np.nan
    return np.where(codes & 128, -values, values).astype(np.float32)
