"""How well the checks of photos find faults made on purpose: recall and precision of each.

`python -m tests.benchmarks.photo_faults.measure [--cache FOLDER]
[--half first|seen|second|more|third|fourth|fifth] [--quick] [--write]`

Every set of clean pictures (see `sources`) is judged once as it is, and once for each fault and
strength with a few of its pictures replaced by faulty ones. A hit is a faulty picture that its
check tells; a false alarm is a picture that a check tells and that has neither its fault nor one
that it may rightly be told for (`Fault.also`). Thresholds were set on all halves but the fourth
and the fifth, save those that the page names; `--write` renews `docs/photo_checks.md` from the
fourth, and from the fifth for checks that were changed after it (`sources.ANEW`).
"""

from __future__ import annotations

import argparse
import json
import tempfile
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from core.contract.items import Picture
from core.datasets.check_registry import PICTURE_CHECKS
from core.datasets.checks import CheckContext
from core.datasets.picture_facts import VERSION, MeasuredPicture, PictureFacts, PictureSet, measure
from core.looks.child import opened
from core.looks.lookers import LOOKERS
from tests.benchmarks.photo_faults.faults import FAULTS, Fault
from tests.benchmarks.photo_faults.files import FILE_FAULTS, file_trials
from tests.benchmarks.photo_faults.page import PAGE, page
from tests.benchmarks.photo_faults.sources import (
    ANEW,
    ANEW_ON,
    HALVES,
    REPORTED,
    Source,
    every_source,
)

CONTEXT = CheckContext(resolution=512)
FOR_SMALL = CheckContext(resolution=256)
"""Some clean pictures have too few pixels for 512."""
OF_A_SET = frozenset({
    "too_few_photos", "mixed_shapes", "same_background", "missing_captions", "near_duplicates",
    "people", "people_not_asked", "expired_photos", "unreadable", "no_close_up",
    "private_metadata", "colour_profile", "wrong_type", "animated", "transparent",
    "captions_repeat", "captions_name_differently", "captions_too_long", "product_label",
    "bursts", "called_different", "same_side", "other_shape_wanted",
    "crop_cuts_subject",
})  # fmt: skip
"""Checks that these faults of single pictures say nothing about."""
LOOKED = frozenset({"text_in_picture", "nudity"})
"""Checks that judge what networks see."""


@dataclass
class Score:
    """Hits and misses of one check."""

    hit: int = 0
    missed: int = 0
    false: int = 0
    blamed: Counter[str] = field(default_factory=Counter)
    """False alarms by the fault, or the clean set, that they were raised for."""
    by_strength: dict[str, list[int]] = field(default_factory=dict)
    """For each fault: hits at its three strengths, then how many there were of each."""

    @property
    def recall(self) -> float:
        """Share of the faulty pictures that were told."""
        return self.hit / max(1, self.hit + self.missed)

    @property
    def precision(self) -> float:
        """Share of the told pictures that are faulty."""
        return self.hit / max(1, self.hit + self.false)


def wanted(clean: Sequence[Source], fault: Fault, level: int) -> list[Source]:
    """Which pictures of a set get this fault: a few, always the same."""
    few = (3 if fault.products else 1) if clean[0].placed is not None else 3
    if fault.groups:
        few = 5 if clean[0].group in fault.groups else 0
    able = [one for one in clean if one.placed is not None or not fault.place]
    able = [one for one in able if one.plain or not fault.products]
    order = sorted(
        able, key=lambda one: zlib.crc32(f"{fault.name}{level}{one.name}{_again(one)}".encode())
    )
    return order[:few]


def _again(source: Source) -> str:
    """Faults are drawn anew for the sample brand's half that was reported on before."""
    return "-again" if source.half == "second" and not source.new else ""


def picture_file(cache: Path, source: Source, fault: Fault | None, level: int) -> Path | None:
    """The picture as a file, made if it is not there; None where the fault cannot be made."""
    name = f"{source.group}-{source.name}"
    if fault:
        name += f"-{fault.name}-{level}{_again(source)}"
    path = cache / "pictures" / f"{name}.jpg"
    if path.is_file():
        return path
    chance = np.random.default_rng(zlib.crc32(name.encode()))
    picture = fault.picture(source, fault.strengths[level], chance) if fault else source.make()
    if picture is None:
        return None
    path.parent.mkdir(parents=True, exist_ok=True)
    picture.save(path, "JPEG", quality=93, subsampling=0)
    return path


