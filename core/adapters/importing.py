"""Taking in an adapter that somebody else made: check everything, keep only what is needed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from core.adapters.checking import Description, check_fits, check_numbers, describe
from core.adapters.files import (
    METADATA_KEYS,
    lossless,
    read_config,
    read_header,
    weights_file,
    write_adapter,
)
from core.adapters.layers import read_layers, spelt_for_peft
from core.adapters.layouts import PEFT_PREFIX, read_layout
from core.errors import KnownError
from core.language import say


def import_adapter(
    source: Path,
    target: Path,
    kind: Literal["image", "text"],
    *,
    family: str,
    base_hash: str = "",
    extra: Mapping[str, str] | None = None,
) -> Description:
    """Rewrite a foreign adapter as one of Signet's own.

    An image adapter gets diffusers' names and alpha = rank (its scale is folded into `lora_B`), so
    that every loader gives the same strength; it stays in the number format it had where that
    loses nothing. All metadata outside the allow-list is left behind.

    Args:
        source: a .safetensors file, or a PEFT folder.
        target: the file (image) or folder (text) to write.
        extra: metadata that replaces the file's own, such as {"signet.name": "Summer"}.

    Raises:
        KnownError: the file is damaged, of another layout, or for another model.
    """
    source = _peft_folder(source, kind)
    check_fits(source, family, base_hash)
    check_numbers(source)
    found = describe(source)
    own = read_header(weights_file(source)).metadata
    metadata = {key: own[key] for key in METADATA_KEYS & set(own)}
    metadata |= {"signet.family": family, "signet.kind": kind, "signet.rank": str(found.rank)}
    metadata |= dict(extra or {})
    metadata.setdefault("signet.name", source.stem)
    if kind == "image":
        _write_image(source, target, metadata | {"signet.alpha": str(found.rank)})
    else:
        config = read_config(source)
        keep = ("peft_type", "r", "lora_alpha", "alpha", "use_rslora", "rank_pattern",
                "alpha_pattern", "decompose_factor", "decompose_both")  # fmt: skip
        metadata["signet.alpha"] = f"{found.alpha:g}"
        kept: dict[str, Any] = {key: config[key] for key in keep if config.get(key)}
        _write_text(source, target, metadata, kept)
    return describe(target)


def _peft_folder(source: Path, kind: Literal["image", "text"]) -> Path:
    if kind == "text" and source.is_file() and source.name == "adapter_model.safetensors":
        source = source.parent
    if kind == "text" and not source.is_dir():
        raise KnownError(
            say("An adapter for texts is a folder, not a single file."),
            say("Choose the folder with adapter_config.json and adapter_model.safetensors."),
            kind="bad_request",
        )
    return source


def _write_image(source: Path, target: Path, metadata: dict[str, str]) -> None:
    file = read_header(weights_file(source))
    root = read_layout(file).root
    tensors: dict[str, Any] = {}
    for module, layer in read_layers(source).items():
        tensors |= spelt_for_peft(f"{root}.", module, layer)
    write_adapter(target, tensors, metadata, dtypes=lossless(tensors, file))


def _write_text(
    source: Path, target: Path, metadata: dict[str, str], config: dict[str, Any]
) -> None:
    tensors: dict[str, Any] = {}
    for module, layer in read_layers(source).items():
        tensors |= spelt_for_peft(PEFT_PREFIX, module, layer, fold=False)
    write_adapter(target, tensors, metadata, "text", config=config)
