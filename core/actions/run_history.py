"""What a run wrote down on its way: losses, looks at held-out items, samples, remarks.

Read from the run's own folder, so that a run can be looked at again after a restart.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

METRICS = "metrics.jsonl"
SAMPLES = "samples"


@dataclass(frozen=True)
class SampleNote:
    """A sample: a picture's file, or a text."""

    step: int
    prompt: str
    path: str = ""
    text: str = ""


@dataclass(frozen=True)
class RunHistory:
    """Everything in the order of its steps."""

    losses: tuple[tuple[int, float], ...] = ()
    heldout: tuple[tuple[int, float], ...] = ()
    base: float | None = None
    """Loss on held-out items with the adapter switched off."""
    samples: tuple[SampleNote, ...] = ()
    notices: tuple[str, ...] = ()
    """Each sentence once, however often the run went on."""


def read_history(run_folder: Path) -> RunHistory:
    """What is there; nothing for a run that has not begun. Half lines of a killed engine, and lines
    of a kind not known here, are left out."""
    losses: list[tuple[int, float]] = []
    heldout: list[tuple[int, float]] = []
    samples: dict[tuple[int, str], SampleNote] = {}
    notices: list[str] = []
    base: float | None = None
    for entry in _entries(run_folder / METRICS):
        step = entry.get("step")
        if isinstance(entry.get("say"), str):
            notices.append(entry["say"])
        if not isinstance(step, int):
            continue
        if _is_number(entry.get("heldout_loss")):
            heldout.append((step, float(entry["heldout_loss"])))
            if _is_number(entry.get("heldout_loss_base")):
                base = float(entry["heldout_loss_base"])
        elif "sample" in entry:
            note = _sample(run_folder, step, entry)
            if note is not None:
                samples[step, note.prompt] = note
        elif _is_number(entry.get("loss")):
            losses.append((step, float(entry["loss"])))
    ordered = tuple(sorted(samples.values(), key=lambda one: one.step))
    return RunHistory(tuple(losses), tuple(heldout), base, ordered, tuple(dict.fromkeys(notices)))


def _entries(path: Path) -> list[dict[str, Any]]:
    try:
        lines = path.read_text("utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return []
    found = []
    for line in lines:
        try:
            entry = json.loads(line)
        except ValueError:
            continue
        if isinstance(entry, dict):
            found.append(entry)
    return found


def _sample(run_folder: Path, step: int, entry: dict[str, Any]) -> SampleNote | None:
    name, text = str(entry["sample"]), str(entry.get("text", ""))
    prompt = str(entry.get("prompt", ""))
    if not name:
        return SampleNote(step, prompt, text=text) if text else None
    path = run_folder / SAMPLES / Path(name).name
    return SampleNote(step, prompt, path=str(path)) if path.is_file() else None


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
