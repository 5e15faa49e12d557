"""Folders that Signet makes of single files: their names, and whether a file was there before."""

from __future__ import annotations

import re
from pathlib import Path

from core.files import sha256_bytes
from core.models import library
from core.paths import models_home

_SAMPLES, _SAMPLE = 64, 1 << 16


def new_folder(name: str) -> Path:
    """A place in the models folder that is not taken, named like a file."""
    plain = re.sub(r"[^\w.+ -]", "-", name)[:80].strip(" .-") or "model"
    taken = {*library.STARTERS.values()}
    number, target = 1, models_home() / plain
    while target.exists() or target.name in taken:
        number += 1
        target = models_home() / f"{plain}-{number}"
    return target


def mark(path: Path) -> str:
    """Tells whether a file was taken in before: its name, size, and samples of its bytes."""
    size = path.stat().st_size
    samples = [f"{path.name} {size}".encode()]
    with path.open("rb") as handle:
        for number in range(_SAMPLES):
            handle.seek(number * max(0, size - _SAMPLE) // (_SAMPLES - 1))
            samples.append(handle.read(_SAMPLE))
    return sha256_bytes(b"".join(samples))


def made_before(source: str) -> Path | None:
    """The folder that was made of the file with this mark, if it is still there."""
    for folder in sorted(models_home().glob("*/")):
        if (library.read_about(folder) or {}).get("source_mark") == source:
            return folder
    return None
