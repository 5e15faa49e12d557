"""One GGUF file, or all parts of a split one, becomes a model folder; nothing asks any hub.

The header is judged here, in little memory; the weights are put into their new form by a child
process (`to_folder`), which can be stopped at any time and leaves nothing half made.
"""

from __future__ import annotations

import json
import math
import os
import queue
import re
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from core.errors import KnownError
from core.files import atomic_folder, require_free, write_json
from core.language import say
from core.models import library, licences, new_folders
from core.models.gguf.header import GgufFile, read_gguf
from core.models.gguf.kinds import KINDS, SHOWN, WHOLE
from core.models.gguf.to_folder import REFUSED
from core.models.gguf.tokens import split_of
from core.paths import models_home

Progress = Callable[[int, int], None]
"""Bytes written and bytes in all."""
CONVERSION = 1
"""Version of the way in which folders are made."""
_PART = re.compile(r"(?P<stem>.+)-(?P<number>\d{5})-of-(?P<count>\d{5})\.gguf", re.I)
_MOST_PARTS = 500
_SMALL = 64 << 20
"""Bytes for the vocabulary and other small files."""
_WORKING = 1.5e9
"""Bytes that the libraries take beside the weights."""
_BLOB = "sha256-"
"""How Ollama names files: the name says nothing."""
_VOCABULARIES = ("gpt2", "llama", "t5", "gemma4")
_TOKENS = "tokenizer.ggml.tokens"
_GEMMA = ("gemma", "gemma2", "gemma3")
"""Weights of these kinds come under Google's terms when nothing else is said."""


@dataclass(frozen=True)
class GgufModel:
    """A whole model in one or several files."""

    files: tuple[GgufFile, ...]

    @property
    def metadata(self) -> dict[str, Any]:
        """What the first part says."""
        return self.files[0].metadata

    @property
    def architecture(self) -> str:
        """Its kind, as llama.cpp names it."""
        return str(self.metadata.get("general.architecture", ""))

    @property
    def name(self) -> str:
        """As people know it: the file's name, where that says anything."""
        path = self.files[0].path
        found = _PART.fullmatch(path.name)
        stem = found["stem"] if found else path.stem
        told = str(self.metadata.get("general.name") or "").strip()
        return told if told and stem.startswith(_BLOB) else stem

    @property
    def size(self) -> int:
        """Bytes of its weights in 16 bits."""
        return 2 * sum(math.prod(one.shape) for file in self.files for one in file.tensors.values())

    @property
    def licence(self) -> str:
        """What it says of its licence; empty when it says nothing."""
        named = str(self.metadata.get("general.license") or "").strip()
        if named.casefold() in ("", "other", "unknown"):
            named = str(self.metadata.get("general.license.name") or "").strip()
        if not named and self.architecture in _GEMMA:
            return "gemma"
        return named

    @property
    def converses(self) -> bool:
        """Whether it brings a template of conversations."""
        return bool(self.metadata.get("tokenizer.chat_template"))


def read_model(path: Path) -> GgufModel:
    """All parts of the model that a file belongs to.

    Raises:
        KnownError: kind "bad_data" when it is damaged, not whole, or no language model that can be
            taught: the sentence says which.
    """
    model = GgufModel(tuple(read_gguf(one) for one in _parts(path)))
    _require_all_parts(model)
    _require_kind(model)
    _require_vocabulary(model)
    return model


