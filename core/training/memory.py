"""What a run needs against what is free, before it starts, and what to give up when it runs out.

The needs are estimated in `families.needs`; the ladder catches what they miss.
"""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import psutil
import torch

from core import files
from core.contract.requests import (
    CHECKPOINTING,
    Checkpointing,
    Optimiser,
    TrainingRequest,
    with_checkpointing_named,
)
from core.errors import KnownError
from core.families.base import Family, ImageFamily
from core.families.held.offload import card_room
from core.families.needs import (
    GIB,
    RUNTIME_BYTES,
    Needs,
    estimate_needs,
    item_tokens,
    letters,
    nf4_is_here,
)
from core.language import say
from core.training.task import Place

MOST_TRIES = 5
"""Steps down in one run: all that is computed twice, 8 bits, and the batch divided twice."""


@dataclass(frozen=True)
class Limits:
    """What the ladder may change while a run is under way; part of a checkpoint."""

    batch_size: int
    accumulation: int
    checkpointing: Checkpointing = "none"
    optimiser: Optimiser = "adamw"

    @staticmethod
    def upgraded(plain: dict[str, Any]) -> dict[str, Any]:
        """What an older version wrote into a checkpoint, in this one's terms."""
        return with_checkpointing_named(plain)

    @property
    def eight_bit(self) -> bool:
        """Whether AdamW's memory is held in 8 bits."""
        return self.optimiser == "adamw_8bit"


@dataclass(frozen=True)
class Ladder:
    """What a run may give up while it is under way.

    Attributes:
        checkpointing: the ways of computing parts twice, the least first.
        eight_bit: whether AdamW's memory may be narrowed.
    """

    checkpointing: tuple[Checkpointing, ...] = CHECKPOINTING
    eight_bit: bool = True

    def below(self, limits: Limits) -> Limits | None:
        """The next smaller way with the same effective batch; None when there is none."""
        now = CHECKPOINTING.index(limits.checkpointing)
        for level in self.checkpointing:
            if CHECKPOINTING.index(level) > now:
                return dataclasses.replace(limits, checkpointing=level)
        if self.eight_bit and not limits.eight_bit:
            return dataclasses.replace(limits, optimiser="adamw_8bit")
        if limits.batch_size > 1:
            half = limits.batch_size // 2
            factor = math.ceil(limits.batch_size / half)
            return dataclasses.replace(
                limits, batch_size=half, accumulation=limits.accumulation * factor
            )
        return None

    def lowest(self, limits: Limits) -> Limits:
        """With everything given up that can be."""
        while (lower := self.below(limits)) is not None:
            limits = lower
        return limits


def ladder(request: TrainingRequest) -> Ladder:
    """What this run may give up."""
    return Ladder(eight_bit=request.settings.optimiser == "auto")


def asked_limits(request: TrainingRequest) -> Limits:
    """What the settings ask for, before anything is given up."""
    settings = request.settings
    level = cast("Checkpointing", settings.checkpointing)
    optimiser: Optimiser = "adamw_8bit" if settings.optimiser == "adamw_8bit" else "adamw"
    return Limits(settings.batch_size, settings.accumulation, level, optimiser)


def together(request: TrainingRequest, place: Place, limits: Limits) -> Limits:
    """All texts of one correction in one batch, on a card: short rows leave it idle."""
    if request.kind != "text" or place.device.type != "cuda":
        return limits
    rows = limits.batch_size * limits.accumulation
    return dataclasses.replace(limits, batch_size=rows, accumulation=1)


@dataclass(frozen=True)
class Plan:
    """How a run is to be made."""

    place: Place
    limits: Limits
    said: list[str]
    """A sentence for each thing given up."""


def plan(request: TrainingRequest, family: Family, place: Place, free: float | None = None) -> Plan:
    """The fastest and most exact way that fits into free memory.

    Left to "auto", large models on a card are held in bf16, else in 8, else in 4 bits, and those
    for pictures at last with blocks that visit the card in turn; before each of these, as many
    parts as needed are computed twice, AdamW's memory is held in 8 bits and the batch is divided.
    Texts that are looked at one after the other for one correction are looked at together where
    that costs nothing else.

    Args:
        place: as the request asks for it.
        free: bytes; measured when left out.

    Raises:
        KnownError: kind "out_of_memory" when even the smallest way does not fit, kind
            "disk_full" when checkpoints and adapter do not.
    """
    asked, steps = asked_limits(request), ladder(request)
    room = free_bytes(place.device) if free is None else free
    runtime = RUNTIME_BYTES["cuda" if place.device.type == "cuda" else "cpu"]
    room -= runtime if place.device.type == "cuda" else 0.0
    for way in _ways(request, family, place):
        first = dataclasses.replace(asked, checkpointing="whole") if way.offload else asked
        if estimate(request, family, way, together(request, way, first)).peak <= room:
            first = together(request, way, first)
        limits: Limits | None = first
        while limits is not None:
            needs = estimate(request, family, way, limits)
            if needs.peak <= room:
                files.require_free(
                    Path(request.run_folder), int(needs.disk), say("train this adapter")
                )
                return Plan(way, limits, [*_told_way(place, way), *told_changes(first, limits)])
            limits = steps.below(limits)
    raise KnownError(
        say(
            "This needs about {gib:.1f} GiB of memory, {room:.1f} GiB is free.",
            gib=(needs.peak + runtime) / GIB,
            room=room / GIB,
        ),
        say("Close other programs, choose a smaller model, or a smaller picture size."),
        kind="out_of_memory",
    )


