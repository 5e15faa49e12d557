"""The public architectures that Signet knows by their tensors: what ships in `resources`.

One folder each: `architecture.json` (how a file of it is recognised, which parts it brings), the
configurations of its parts as the model libraries write them, and `model_index.json`. A single
file is recognised by names and shapes in its header alone. A new architecture is a new folder.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from core.adapters.header import AdapterFile, TensorInfo
from core.paths import resources

_WEIGHTS = {
    "diffusers": "diffusion_pytorch_model.safetensors",
    "transformers": "model.safetensors",
}
"""How the two libraries call the weights of a part."""


def home() -> Path:
    """The folder of all architectures."""
    return resources() / "architectures"


def read_object(path: Path) -> dict[str, Any]:
    """A JSON object; empty where the file is missing or holds something else."""
    try:
        value = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return value if isinstance(value, dict) else {}


@dataclass(frozen=True)
class Architecture:
    """One public architecture."""

    folder: Path

    @cached_property
    def about(self) -> dict[str, Any]:
        """The content of `architecture.json`."""
        return read_object(self.folder / "architecture.json")

    @cached_property
    def index(self) -> dict[str, Any]:
        """The content of `model_index.json`."""
        return read_object(self.folder / "model_index.json")

    @property
    def name(self) -> str:
        """As its makers call it."""
        return str(self.about["name"])

    @property
    def denoiser(self) -> str:
        """The part that every file of it holds, and that adapters are attached to."""
        return str(self.about["denoiser"])

    @property
    def parts(self) -> dict[str, list[str]]:
        """Library and class of every part by name."""
        named = {key: value for key, value in self.index.items() if isinstance(value, list)}
        return {key: value for key, value in named.items() if value != [None, None]}

    @property
    def shipped(self) -> set[str]:
        """Parts that need no weights and lie here: schedulers and the vocabulary of CLIP."""
        schedulers = {
            one for one in self.parts if (self.folder / one / f"{one}_config.json").is_file()
        }
        return schedulers | set(self.about["clip_tokenizers"])

    def weights_name(self, part: str) -> str:
        """The name of a part's weights file."""
        return _WEIGHTS[self.parts[part][0]]

    def variants(self, file: AdapterFile) -> dict[str, dict[str, Any]]:
        """What this file says differently, by configuration file.

        A few facts are in no tensor's shape: a marker tensor, or only the file's usual name.
        """
        changes: dict[str, dict[str, Any]] = {}
        for one in self.about["variants"]:
            marked = one.get("tensor") in file.tensors
            pattern = one.get("file_name")
            named = pattern is not None and re.search(pattern, file.path.stem, re.IGNORECASE)
            if marked or named:
                for where, values in one["set"].items():
                    changes[where] = {**changes.get(where, {}), **values}
        return changes


@dataclass(frozen=True)
class Recognised:
    """A file, its architecture, and the tensors of each part it holds."""

    file: AdapterFile
    architecture: Architecture
    tensors: dict[str, dict[str, TensorInfo]]
    """By part, then by name without the part's prefix."""
    layouts: dict[str, str]
    """How each part names its tensors, see `core.models.original_layouts`."""


def recognise(file: AdapterFile, where: Path | None = None) -> Recognised | None:
    """The architecture whose denoiser this file holds, or None when it is none we know.

    Args:
        where: another folder of architectures than the shipped one.
    """
    for folder in sorted((where or home()).iterdir()):
        if not (folder / "architecture.json").is_file():
            continue
        architecture = Architecture(folder)
        part = architecture.about["parts"][architecture.denoiser]
        for prefix in part["prefixes"]:
            tensors = _below(file.tensors, prefix)
            for sign in architecture.about["recognised_by"]:
                if _matches(tensors, sign):
                    return _all_parts(file, architecture, tensors, sign["layout"])
    return None


def _all_parts(
    file: AdapterFile, architecture: Architecture, denoiser: dict[str, TensorInfo], layout: str
) -> Recognised:
    tensors, layouts = {architecture.denoiser: denoiser}, {architecture.denoiser: layout}
    for part, about in architecture.about["parts"].items():
        for prefix in about["prefixes"]:
            found = _below(file.tensors, prefix)
            if part not in tensors and found:
                tensors[part], layouts[part] = found, about["layouts"][0]
    return Recognised(file, architecture, tensors, layouts)


def _below(tensors: Mapping[str, TensorInfo], prefix: str) -> dict[str, TensorInfo]:
    size = len(prefix)
    return {name[size:]: info for name, info in tensors.items() if name.startswith(prefix)}


def _matches(tensors: Mapping[str, TensorInfo], sign: Mapping[str, Any]) -> bool:
    return all(
        name in tensors and tensors[name].shape == tuple(shape)
        for name, shape in sign["shapes"].items()
    ) and not any(name in tensors for name in sign["absent"])
