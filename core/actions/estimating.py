"""How long a training will take and how much memory: from earlier runs on this computer, else from
a table of measured speeds. Nothing is started and no model is loaded.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from typing import Literal, cast

from core.actions.material import amount_of, gather
from core.actions.planning import TrainingPlan, Wish, counter_of, model_for, settings_for
from core.catalogue import runs
from core.catalogue.records import RunRecord
from core.catalogue.store import Catalogue
from core.contract.items import Example
from core.contract.manner import held, launched
from core.contract.requests import (
    CHECKPOINTING,
    Checkpointing,
    Intensity,
    Kind,
    TrainingRequest,
    TrainingSettings,
)
from core.errors import KnownError
from core.families import family
from core.families.base import Family, ImageFamily
from core.families.needs import (
    item_tokens,
    least_gib,
    letters,
    nf4_is_here,
    parameters,
    picture_tokens,
    run_gib,
    weight_shapes,
)
from core.jobs.hardware import Hardware, summary
from core.language import say
from core.models.library import ModelRecord

INTENSITIES: tuple[Intensity, ...] = ("quick", "balanced", "careful")
_RUNS_LOOKED_AT = 8
_LETTERS_A_TOKEN, _TEMPLATE_TOKENS = 4, 30
_FLOPS_A_WEIGHT = 4
"""A frozen model's share of a step: 2 forward, 2 back to the layers before, for each token."""
_TWICE = {"none": 1.0, "segmented": 1.25, "whole": 1.5}
"""Factor where parts are computed twice to save memory: 6 instead of 4."""
_SHORTEST_REST = 5.0

Basis = Literal["measured", "similar", "table"]
Fit = Literal["fits", "tight", "too_big"]


@dataclass(frozen=True)
class Speed:
    """How fast a device trains one kind of model.

    Attributes:
        flops: floating point operations a second, a processor's for each core.
        step: seconds a step takes however small the model is.
        looks: seconds for all looks at held-out items and all samples of one run.
        rest: seconds for loading, preparing, saving and proving, and for judging a voice.
    """

    flops: float
    step: float
    looks: float
    rest: float


MEASURED: dict[tuple[str, Kind], Speed] = {
    # Two AVX2 cores, torch 2.13, fp32: starter for pictures 1.24 s a step of 4 at 256 px,
    # starter for texts 2.27 s a step of 2, and 170 s of one core to judge what it learnt.
    ("cpu", "image"): Speed(60e9, 0.0, 30.0, 20.0),
    ("cpu", "text"): Speed(30e9, 0.0, 30.0, 115.0),
    # H100, eager bf16: 12 B model at 512 px 0.37 s a step, SDXL at 1024 px 0.56 s; cards of a
    # desk reach about a third of its arithmetic and the same launches.
    ("cuda", "image"): Speed(40e12, 0.35, 60.0, 60.0),
    ("cuda", "text"): Speed(40e12, 0.25, 20.0, 60.0),
}
"""The table that the first training on a computer is estimated from."""


@dataclass(frozen=True)
class Way:
    """How a training will be done with the memory that is free now, see `core.training.memory`."""

    kind: Kind
    on_card: bool
    precision: str
    """Number format of the frozen model: "fp32", "bf16", "int8" or "nf4"."""
    checkpointing: str = "none"
    offload: bool = False

    @property
    def sentence(self) -> str:
        """All of it for those who look under Details."""
        whole = self.kind == "image" and not self.offload
        said = [held(self.on_card, self.precision)]
        if self.offload:
            said.append(say("Its parts take turns there, because memory is short."))
        if self.checkpointing != "none":
            said.append(say("Parts of each step are computed twice to save memory."))
        said.append(launched(self.on_card, whole))
        if self.on_card and whole:
            said.append(say("It is compiled where the training is long enough for that to pay."))
        return " ".join(said)


@dataclass(frozen=True)
class Estimate:
    """What one training takes."""

    steps: int
    """Those that will be made; fewer than planned where a time limit allows no more."""
    seconds: float
    memory_gib: float
    basis: Basis
    """Whether the same model ran here before, another one did, or none."""
    fit: Fit
    way: Way
    limited: bool = False
    """Whether the time limit decides."""


@dataclass(frozen=True)
class Experience:
    """What one finished run taught about this computer."""

    model: str
    kind: Kind
    flops: float
    """A second, all cores together."""
    looks: float
    rest: float
    memory_gib: float
    shape: tuple[int, int, int, str, str]
    """Batch, picture size or longest text, capacity, checkpointing, kind of adapter: what memory
    depends on."""


