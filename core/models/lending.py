"""What a single file does not hold comes from a model folder of the same kind on the shelf.

Text encoders, autoencoders and tokenizers are the same for every model of an architecture; files
that hold only the denoiser leave them out. Weights get a second name where the disk allows it, so
that they take no room twice.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.errors import KnownError
from core.language import say, say_list
from core.models import library
from core.models.architectures import Architecture, Recognised, read_object

_PARTS_SHOWN = 4
_KEPT = {".safetensors", ".json", ".txt", ".model", ".jinja"}
"""Kinds of file that are taken over from another folder; no other kind is ever opened."""


@dataclass(frozen=True)
class Loan:
    """Parts of another folder; none where the file holds everything."""

    folder: Path
    parts: tuple[str, ...]

    @property
    def classes(self) -> dict[str, Any]:
        """Library and class of each part, as the lending folder names them."""
        index = read_object(self.folder / "model_index.json")
        return {part: index[part] for part in self.parts if part in index}

    def copied_bytes(self, home: Path) -> int:
        """Bytes that are needed below `home` for files of another disk, which cannot be linked."""
        here = home.stat().st_dev if home.is_dir() else -1
        files = [one.stat() for one in self._files()]
        return sum(one.st_size for one in files if one.st_dev != here)

    def bring(self, stage: Path) -> None:
        """Put the parts into `stage`.

        Raises:
            OSError: a file cannot be read, or the disk is full.
        """
        for source in self._files():
            _bring(source.resolve(), stage / source.relative_to(self.folder))

    def _files(self) -> list[Path]:
        every = [one for part in self.parts for one in sorted((self.folder / part).rglob("*"))]
        return [one for one in every if one.is_file() and one.suffix in _KEPT]


def find(found: Recognised, needed: list[str], chosen: Path | None) -> Loan:
    """The first folder of the shelf that has all parts, or the chosen one.

    Raises:
        KnownError: kind "model_missing" when there is none.
    """
    if not needed:
        return Loan(Path(), ())
    shelf = [chosen] if chosen else [one.folder for one in library.installed()]
    faults = {folder: _faults(folder, found.architecture, needed) for folder in shelf}
    for folder in shelf:
        if not faults[folder]:
            return Loan(folder, tuple(needed))
    kind = found.architecture.name
    raise KnownError(
        say(
            "“{name}” is {kind} without everything it needs: {parts} are not in the file.",
            name=found.file.path.name,
            kind=kind,
            parts=say_list(needed[:_PARTS_SHOWN]),
        ),
        say("Add the whole folder of a {kind} model first, then this file again.", kind=kind),
        detail="\n".join(f"{folder}: {', '.join(why)}" for folder, why in faults.items()),
        kind="model_missing",
    )


def _faults(folder: Path, architecture: Architecture, needed: list[str]) -> list[str]:
    """Why a folder cannot lend these parts; empty when it can."""
    made_for = read_object(folder / "model_index.json").get("_class_name")
    if made_for != architecture.index["_class_name"]:
        return [str(made_for or "model_index.json")]
    faults = []
    for part in needed:
        inside = folder / part
        config = read_object(inside / "config.json")
        nested = config.get("text_config")  # of encoders that also see
        known = {**(nested if isinstance(nested, dict) else {}), **config}
        expected = architecture.about["companion"].get(part, {})
        if not inside.is_dir() or (config and next(inside.glob("*.safetensors"), None) is None):
            faults.append(part)
        faults += [f"{part}.{key}" for key, value in expected.items() if known.get(key) != value]
    return faults


def _bring(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if os.access(source, os.W_OK):  # a new folder is synced to disk through writable files
        try:
            os.link(source, target)
        except OSError:
            pass  # another disk, or one without links: a copy then
        else:
            return
    shutil.copyfile(source, target)
