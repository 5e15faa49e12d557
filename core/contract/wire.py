"""Dataclass <-> one JSON line: `{"v": 1, "job": "run-17", "type": "Progress", "step": 40, ...}`.

Strict on purpose: an unknown type, an unknown field or a wrong shape is refused with `WireError`.
Not-a-number losses travel as null.
"""

from __future__ import annotations

import dataclasses
import json
import math
import types
import typing
from typing import Any, TypeVar

from core.contract.messages import COMMANDS, MESSAGES, PROTOCOL, Command, Message

MAX_LINE = 64 * 1024 * 1024
T = TypeVar("T")


class WireError(ValueError):
    """A line that is not a message of this protocol; the text says why."""


def encode(message: Command | Message, job: str = "") -> bytes:
    """One line of UTF-8 JSON with its newline."""
    body = to_plain(message)
    line = {"v": PROTOCOL, "job": job, "type": type(message).__name__, **body}
    return json.dumps(line, ensure_ascii=False, allow_nan=False).encode("utf-8") + b"\n"


def decode_command(line: bytes) -> tuple[str, Command]:
    """(job, command) of a line written for the engine."""
    return typing.cast("tuple[str, Command]", _decode(line, COMMANDS))


def decode_message(line: bytes) -> tuple[str, Message]:
    """(job, message) of a line written by the engine."""
    return typing.cast("tuple[str, Message]", _decode(line, MESSAGES))


def to_plain(value: Any) -> Any:
    """Dataclasses, tuples and numbers as JSON's own types."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: to_plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, dict):
        return {str(key): to_plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [to_plain(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def from_plain(cls: type[T], value: Any) -> T:
    """Rebuild a dataclass from `to_plain`'s output.

    A class may have a function `upgraded`, which turns the plain data of an older version into what
    it has become.

    Raises:
        WireError: a field is unknown, missing or of the wrong type.
    """
    return typing.cast("T", _build(cls, value, cls.__name__))


def _decode(line: bytes, known: tuple[type, ...]) -> tuple[str, Any]:
    if len(line) > MAX_LINE:
        raise WireError("line too long")
    try:
        body = json.loads(line)
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise WireError(f"not JSON: {error}") from error
    if not isinstance(body, dict):
        raise WireError("not an object")
    version, job, name = body.pop("v", None), body.pop("job", ""), body.pop("type", None)
    if version != PROTOCOL:
        raise WireError(f"protocol {version!r}, expected {PROTOCOL}")
    for cls in known:
        if cls.__name__ == name:
            return str(job), _build(cls, body, cls.__name__)
    raise WireError(f"unknown type {name!r}")


def _build(kind: Any, value: Any, where: str) -> Any:
    if kind is Any:
        return value
    origin = typing.get_origin(kind)
    if origin in (typing.Union, types.UnionType):
        return _build_union(kind, value, where)
    if origin is typing.Literal:
        return _checked(value in typing.get_args(kind), value, where)
    if origin is tuple:
        return _build_tuple(kind, value, where)
    if origin is dict:
        _checked(isinstance(value, dict), value, where)
        inner = typing.get_args(kind)[1]
        return {str(k): _build(inner, v, f"{where}.{k}") for k, v in value.items()}
    if dataclasses.is_dataclass(kind):
        return _build_dataclass(kind, value, where)
    if kind is float:
        _checked(isinstance(value, int | float) and not isinstance(value, bool), value, where)
        return float(value)
    if kind is int:
        return _checked(isinstance(value, int) and not isinstance(value, bool), value, where)
    return _checked(isinstance(value, kind), value, where)


def _build_union(kind: Any, value: Any, where: str) -> Any:
    options = typing.get_args(kind)
    if value is None:
        return _checked(type(None) in options, value, where)
    (inner,) = [option for option in options if option is not type(None)]
    return _build(inner, value, where)


def _build_tuple(kind: Any, value: Any, where: str) -> Any:
    _checked(isinstance(value, list), value, where)
    inner = typing.get_args(kind)
    if len(inner) == 2 and inner[1] is Ellipsis:
        return tuple(_build(inner[0], item, f"{where}[]") for item in value)
    _checked(len(inner) == len(value), value, where)
    return tuple(_build(one, item, f"{where}[]") for one, item in zip(inner, value, strict=True))


def _build_dataclass(kind: Any, value: Any, where: str) -> Any:
    _checked(isinstance(value, dict), value, where)
    value = getattr(kind, "upgraded", lambda plain: plain)(value)
    hints = typing.get_type_hints(kind)
    names = {f.name for f in dataclasses.fields(kind)}
    if unknown := set(value) - names:
        raise WireError(f"{where}: unknown field {sorted(unknown)[0]!r}")
    built = {name: _build(hints[name], item, f"{where}.{name}") for name, item in value.items()}
    try:
        return kind(**built)
    except TypeError as error:
        raise WireError(f"{where}: {error}") from error


def _checked(fine: bool, value: Any, where: str) -> Any:
    if not fine:
        raise WireError(f"{where}: unexpected {type(value).__name__}")
    return value
