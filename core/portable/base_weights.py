"""The weights of a language model's folder, read a few rows at a time."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from core.adapters.files import as_float32
from core.adapters.header import DTYPE_BYTES, AdapterFile, TensorInfo, read_header
from core.adapters.low_rank import FloatArray
from core.errors import KnownError
from core.language import say
from core.portable.blend import Blend, Rows

CHUNK = 16 << 20
"""Numbers held at once as float32: 64 MB."""
FLOATS = ("F32", "BF16", "F16")
EMBEDDING = "model.embed_tokens.weight"
HEAD = "lm_head.weight"
_INDEX = "model.safetensors.index.json"
_WHOLE = "model.safetensors"


class BaseWeights:
    """The tensors of a model folder in the order of its files.

    Raises:
        KnownError: a file is damaged, or the weights are stored in few bits.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._files: dict[str, AdapterFile] = {}
        for path in _weight_files(folder):
            file = read_header(path)
            for name in sorted(file.tensors, key=lambda one: file.tensors[one].start):
                self._files.setdefault(name, file)
        for name in self:
            _require_floats(folder, self.info(name))

    def __contains__(self, name: object) -> bool:
        return name in self._files

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def info(self, name: str) -> TensorInfo:
        """Type, shape and place of a tensor."""
        return self._files[name].tensors[name]

    def count(self, name: str) -> int:
        """Numbers in a tensor."""
        return math.prod(self.info(name).shape)

    def raw(self, name: str) -> Iterator[bytes]:
        """The bytes of a tensor as they are stored, a chunk at a time."""
        info = self.info(name)
        with self._files[name].path.open("rb") as handle:
            for start in range(info.start, info.end, CHUNK):
                handle.seek(start)
                yield handle.read(min(CHUNK, info.end - start))

    def rows(self, name: str) -> Rows:
        """A reader of rows `start` to `stop` as float32; a vector counts as one row."""
        info, path = self.info(name), self._files[name].path
        shape = info.shape if len(info.shape) > 1 else (1, *info.shape)
        width = math.prod(shape[1:]) * DTYPE_BYTES[info.dtype]

        def read(start: int, stop: int) -> FloatArray:
            part = TensorInfo(name, info.dtype, (stop - start, *shape[1:]), 0, 0)
            with path.open("rb") as handle:
                handle.seek(info.start + start * width)
                return as_float32(handle.read((stop - start) * width), part, path.name)

        return read


class ChangedWeights:
    """The weights of a base with the changes of a mix in them."""

    def __init__(self, base: BaseWeights, blend: Blend) -> None:
        """Raises:
        KnownError: the mix changes a layer that the model's files do not have, or of another size.
        """
        self.base, self._blend = base, blend
        self._changed = {self._source(module): module for module in blend.modules}
        self.untied = HEAD in self._changed and HEAD not in base
        """Whether a head that was the embedding until now becomes a tensor of its own."""

    def __contains__(self, name: object) -> bool:
        return name in self.base or (name == HEAD and self.untied)

    def __iter__(self) -> Iterator[str]:
        yield from self.base
        if self.untied:
            yield HEAD

    def info(self, name: str) -> TensorInfo:
        """Type and shape of a tensor, as the base stores it."""
        return self.base.info(self._stored(name))

    def is_changed(self, name: str) -> bool:
        """Whether the mix changes this tensor."""
        return name in self._changed

    def rows(self, name: str) -> Rows:
        """A reader of rows of the changed tensor as float32."""
        stored = self._stored(name)
        rows = self.base.rows(stored)
        if name not in self._changed:
            return rows
        count = self.base.info(stored).shape[0]
        step = rows_at_once(self.base.info(stored).shape)
        return self._blend.changer(self._changed[name], rows, count, step)

    def chunks(self, name: str) -> Iterator[FloatArray]:
        """The changed tensor from its first row to its last, a chunk at a time."""
        shape = self.info(name).shape
        rows = self.rows(name)
        count = shape[0] if len(shape) > 1 else 1
        step = rows_at_once(shape)
        for start in range(0, count, step):
            yield rows(start, min(count, start + step))

    def _stored(self, name: str) -> str:
        return EMBEDDING if name == HEAD and self.untied else name

    def _source(self, module: str) -> str:
        name = module + ".weight"
        stored = EMBEDDING if name == HEAD and name not in self.base else name
        shape = self._blend.shape(module)
        if stored not in self.base or self.base.info(stored).shape != shape:
            raise KnownError(
                say("The adapter changes a layer that the files of this model do not have."),
                say("Hand it out as an adapter for Python programs (a PEFT folder) instead."),
                detail=f"{module} {shape}",
                kind="bad_request",
            )
        return name


def rows_at_once(shape: tuple[int, ...]) -> int:
    """Rows of a matrix that fit into a chunk; at least one."""
    return max(1, CHUNK // max(1, math.prod(shape[1:])))


def read_config(folder: Path) -> dict[str, Any]:
    """`config.json` of a model.

    Raises:
        KnownError: it is missing or damaged.
    """
    try:
        config = json.loads((folder / "config.json").read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise KnownError(
            say("The model “{name}” has no readable config.json.", name=folder.name),
            say("Fetch the model again, with all its files."),
            detail=str(error),
            kind="model_missing",
        ) from error
    return dict(config)


def _weight_files(folder: Path) -> list[Path]:
    """The files the libraries load: some folders hold the same weights a second time."""
    index = folder / _INDEX
    if index.is_file():
        names = json.loads(index.read_text("utf-8")).get("weight_map", {}).values()
        return [folder / name for name in sorted(set(names))]
    if (folder / _WHOLE).is_file():
        return [folder / _WHOLE]
    return sorted(folder.glob("*.safetensors"))


def _require_floats(folder: Path, info: TensorInfo) -> None:
    if len(info.shape) < 2 or info.dtype in FLOATS:
        return
    raise KnownError(
        say(
            "The weights of “{name}” are stored in a compressed format ({dtype}).",
            name=folder.name,
            dtype=info.dtype,
        ),
        say("Hand out the adapter alone, or add the model in 16 bits."),
        detail=info.name,
        kind="bad_request",
    )