@dataclass(frozen=True)
class Option:
    """One of the three intensities."""

    intensity: Intensity
    settings: TrainingSettings
    estimate: Estimate


@dataclass(frozen=True)
class Outlook:
    """What the choices lead to, before any check was made."""

    model: ModelRecord
    learns: int
    held: int
    total: int
    options: tuple[Option, ...]


def outlook(catalogue: Catalogue, project_id: int, wish: Wish, hardware: Hardware) -> Outlook:
    """Settings and times of all three intensities.

    Raises:
        KnownError: there is nothing to learn from, or no such model.
    """
    model = model_for(wish.kind, wish.model)
    found = gather(catalogue, project_id, wish.kind, views=wish.views)
    amount = amount_of(found.material, wish.kind, counter_of(model))
    known = experiences(catalogue, wish.kind, hardware)
    options = []
    for intensity in INTENSITIES:
        settings = settings_for(model, replace(wish, intensity=intensity), amount)
        told = estimate(
            model.name, model.family, model.folder, settings, found.material.examples, hardware,
            known, wish.device,
        )  # fmt: skip
        options.append(Option(intensity, settings, told))
    return Outlook(model, len(found.train), len(found.held), found.total, tuple(options))


def estimate_plan(catalogue: Catalogue, plan: TrainingPlan, hardware: Hardware) -> Estimate:
    """What this plan takes."""
    request = plan.request
    known = experiences(catalogue, request.kind, hardware)
    return estimate(
        request.model_name, request.family, Path(request.model), request.settings,
        request.examples, hardware, known, request.device,
    )  # fmt: skip


def estimate(
    model: str,
    family_name: str,
    folder: Path,
    settings: TrainingSettings,
    examples: Sequence[Example],
    hardware: Hardware,
    known: Sequence[Experience] = (),
    device: str = "auto",
) -> Estimate:
    """Time and memory of one run.

    Args:
        model: its name, by which earlier runs are found.
        examples: of a text training; empty for pictures.
        known: earlier runs of this kind on this computer.
    """
    kin = family(family_name)
    kind = kin.card.kind
    where = _device(hardware, device)
    same = [one for one in known if one.model == model]
    speed = MEASURED[where, kind]
    cores = hardware.cpu_cores if where == "cpu" else 1
    weights = parameters(weight_shapes(kin.trained_part(folder)))
    work = _work(settings, kind, examples) * weights
    tokens = item_tokens(kin, folder, settings, max(map(letters, examples), default=0))
    fitted, offload = _as_it_fits(kin, folder, settings, tokens, where, hardware)
    step = speed.step + _work(fitted, kind, examples) * weights / (speed.flops * cores)
    looks, rest = speed.looks, speed.rest
    used = same or list(known)
    if used:
        step = work / median(one.flops for one in used)
    if same:
        looks, rest = median(one.looks for one in same), median(one.rest for one in same)
    steps, limit = settings.steps, settings.max_minutes * 60.0
    training = steps * step + looks
    limited = bool(limit) and training > limit
    if limited:
        steps, training = max(1, min(steps, int((limit - looks) / step))), limit
    memory = _measured_memory(settings, kind, same)
    memory = memory or run_gib(kin, folder, fitted, tokens=tokens, device=where, offload=offload)
    least = least_gib(kin, folder, settings, tokens=tokens, device=where)
    basis: Basis = "measured" if same else "similar" if used else "table"
    fit = _fit(memory, min(memory, least), where, hardware)
    usual = "bf16" if where == "cuda" else "fp32"
    precision = usual if fitted.precision == "auto" else fitted.precision
    if fit == "fits" and fitted.precision != settings.precision:
        fit = "tight"
    way = Way(kind, where == "cuda", precision, fitted.checkpointing, offload)
    return Estimate(steps, training + rest, memory, basis, fit, way, limited)


def experiences(catalogue: Catalogue, kind: Kind, hardware: Hardware) -> tuple[Experience, ...]:
    """What the newest finished runs of this kind say about this computer."""
    here = summary(hardware)
    with catalogue.reading() as session:
        finished = [
            one
            for one in runs.list_runs(session)
            if one.kind == kind and one.state in ("done", "cancelled")
            and one.metrics.get("training_seconds") and one.metrics.get("rate")
            and one.versions.get("computer") == here
        ][:_RUNS_LOOKED_AT]  # fmt: skip
        pairs = []
        for one in finished:
            try:
                pairs.append((one, runs.request_of(session, one.id)))
            except KnownError:  # a request of another version teaches nothing
                continue
    found = (_experience(run, request) for run, request in pairs)
    return tuple(one for one in found if one is not None)


