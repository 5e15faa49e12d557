"""`runs`: trainings and how they ended."""

from __future__ import annotations

from typing import Any

from core.catalogue import runs
from core.cli.desk import Commands, Desk, leaf


def add(commands: Commands) -> None:
    """The command."""
    parser = leaf(commands, "runs", "all trainings, newest first", _run, project=True)
    parser.add_argument("--interrupted", action="store_true", help="those that can be resumed")


def _run(desk: Desk) -> dict[str, Any]:
    with desk.catalogue() as catalogue:
        project = desk.project(catalogue) if desk.args.project else None
        state = "interrupted" if desk.args.interrupted else None
        with catalogue.reading() as session:
            every = runs.list_runs(session, project.id if project else None, state)  # type: ignore[arg-type]
    desk.terminal.table(
        [
            (one.id, one.state, f"{one.step}/{one.steps}", one.kind, one.adapter_name)
            for one in every
        ],
        "There is no training yet.",
    )
    if any(one.state == "interrupted" for one in every):
        desk.terminal.say("An interrupted training goes on with: train --resume ID")
    return {"runs": every}
