"""An adapter as the changes of a model's weights: products of thin matrices, or Kronecker
products."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from core.adapters.files import read_config, read_header, read_tensor, weights_file
from core.adapters.header import AdapterFile
from core.adapters.keys import MAKERS_PREFIX, Layer
from core.adapters.kronecker import Kronecker, from_kronecker, spelt_kronecker, split_rows
from core.adapters.layouts import read_layout
from core.adapters.low_rank import (
    PEFT_ENDINGS,
    WIDEST,
    FloatArray,
    LowRank,
    NotThinError,
    Tensors,
    from_hadamard,
    from_halves,
    spelt,
    split,
)
from core.adapters.magnitude import ColumnsOfSeveralError, read_magnitude
from core.adapters.module_names import Row
from core.errors import KnownError
from core.language import say

__all__ = ["Change", "FloatArray", "Kronecker", "LowRank", "read_layers", "spelt_for_peft"]

Change = LowRank | Kronecker

_METADATA = "lora_adapter_metadata"
"""Under it diffusers keeps PEFT's settings in the file itself (its `lora_base.py`)."""
_SETTINGS: dict[str, tuple[type, ...]] = {
    "lora_alpha": (int, float),
    "use_rslora": (bool,),
    "alpha_pattern": (dict,),
    "rank_pattern": (dict,),
    "r": (int,),
    "alpha": (int, float),
}
_CONVOLUTION = re.compile(r".+\.(?:conv[12]|(?:up|down)samplers\.0\.conv)|conv_(?:in|out)")
"""Layers of U-Nets with a 3x3 kernel, for files whose tensors do not show it."""
_LINEAR = re.compile(r".+\.(?:to_[qkv]|to_out\.0|proj|net\.2|time_emb_proj|linear_[12])")
"""Layers of U-Nets that are matrices, even where a file stores them as 1x1 convolutions."""


def read_layers(path: Path) -> dict[str, Change]:
    """All layers of an adapter (file or PEFT folder) by diffusers' or PEFT's name of the module
    they change, whatever program wrote it.

    Raises:
        KnownError: the file is damaged, of a kind that cannot be mixed, names layers that no model
            has, or a layer lacks its other half.
    """
    file = read_header(weights_file(path))
    layout = read_layout(file)
    config = read_config(path) if path.is_dir() else _config_within(file)
    changes: dict[str, Change] = {}
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
) -> dict[str, Change]:
    """What one layer of the file does to the layers of diffusers."""
    try:
        change = _change(file_name, row, layer, parts, config)
        split_up: Sequence[Change]
        if isinstance(change, Kronecker):
            split_up = split_rows(change, row.source, row.shares, row.swapped)
        else:
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
    found: dict[str, Change] = dict(zip(row.targets, split_up, strict=True))
    return {target: one for target, one in found.items() if one.rank}


def _change(
    file_name: str, row: Row, layer: Layer, parts: dict[str, FloatArray], config: dict[str, Any]
) -> Change:
    alpha = float(parts["alpha"].reshape(-1)[0]) if "alpha" in parts else None
    module = row.targets[0]
    change: Change
    match layer.kind:
        case "halves":
            change, rank = from_halves(parts)
            scale = _scale(module, rank, alpha, config)
        case "hadamard":
            change, rank = from_hadamard(_named(parts, "hada_"))
            scale = _scale(module, rank, alpha, config)
        case "kronecker":
            change = from_kronecker(_named(parts, "lokr_"))
            scale = _kronecker_scale(module, change, alpha, config)
        case _:
            raise KnownError(
                say("“{name}” is incomplete: one half of a layer is missing.", name=file_name),
                say("Fetch or export the adapter again."),
                detail=row.source,
            )
    kernel = _kernel(module, change)
    outputs, inputs = change.shape
    lengths = read_magnitude(parts, outputs, inputs // math.prod(kernel))
    return replace(change, scale=scale, kernel=kernel, magnitude=lengths)


def _named(parts: dict[str, FloatArray], mark: str) -> dict[str, FloatArray]:
    return {
        part.removeprefix(mark): value for part, value in parts.items() if part.startswith(mark)
    }


def _kernel(module: str, change: Change) -> tuple[int, ...]:
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


def _kronecker_scale(
    module: str, change: Kronecker, alpha: float | None, config: dict[str, Any]
) -> float:
    """PEFT's settings count always; alpha in the file, as LyCORIS has it, where a factor is a
    product."""
    if alpha is None and {"r", "alpha"} <= set(config):
        rank = _pattern(config.get("rank_pattern"), module, config["r"])
        if not isinstance(rank, int) or rank < 1:
            raise ValueError(f"rank {rank}")
        return float(_pattern(config.get("alpha_pattern"), module, config["alpha"])) / rank
    return 1.0 if change.whole else _scale(module, change.rank, alpha, config)


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


def spelt_for_peft(root: str, module: str, change: Change, *, fold: bool = True) -> Tensors:
    """The tensors of a layer as Signet keeps them: in PEFT's names. A layer that only exists fused
    with others keeps the name that the makers of the model give these together.

    Args:
        root: what stands before the layer's name, with its point.
        fold: whether the scale goes into the weights; else the settings beside them tell it.
    """
    if isinstance(change, LowRank):
        return spelt(root + module, change, PEFT_ENDINGS, fold=fold)
    if change.within is not None:
        return spelt_kronecker(MAKERS_PREFIX + change.within.source, change)
    return spelt_kronecker(root + module, change if fold else replace(change, scale=1.0))
