"""Several plain adapters for pictures as one file, exactly: layer by layer one behind the other.

up = [s1 U1 | s2 U2], down = [V1; V2] (PEFT calls it "cat"), so the rank is the sum of the ranks and
nothing is approximated. DoRA also scales the model's own weight and LoKr is no product of thin
matrices of that rank, so neither can be put behind another.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from core.adapters.files import read_header, write_adapter
from core.adapters.kronecker import Kronecker
from core.adapters.layers import Change
from core.adapters.layouts import guess_family, read_layout
from core.adapters.low_rank import PEFT_ENDINGS, LowRank, spelt
from core.adapters.mixing import load_mix
from core.contract.requests import AdapterMix
from core.errors import KnownError
from core.language import say


def join_mix(mix: AdapterMix, target: Path, about: Mapping[str, str]) -> int:
    """Write the sum of a mix to `target`, a new safetensors file; returns its largest rank.

    Args:
        about: keys out of `METADATA_KEYS`; family and rank are added.

    Raises:
        KnownError: kind "bad_request" when an adapter is none for pictures, no plain LoRA, or made
            for another model than the first; also one that is unreadable or named twice.
    """
    parts = [one for one in mix.parts if one.strength > 0]
    if not parts:
        raise KnownError(
            say("No adapter was chosen."), say("Choose at least one."), kind="bad_request"
        )
    paths = [Path(one.path) for one in parts]
    family, root = _made_for(paths)
    every = load_mix(paths)
    for part, layers in zip(parts, every, strict=True):
        _require_plain(part.name, layers)
    tensors: dict[str, Any] = {}
    ranks: Counter[int] = Counter()
    for module in sorted({name for layers in every for name in layers}):
        joined = _joined([
            (layers[module], part.strength)
            for part, layers in zip(parts, every, strict=True) if module in layers
        ])  # fmt: skip
        ranks[joined.rank] += 1
        tensors |= spelt(f"{root}.{module}", joined, PEFT_ENDINGS)
    usual = str(ranks.most_common(1)[0][0])
    told = {"signet.family": family, "signet.rank": usual, "signet.alpha": usual}
    write_adapter(target, tensors, {**about, **told})
    return max(ranks)


def _made_for(paths: list[Path]) -> tuple[str, str]:
    """(family, what diffusers calls the network) of all."""
    found = []
    for path in paths:
        if path.is_dir():
            raise KnownError(
                say("Adapters for texts and for pictures cannot be one."),
                say("Choose adapters of one kind."),
                kind="bad_request",
            )
        file = read_header(path)
        family = file.metadata.get("signet.family", "") or guess_family(file.tensors)[0]
        found.append((family, read_layout(file).root))
    for path, one in zip(paths, found, strict=True):
        if one != found[0]:
            raise KnownError(
                say("“{name}” was made for another model than the first adapter.", name=path.name),
                say("Mix only adapters of one model."),
                detail=f"{one} {found[0]}",
                kind="bad_request",
            )
    return found[0]


def _require_plain(name: str, layers: Mapping[str, Change]) -> None:
    for layer in layers.values():
        kind = "LoKr" if isinstance(layer, Kronecker) else "DoRA" if layer.magnitude else ""
        if kind:
            raise KnownError(
                say(
                    "“{name}” is a {kind} adapter, which cannot become one file with others.",
                    name=name,
                    kind=kind,
                ),
                say("Hand it out by itself, or leave it out of this mix."),
                kind="bad_request",
            )


def _joined(found: list[tuple[Change, float]]) -> LowRank:
    layers = [(one, strength) for one, strength in found if isinstance(one, LowRank)]
    ups = [np.float32(one.scale * strength) * one.up for one, strength in layers]
    downs = [one.down for one, _ in layers]
    kernel = layers[0][0].kernel
    return LowRank(np.concatenate(ups, axis=1), np.concatenate(downs, axis=0), 1.0, kernel)
