"""Is this file an adapter, for which model, and are its numbers sane?"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.adapters.files import read_header, weights_file
from core.adapters.kronecker import Kronecker, kronecker_norm
from core.adapters.layers import Change, read_layers
from core.adapters.layouts import LeftOut, guess_family, left_out, refuse_foreign_layout
from core.contract.base_hash import is_among
from core.errors import KnownError
from core.language import say

MAX_RANK = 2048
"""Above it a LoRA is larger than most layers it changes; no trainer offers more than 1024."""
ABSURD_CHANGE = 1e4
"""Frobenius norm of one layer's change. Whole layers of real models have norms of 10 to 500."""


@dataclass(frozen=True)
class Description:
    """What an adapter file tells of itself without being loaded."""

    family: str
    """File name of the family, "" when it cannot be told."""
    family_name: str
    rank: int
    """The largest rank of any layer."""
    modules: int
    alpha: float
    """Typical alpha; equal to the rank where the file names none."""
    metadata: dict[str, str]
    bytes: int
    left_out: tuple[LeftOut, ...] = ()
    """What of the file is not used; `layouts.notices` says it in sentences."""


def describe(path: Path) -> Description:
    """Describe an adapter (file or PEFT folder).

    Raises:
        KnownError: it is damaged or no plain LoRA.
    """
    layers = read_layers(path)
    file = read_header(weights_file(path))
    told = file.metadata.get("signet.family", "")
    family, family_name = guess_family(file.tensors, told)
    rank = max(layer.rank for layer in layers.values())
    scales = sorted(layer.scale * layer.rank for layer in layers.values())
    return Description(
        family=told or family,
        family_name=family_name,
        rank=rank,
        modules=len(layers),
        alpha=scales[len(scales) // 2],
        metadata={key: file.metadata[key] for key in sorted(file.metadata)
                  if key.startswith("signet.")},
        bytes=file.path.stat().st_size,
        left_out=left_out(file),
    )  # fmt: skip


def check_fits(
    path: Path,
    family: str,
    base_hash: str = "",
    *,
    trained_on: Collection[str] = (),
) -> None:
    """Refuse an adapter that was made for another model, by its header alone.

    Args:
        family: file name of the family that is to be used, such as "flux2_klein".
        base_hash: hash of the base model; compared when the adapter names one.
        trained_on: earlier hashes of it, and those of bases that it is the fast twin of; adapters
            trained on them fit as well.

    Raises:
        KnownError: kind "bad_request", naming the family the adapter seems to be for.
    """
    file = read_header(weights_file(path))
    refuse_foreign_layout(file)
    told = file.metadata.get("signet.family", "")
    guessed, guessed_name = guess_family(file.tensors, told)
    made_for = told or guessed
    if made_for and made_for != family:
        raise KnownError(
            say(
                "“{title}” seems to be made for {model}, not for the chosen model.",
                title=_title(path, file.metadata),
                model=_words(made_for, guessed_name),
            ),
            say(
                "Choose an adapter that was trained on this model, or the model it was trained on."
            ),
            detail=f"{made_for} != {family}",
            kind="bad_request",
        )
    own_hash = file.metadata.get("signet.base_hash", "")
    if base_hash and own_hash and not is_among(own_hash, (base_hash, *trained_on)):
        raise _other_base(path, file.metadata, f"base {own_hash} != {base_hash}")


def _other_base(path: Path, told: dict[str, str], detail: str) -> KnownError:
    return KnownError(
        say(
            "“{title}” was trained on {base_name}, which is not exactly the chosen model.",
            title=_title(path, told),
            base_name=told.get("signet.base_name", "") or say("another version of this model"),
        ),
        say("Choose the model it was trained on, or train it again on this one."),
        detail=detail,
        kind="bad_request",
    )


def read_fitting(
    path: Path,
    family: str,
    base_hash: str,
    shapes: Mapping[str, tuple[int, int]],
    trained_on: Collection[str] = (),
) -> dict[str, Change]:
    """The layers of an adapter that fits a network, each of them looked at; read once.

    Args:
        shapes: [outputs, inputs] of the network's layers by name. The others: `check_fits`.

    Raises:
        KnownError: as by `check_fits` and `check_numbers`, or a layer that the network lacks.
    """
    check_fits(path, family, base_hash, trained_on=trained_on)
    layers = read_layers(path)
    _check_shapes(path, layers, shapes)
    _check_numbers(path, layers)
    return layers


def check_numbers(path: Path) -> None:
    """Refuse an adapter whose numbers would break every picture or text.

    Raises:
        KnownError: not-a-number or infinite weights, an absurd rank or absurdly large changes,
            or an adapter that changes nothing at all.
    """
    _check_numbers(path, read_layers(path))


def _check_numbers(path: Path, layers: dict[str, Change]) -> None:
    thin = (layer for layer in layers.values() if not isinstance(layer, Kronecker))
    worst_rank = max((layer.rank for layer in thin), default=0)
    if worst_rank > MAX_RANK:
        raise KnownError(
            say(
                "“{name}” has a capacity (rank) of {worst_rank}, which no adapter needs.",
                name=path.name,
                worst_rank=worst_rank,
            ),
            say("Choose another file; this one is damaged or no adapter."),
        )
    largest, untouched = 0.0, True
    for module, layer in layers.items():
        size = _norm(layer)
        if not np.isfinite(size):
            raise KnownError(
                say("“{name}” is broken: it holds numbers that are not finite.", name=path.name),
                say("Fetch it again, or use an earlier saved state of its training."),
                detail=module,
            )
        largest = max(largest, size)
        untouched = untouched and layer.magnitude is None
    if largest > ABSURD_CHANGE:
        raise KnownError(
            say("“{name}” would change the model beyond recognition.", name=path.name),
            say("Its training went wrong, or it is damaged; use an earlier saved state."),
            detail=f"norm {largest:.3g}",
        )
    if largest == 0.0 and untouched:
        raise KnownError(
            say("“{name}” changes nothing: all its weights are zero.", name=path.name),
            say("Choose another adapter; this one was never trained."),
        )


def _norm(layer: Change) -> float:
    """Frobenius norm of a change, without building it; of DoRA's lengths if larger: they are that
    of the whole changed weight."""
    lengths = 0.0
    if layer.magnitude is not None:
        lengths = float(np.linalg.norm(layer.magnitude.values.astype(np.float64)))
    with np.errstate(all="ignore"):
        if isinstance(layer, Kronecker):
            return float(np.maximum(lengths, kronecker_norm(layer)))
        up, down = layer.up.astype(np.float64), layer.down.astype(np.float64)
        if not (np.isfinite(up).all() and np.isfinite(down).all() and np.isfinite(layer.scale)):
            return float("nan")
        square = float(np.sum((up.T @ up) * (down @ down.T)))
    return float(np.maximum(lengths, abs(layer.scale) * np.sqrt(max(square, 0.0))))


def _check_shapes(
    path: Path, layers: dict[str, Change], shapes: Mapping[str, tuple[int, int]]
) -> None:
    strangers = [module for module, layer in layers.items() if shapes.get(module) != layer.shape]
    if strangers:
        raise KnownError(
            say(
                "“{name}” was made for another model: {strangers} of its {layers} layers do not "
                "fit. It seems to be for {guessed_name} of another size.",
                name=path.name,
                strangers=len(strangers),
                layers=len(layers),
                guessed_name=_guessed_name(path),
            ),
            say(
                "Choose an adapter that was trained on this model, or the model it was trained on."
            ),
            detail=strangers[0],
            kind="bad_request",
        )


def _guessed_name(path: Path) -> str:
    file = read_header(weights_file(path))
    return guess_family(file.tensors, file.metadata.get("signet.family", ""))[1]


def _title(path: Path, metadata: dict[str, str]) -> str:
    return metadata.get("signet.name", "") or path.name


def _words(family: str, guessed_name: str) -> str:
    names = {
        "flux2_klein": "FLUX.2", "causal_lm": say("a language model"), "sdxl": "SDXL",
        "sd15": "Stable Diffusion 1.5", "flux1": "FLUX.1", "z_image": "Z-Image",
        "qwen_image": "Qwen-Image",
    }  # fmt: skip
    return names.get(family, guessed_name)
