"""Vision-language models on this computer: they put photos into words, and are not taught.

Told by what lies in the folder, without loading anything: weights as safetensors, a way to prepare
pictures, and a configuration with eyes. Whether transformers can load it shows when it is asked.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.errors import KnownError
from core.language import say
from core.models import added, licences
from core.models.licences import Licence
from core.paths import models_home

_EYES = ("vision_config", "vit_config", "visual", "vision_tower_config")
"""Keys of a configuration that hold the part which sees."""
_SEEING = frozenset({"git", "pix2struct", "vision-encoder-decoder"})
"""Model types that see and have none of these keys."""
_PREPARES = ("preprocessor_config.json", "processor_config.json")
_MOST = 4 << 20
"""Bytes of a configuration that is read."""


@dataclass(frozen=True)
class Describer:
    """A model that can describe photos."""

    name: str
    folder: Path
    licence: Licence
    bytes: int


def installed() -> list[Describer]:
    """Those among the models and the folders that were added, the smallest first."""
    home = models_home()
    folders = sorted(home.iterdir()) if home.is_dir() else []
    folders += [one for one in added.added_folders() if one not in folders]
    found = [look(one) for one in folders if not one.name.startswith(".")]
    return sorted((one for one in found if one is not None), key=lambda one: one.bytes)


def find(name_or_folder: str) -> Describer:
    """One by its name or by the path of its folder; empty takes the smallest installed one.

    Raises:
        KnownError: kind "model_missing".
    """
    known = installed()
    wanted = name_or_folder.strip()
    for one in known:
        if not wanted or wanted.casefold() == one.name.casefold():
            return one
    there = look(Path(wanted).expanduser()) if wanted else None
    if there is None:
        names = ", ".join(f"“{one.name}”" for one in known)
        raise KnownError(
            say("There is no model here that describes photos.") if not wanted
            else say("“{name}” is no model that describes photos.", name=wanted),
            say("There is: {names}.", names=names) if names
            else say("Download a model that answers questions about pictures, such as SmolVLM or "
                     "BLIP, as a folder with safetensors, and choose that folder."),
            kind="model_missing",
        )  # fmt: skip
    return there


def look(folder: Path) -> Describer | None:
    """What a folder holds; None when it is no whole model with eyes."""
    config = _config(folder)
    if config is None or not _sees(config):
        return None
    weights = list(folder.glob("*.safetensors"))
    if not weights or not any((folder / name).is_file() for name in _PREPARES):
        return None
    size = sum(path.stat().st_size for path in weights)
    return Describer(folder.name, folder.resolve(), licences.of_folder(folder), size)


def _config(folder: Path) -> dict[str, Any] | None:
    path = folder / "config.json"
    try:
        if path.stat().st_size > _MOST:
            return None
        value = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _sees(config: dict[str, Any]) -> bool:
    eyes = any(isinstance(config.get(key), dict) for key in _EYES)
    makers = config.get("architectures") or []
    speaks = any("Generation" in str(one) or "EncoderDecoder" in str(one) for one in makers)
    return speaks and (eyes or config.get("model_type") in _SEEING)
