"""An adapter as a set of low-rank layers: the change of a weight is scale * up @ down."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from core.adapters.files import read_config, read_header, read_tensor, weights_file
from core.adapters.header import AdapterFile
from core.adapters.keys import Layer
from core.adapters.layouts import read_layout
from core.adapters.low_rank import (
    WIDEST,
    FloatArray,
    LowRank,
    NotThinError,
    from_hadamard,
    from_halves,
    from_kronecker,
    split,
)
from core.adapters.magnitude import ColumnsOfSeveralError, read_magnitude
from core.adapters.module_names import Row
from core.errors import KnownError
from core.language import say

__all__ = ["FloatArray", "LowRank", "read_layers"]

_METADATA = "lora_adapter_metadata"
"""Under it diffusers keeps PEFT's settings in the file itself (its `lora_base.py`)."""
_SETTINGS: dict[str, tuple[type, ...]] = {
    "lora_alpha": (int, float),
    "use_rslora": (bool,),
    "alpha_pattern": (dict,),
}
_CONVOLUTION = re.compile(r".+\.(?:conv[12]|(?:up|down)samplers\.0\.conv)|conv_(?:in|out)")
"""Layers of U-Nets with a 3x3 kernel, for files whose tensors do not show it."""
_LINEAR = re.compile(r".+\.(?:to_[qkv]|to_out\.0|proj|net\.2|time_emb_proj|linear_[12])")
"""Layers of U-Nets that are matrices, even where a file stores them as 1x1 convolutions."""


def read_layers(path: Path) -> dict[str, LowRank]:
    """All layers of an adapter (file or PEFT folder) by diffusers' or PEFT's name of the module
    they change, whatever program wrote it.

    Raises:
        KnownError: the file is damaged, of a kind that cannot be mixed, names layers that no model
            has, or a layer lacks its other half.
    """
    file = read_header(weights_file(path))
    layout = read_layout(file)
    config = read_config(path) if path.is_dir() else _config_within(file)
    changes: dict[str, LowRank] = {}
    for name, layer in layout.layers.items():
        row = layout.rows[name]
        parts = {part: read_tensor(info, file) for part, info in layer.parts.items()}
        for module, change in _changes(path.name, row, layer, parts, config).items():
            if module in changes:
                raise KnownError(
                    say("“{name}” changes one layer twice, in two spellings.", name=path.name),
                    say("Save it again with the program it comes from."),
                    detail=module,
                )
            changes[module] = change
    return changes


def _changes(
    file_name: str, row: Row, layer: Layer, parts: dict[str, FloatArray], config: dict[str, Any]
) -> dict[str, LowRank]:
    """What one layer of the file does to the layers of diffusers."""
    try:
        change = _change(file_name, row, layer, parts, config)
        split_up = split(change, row.shares, row.swapped)
    except NotThinError as error:
        raise KnownError(
            say(
                "“{file_name}” holds changes that as a plain LoRA would need a capacity (rank) of "
                "{rank}.",
                file_name=file_name,
                rank=error.rank,
            ),
            say(
                "Train it again with a smaller dimension: at most {widest} are possible.",
                widest=WIDEST,
            ),
            detail=row.source,
        ) from error
    except ColumnsOfSeveralError as error:
        raise KnownError(
            say(
                "“{file_name}” is a DoRA adapter of a kind that cannot be used with this model: "
                "it ties layers together that are separate here.",
                file_name=file_name,
            ),
            say("Train it again with DoRA on the output axis, or as a plain LoRA."),
            detail=row.source,
        ) from error
    except (ValueError, IndexError) as error:
        raise KnownError(
            say(
                "“{file_name}” is damaged: two halves of a layer do not fit together.",
                file_name=file_name,
            ),
            say("Fetch or export the adapter again."),
            detail=f"{row.source}: {error}",
        ) from error
    return {target: one for target, one in zip(row.targets, split_up, strict=True) if one.rank}


def _change(
    file_name: str, row: Row, layer: Layer, parts: dict[str, FloatArray], config: dict[str, Any]
) -> LowRank:
    match layer.kind:
        case "halves":
            change, rank = from_halves(parts)
        case "kronecker":
            change, rank = from_kronecker(_named(parts, "lokr_"))
        case "hadamard":
            change, rank = from_hadamard(_named(parts, "hada_"))
        case _:
            raise KnownError(
                say("“{name}” is incomplete: one half of a layer is missing.", name=file_name),
                say("Fetch or export the adapter again."),
                detail=row.source,
            )
    alpha = float(parts["alpha"].reshape(-1)[0]) if "alpha" in parts else None
    scale = _scale(row.targets[0], rank, alpha, config) if rank else 1.0
    kernel = _kernel(row.targets[0], change)
    outputs, inputs = change.shape
    lengths = read_magnitude(parts, outputs, inputs // math.prod(kernel))
    return replace(change, scale=scale, kernel=kernel, magnitude=lengths)


def _named(parts: dict[str, FloatArray], mark: str) -> dict[str, FloatArray]:
    return {part.removeprefix(mark): value for part, value in parts.items()}


def _kernel(module: str, change: LowRank) -> tuple[int, ...]:
    if not change.kernel and _CONVOLUTION.fullmatch(module):
        if change.down.shape[1] % 9:
            raise ValueError(f"{change.down.shape[1]} inputs of a 3x3 kernel")
        return (3, 3)
    if module.endswith(".conv_shortcut"):
        return change.kernel or (1, 1)
    return () if change.kernel == (1, 1) and _LINEAR.fullmatch(module) else change.kernel


def _config_within(file: AdapterFile) -> dict[str, Any]:
    """PEFT's settings out of the file's own metadata, and whether LyCORIS divided by sqrt(rank)."""
    try:
        told = json.loads(file.metadata.get(_METADATA, "{}"))
        network = json.loads(file.metadata.get("ss_network_args", "{}"))
    except (ValueError, RecursionError):
        return {}
    config: dict[str, Any] = {}
    for key, value in told.items() if isinstance(told, dict) else ():
        name = re.sub(r"^(?:transformer|unet)\.", "", key)
        if isinstance(value, _SETTINGS.get(name, ())):
            config[name] = value
    if isinstance(network, dict) and str(network.get("rs_lora", "")).lower() in ("true", "1"):
        config["use_rslora"] = True
    return config


def _scale(module: str, rank: int, alpha: float | None, config: dict[str, Any]) -> float:
    if alpha is None and "lora_alpha" in config:
        alpha = float(_pattern(config.get("alpha_pattern"), module, config["lora_alpha"]))
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