def _experience(run: RunRecord, request: TrainingRequest) -> Experience | None:
    settings, metrics = request.settings, run.metrics
    try:
        part = family(request.family).trained_part(Path(request.model))
        weights = parameters(weight_shapes(part))
    except KnownError:  # the model has left this computer
        return None
    rate, steps = float(metrics["rate"]), int(metrics.get("steps", run.step))
    training = float(metrics["training_seconds"])
    return Experience(
        model=request.model_name,
        kind=request.kind,
        flops=_work(settings, request.kind, request.examples) * weights * rate,
        looks=max(0.0, training - steps / rate),
        rest=max(_SHORTEST_REST, float(metrics.get("seconds", 0.0)) - training),
        memory_gib=float(metrics.get("peak_memory_gib") or metrics.get("memory_gib") or 0.0),
        shape=_shape(settings, request.kind),
    )


def _work(settings: TrainingSettings, kind: Kind, examples: Sequence[Example]) -> float:
    """Operations of one step for each weight."""
    if kind == "image":
        tokens = float(picture_tokens(settings.resolution))
    else:
        mean = sum(map(letters, examples)) / max(1, len(examples))
        tokens = min(float(settings.max_length), mean / _LETTERS_A_TOKEN + _TEMPLATE_TOKENS)
    rows = settings.batch_size * settings.accumulation
    return _FLOPS_A_WEIGHT * rows * tokens * _TWICE[settings.checkpointing]


def _shape(settings: TrainingSettings, kind: Kind) -> tuple[int, int, int, str, str]:
    size = settings.resolution if kind == "image" else settings.max_length
    return settings.batch_size, size, settings.rank, settings.checkpointing, settings.kind


def _measured_memory(settings: TrainingSettings, kind: Kind, same: Sequence[Experience]) -> float:
    """GiB that the same shape took before; 0 for never."""
    shape = _shape(settings, kind)
    return max((one.memory_gib for one in same if one.shape == shape), default=0.0)


def _as_it_fits(
    kin: Family,
    folder: Path,
    settings: TrainingSettings,
    tokens: int,
    where: str,
    hardware: Hardware,
) -> tuple[TrainingSettings, bool]:
    """With as much given up as the free memory asks for, as `training.memory` will plan: computed
    twice, then fewer bits; and whether at last the model's parts take turns on the card."""
    free = hardware.gpu_free_gib if where == "cuda" else hardware.free_gib
    formats = [settings.precision]
    if where == "cuda" and settings.precision == "auto":
        formats += ["int8", "nf4"] if nf4_is_here() else ["int8"]
    for precision in formats:
        for smaller in _smaller(replace(settings, precision=precision)):
            if run_gib(kin, folder, smaller, tokens=tokens, device=where) <= free:
                return smaller, False
    turns = isinstance(kin, ImageFamily) and where == "cuda" and kin.blocks_repeat
    return smaller, turns


def _smaller(settings: TrainingSettings) -> Iterator[TrainingSettings]:
    """The settings, then with more and more given up: kept values, AdamW's memory, the batch."""
    at = CHECKPOINTING.index(cast("Checkpointing", settings.checkpointing))
    for level in CHECKPOINTING[at:]:
        settings = replace(settings, checkpointing=level)
        yield settings
    if settings.optimiser == "auto":
        settings = replace(settings, optimiser="adamw_8bit")
        yield settings
    while settings.batch_size > 1:
        half = settings.batch_size // 2
        rounds = settings.accumulation * math.ceil(settings.batch_size / half)
        settings = replace(settings, batch_size=half, accumulation=rounds)
        yield settings


def _fit(memory: float, least: float, where: str, hardware: Hardware) -> Fit:
    on_card = where == "cuda"
    free = hardware.gpu_free_gib if on_card else hardware.free_gib
    total = hardware.gpu_memory_gib if on_card else hardware.memory_gib
    if memory <= free:
        return "fits"
    return "tight" if least <= total else "too_big"


def _device(hardware: Hardware, wanted: str) -> str:
    if wanted.startswith("cuda") or (wanted == "auto" and hardware.gpu_name):
        return "cuda"
    return "cpu"
