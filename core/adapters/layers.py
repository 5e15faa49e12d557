"""An adapter as a set of low-rank layers: the change of a weight is scale * up @ down."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from core.adapters.files import FloatArray, read_config, read_header, read_tensor, weights_file
from core.adapters.layouts import module_of, refuse_foreign_layout
from core.errors import KnownError
from core.language import say


@dataclass(frozen=True)
class LowRank:
    """Change of one weight [m, n]: `scale * up @ down`, up [m, r], down [r, n]."""

    up: FloatArray
    down: FloatArray
    scale: float

    @property
    def rank(self) -> int:
        """r."""
        return int(self.down.shape[0])

    def dense(self) -> FloatArray:
        """The whole change [m, n]; for tests and small layers only."""
        change: FloatArray = np.float32(self.scale) * (self.up @ self.down)
        return change


def read_layers(path: Path) -> dict[str, LowRank]:
    """All layers of an adapter (file or PEFT folder) by the name of the module they change.

    Raises:
        KnownError: the file is damaged, of another layout, or a layer lacks its other half.
    """
    file = read_header(weights_file(path))
    refuse_foreign_layout(file)
    config = read_config(path) if path.is_dir() else {}
    halves: dict[str, dict[str, FloatArray]] = {}
    for name, info in file.tensors.items():
        module, half = module_of(name)
        halves.setdefault(module, {})[half] = read_tensor(info, file)
    layers = {}
    for module, parts in halves.items():
        if "down" not in parts or "up" not in parts:
            raise KnownError(
                say("“{name}” is incomplete: one half of a layer is missing.", name=path.name),
                say("Fetch or export the adapter again."),
                detail=module,
            )
        layers[module] = _layer(path.name, module, parts, config)
    return layers


def _layer(
    file_name: str, module: str, parts: dict[str, FloatArray], config: dict[str, Any]
) -> LowRank:
    up, down = parts["up"], parts["down"]
    if up.ndim < 2 or down.ndim < 2 or up.shape[1] != down.shape[0] or down.shape[0] == 0:
        raise KnownError(
            say(
                "“{file_name}” is damaged: two halves of a layer do not fit together.",
                file_name=file_name,
            ),
            say("Fetch or export the adapter again."),
            detail=f"{module}: {up.shape} x {down.shape}",
        )
    rank = down.shape[0]
    alpha = float(parts["alpha"].reshape(-1)[0]) if "alpha" in parts else None
    scale = _scale(module, rank, alpha, config)
    return LowRank(up.reshape(up.shape[0], rank), down.reshape(rank, -1), scale)


def _scale(module: str, rank: int, alpha: float | None, config: dict[str, Any]) -> float:
    if alpha is None and config:
        alpha = float(_pattern(config.get("alpha_pattern"), module, config.get("lora_alpha", rank)))
    if alpha is None:
        return 1.0  # files for pictures: alpha = rank
    return alpha / (math.sqrt(rank) if config.get("use_rslora") else rank)


def _pattern(patterns: Any, module: str, default: Any) -> Any:
    """PEFT's rule for plain names: the first key that ends the module's name, on a whole part.

    PEFT also takes regular expressions; those of strangers are refused, not run.
    """
    for key, value in patterns.items() if isinstance(patterns, Mapping) else ():
        plain = key.removeprefix("^")
        if not re.fullmatch(r"[\w.]+", plain):
            raise KnownError(
                say("This adapter has a strength that differs by a rule Signet cannot follow."),
                say("Save it with one strength for all layers."),
                detail=key[:200],
            )
        ends = module.endswith("." + plain) and not key.startswith("^")
        if ends or module == plain:
            return value
    return default
