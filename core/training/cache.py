"""Encoded items on disk, named by the hash of everything they were computed from.

A file can therefore never be stale; one that cannot be read is computed again.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import safetensors.torch
import torch
from safetensors import SafetensorError

from core import files

_FORMAT = 1


class TensorCache:
    """Small dicts of tensors in `folder/ab/<key>.safetensors`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @staticmethod
    def key(*parts: object) -> str:
        """SHA-256 over the JSON of what the tensors depend on."""
        plain = json.dumps([_FORMAT, *parts], sort_keys=True, default=str)
        return hashlib.sha256(plain.encode("utf-8")).hexdigest()

    def has(self, key: str) -> bool:
        """Whether a file of this key is there (it may still turn out unreadable)."""
        return self._path(key).is_file()

    def read(self, key: str) -> dict[str, torch.Tensor] | None:
        """The tensors, or None when they are not there or not whole."""
        try:
            return dict(safetensors.torch.load(self._path(key).read_bytes()))
        except (OSError, SafetensorError, KeyError, ValueError):
            return None

    def write(self, key: str, tensors: dict[str, torch.Tensor]) -> None:
        """Store whole or not at all. Raises KnownError kind "disk_full"."""
        whole = {name: tensor.contiguous() for name, tensor in tensors.items()}
        files.write_bytes(self._path(key), safetensors.torch.save(whole))

    def _path(self, key: str) -> Path:
        return self._folder / key[:2] / f"{key}.safetensors"
