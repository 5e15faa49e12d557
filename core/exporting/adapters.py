"""Adapters as files that other programs load: the file itself, a folder, or a ZIP.

A folder for pictures holds `pytorch_lora_weights.safetensors`, the name diffusers looks for; one
for texts is a PEFT folder. The adapter's own bytes are never changed unless another program's
layout or another number format is asked for.
"""

from __future__ import annotations

import tempfile
import zipfile
from pathlib import Path
from typing import Literal

from core.adapters.files import CONFIG, WEIGHTS, adapter_hash
from core.adapters.respelling import Spelling, diffusers_reads, respell
from core.errors import KnownError
from core.files import PART_SUFFIX, atomic_folder, atomic_writer, copy_file
from core.language import say

Form = Literal["file", "folder", "zip"]
AS_IT_IS = Spelling()
DIFFUSERS_NAME = "pytorch_lora_weights.safetensors"
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
"""The oldest time a ZIP can hold: equal adapters make equal files."""


def hand_out(
    adapter: Path,
    folder: Path,
    stem: str,
    form: Form,
    spelling: Spelling = AS_IT_IS,
    date: str = "",
) -> Path:
    """Copy an adapter into `folder`, which must exist; returns the new file or folder.

    Args:
        adapter: a safetensors file (pictures) or a PEFT folder (texts).
        stem: name without an ending; must be free in `folder`.
        form: a text adapter has two files, so as "file" it becomes a ZIP.
        spelling: layout and number format of an adapter for pictures; one for texts has its own.
        date: ISO date for the description of a file that is written anew.

    Raises:
        KnownError: the adapter is damaged or cannot be written so, or the name is taken.
    """
    if adapter.is_dir() or (spelling.as_it_is and diffusers_reads(adapter)):
        return _place(adapter, folder, stem, form)
    with tempfile.TemporaryDirectory(prefix=".adapter-", suffix=PART_SUFFIX, dir=folder) as at:
        spelt = Path(at) / adapter.name
        respell(adapter, spelt, spelling, date)
        return _place(spelt, folder, stem, form)


def _place(adapter: Path, folder: Path, stem: str, form: Form) -> Path:
    before = adapter_hash(adapter)
    if form == "file" and adapter.is_dir():
        form = "zip"
    target = folder / (stem + {"file": ".safetensors", "folder": "", "zip": ".zip"}[form])
    if target.exists():
        raise KnownError(
            say("There is already “{name}” in that folder.", name=target.name),
            say("Choose another name or folder; nothing was overwritten."),
            kind="bad_request",
        )
    match form:
        case "file":
            copy_file(adapter, target)
        case "folder":
            _as_folder(adapter, target)
        case "zip":
            _as_zip(adapter, target)
    if form != "zip" and _hash_of(target, adapter) != before:
        raise KnownError(
            say("“{name}” changed while it was being copied.", name=adapter.name),
            say("Export it again."),
            kind="busy",
        )
    return target


def members(adapter: Path) -> dict[str, Path]:
    """The files of an adapter by the names under which they are handed out."""
    if adapter.is_dir():
        return {name: adapter / name for name in (CONFIG, WEIGHTS)}
    return {DIFFUSERS_NAME: adapter}


def _as_folder(adapter: Path, target: Path) -> None:
    with atomic_folder(target) as stage:
        for name, source in members(adapter).items():
            copy_file(source, stage / name)


def _as_zip(adapter: Path, target: Path) -> None:
    with atomic_writer(target) as handle, zipfile.ZipFile(handle, "w") as archive:
        for name, source in members(adapter).items():
            info = zipfile.ZipInfo(name, _FIRST_DAY)
            info.external_attr = 0o644 << 16
            with source.open("rb") as reader, archive.open(info, "w", force_zip64=True) as writer:
                while chunk := reader.read(1 << 20):
                    writer.write(chunk)


def _hash_of(target: Path, adapter: Path) -> str:
    if target.is_dir() and not adapter.is_dir():
        return adapter_hash(target / DIFFUSERS_NAME)
    return adapter_hash(target)
