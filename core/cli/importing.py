"""`import`: photos and texts from files, folders and ZIPs into a project."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

from core.actions import datasets
from core.cli.desk import Commands, Desk, kind_of, leaf
from core.cli.terminal import stoppable


def add(commands: Commands) -> None:
    """The command."""
    parser = leaf(commands, "import", "take photos and texts into a project", _run, project=True)
    parser.add_argument("sources", nargs="+", type=Path, metavar="FILE_OR_FOLDER")
    parser.add_argument("--only", type=kind_of, help="photos or texts")


def _run(desk: Desk) -> dict[str, Any]:
    stop = threading.Event()
    only = desk.args.only
    kinds = datasets.KINDS if only is None else ("photo",) if only == "image" else ("text",)
    bar = desk.terminal.bar("Reading")
    with desk.catalogue() as catalogue, stoppable(desk.terminal, stop.set):
        project = desk.project(catalogue)
        report, _ = datasets.import_files(
            catalogue,
            project.id,
            desk.args.sources,
            kinds=kinds,
            progress=bar.show,
            cancelled=stop.is_set,
        )
        bar.close()
    for one in report.set_aside:
        desk.terminal.say(f"Set aside: {one.name}: {one.say} {one.hint}")
    again = f"; {report.already_there} were there already" if report.already_there else ""
    desk.terminal.say(
        f"Imported {len(report.photos)} photos and {len(report.texts)} texts into "
        f"“{project.name}”{again}."
    )
    if report.stopped:
        desk.terminal.note("The import was stopped; run it again for the rest.")
    return {
        "project": project.id,
        "imported": {"photos": len(report.photos), "texts": len(report.texts)},
        "already_there": report.already_there,
        "set_aside": [
            {"file": one.name, "reason": one.say, "hint": one.hint} for one in report.set_aside
        ],
        "stopped": report.stopped,
    }
