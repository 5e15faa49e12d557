"""Resumable states: safetensors and JSON, staged, manifest last, one rename.

`checkpoints/step-000050/` holds `state.safetensors` (weights, both moments of AdamW, the best
weights, the average of the weights if one is kept) and `manifest.json` (step, plan, held-out
losses, limits, identity, hash of the state). Chance and data order need no state of their own: they
are functions of seed and step (`chance.py`), and the learning speed is a function of step and plan.
"""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import safetensors.torch
import torch

from core import files
from core.contract.requests import TrainingRequest
from core.contract.wire import from_plain, to_plain
from core.errors import KnownError
from core.language import say
from core.training.guards import Progression
from core.training.identity import identity, require_same, versions
from core.training.memory import Limits

FOLDER = "checkpoints"
KEPT = 2
_FORMAT = 1
_STATE, _MANIFEST = "state.safetensors", "manifest.json"
_NAME = re.compile(r"step-(\d{6,})")


@dataclass
class LoopState:
    """Where a run stands; everything of it is in a checkpoint."""

    limits: Limits
    planned: int
    """Steps to be made in all; fewer than asked for when time is limited."""
    validate_every: int
    step: int = 0
    seconds: float = 0.0
    """Time spent training, over all resumptions."""
    heldout: Progression = field(default_factory=Progression)


@dataclass
class Vectors:
    """The tensors of a state.

    Attributes:
        weights: fp32 [N].
        best: fp32 [N], the best weights so far.
        optimiser: what `Optimiser.held` names: both moments of AdamW, fp32 [N] or codes with
            scales, and the average of the weights if one is kept.
    """

    weights: torch.Tensor
    best: torch.Tensor
    optimiser: dict[str, torch.Tensor]


def save(
    request: TrainingRequest, state: LoopState, vectors: Vectors, layout: list[tuple[str, Any]]
) -> Path:
    """Write a checkpoint whole or not at all and drop older ones but one; returns its folder.

    Raises:
        KnownError: kind "disk_full"; the older checkpoints are untouched.
    """
    home = Path(request.run_folder) / FOLDER
    target = home / f"step-{state.step:06d}"
    held = {"weights": vectors.weights, "best": vectors.best, **vectors.optimiser}
    tensors = {name: value.detach().cpu().contiguous() for name, value in held.items()}
    data = safetensors.torch.save(tensors)
    manifest = {
        "format": _FORMAT,
        "identity": identity(request),
        "versions": versions(),
        "layout": [[name, list(shape)] for name, shape in layout],
        "state": to_plain(state),
        "sha256": files.sha256_bytes(data),
    }
    with files.atomic_folder(target) as stage:
        (stage / _STATE).write_bytes(data)
        (stage / _MANIFEST).write_text(json.dumps(manifest, indent=1), encoding="utf-8")
    for old in found(home)[:-KEPT]:
        shutil.rmtree(old, ignore_errors=True)
    return target


def found(home: Path) -> list[Path]:
    """Checkpoint folders, oldest first."""
    if not home.is_dir():
        return []
    named = [(match, path) for path in home.iterdir() if (match := _NAME.fullmatch(path.name))]
    return [path for _, path in sorted((int(match[1]), path) for match, path in named)]


def newest(request: TrainingRequest) -> tuple[dict[str, Any], Path] | None:
    """(manifest, folder) of the newest whole checkpoint of this very run; None without any.

    Raises:
        KnownError: kind "bad_request", when it belongs to other data, base or settings.
    """
    for folder in reversed(found(Path(request.run_folder) / FOLDER)):
        manifest = _manifest(folder)
        if manifest is not None:
            require_same(manifest["identity"], request)
            return manifest, folder
    return None


def load(
    manifest: dict[str, Any], folder: Path, layout: list[tuple[str, Any]]
) -> tuple[LoopState, Vectors]:
    """The state (on the CPU) of a checkpoint that `newest` has approved.

    Raises:
        KnownError: kind "bad_data", when the network has other layers than it was made for.
    """
    if manifest["layout"] != [[name, list(shape)] for name, shape in layout]:
        raise KnownError(
            say("This training cannot go on where it stopped: the model has other layers now."),
            say("Start it anew."),
            kind="bad_data",
        )
    tensors = safetensors.torch.load((folder / _STATE).read_bytes())
    weights, best = tensors.pop("weights"), tensors.pop("best")
    return from_plain(LoopState, manifest["state"]), Vectors(weights, best, tensors)


def _manifest(folder: Path) -> dict[str, Any] | None:
    """The manifest of a whole checkpoint; None when anything of it is missing or damaged."""
    try:
        manifest = json.loads((folder / _MANIFEST).read_text("utf-8"))
        if manifest["format"] != _FORMAT:
            return None
        from_plain(LoopState, manifest["state"])
        whole = files.sha256_file(folder / _STATE) == manifest["sha256"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return manifest if whole else None
