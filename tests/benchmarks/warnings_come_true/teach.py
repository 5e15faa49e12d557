"""Second stage: teach each set in this process, make pictures, measure them.

Imports what the engine imports and nothing of the catalogue, so that it runs on a computer that has
a card and only torch's libraries.
"""

from __future__ import annotations

import math
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from core.contract.control import Control
from core.contract.requests import (
    AdapterMix,
    GenerationRequest,
    ImageOptions,
    MixPart,
    TrainingRequest,
    TrainingSettings,
)
from core.families import image_family
from core.generation.run import Generator
from core.paths import models_home
from core.training.run import train
from tests.benchmarks.warnings_come_true import results
from tests.benchmarks.warnings_come_true.faults import FAULTS, Picture, value
from tests.benchmarks.warnings_come_true.listening import Listener
from tests.benchmarks.warnings_come_true.results import Outcome, Way
from tests.benchmarks.warnings_come_true.sets import PreparedSet, read_sets

MEASURED = 256
"""px of the side at which pictures are measured, whatever they were made at."""
FIRST_SEED = 101
LOOKS = 4


@dataclass(frozen=True)
class Order:
    """What one process is asked to do; 0 and empty take the plan's own."""

    seeds: tuple[int, ...]
    codes: tuple[str, ...] = ()
    steps: int = 0
    batch_size: int = 0
    resolution: int = 0
    pictures: int = 4
    model: str = ""
    device: str = "auto"
    threads: int = 0
    """Of the processor; two that wait for each other on a busy one take many times as long."""
    share: tuple[int, int] = (1, 1)
    """Which part of how many, counted from 1."""


def teach(home: Path, file: Path, order: Order) -> None:
    """Teach what is asked for and not in the file yet; the pictures are kept beside the file."""
    sets = read_sets(home, order.codes)
    work = [(one, seed) for seed in order.seeds for one in sets]
    part, parts = order.share
    if order.threads:
        torch.set_num_threads(order.threads)
    generator = Generator()
    with tempfile.TemporaryDirectory() as name:
        for prepared, seed in work[part - 1 :: parts]:
            request = _request(prepared, Path(name), order, seed)
            way = _way(request, order)
            known = {one.key for one in results.read(file)}
            if (prepared.code, seed, way) in known:
                continue
            outcome, pictures = _taught(prepared, request, way, generator)
            results.append(file, outcome)
            sheet = file.parent / "made" / f"{prepared.code}-{seed}-{way.steps}.jpg"
            _keep(pictures, sheet)
            told = {code: round(number, 2) for code, number in outcome.numbers.items()}
            print(prepared.code, seed, told, outcome.seconds, flush=True)
            shutil.rmtree(request.run_folder, ignore_errors=True)


def _request(prepared: PreparedSet, folder: Path, order: Order, seed: int) -> TrainingRequest:
    """The planned request on this computer. Adapters of one seed begin with the same weights."""
    asked = prepared.request
    model = Path(order.model) if order.model else models_home() / asked.model
    if not image_family(asked.family).recognises(model):
        raise SystemExit(f"{model} is no model of the family {asked.family}; name one by --model.")
    name = f"{prepared.code}-{seed}"
    return replace(
        asked, run=name, model=str(model), run_folder=str(folder / name),
        adapter_id=f"seed-{seed}", cache_folder=str(folder / "cache"),
        settings=_settings(asked.settings, order, seed), device=order.device,
    )  # fmt: skip


def _settings(planned: TrainingSettings, order: Order, seed: int) -> TrainingSettings:
    steps = order.steps or planned.steps
    every = max(1, -(-steps // LOOKS))
    return replace(
        planned,
        seed=seed,
        steps=steps,
        batch_size=order.batch_size or planned.batch_size,
        resolution=order.resolution or planned.resolution,
        warmup_steps=min(planned.warmup_steps, steps // LOOKS),
        validate_every=every,
        checkpoint_every=every,
    )


def _way(request: TrainingRequest, order: Order) -> Way:
    settings = request.settings
    model = Path(request.model).name
    return Way(settings.steps, settings.batch_size, settings.resolution, order.pictures, model)


def _taught(
    prepared: PreparedSet, request: TrainingRequest, way: Way, generator: Generator
) -> tuple[Outcome, list[Picture]]:
    """Teach, make the pictures, measure."""
    hears = Listener()
    train(request, hears, Control())
    done = hears.done("taught")
    part = MixPart(request.adapter_id, done.path, 1.0, done.summary["sha256"], request.adapter_name)
    generator.serve(_grid(prepared, request, way, part), hears, Control())
    hears.done("made")
    pictures = [_read(Path(one)) for one in hears.files]
    numbers = {fault.code: value(fault, pictures) for fault in FAULTS}
    outcome = Outcome(
        code=prepared.code,
        seed=request.settings.seed,
        way=way,
        numbers={code: number for code, number in numbers.items() if math.isfinite(number)},
        told=prepared.told,
        heldout_base=done.summary["heldout_loss_base"],
        heldout=done.summary["heldout_loss"],
        seconds={name: round(spent, 1) for name, spent in hears.seconds.items()},
        device=hears.device,
    )
    return outcome, pictures


def _grid(
    prepared: PreparedSet, request: TrainingRequest, way: Way, part: MixPart
) -> GenerationRequest:
    """The adapter's pictures alone: the base's column, always there, counts as made."""
    seeds = tuple(range(FIRST_SEED, FIRST_SEED + way.pictures))
    prompts = prepared.prompts[: way.pictures]
    base = tuple((prompt, 0, seed) for prompt in range(len(prompts)) for seed in range(len(seeds)))
    return GenerationRequest(
        job=request.run, kind="image", family=request.family, model=request.model,
        model_hash=request.model_hash, out_folder=str(Path(request.run_folder) / "made"),
        prompts=prompts, mixes=(AdapterMix("base"), AdapterMix("it", (part,))), seeds=seeds,
        image=ImageOptions(width=way.resolution, height=way.resolution), made=base,
        device=request.device,
    )  # fmt: skip


def _read(path: Path) -> Picture:
    with Image.open(path) as opened:
        return np.asarray(opened.convert("RGB").resize((MEASURED, MEASURED)), float)


def _keep(pictures: Sequence[Picture], sheet: Path) -> None:
    """All pictures of an adapter side by side, for the eye."""
    sheet.parent.mkdir(parents=True, exist_ok=True)
    across = max(1, round(len(pictures) ** 0.5))
    rows = [np.hstack(pictures[at : at + across]) for at in range(0, len(pictures), across)]
    whole = np.vstack([row for row in rows if row.shape == rows[0].shape])
    Image.fromarray(whole.astype(np.uint8)).save(sheet, quality=88)
