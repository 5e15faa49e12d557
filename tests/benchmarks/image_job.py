"""A whole job at real size: 30 photos, SDXL 1024, Balanced, from the press to the proven adapter.

The model folder has random weights at real size (7 GB), so that nothing can be learnt; early
stopping is off and all planned steps are made. The usual trainer's time for the same picture views
is its step, measured in the same run on the same card, times the steps: without its loading,
encoding and saving, which it would have to do, too.

    python -m tests.benchmarks.image_job              a CUDA card, 8 GB of disk
    python -m tests.benchmarks.image_job --small      rehearsal on a processor, with a toy
"""

from __future__ import annotations

import argparse
import dataclasses
import hashlib
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from core.contract.control import Control
from core.contract.items import Picture
from core.contract.messages import Done, Message, Notice, Phase
from core.contract.requests import TrainingRequest
from core.families import image_family
from core.training.run import train
from core.training.task import Place
from tests.benchmarks import stock_sdxl
from tests.benchmarks.image_training import Case, usual

PHOTOS = 30
LANDSCAPE = 6
"""Of 30 product photos so many are wider than high: two sizes of batches."""


def photos(folder: Path, side: int) -> tuple[Picture, ...]:
    """Soft patterns, each another one."""
    made = []
    for number in range(PHOTOS):
        width, height = (side * 3 // 2, side) if number < LANDSCAPE else (side, side)
        source = np.random.default_rng(number).integers(0, 255, (9, 9, 3), np.uint8)
        path = folder / f"photo{number}.jpg"
        Image.fromarray(source).resize((width, height), Image.Resampling.BICUBIC).save(path)
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        made.append(
            Picture(number, str(path), digest, width, height, caption=f"photo {number} of mrnx cup")
        )
    return tuple(made)


def job(model: Path, folder: Path, side: int, device: str, changes: dict[str, Any]) -> Any:
    """The request that the window would send for Balanced."""
    kin = image_family("sdxl")
    settings = dataclasses.replace(
        kin.settings("balanced", PHOTOS, model), patience=0, resolution=side, **changes
    )
    pictures = photos(folder, side)
    return TrainingRequest(
        run="bench", kind="image", family="sdxl", model=str(model), model_hash="00" * 32,
        model_name="SDXL", model_licence="", run_folder=str(folder / "run"),
        cache_folder=str(folder / "cache"), adapter_id="bench", adapter_name="Bench",
        trigger="mrnx", class_word="cup", settings=settings, pictures=pictures[:26],
        heldout_pictures=pictures[26:], device=device,
    )  # fmt: skip


def measure(request: TrainingRequest) -> dict[str, Any]:
    """Seconds of the job and of its phases."""
    phases: dict[str, float] = {}
    notices: list[str] = []
    now, since = "start", time.perf_counter()
    began = since
    last: list[Message] = []

    def hear(message: Message) -> None:
        nonlocal now, since
        last[:] = [message]
        if isinstance(message, Notice):
            notices.append(message.say)
        if isinstance(message, Phase):
            at = time.perf_counter()
            phases[now] = phases.get(now, 0.0) + at - since
            now, since = message.name, at

    train(request, hear, Control())
    ended = time.perf_counter()
    phases[now] = phases.get(now, 0.0) + ended - since
    if not isinstance(last[0], Done):
        raise SystemExit(f"the job was not done: {last[0]}")
    kept = ("steps", "training_seconds", "peak_memory_gib", "proof", "trainable_parameters")
    return {
        "seconds": ended - began,
        "phases": {name: round(seconds, 2) for name, seconds in phases.items()},
        "notices": notices,
        **{name: last[0].summary[name] for name in kept},
    }


def main() -> None:
    """Measure and print one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true")
    options = parser.parse_args()
    device = "cpu" if options.small else "cuda"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        model = stock_sdxl.build(folder / "model", device, small=options.small)
        changes = {"steps": 4, "rank": 2, "alpha": 2.0} if options.small else {}
        request = job(model, folder, 64 if options.small else 1024, device, changes)
        row = measure(request)
        settings = request.settings
        row["views"] = settings.steps * settings.batch_size * settings.accumulation
        print(json.dumps(row), flush=True)
        if not options.small:
            place = Place(torch.device("cuda"), torch.bfloat16)
            for way, saving in (("usual", False), ("usual_saving", True)):
                torch.cuda.empty_cache()
                step = usual(Case("sdxl", 1024, settings.batch_size), place, 20, saving)
                row[f"{way}_seconds"] = step["ms"] / 1000 * settings.steps
            row["device"] = torch.cuda.get_device_name()
        row["torch"] = torch.__version__
        print(json.dumps(row))


if __name__ == "__main__":
    main()
