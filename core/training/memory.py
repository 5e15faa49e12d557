"""What a run needs against what is free, before it starts, and what to give up when it runs out.

The needs are estimated from the shapes in the model's own files; they are meant to be right
within a third, and the ladder catches the rest.
"""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from pathlib import Path

import psutil
import torch
from safetensors import SafetensorError, safe_open

from core import files
from core.contract.requests import TrainingRequest
from core.errors import KnownError
from core.families.base import Family
from core.language import say

GIB = 1024**3
MOST_TRIES = 3
_RUNTIME_BYTES = {"cuda": 0.9 * GIB, "cpu": 0.45 * GIB}
"""The libraries themselves and their work space, measured."""
_STATES_A_WEIGHT = 16
"""Bytes of training a trainable weight: itself, its gradient and AdamW's two moments in fp32."""
_ACTIVATION_FACTOR = 1.6
"""Bytes kept for the backward pass over the bytes of all linear layers' inputs and outputs,
measured on both starter models."""
_CHECKPOINTED_SHARE = 0.2
_LATENT_PX = 256
"""Pixels a picture token stands for: 8 x 8 a latent, 2 x 2 latents a token."""
_PROMPT_TOKENS = 64


@dataclass(frozen=True)
class Limits:
    """What the ladder may change while a run is under way; part of a checkpoint."""

    batch_size: int
    accumulation: int
    checkpointing: bool


@dataclass(frozen=True)
class Needs:
    """Estimated bytes of one run."""

    weights: float
    adapter: float
    activations: float
    other_stages: float
    disk: float

    @property
    def peak(self) -> float:
        """The largest stage: stages follow each other and free what they held."""
        return max(self.weights + self.adapter + self.activations, self.other_stages)


def plan(
    request: TrainingRequest, family: Family, device: torch.device, free: float | None = None
) -> tuple[Limits, list[str]]:
    """Limits that fit into free memory, and a sentence for each thing given up.

    Args:
        free: bytes; measured when left out.

    Raises:
        KnownError: kind "out_of_memory" when even the smallest way does not fit, kind
            "disk_full" when checkpoints and adapter do not.
    """
    settings = request.settings
    limits = Limits(settings.batch_size, settings.accumulation, settings.checkpointing)
    room = free_bytes(device) if free is None else free
    runtime = _RUNTIME_BYTES["cuda" if device.type == "cuda" else "cpu"]
    said: list[str] = []
    while True:
        needs = estimate(request, family, device, limits)
        if needs.peak + (runtime if device.type == "cuda" else 0.0) <= room:
            break
        lower = step_down(limits)
        if lower is None:
            raise KnownError(
                say(
                    "This needs about {gib:.1f} GiB of memory, {room:.1f} GiB is free.",
                    gib=(needs.peak + runtime) / GIB,
                    room=room / GIB,
                ),
                say("Close other programs, choose a smaller model, or a smaller picture size."),
                kind="out_of_memory",
            )
        said.append(told_change(limits, lower))
        limits = lower
    files.require_free(Path(request.run_folder), int(needs.disk), "train this adapter")
    return limits, said


def estimate(
    request: TrainingRequest, family: Family, device: torch.device, limits: Limits
) -> Needs:
    """Bytes that a run with these limits takes."""
    settings = request.settings
    model = Path(request.model)
    shapes = weight_shapes(family.trained_part(model))
    size = 2 if device.type == "cuda" and settings.precision in ("auto", "bf16") else 4
    weights = sum(math.prod(shape) for shape in shapes.values()) * size
    linear = {name: shape for name, shape in shapes.items() if len(shape) == 2}
    adapted = sum(
        sum(shape)
        for name, shape in linear.items()
        if name.removesuffix(".weight").endswith(family.adapts)
    )
    trainable = adapted * settings.rank
    tokens = limits.batch_size * _tokens(request)
    activations = sum(map(sum, linear.values())) * tokens * size * _ACTIVATION_FACTOR
    if limits.checkpointing:
        activations *= _CHECKPOINTED_SHARE
    whole = sum(math.prod(shape) for shape in weight_shapes(model).values()) * size
    return Needs(
        weights=weights,
        adapter=trainable * _STATES_A_WEIGHT,
        activations=activations,
        other_stages=whole * 1.1,
        disk=trainable * _STATES_A_WEIGHT * 4 + 64 * 1024**2,
    )


def weight_shapes(folder: Path) -> dict[str, tuple[int, ...]]:
    """Shapes of all weights below a folder, read from the headers alone."""
    shapes: dict[str, tuple[int, ...]] = {}
    for path in sorted(folder.rglob("*.safetensors")):
        try:
            with safe_open(path, framework="np") as opened:
                for name in opened.keys():  # noqa: SIM118 - no mapping, only a method
                    shapes[f"{path.parent.name}/{name}"] = tuple(opened.get_slice(name).get_shape())
        except (OSError, SafetensorError) as error:
            raise KnownError(
                say("The model's file {name} is damaged.", name=path.name),
                say("Install the model again."),
                detail=str(error),
                kind="model_missing",
            ) from error
    if not shapes:
        raise KnownError(
            say("The model's folder holds no weights."),
            say("Install the model again, or choose another one."),
            detail=folder.name,
            kind="model_missing",
        )
    return shapes


def free_bytes(device: torch.device) -> float:
    """Bytes that can still be taken on the device; a container's own limit counts too."""
    if device.type == "cuda":
        return float(torch.cuda.mem_get_info(device)[0])
    free = float(psutil.virtual_memory().available)
    group = Path("/sys/fs/cgroup")
    try:
        limit = (group / "memory.max").read_text().strip()
        used = int((group / "memory.current").read_text())
        cached = int(_field((group / "memory.stat").read_text(), "inactive_file"))
    except (OSError, ValueError):
        return free
    return free if limit == "max" else min(free, float(int(limit) - used + cached))


def step_down(limits: Limits) -> Limits | None:
    """The next smaller way with the same effective batch; None when there is none."""
    if not limits.checkpointing:
        return dataclasses.replace(limits, checkpointing=True)
    if limits.batch_size > 1:
        half = limits.batch_size // 2
        factor = math.ceil(limits.batch_size / half)
        return Limits(half, limits.accumulation * factor, checkpointing=True)
    return None


def told_change(before: Limits, after: Limits) -> str:
    """What a step down means, in words."""
    if after.checkpointing and not before.checkpointing:
        return "Memory is short, so parts are computed twice instead of kept; this takes longer."
    return (
        f"Memory is short, so {after.batch_size} instead of {before.batch_size} examples are "
        "looked at together; what is learnt stays the same."
    )


def is_out_of_memory(error: BaseException) -> bool:
    """Whether this is the device's or the processor's way to say that memory is used up."""
    if isinstance(error, torch.OutOfMemoryError | MemoryError):
        return True
    words = str(error).lower()
    return isinstance(error, RuntimeError) and (
        "can't allocate memory" in words or "not enough memory" in words
    )


def _tokens(request: TrainingRequest) -> int:
    """Tokens of one item: picture and prompt, or the longest text (4 letters a token)."""
    if request.kind == "image":
        return request.settings.resolution**2 // _LATENT_PX + _PROMPT_TOKENS
    longest = max(
        (len(one.prompt) + len(one.system) + len(one.completion) for one in request.examples),
        default=0,
    )
    return min(request.settings.max_length, longest // 3 + 48)


def _field(text: str, name: str) -> str:
    return next(line.split()[1] for line in text.splitlines() if line.startswith(name + " "))