def facts_of(cache: Path, path: Path) -> PictureFacts:
    """Measured once for each version of the measurements."""
    kept = cache / f"facts.v{VERSION}" / f"{path.stem}.json"
    if kept.is_file():
        return PictureFacts(**json.loads(kept.read_text("utf-8")))
    facts = measure(path)
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_text(json.dumps(facts.__dict__), "utf-8")
    return facts


def looks_of(cache: Path, path: Path) -> dict[str, Any]:
    """What networks see in it, each once for each version."""
    found: dict[str, Any] = {}
    for one in LOOKERS.values():
        kept = cache / f"looks.{one.name}.v{one.version}" / f"{path.stem}.json"
        if not kept.is_file():
            kept.parent.mkdir(parents=True, exist_ok=True)
            kept.write_text(json.dumps(one.look(opened(path))), "utf-8")
        found[one.name] = json.loads(kept.read_text("utf-8"))
    return found


def measured(cache: Path, number: int, path: Path, looks: bool) -> MeasuredPicture:
    """A picture as the checks get it.

    Args:
        looks: whether networks look at it.
    """
    with Image.open(path) as image:
        width, height = image.size
    # Not by its own name, which says what was done to it.
    picture = Picture(number, str(path), path.stem, width, height, "a caption", f"{number}.jpg")
    return MeasuredPicture(picture, facts_of(cache, path), looks_of(cache, path) if looks else {})


@dataclass(frozen=True)
class Trial:
    """A set with some faulty pictures in it; without a fault all are clean."""

    group: str
    fault: Fault | None
    level: int
    photos: PictureSet
    faulty: frozenset[int]
    rightly: frozenset[tuple[str, int]]
    """Code of a check and number of a picture that it tells rightly; see `Source.rightly`."""


def trials(cache: Path, half: str, looks: bool = True) -> Iterator[Trial]:
    """Every set of this half, clean and with each fault at each strength."""
    for group, clean in _groups(cache, half).items():
        whole = [measured(cache, at, _file(cache, one), looks) for at, one in enumerate(clean)]
        rightly = frozenset((one.rightly, at) for at, one in enumerate(clean))
        yield Trial(group, None, 0, PictureSet(tuple(whole)), frozenset(), rightly)
        for fault in FAULTS:
            for level in range(3):
                mixed, faulty = list(whole), set()
                for source in wanted(clean, fault, level):
                    path = picture_file(cache, source, fault, level)
                    if path is not None:
                        at = clean.index(source)
                        mixed[at] = measured(cache, at, path, looks)
                        faulty.add(at)
                if faulty:
                    yield Trial(
                        group, fault, level, PictureSet(tuple(mixed)), frozenset(faulty), rightly
                    )


def _groups(cache: Path, half: str) -> dict[str, list[Source]]:
    """The clean pictures of this half, by set."""
    groups: dict[str, list[Source]] = {}
    for source in every_source(cache):
        if source.half == half:
            groups.setdefault(source.group, []).append(source)
    return groups


def _file(cache: Path, source: Source) -> Path:
    path = picture_file(cache, source, None, 0)
    if path is None:
        raise ValueError(f"{source.name} cannot be made")
    return path


def told(photos: PictureSet, looks: bool = True) -> dict[str, set[int]]:
    """Ids by code of the check that tells them."""
    found: dict[str, set[int]] = {}
    for code, check in PICTURE_CHECKS.items():
        context = FOR_SMALL if code == "too_small" else CONTEXT
        if code not in OF_A_SET and (looks or code not in LOOKED):
            found[code] = {item for one in check(photos, context) for item in one.items}
    return found


def score(cache: Path, half: str, looks: bool = True) -> dict[str, Score]:
    """Scores by code of the check."""
    scores: dict[str, Score] = {}
    for trial in trials(cache, half, looks):
        for code, items in told(trial.photos, looks).items():
            one = scores.setdefault(code, Score())
            false = {item for item in items if (code, item) not in trial.rightly}
            if trial.fault is None:
                one.false += len(false)
                one.blamed[f"clean {trial.group}"] += len(false)
            elif code == trial.fault.code:
                _count(one, trial, items)
            elif code not in trial.fault.also:
                one.false += len(false & trial.faulty)
                one.blamed[trial.fault.name] += len(false & trial.faulty)
    return scores | file_scores(cache, half)


