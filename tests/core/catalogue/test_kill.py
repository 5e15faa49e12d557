"""kill -9 of a writer at random moments: whatever it said it had committed is there afterwards."""

from __future__ import annotations

import hashlib
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.catalogue import backup, items, objects, projects, sqlite
from core.catalogue.store import Catalogue
from core.files import PART_SUFFIX
from core.paths import Library

pytestmark = pytest.mark.skipif(os.name == "nt", reason="forks its writers")
KILLS = int(os.environ.get("SIGNET_TEST_KILLS", "30"))
CHECKOUT = Path(__file__).parents[3]


@pytest.fixture
def nursery() -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("writer_child.py"))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=CHECKOUT,
        env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
    ) as process:
        yield process
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(20) == 0


def kill_once(
    nursery: subprocess.Popen[bytes], library: Library, chance: random.Random
) -> tuple[dict[int, str], bool]:
    """Let one writer write for a random while, kill it; what it said it had committed, and
    whether it had the library open for certain."""
    assert nursery.stdin is not None
    assert nursery.stdout is not None
    nursery.stdin.write(f"{library.root}\t{chance.randrange(1 << 30)}\n".encode())
    nursery.stdin.flush()
    pid = int(nursery.stdout.readline().split()[1])
    # a third of the kills hits the opening (migration, backup, tidying), the rest the writing
    during_writing = chance.random() < 0.67
    said: list[bytes] = []
    if during_writing:
        assert nursery.stdout.readline() == b"open\n"
        # by what was done, not by the clock: a busy computer writes little in a moment
        said += [nursery.stdout.readline() for _ in range(chance.randrange(6))]
    time.sleep(chance.uniform(0.0, 0.03 if during_writing else 0.12))
    os.kill(pid, signal.SIGKILL)
    while (line := nursery.stdout.readline()) != b"gone\n":
        assert line, "the nursery died"
        said.append(line)
    words = [line.decode().split() for line in said if line.startswith(b"item ")]
    return {int(number): sha for _, number, sha in words}, during_writing


def test_nothing_committed_is_lost(nursery: subprocess.Popen[bytes], tmp_path: Path) -> None:
    chance = random.Random(20260302)
    library = Library(tmp_path / "library")
    committed: dict[int, str] = {}
    for _ in range(KILLS):
        said, was_open = kill_once(nursery, library, chance)
        committed |= said
        with Catalogue.open(library) as catalogue:  # runs quick_check and refuses if it fails
            told = any("good order" in note for note in catalogue.opening_notes)
            assert told or not was_open
            with catalogue.reading() as session:
                there = {
                    item.id: item
                    for project in projects.list_all(session)
                    for item in items.list_items(session, project.id)
                }
                assert objects.missing(session, library) == []
        assert {key: there[key].caption for key in committed} == committed
        parts = list(library.root.rglob("*" + PART_SUFFIX))
        assert parts == []
    assert sqlite.file_problems(library.catalogue) == []
    assert len(committed) > KILLS
    for sha in committed.values():
        content = library.object_path(sha, ".bin").read_bytes()
        assert hashlib.sha256(content).hexdigest() == sha
    for one in backup.every(library):
        assert sqlite.file_problems(Path(one.path)) == []