def lower_way(request: TrainingRequest, family: Family, asked: Place, failed: Plan) -> Plan | None:
    """What to try after memory ran out with everything given up that a run can give up under way:
    the network loaded anew in fewer bits; None when there is nothing left.

    Args:
        asked: the place as the request asks for it.
    """
    ways = _ways(request, family, asked)
    left = ways[ways.index(failed.place) + 1 :]
    if not left:
        return None
    limits = ladder(request).lowest(failed.limits)
    return Plan(left[0], limits, _told_way(failed.place, left[0]))


def _ways(request: TrainingRequest, family: Family, place: Place) -> list[Place]:
    """How the frozen network may be held, the best first."""
    if place.device.type != "cuda":
        return [place]
    ways = [place]
    if request.settings.precision == "auto":
        ways.append(dataclasses.replace(place, precision="int8"))
        if nf4_is_here():
            ways.append(dataclasses.replace(place, precision="nf4"))
    blocks_repeat = isinstance(family, ImageFamily) and family.blocks_repeat
    return [*ways, dataclasses.replace(ways[-1], offload=True)] if blocks_repeat else ways


def _told_way(asked: Place, way: Place) -> list[str]:
    """What another way than the one asked for means, in words."""
    said = []
    if way.precision != asked.precision:
        said.append(
            say(
                "Memory is short, so the model is held in {bits} bits a number; the training is "
                "slower and a little less exact.",
                bits=8 if way.precision == "int8" else 4,
            )
        )
    if way.offload:
        said.append(
            say(
                "Memory is short, so the model's parts take turns on the graphics card; this "
                "takes longer."
            )
        )
    return said


def estimate(request: TrainingRequest, family: Family, place: Place, limits: Limits) -> Needs:
    """Bytes that a run in this place with these limits takes."""
    longest = max(map(letters, request.examples), default=0)
    held = place.precision or ("fp32" if place.dtype == torch.float32 else "bf16")
    return estimate_needs(
        family,
        Path(request.model),
        dataclasses.replace(request.settings, precision=held),
        tokens=item_tokens(family, Path(request.model), request.settings, longest),
        device="cuda" if place.device.type == "cuda" else "cpu",
        batch_size=limits.batch_size,
        checkpointing=limits.checkpointing,
        eight_bit=limits.eight_bit,
        offload=place.offload,
    )


def free_bytes(device: torch.device) -> float:
    """Bytes that can still be taken on the device; a container's own limit counts too."""
    if device.type == "cuda":
        return card_room(device)
    free = float(psutil.virtual_memory().available)
    group = Path("/sys/fs/cgroup")
    try:
        limit = (group / "memory.max").read_text().strip()
        used = int((group / "memory.current").read_text())
        cached = int(_field((group / "memory.stat").read_text(), "inactive_file"))
    except (OSError, ValueError):
        return free
    return free if limit == "max" else min(free, float(int(limit) - used + cached))


def told_changes(before: Limits, after: Limits) -> list[str]:
    """What steps down mean, in words."""
    said = []
    if after.checkpointing != before.checkpointing:
        said.append(
            say(
                "Memory is short, so every second part is computed twice instead of kept; this "
                "takes a little longer."
            )
            if after.checkpointing == "segmented"
            else say(
                "Memory is short, so parts are computed twice instead of kept; this takes longer."
            )
        )
    if after.eight_bit and not before.eight_bit:
        said.append(
            say(
                "Memory is short, so what the training remembers of its steps is held in 8 bits a "
                "number; it is a little less exact."
            )
        )
    if after.batch_size != before.batch_size:
        said.append(
            say(
                "Memory is short, so {now} instead of {before} examples are looked at together; "
                "what is learnt stays the same.",
                now=after.batch_size,
                before=before.batch_size,
            )
        )
    return said


def is_out_of_memory(error: BaseException) -> bool:
    """Whether this is the device's, the processor's or our own way to say that memory is used
    up."""
    if isinstance(error, torch.OutOfMemoryError | MemoryError):
        return True
    if isinstance(error, KnownError):
        return error.kind == "out_of_memory"
    words = str(error).lower()
    return isinstance(error, RuntimeError) and (
        "can't allocate memory" in words or "not enough memory" in words
    )


def _field(text: str, name: str) -> str:
    return next(line.split()[1] for line in text.splitlines() if line.startswith(name + " "))
