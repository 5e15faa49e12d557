"""`kill -9` at random moments of import, export and training: nothing committed is lost, nothing
comes twice, nothing half-written stands under its final name, the next start says what it found.

`SIGNET_KILLS` says how many of each (10 without it).
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from core.actions import projects
from core.catalogue import boards, items, objects, runs
from core.catalogue.store import Catalogue
from core.exporting.provenance import AI_MADE, read_source_type
from core.families import text_family
from core.files import sha256_file
from core.paths import Library

KILLS = int(os.environ.get("SIGNET_KILLS", "10"))
EACH = 5
"""Kills before a fresh library, so that there is always something left to do."""
Start = Callable[..., subprocess.Popen[str]]

pytestmark = pytest.mark.skipif(os.name == "nt", reason="kill -9 is POSIX")


def _run(start: Start, library: Path, *words: object) -> tuple[float, str, str]:
    began = time.monotonic()
    with start(library, *words) as program:
        out, err = program.communicate(timeout=120)
    assert program.returncode == 0, err
    return time.monotonic() - began, out, err


def _kill_during(start: Start, moment: float, library: Path, *words: object) -> bool:
    """True when the program was killed, False when it was done already. Its children end too."""
    with start(library, *words) as program:
        time.sleep(moment)
        children = psutil.Process(program.pid).children(recursive=True)
        program.kill()
        killed = program.wait(30) < 0
    _, alive = psutil.wait_procs(children, timeout=15)
    assert not alive, "readers must not outlive the program"
    return killed


def _kill_once_something_is_in(start: Start, library: Path, *words: object) -> bool:
    """True when the program was killed after its first items had been committed."""
    before = _count(library)
    with start(library, *words) as program:
        while _count(library) == before and program.poll() is None:
            time.sleep(0.005)
        running = program.poll() is None
        children = psutil.Process(program.pid).children(recursive=True) if running else []
        program.kill()
        killed = program.wait(30) < 0
    _, alive = psutil.wait_procs(children, timeout=15)
    assert not alive, "readers must not outlive the program"
    return killed


def _count(library: Path) -> int:
    """Items, read beside whoever writes."""
    with contextlib.closing(
        sqlite3.connect(f"{(library / 'catalogue.sqlite').as_uri()}?mode=ro", uri=True, timeout=10)
    ) as connection:
        (number,) = connection.execute("SELECT count(*) FROM item").fetchone()
    return int(number)


def _sound(library: Path) -> tuple[set[str], tuple[str, ...]]:
    """(names of what is there, notes of the opening); every record has its whole files, once."""
    with Catalogue.open(Library(library)) as catalogue, catalogue.reading() as session:
        found = items.list_items(session, 1)
        assert objects.missing(session, catalogue.library) == []
        for one in found:
            if one.kind == "photo":
                assert sha256_file(library / one.working_path) == one.sha256
        assert len({one.sha256 for one in found}) == len(found)
        assert not list(library.joinpath("objects").rglob("*.part"))
        return {one.name for one in found}, catalogue.opening_notes


def _new_library(folder: Path) -> Path:
    with Catalogue.open(Library(folder)) as catalogue:
        projects.create(catalogue, "Ember")
    return folder


def test_killed_imports_lose_nothing(
    start: Start, photos: Path, texts: Path, tmp_path: Path
) -> None:
    chance = random.Random(20261123)
    whole, _, _ = _run(start, _new_library(tmp_path / "whole"), "import", photos, texts)
    complete = _sound(tmp_path / "whole")[0]
    assert len(complete) == 15
    hit = 0
    for number in range(KILLS):
        library = tmp_path / f"library{number // EACH}"
        if not library.exists():
            _new_library(library)
        before = _sound(library)[0]
        if number % EACH == 0:  # nothing is in yet
            killed = _kill_once_something_is_in(start, library, "import", photos, texts)
        else:
            moment = chance.uniform(0.2, 1.0) * whole
            killed = _kill_during(start, moment, library, "import", photos, texts)
        after, notes = _sound(library)
        assert before <= after <= complete
        hit += killed and before < after < complete
        if killed and before < after < complete:
            assert any("good order" in note for note in notes)
    for number in range((KILLS + EACH - 1) // EACH):
        library = tmp_path / f"library{number}"
        before = _sound(library)[0]
        _, out, _ = _run(start, library, "import", photos, texts, "--json")
        answer = json.loads(out)
        added = answer["imported"]["photos"] + answer["imported"]["texts"]
        assert answer["already_there"] == len(before)
        assert added == len(complete) - len(before)
        assert _sound(library)[0] == complete
        assert not list(library.rglob("*.part"))
    assert hit, "no kill came in the middle of the work: the test proves nothing"


def _with_pictures(folder: Path, photos: Path) -> Path:
    """A library with a board of twelve pictures."""
    library = Library(_new_library(folder))
    home = library.results / "job"
    home.mkdir(parents=True)
    with Catalogue.open(library) as catalogue, catalogue.writing() as session:
        board = boards.create(session, 1, "Board", {"model": "toy"})
        for path in sorted(photos.iterdir()):
            shutil.copy(path, home / path.name)
            boards.add_result(
                session, board.id, kind="image", prompt="a cup", seed=1, mix={},
                file=f"results/job/{path.name}", sha256=sha256_file(path),
            )  # fmt: skip
    return folder


def test_killed_exports_are_whole_or_absent(start: Start, photos: Path, tmp_path: Path) -> None:
    chance = random.Random(20261124)
    library = _with_pictures(tmp_path / "library", photos)
    words = ("export", "--size", "300x200", "--format", "png", "--format", "jpeg", "--to")
    whole, _, _ = _run(start, library, *words, tmp_path / "whole")
    names = {path.name for path in (tmp_path / "whole").iterdir()}
    assert len(names) == 25
    absent = 0
    for number in range(KILLS):
        folder = tmp_path / f"pack{number}"
        _kill_during(start, chance.uniform(0.3, 1.0) * whole, library, *words, folder)
        if not folder.exists():
            absent += 1
            continue
        _is_whole(folder, names)
    assert absent, "no kill came before the end: the test proves nothing"
    _sound(library)
    _run(start, library, *words, tmp_path / "pack0")
    _is_whole(tmp_path / "pack0", names)


def test_killed_trainings_go_on(start: Start, texts: Path, tmp_path: Path) -> None:
    chance = random.Random(20261125)
    library = _new_library(tmp_path / "library")
    model = text_family("causal_lm").tiny(tmp_path / "toy")
    _run(start, library, "import", texts)
    settings = ["steps=30", "checkpoint_every=1", "validate_every=10", "batch_size=1", "rank=2",
                "max_length=384", "learning_rate=0.01"]  # fmt: skip
    words: list[object] = ["train", "texts", "--model", model, "--force"]
    words += [word for setting in settings for word in ("--set", setting)]
    saved = 0
    for number in range(max(2, KILLS // 5)):
        begun = [] if number == 0 else ["--resume", "last"]
        library_runs = library / "runs"
        with start(library, *(["train", *begun] if begun else words)) as program:
            _wait_for_step(library_runs, saved + chance.randint(0, 4), program)
            children = psutil.Process(program.pid).children(recursive=True)
            program.kill()
            program.wait(30)
        _, alive = psutil.wait_procs(children, timeout=30)
        assert not alive, "the engine must not outlive the program"
        with Catalogue.open(Library(library)) as catalogue, catalogue.reading() as session:
            (run,) = runs.list_runs(session)
            assert run.state == "interrupted"
            assert any("interrupted at step" in note for note in catalogue.opening_notes)
        now = _newest_step(library_runs)
        assert now >= saved, "a saved state was lost"
        saved = now
    _, out, _ = _run(start, library, "train", "--resume", "last", "--json")
    answer = json.loads(out)
    assert answer["summary"]["steps"] == 30
    assert (library / answer["adapter"]["file"]).exists()


def _newest_step(runs_folder: Path) -> int:
    """Of the saved states on the disk; they are named by their step."""
    names = [path.name for path in runs_folder.glob("*/checkpoints/*") if path.is_dir()]
    steps = [int(digits) for name in names if (digits := "".join(filter(str.isdigit, name)))]
    return max(steps, default=0)


def _wait_for_step(runs_folder: Path, step: int, program: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + 60
    while _newest_step(runs_folder) < step or not list(runs_folder.glob("*/log.txt")):
        assert program.poll() is None, "the training ended before it could be killed"
        assert time.monotonic() < deadline
        time.sleep(0.05)


def _is_whole(folder: Path, names: set[str]) -> None:
    assert {path.name for path in folder.iterdir()} == names
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    for one in manifest["files"]:
        assert sha256_file(folder / one["name"]) == one["sha256"]
    assert read_source_type(folder / manifest["files"][0]["name"]) == AI_MADE
