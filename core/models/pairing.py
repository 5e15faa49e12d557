"""Installed bases and their fast twins: train on the base, generate on the twin."""

from __future__ import annotations

from pathlib import Path

from core.adapters.header import read_header
from core.errors import KnownError
from core.families import family
from core.families.base import ImageFamily
from core.models.library import ModelRecord, installed


def bases_of(model: ModelRecord) -> tuple[str, ...]:
    """Hashes, also earlier ones, of the installed bases whose adapters a fast twin takes; empty for
    any other model.

    The family says what a twin is; a base of another size is none of its pair, and neither is one
    whose files are damaged.
    """
    own = family(model.family)
    if not isinstance(own, ImageFamily) or not own.is_fast_twin(model.folder):
        return ()
    shapes = _shapes(own.trained_part(model.folder))
    if not shapes:
        return ()
    return tuple(
        known
        for one in installed()
        if one.family == model.family
        and not own.is_fast_twin(one.folder)
        and _shapes(own.trained_part(one.folder)) == shapes
        for known in one.hashes
    )


def twin_of(model: ModelRecord) -> ModelRecord | None:
    """The installed fast twin of a base, the first by name; None for any other model."""
    own = family(model.family)
    if not isinstance(own, ImageFamily) or own.is_fast_twin(model.folder):
        return None
    shapes = _shapes(own.trained_part(model.folder))
    for one in installed() if shapes else ():
        alike = one.family == model.family and own.is_fast_twin(one.folder)
        if alike and _shapes(own.trained_part(one.folder)) == shapes:
            return one
    return None


def _shapes(folder: Path) -> dict[str, tuple[int, ...]]:
    """Of the folder's tensors; empty when a file of it is damaged."""
    files = sorted(folder.glob("*.safetensors"))
    try:
        headers = [read_header(path) for path in files]
    except KnownError:
        return {}
    return {name: info.shape for one in headers for name, info in one.tensors.items()}
