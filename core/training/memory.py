"""What a run needs against what is free, before it starts, and what to give up when it runs out.

The needs are estimated in `families.needs`; the ladder catches what they miss.
"""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from pathlib import Path

import psutil
import torch

from core import files
from core.contract.requests import TrainingRequest
from core.errors import KnownError
from core.families.base import Family
from core.families.needs import (
    GIB,
    RUNTIME_BYTES,
    Needs,
    estimate_needs,
    letters,
    picture_tokens,
    text_tokens,
)
from core.language import say

MOST_TRIES = 3


@dataclass(frozen=True)
class Limits:
    """What the ladder may change while a run is under way; part of a checkpoint."""

    batch_size: int
    accumulation: int
    checkpointing: bool


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
    runtime = RUNTIME_BYTES["cuda" if device.type == "cuda" else "cpu"]
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
    files.require_free(Path(request.run_folder), int(needs.disk), say("train this adapter"))
    return limits, said


def estimate(
    request: TrainingRequest, family: Family, device: torch.device, limits: Limits
) -> Needs:
    """Bytes that a run with these limits takes."""
    return estimate_needs(
        family,
        Path(request.model),
        request.settings,
        tokens=_tokens(request),
        device="cuda" if device.type == "cuda" else "cpu",
        batch_size=limits.batch_size,
        checkpointing=limits.checkpointing,
    )


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
        return say(
            "Memory is short, so parts are computed twice instead of kept; this takes longer."
        )
    return say(
        "Memory is short, so {now} instead of {before} examples are looked at together; what is "
        "learnt stays the same.",
        now=after.batch_size,
        before=before.batch_size,
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
    """Tokens of one item: picture and prompt, or the longest text."""
    if request.kind == "image":
        return picture_tokens(request.settings.resolution)
    longest = max(map(letters, request.examples), default=0)
    return text_tokens(longest, request.settings.max_length)


def _field(text: str, name: str) -> str:
    return next(line.split()[1] for line in text.splitlines() if line.startswith(name + " "))