def file_scores(cache: Path, half: str) -> dict[str, Score]:
    """Scores of the checks of files and copies, by code; a trial has one faulty file."""
    scores = {fault.code: Score() for fault in FILE_FAULTS}
    for clean in _groups(cache, half).values():
        for trial in file_trials(cache, clean):
            for code, items in trial.told.items():
                one = scores[code]
                if trial.fault is None:
                    one.false += len(items)
                    one.blamed[f"clean {trial.group}"] += len(items)
                elif code == trial.fault.code:
                    found = bool(items & trial.faulty)
                    one.hit, one.missed = one.hit + found, one.missed + (not found)
                    _note(one, trial.fault.name, trial.level, int(found), 1)
                else:
                    one.false += len(items & trial.faulty)
                    one.blamed[trial.fault.name] += len(items & trial.faulty)
    return scores


def _count(one: Score, trial: Trial, items: set[int]) -> None:
    hits = len(items & trial.faulty)
    one.hit += hits
    one.missed += len(trial.faulty) - hits
    if trial.fault is not None:
        _note(one, trial.fault.name, trial.level, hits, len(trial.faulty))


def _note(one: Score, fault: str, level: int, hits: int, count: int) -> None:
    strengths = one.by_strength.setdefault(fault, [0] * 6)
    strengths[level] += hits
    strengths[3 + level] += count


def prepare(cache: Path, half: str, looks: bool = True) -> int:
    """Make and measure every picture of a half in two processes; returns how many."""
    jobs = []
    for group in dict.fromkeys(one.group for one in every_source(cache) if one.half == half):
        jobs += [(half, group, number) for number in range(-1, len(FAULTS))]
    with ProcessPoolExecutor(2) as pool:
        return sum(pool.map(partial(_prepare, cache, looks), jobs, chunksize=4))


def _prepare(cache: Path, looks: bool, job: tuple[str, str, int]) -> int:
    half, group, number = job
    clean = [one for one in every_source(cache) if (one.half, one.group) == (half, group)]
    done = 0
    for fault, level, source in _pictures(clean, number):
        path = picture_file(cache, source, fault, level)
        if path is not None:
            facts_of(cache, path)
            if looks:
                looks_of(cache, path)
            done += 1
    return done


def _pictures(clean: Sequence[Source], number: int) -> Iterator[tuple[Fault | None, int, Source]]:
    if number < 0:
        yield from ((None, 0, source) for source in clean)
        return
    fault = FAULTS[number]
    for level in range(3):
        yield from ((fault, level, source) for source in wanted(clean, fault, level))


def show(scores: dict[str, Score]) -> None:
    """Print every score with what was missed and what was wrongly told."""
    for code, one in sorted(scores.items()):
        print(f"{code:18} recall {one.recall:.3f} precision {one.precision:.3f} "
              f"({one.hit} hit, {one.missed} missed, {one.false} false)")  # fmt: skip
        for fault, counts in one.by_strength.items():
            shown = ", ".join(f"{counts[at]}/{counts[3 + at]}" for at in range(3))
            print(f"{'':20}{fault}: {shown}")
        blamed = {name: count for name, count in one.blamed.most_common(8) if count}
        print(f"{'':20}false: {blamed}")


def main() -> None:
    """Measure and print; see the module."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "photo_faults")
    parser.add_argument("--half", choices=HALVES, default="first")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    if args.write and args.half != REPORTED:
        parser.error(f"the page tells of the {REPORTED} half")
    pictures = prepare(args.cache, args.half, not args.quick)
    scores = score(args.cache, args.half, not args.quick)
    show(scores)
    if args.write:
        anew = prepare(args.cache, ANEW_ON, False)
        later = score(args.cache, ANEW_ON, False)
        scores |= {code: later[code] for code in ANEW}
        PAGE.write_text(page(scores, pictures, anew), "utf-8")


if __name__ == "__main__":
    main()
