"""The parts of a split model as one file, for transformers' own loader, which reads only one."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from pathlib import Path

from core.models.gguf.header import MAGIC, GgufFile

_ALIGN = 32
_CHUNK = 8 << 20
_BEGIN = 24
"""Bytes before the first key: sign, version, and two counts."""


def join(files: Sequence[GgufFile], path: Path) -> Path:
    """Write all parts as one new file with the metadata of the first.

    Raises:
        OSError: a file cannot be read or written.
    """
    placed = [(file, one) for file in files for one in file.tensors.values()]
    infos, at = b"", 0
    for _, one in placed:
        name = one.name.encode()
        infos += struct.pack("<Q", len(name)) + name + struct.pack("<I", len(one.shape))
        infos += struct.pack(f"<{len(one.shape)}Q", *reversed(one.shape))
        infos += struct.pack("<IQ", one.kind, at)
        at += -(-one.size // _ALIGN) * _ALIGN
    with files[0].path.open("rb") as first:
        first.seek(_BEGIN)
        keys = first.read(files[0].keys_end - _BEGIN)
    count = len(files[0].metadata)
    with path.open("xb") as out:
        out.write(MAGIC + struct.pack("<IQQ", 3, len(placed), count) + keys + infos)
        out.write(b"\0" * (-out.tell() % _ALIGN))
        for file, one in placed:
            with file.path.open("rb") as source:
                source.seek(one.start)
                left = one.size
                while left:
                    data = source.read(min(_CHUNK, left))
                    if not data:
                        raise OSError(f"{file.path.name} ends early")
                    out.write(data)
                    left -= len(data)
            out.write(b"\0" * (-one.size % _ALIGN))
    return path
