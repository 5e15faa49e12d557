"""What came out, a JSON line a training, and the table of it. Several processes write one file."""

from __future__ import annotations

import json
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from core.contract.wire import WireError, from_plain, to_plain
from tests.benchmarks.warnings_come_true.faults import FAULTS, SOUND, Fault


@dataclass(frozen=True)
class Way:
    """How all adapters of a table were taught and asked."""

    steps: int
    batch_size: int
    resolution: int
    """px, of the training and of the pictures."""
    pictures: int
    """Prompts, and seeds of each."""
    model: str


@dataclass(frozen=True)
class Outcome:
    """One training."""

    code: str
    seed: int
    way: Way
    numbers: dict[str, float]
    """Each fault's number of this adapter's pictures, by the fault's code; without those that could
    not be measured there."""
    told: tuple[str, ...]
    heldout_base: float | None
    heldout: float | None
    """Loss of held-out photos, without and with the adapter."""
    seconds: dict[str, float]
    """Of the parts of the work, by name."""
    device: str

    @property
    def key(self) -> tuple[str, int, Way]:
        """What is made once."""
        return self.code, self.seed, self.way


def append(file: Path, outcome: Outcome) -> None:
    """Add one line, in one write; what a broken-off process left half written stays by itself."""
    file.parent.mkdir(parents=True, exist_ok=True)
    line = json.dumps(to_plain(outcome), ensure_ascii=False)
    with file.open("ab", buffering=0) as handle:
        handle.write(f"\n{line}\n".encode())


def read(file: Path) -> list[Outcome]:
    """All whole lines; of several equal trainings the last."""
    if not file.is_file():
        return []
    found: dict[tuple[str, int, Way], Outcome] = {}
    for line in file.read_text("utf-8").splitlines():
        try:
            outcome = from_plain(Outcome, json.loads(line))
        except (ValueError, WireError):
            continue
        found[outcome.key] = outcome
    return list(found.values())


def tables(outcomes: Sequence[Outcome]) -> str:
    """A table for each way in which adapters were taught."""
    ways = dict.fromkeys(one.way for one in outcomes)
    return "\n\n".join(_table(way, [one for one in outcomes if one.way == way]) for way in ways)


def _table(way: Way, outcomes: Sequence[Outcome]) -> str:
    sound = {one.seed: one for one in outcomes if one.code == SOUND}
    lines = [
        f"{way.model}, {way.steps} steps of {way.batch_size} at {way.resolution} px;"
        f" {way.pictures} prompts x {way.pictures} seeds; sound: seeds {sorted(sound)}",
        "",
        "| fault | promise | warned | without | with | sound ones differ by | as promised |",
        "|---|---|---|---|---|---|---|",
    ]
    for fault in FAULTS:
        measured = (one for one in outcomes if fault.code in one.numbers)
        spoilt = {one.seed: one for one in measured if one.code == fault.code}
        if seeds := sorted(sound.keys() & spoilt.keys()):
            lines.append(_row(fault, [(sound[seed], spoilt[seed]) for seed in seeds]))
    return "\n".join(lines)


def _row(fault: Fault, pairs: Sequence[tuple[Outcome, Outcome]]) -> str:
    before, after = ([one.numbers[fault.code] for one in side] for side in zip(*pairs, strict=True))
    wanted = 1 if fault.rises else -1
    right = sum((new - old) * wanted > 0 for old, new in zip(before, after, strict=True))
    warned = all(fault.code in spoilt.told for _, spoilt in pairs)
    apart = f"{max(before) - min(before):.2f}" if len(pairs) > 1 else "–"
    return (
        f"| {fault.code} | {fault.promise} | {'yes' if warned else 'no'} |"
        f" {statistics.fmean(before):.2f} | {statistics.fmean(after):.2f} | {apart} |"
        f" {right} of {len(pairs)} |"
    )
