"""An adapter of Signet's in the layout and number format that another program wants.

What is written reads back as what it was: the same numbers, the same layers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np

from core.adapters.files import (
    METADATA_KEYS,
    encoded,
    export_adapter,
    lossless,
    read_header,
    weights_file,
    write_adapter,
)
from core.adapters.keys import MAKERS_PREFIX
from core.adapters.kronecker import Kronecker, as_low_rank, as_of_makers, spelt_kronecker
from core.adapters.layers import Change, read_layers
from core.adapters.layouts import guess_family, read_layout
from core.adapters.low_rank import (
    COMFY_ENDINGS,
    KOHYA_ENDINGS,
    PEFT_ENDINGS,
    Endings,
    NotThinError,
    join,
    spelt,
)
from core.adapters.magnitude import DORA_SCALE, ColumnsOfSeveralError
from core.adapters.module_names import (
    ARCHITECTURES,
    KOHYA_ON_DIFFUSERS,
    MAKERS,
    Row,
    names_of,
)
from core.errors import KnownError
from core.language import say

Layout = Literal["diffusers", "kohya", "comfyui"]
Precision = Literal["", "fp32", "bf16", "fp16"]
LOKR_IN_DIFFUSERS = ("flux2_klein", "z_image")
"""Families whose LoKr files diffusers 0.42 reads (its `lora_pipeline.py`)."""
_FORMATS = {"fp32": "F32", "bf16": "BF16", "fp16": "F16"}


@dataclass(frozen=True)
class Spelling:
    """How an adapter for pictures is handed out.

    Attributes:
        layout: "diffusers" for diffusers, PEFT and InvokeAI; "kohya" (`lora_unet_...` with alpha)
            for kohya's trainers, AUTOMATIC1111, Forge and ComfyUI; "comfyui" (`diffusion_model.`
            and the makers' names) for ComfyUI and AI Toolkit.
        precision: number format of the weights; "" keeps the one they have.
    """

    layout: Layout = "diffusers"
    precision: Precision = ""

    @property
    def as_it_is(self) -> bool:
        """Whether the adapter's own bytes are what is wanted."""
        return self == Spelling()


def respell(path: Path, target: Path, spelling: Spelling, date: str = "") -> str:
    """Write an adapter for pictures to `target` as `spelling` says; returns its hash.

    Args:
        date: ISO date for the file's description; none is written without.

    Raises:
        KnownError: the adapter is damaged, the layout has no name for one of its layers, or its
            numbers do not fit into the format.
    """
    if spelling.as_it_is and diffusers_reads(path):
        return export_adapter(path, target)
    file = read_header(path)
    family = file.metadata.get("signet.family", "") or guess_family(file.tensors)[0]
    if family not in ARCHITECTURES:
        raise KnownError(
            say("“{name}” can only be exported as it is.", name=path.name),
            say("Choose diffusers' layout and its own number format."),
            detail=family,
            kind="bad_request",
        )
    tensors = _tensors(path, family, spelling.layout, read_layout(file).root)
    dtypes = lossless(tensors, file)
    if spelling.precision:
        dtypes = {key: _FORMATS[spelling.precision] for key in tensors if not _is_alpha(key)}
        _check_range(path.name, tensors, dtypes)
    own = {key: file.metadata[key] for key in METADATA_KEYS & set(file.metadata)}
    about = {"modelspec.implementation": "diffusers"}
    if any("lora_unet_" in key or "diffusion_model." in key for key in tensors):
        about["modelspec.implementation"] = MAKERS[family]
    if date:
        about["modelspec.date"] = date
    return write_adapter(
        target, tensors, own | {"signet.family": family}, dtypes=dtypes, modelspec=about
    )


def _tensors(path: Path, family: str, layout: Layout, root: str) -> dict[str, Any]:
    layers = read_layers(path)
    if layout == "diffusers":
        return _for_diffusers(path.name, family, root, layers)
    if layout == "kohya" and family in KOHYA_ON_DIFFUSERS:
        joined, apart = layers, dict[str, Change]()
    else:
        joined, apart = _joined(path.name, family, layers)
    if layout == "comfyui":
        return _written(MAKERS_PREFIX, joined, COMFY_ENDINGS) | _written(
            "transformer.", apart, COMFY_ENDINGS
        )
    flat = {"lora_unet_" + name.replace(".", "_"): one for name, one in joined.items()}
    flat |= {"lycoris_" + name.replace(".", "_"): one for name, one in apart.items()}
    tensors = _written("", flat, KOHYA_ENDINGS)
    for name, one in flat.items():
        tensors[f"{name}.alpha"] = np.array(one.rank, np.float32)
    return tensors


def _written(before: str, layers: Mapping[str, Change], endings: Endings) -> dict[str, Any]:
    tensors: dict[str, Any] = {}
    for name, one in layers.items():
        if isinstance(one, Kronecker):
            tensors |= spelt_kronecker(before + name, one)
        else:
            tensors |= spelt(before + name, one, endings)
    return tensors