def take_in(
    path: Path,
    *,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Path:
    """Make a folder in the models folder; the folder there is when it was made before.

    Raises:
        KnownError: as `read_model`; kind "disk_full", "out_of_memory", "cancelled".
    """
    model = read_model(path)
    mark = new_folders.mark(model.files[0].path)
    if (before := new_folders.made_before(mark)) is not None:
        return before
    target = new_folders.new_folder(model.name)
    _require_room(model, target)
    if progress is not None:
        progress(0, model.size)  # the libraries take some seconds before the first byte
    with atomic_folder(target) as stage:
        run_child([one.path for one in model.files], stage, model.name, progress, cancelled)
        write_json(stage / library.ABOUT, {
            "name": model.name,
            "source": model.files[0].path.name,
            "source_mark": mark,
            "licence": licences.look_up(model.licence).name,
            "conversion": CONVERSION,
        })  # fmt: skip
    return target


def run_child(
    files: list[Path],
    stage: Path,
    name: str,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> None:
    """Let the child process fill `stage`.

    Raises:
        KnownError: kind "cancelled", or "bad_data" when the files cannot be read as a model.
    """
    command = [
        sys.executable, "-I", "-X", "utf8", "-m", "core.models.gguf.to_folder", str(stage),
        *(str(one.absolute()) for one in files),
    ]  # fmt: skip
    refused = ""
    with tempfile.TemporaryFile() as errors, _started(command, errors) as (child, lines):
        while (line := _next(lines, child, cancelled)) is not None:
            told = _object(line)
            refused = str(told.get("refused", refused))
            if progress is not None and "done" in told:
                progress(int(told["done"]), int(told["total"]))
        code = child.wait()
        errors.seek(0)
        detail = refused or errors.read()[-4000:].decode("utf-8", "replace")
    if code == REFUSED:
        raise KnownError(
            say("“{name}” is not built as other models of its kind.", name=name),
            say("Choose the model's folder with .safetensors files instead."),
            detail=detail,
        )
    if code != 0:
        raise KnownError(
            say("“{name}” could not be turned into a model's folder.", name=name),
            say("Close other programs to free memory, and start again."),
            detail=detail,
            kind="crashed",
        )


@contextmanager
def _started(
    command: list[str], errors: Any
) -> Iterator[tuple[subprocess.Popen[str], queue.Queue[str | None]]]:
    """The child and what it writes, line by line; it is gone at the end, whatever happens."""
    lines: queue.Queue[str | None] = queue.Queue()
    child = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=errors, stdin=subprocess.DEVNULL, text=True,
        encoding="utf-8", env={**os.environ, "HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1"},
    )  # fmt: skip

    def read() -> None:
        for line in child.stdout or ():
            lines.put(line)
        lines.put(None)

    reader = threading.Thread(target=read, name="gguf child")
    reader.start()
    try:
        yield child, lines
    finally:
        child.kill()
        child.wait()
        reader.join()
        if child.stdout is not None:
            child.stdout.close()


def _next(
    lines: queue.Queue[str | None],
    child: subprocess.Popen[str],
    cancelled: Callable[[], bool] | None,
) -> str | None:
    while True:
        if cancelled is not None and cancelled():
            child.kill()
            raise KnownError(say("Stopped."), say("What is saved stays."), kind="cancelled")
        try:
            return lines.get(timeout=0.1)
        except queue.Empty:
            continue


def _object(line: str) -> dict[str, Any]:
    try:
        value = json.loads(line)
    except ValueError:  # a library's own words
        return {}
    return value if isinstance(value, dict) else {}


# --- judging ----------------------------------------------------------------------------------


def _parts(path: Path) -> list[Path]:
    found = _PART.fullmatch(path.name)
    if found is None:
        return [path]
    count = int(found["count"])
    if not 0 < count <= _MOST_PARTS:
        return [path]
    named = [
        path.with_name(f"{found['stem']}-{number:05}-of-{count:05}{path.suffix}")
        for number in range(1, count + 1)
    ]
    if absent := [one.name for one in named if not one.is_file()]:
        raise KnownError(
            say("“{name}” is one of several parts, and {files} is missing.",
                name=path.name, files=", ".join(absent[:3])),
            say("Put all parts of the model into one folder, and add one of them."),
            detail="\n".join(absent),
        )  # fmt: skip
    return named


def _require_all_parts(model: GgufModel) -> None:
    """Parts that were renamed, and parts of two different models."""
    name = model.files[0].path.name
    count = int(model.metadata.get("split.count") or 1)
    tensors = [one for file in model.files for one in file.tensors]
    listed = int(model.metadata.get("split.tensors.count") or len(tensors))
    numbers = [int(file.metadata.get("split.no") or 0) for file in model.files]
    whole = count == len(model.files) and numbers == list(range(len(numbers)))
    if not whole or len(set(tensors)) != len(tensors) or listed != len(tensors):
        raise KnownError(
            say("“{name}” is one of several parts that do not belong together here.", name=name),
            say("Put all parts of the model, with the names they came with, into one folder."),
            detail=f"parts {numbers} of {count}, {len(tensors)} tensors of {listed}",
        )


def _require_kind(model: GgufModel) -> None:
    name = model.files[0].path.name
    if str(model.metadata.get("general.type", "model")) == "adapter":
        raise KnownError(
            say("“{name}” is an adapter, not a model.", name=name),
            say("Choose the file of the whole model."),
        )
    if model.architecture in KINDS and "token_embd.weight" in {
        one for file in model.files for one in file.tensors
    }:
        return
    raise KnownError(
        say("“{name}” is a model of a kind that Signet cannot read from GGUF files.", name=name),
        say(
            "Choose its folder with .safetensors files instead; GGUF works for {names} and others.",
            names=SHOWN,
        ),
        detail=f"{model.architecture} {model.metadata.get('general.type', '')}",
    )


def _require_vocabulary(model: GgufModel) -> None:
    metadata = model.metadata
    name = model.files[0].path.name
    tokens = metadata.get(_TOKENS)
    if metadata.get("tokenizer.ggml.model") not in _VOCABULARIES or not isinstance(tokens, list):
        raise KnownError(
            say("“{name}” holds no vocabulary that Signet can read.", name=name),
            say("Choose another file of the same model, or its folder with .safetensors files."),
            detail=str(metadata.get("tokenizer.ggml.model")),
        )
    try:
        split_of(metadata)
    except KeyError as error:
        raise KnownError(
            say("“{name}” splits texts in a way that is not known here.", name=name),
            say("Choose the model's folder with .safetensors files instead."),
            detail=str(error),
        ) from error
    rows = next(
        file.tensors["token_embd.weight"].shape[0]
        for file in model.files if "token_embd.weight" in file.tensors
    )  # fmt: skip
    if len(tokens) > rows:
        raise KnownError(
            say("“{name}” is damaged or was not fetched to its end.", name=name),
            say("Fetch this file again."),
            detail=f"{len(tokens)} tokens, {rows} rows",
        )


def _require_room(model: GgufModel, target: Path) -> None:
    """Disk for the folder, and memory for its largest layer (all of it, for some kinds)."""
    require_free(
        models_home(),
        model.size + _SMALL,
        say("turn “{name}” into a model's folder", name=model.name),
    )
    largest = max(
        math.prod(one.shape) for file in model.files for one in file.tensors.values()
        if one.name not in ("token_embd.weight", "output.weight")
    )  # fmt: skip
    needed = _WORKING + (2 * model.size if model.architecture in WHOLE else 16 * largest)
    there = psutil.virtual_memory().available
    if there < needed:
        raise KnownError(
            say(
                "“{name}” needs {needed:.0f} GB of memory to be prepared, and {there:.0f} GB is "
                "free.",
                name=model.name,
                needed=needed / 1e9,
                there=there / 1e9,
            ),
            say("Close other programs to free memory, and start again."),
            kind="out_of_memory",
        )
