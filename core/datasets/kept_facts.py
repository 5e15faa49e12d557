"""What was measured of photos or texts, kept by their content so that nothing is measured twice."""

from __future__ import annotations

import contextlib
import json
from dataclasses import asdict, fields
from pathlib import Path
from typing import IO, Any, Generic, TypeVar

F = TypeVar("F")


class KeptFacts(Generic[F]):
    """Facts by content hash, one JSON object a line; each is written once, at the end of the file.

    A line that cannot be read, such as the last one of a run that was killed, or that holds other
    facts than the class has now, is measured again.
    """

    def __init__(self, kind: type[F], path: Path | None) -> None:
        """
        Args:
            kind: a dataclass whose values JSON can hold.
            path: the file; its name says which version of the measures it holds. None keeps
                nothing beyond this object.
        """
        self._kind, self._path = kind, path
        self._names = {entry.name for entry in fields(kind)}  # type: ignore[arg-type]
        self._facts: dict[str, dict[str, Any]] = {}
        self._file: IO[bytes] | None = None
        if path and path.is_file():
            for line in path.read_bytes().splitlines():
                with contextlib.suppress(ValueError, KeyError, TypeError, AttributeError):
                    known = json.loads(line)
                    self._facts[known.pop("key")] = known

    def get(self, key: str) -> F | None:
        """What is known of this content."""
        known = self._facts.get(key)
        if not isinstance(known, dict) or set(known) != self._names:
            return None
        return self._kind(**known)

    def put(self, key: str, facts: F) -> None:
        """Keep what was measured, unless it is known."""
        known = self._facts.get(key)
        if self._path is None or (known is not None and set(known) == self._names):
            return
        self._facts[key] = asdict(facts)  # type: ignore[call-overload]
        if self._file is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self._path.open("ab")
            self._file.write(b"\n")  # after the torn line that a killed run may have left
        self._file.write(_line(key, self._facts[key]))

    def save(self) -> None:
        """Close the file; it is opened again by the next `put`."""
        if self._file is not None:
            self._file.close()
            self._file = None


def one_of(kind: type[F], path: Path, key: str) -> F | None:
    """The facts of one content, without reading those of all others; None where they are not
    kept."""
    try:
        data = path.read_bytes()
    except OSError:
        return None
    at = data.rfind(b'{"key":"' + key.encode() + b'"')
    if at < 0:
        return None
    with contextlib.suppress(ValueError, KeyError, TypeError, AttributeError):
        known = json.loads(data[at : data.find(b"\n", at)])
        known.pop("key")
        return kind(**known)
    return None


def append(path: Path, key: str, facts: dict[str, Any]) -> None:
    """Keep facts that were measured elsewhere, without reading what is there already."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab", buffering=0) as file:
        file.write(b"\n" + _line(key, facts))


def _line(key: str, facts: dict[str, Any]) -> bytes:
    return json.dumps({"key": key, **facts}, separators=(",", ":")).encode() + b"\n"
