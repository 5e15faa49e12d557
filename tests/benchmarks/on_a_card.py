"""Benchmarks that need a graphics card, several in one go: each in a process and a file of its own,
each with a limit, and one line of what it found.

    python -m tests.benchmarks.on_a_card FOLDER --parts speed texts --minutes 9
    python -m tests.benchmarks.on_a_card FOLDER --parts losses --at-once 3      times do not count
    python -m tests.benchmarks.on_a_card FOLDER --parts losses --rehearse       toys, no card

What has a whole file in FOLDER already is left out, so that a broken-off go is taken up again.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

IMAGE, TEXT = "tests.benchmarks.image_training", "tests.benchmarks.text_training"
PRECISIONS = ("", "int8", "nf4")
TOLD = ("ms", "allocated", "loss_apart", "learnt", "captured", "refused", "peak_gib")
"""What is told of each way, besides its ratios."""


@dataclass(frozen=True)
class Job:
    """One process."""

    name: str
    command: tuple[str, ...]
    seconds: float
    """It is given up after this time."""


def _losses() -> Iterator[Job]:
    """Captured against eager, every family and precision, 50 steps; beside a second eager run."""
    sizes = {"sd15": "512:1", "sdxl": "512:1", "flux1": "256:1", "flux2_klein": "256:1",
             "z_image": "256:1", "qwen_image": "256:1:saving"}  # fmt: skip
    for family, size in sizes.items():
        for precision in PRECISIONS:
            joint = "+" if size.endswith("saving") else ":"
            case = f"{family}:{size}" + (joint + precision if precision else "")
            ways = ("eager", "again", "captured")
            command = (IMAGE, case, "--steps", "50", "--ways", *ways)
            yield Job(f"losses-{family}-{precision or 'bf16'}", command, 400)


def _speed() -> Iterator[Job]:
    """A step beside the usual one."""
    ways = {
        "sdxl:1024:1": ("usual", "usual_saving", "captured", "compiled"),
        "sdxl:1024:4": ("usual", "captured", "compiled"),
        "sd15:512:1": ("usual", "usual_saving", "captured"),
        "flux2_klein:512:1": ("usual", "usual_saving", "captured", "compiled"),
        "z_image:512:1": ("usual", "usual_saving", "captured", "compiled"),
        "flux1:1024:1": ("usual_saving", "compiled"),
    }
    for case, chosen in ways.items():
        name = "speed-" + case.replace(":", "-")
        yield Job(name, (IMAGE, case, "--steps", "20", "--ways", *chosen), 150)


def _texts() -> Iterator[Job]:
    """A step of a language model beside the usual one."""
    for case in ("qlora_8b_whole_card", "qlora_32b_in_24_gib", "qlora_8b_equal_memory", "lora_8b",
                 "lora_1b"):  # fmt: skip
        yield Job(f"texts-{case}", (TEXT, case), 240)


PARTS = {"losses": _losses, "speed": _speed, "texts": _texts}


def small(job: Job) -> Job:
    """The same without a card."""
    words = list(job.command)
    if words[0] == TEXT:
        return Job(job.name, (*words, "--small"), job.seconds)
    family, _, *rest = words[1].split(":")
    words[1] = ":".join([family, "64", *rest])
    words[words.index("--steps") + 1] = "2"
    return Job(job.name, (*words, "--rehearse"), job.seconds)


def run(job: Job, folder: Path, until: float) -> str:
    """Its output goes to a file, which has its own name only when the job has ended well."""
    whole, part = folder / f"{job.name}.txt", folder / f"{job.name}.part"
    left = min(job.seconds, until - time.monotonic())
    if whole.exists():
        return "was there"
    if left < 5:
        return "no time left"
    with part.open("w", encoding="utf-8") as out:
        command = [sys.executable, "-m", *job.command]
        running = subprocess.Popen(command, stdout=out, stderr=out, start_new_session=True)
        try:
            code = running.wait(left)
        except subprocess.TimeoutExpired:
            # With its children: one that stayed would share the card with the next job.
            os.killpg(running.pid, signal.SIGKILL)
            running.wait()
            return f"not done in {left:.0f} s"
    if code:
        return f"failed, see {part.name}"
    part.rename(whole)
    return "done"


def found(path: Path) -> dict[str, Any]:
    """The figures of one file, short."""
    rows = [line for line in path.read_text("utf-8").splitlines() if line.startswith('{"case"')]
    if not rows:
        return {}
    row: dict[str, Any] = json.loads(rows[-1])
    ways: dict[str, Any] = {name: way for name, way in row.items() if _is_way(way)}
    for number, way in enumerate(row.get("ways", [])):
        ways[f"{way['way']['side']} {number}"] = way
    short: dict[str, Any] = {"ratios": row["ratios"]} if row.get("ratios") else {}
    for name, way in ways.items():
        told = {key: way[key] for key in way if key in TOLD or key.startswith("ratio")}
        short[name] = {key: _short(value) for key, value in told.items() if value != ""}
    return short


def _is_way(value: Any) -> bool:
    return isinstance(value, dict) and ("ms" in value or "refused" in value)


def _short(value: Any) -> Any:
    return float(f"{value:.4g}") if isinstance(value, float) and math.isfinite(value) else value


def main() -> None:
    """Run what is chosen, one after the other or several at once."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=list(PARTS))
    parser.add_argument("--only", default="", help="part of a job's name")
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--at-once", type=int, default=1)
    parser.add_argument("--rehearse", action="store_true")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    until = time.monotonic() + 60 * options.minutes
    jobs = [job for part in options.parts for job in PARTS[part]() if options.only in job.name]
    jobs = [small(job) for job in jobs] if options.rehearse else jobs

    def one(job: Job) -> None:
        began = time.monotonic()
        outcome = run(job, options.folder, until)
        path = options.folder / f"{job.name}.txt"
        figures = json.dumps(found(path)) if path.exists() else ""
        print(f"{job.name}: {outcome}, {time.monotonic() - began:.0f} s {figures}", flush=True)

    with ThreadPoolExecutor(options.at_once) as pool:
        list(pool.map(one, jobs))


if __name__ == "__main__":
    main()
