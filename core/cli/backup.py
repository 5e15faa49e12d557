"""`backup`: make, list, restore."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from core.actions import backups
from core.cli.desk import Commands, Desk, group, leaf


def add(commands: Commands) -> None:
    """The noun with its commands."""
    nouns = group(commands, "backup", "copies of the catalogue")
    leaf(nouns, "make", "make a verified copy now", _make)
    leaf(nouns, "list", "all copies, newest first", _list)
    parser = leaf(nouns, "restore", "put a copy back; the damaged file is kept", _restore)
    parser.add_argument("name", nargs="?", default="", help="without it: the newest sound one")


def _make(desk: Desk) -> dict[str, Any]:
    with desk.catalogue() as catalogue:
        path, _ = backups.make(catalogue)
    desk.terminal.say(f"The catalogue is copied to {path}.")
    return {"file": str(path)}


def _list(desk: Desk) -> dict[str, Any]:
    every = backups.list_all(desk.library)
    desk.terminal.table(
        [
            (Path(one.path).name, f"{one.made:%Y-%m-%d %H:%M}", one.reason, one.size_bytes)
            for one in every
        ],
        "There is no backup yet.",
    )
    return {"backups": every}


def _restore(desk: Desk) -> dict[str, Any]:
    path, _ = backups.put_back(desk.library, desk.args.name)
    desk.terminal.say(f"The catalogue is again as it was in {path.name}.")
    return {"file": str(path)}