def _joined(
    name: str, family: str, layers: Mapping[str, Change]
) -> tuple[dict[str, Change], dict[str, Change]]:
    """(layers under the makers' names, fused where theirs are; those that cannot be fused, under
    diffusers' names, which ComfyUI also knows)."""
    names = names_of(family)
    rows: dict[str, Row] = {}
    parts: dict[str, list[Change | None]] = {}
    homeless = []
    for module, layer in layers.items():
        part = names.part_of(module)
        if part is None:
            homeless.append(module)
            continue
        row = rows.setdefault(part.row.source, part.row)
        parts.setdefault(row.source, [None] * len(row.targets))[part.place] = layer
    if homeless:
        raise KnownError(
            say(
                "“{name}” changes {count} layers that have no name in this layout, such as "
                "{examples}.",
                name=name,
                count=len(homeless),
                examples=", ".join(homeless[:3]),
            ),
            say("Export it in diffusers' layout."),
            detail=homeless[0],
            kind="bad_request",
        )
    joined, apart = dict[str, Change](), dict[str, Change]()
    for source, row in rows.items():
        one, others = _fused(row, parts[source])
        joined |= one
        apart |= others
    return joined, apart


def _fused(row: Row, parts: Sequence[Change | None]) -> tuple[dict[str, Change], dict[str, Change]]:
    """(the layer of the makers, its parts where they cannot become one), by name."""
    thin = [one for one in parts if not isinstance(one, Kronecker)]
    if len(thin) == len(parts):
        with suppress(ColumnsOfSeveralError):
            return {row.source: join(thin, row.shares, row.swapped)}, {}
    joined, apart = dict[str, Change](), dict[str, Change]()
    for target, one in zip(row.targets, parts, strict=True):
        if isinstance(one, Kronecker) and (one.within is not None or len(parts) == 1):
            source = row.source if one.within is None else one.within.source
            joined[source] = as_of_makers(one, row.swapped)
        elif one is not None:
            apart[target] = one
    return joined, apart


# --- for diffusers --------------------------------------------------------------------------------


def diffusers_reads(path: Path) -> bool:
    """Whether plain diffusers takes an adapter of Signet's as it is, and all of it."""
    file = read_header(weights_file(path))
    products = [key for key in file.tensors if ".lokr_" in key]
    if any(key.endswith(DORA_SCALE) for key in file.tensors):
        return False
    if not products:
        return True
    family = file.metadata.get("signet.family", "")
    of_makers = sum(key.startswith(MAKERS_PREFIX) for key in products)
    named = of_makers == (len(products) if of_makers and family == "flux2_klein" else 0)
    return named and family in LOKR_IN_DIFFUSERS and len(products) == len(file.tensors)


def _for_diffusers(
    name: str, family: str, root: str, layers: Mapping[str, Change]
) -> dict[str, Any]:
    """In diffusers' names; LoKr as what it is where diffusers knows it, else as a plain LoRA."""
    if any(one.magnitude is not None and one.magnitude.of_inputs for one in layers.values()):
        raise KnownError(
            say("“{name}” is a DoRA adapter of a kind that diffusers cannot read.", name=name),
            say("Export it in kohya's or ComfyUI's layout."),
            kind="bad_request",
        )
    products = [one for one in layers.values() if isinstance(one, Kronecker)]
    plain = all(one.magnitude is None for one in products)
    if family in LOKR_IN_DIFFUSERS and plain and len(products) == len(layers):
        if all(one.within is None for one in products):
            return _written(f"{root}.", layers, PEFT_ENDINGS)
        joined, apart = _joined(name, family, layers)
        if family == "flux2_klein" and not apart:  # its own layers are fused for such a file
            return _written(MAKERS_PREFIX, joined, PEFT_ENDINGS)
    try:
        thin = {
            module: as_low_rank(one) if isinstance(one, Kronecker) else one
            for module, one in layers.items()
        }
    except NotThinError as error:
        raise KnownError(
            say("“{name}” is a LoKr adapter of a kind that diffusers cannot read.", name=name),
            say("Export it in kohya's or ComfyUI's layout."),
            detail=str(error),
            kind="bad_request",
        ) from error
    return _written(f"{root}.", thin, PEFT_ENDINGS)


def _is_alpha(key: str) -> bool:
    return key.endswith(".alpha")


def _check_range(name: str, tensors: Mapping[str, Any], dtypes: Mapping[str, str]) -> None:
    for key, dtype in dtypes.items():
        if not encoded(tensors[key], dtype)[0]:
            raise KnownError(
                say("“{name}” holds numbers that are too large for this format.", name=name),
                say("Export it as bf16 or fp32."),
                detail=key,
                kind="bad_request",
            )
