"""A nursery for writers that are to be killed: for each line on stdin (a library's folder and a
seed) it forks a child that opens the library and adds items until somebody kills it.

The child says on stdout what it has committed, a line each, after the commit. Started by
`test_kill.py`; forking saves the time of importing everything for each kill.
"""

from __future__ import annotations

import hashlib
import os
import random
import sys
from pathlib import Path

from core.catalogue import items, objects, projects
from core.catalogue.store import Catalogue
from core.paths import Library


def say(text: str) -> None:
    os.write(1, text.encode() + b"\n")


def write_until_killed(folder: str, seed: int) -> None:
    chance = random.Random(seed)
    library = Library(Path(folder))
    say(f"pid {os.getpid()}")
    with Catalogue.open(library) as catalogue:
        with catalogue.writing() as session:
            known = projects.list_all(session)
            project = known[0] if known else projects.create(session, "Kill me")
        say("open")
        while True:
            add_some(catalogue, project.id, chance)


def add_some(catalogue: Catalogue, project_id: int, chance: random.Random) -> None:
    committed = []
    source = catalogue.library.cache / f"incoming-{os.getpid()}"
    with catalogue.writing() as session:
        for _ in range(chance.randrange(1, 4)):
            content = chance.randbytes(chance.randrange(10, 20_000))
            sha = hashlib.sha256(content).hexdigest()
            source.write_bytes(content)
            objects.store_object(catalogue.library, source, sha, ".bin")
            made = items.add_picture(
                session,
                project_id,
                original_sha=sha,
                original_suffix=".bin",
                working_sha=sha,
                working_suffix=".bin",
                name=sha[:8],
                width=1,
                height=1,
                facts={"size": str(len(content))},
                caption=sha,
            )
            assert made is not None
            committed.append(f"item {made.id} {sha}")
    say("\n".join(committed))
    if chance.random() < 0.1:
        catalogue.backup("kill")


def main() -> None:
    for line in sys.stdin:
        folder, _, seed = line.rstrip("\n").rpartition("\t")
        child = os.fork()
        if child == 0:
            try:
                write_until_killed(folder, int(seed))
            finally:
                os._exit(1)
        os.waitpid(child, 0)
        say("gone")


if __name__ == "__main__":
    main()
