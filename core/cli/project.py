"""`project`: create, list, show, change, rename, duplicate, archive, delete, bundle and back."""

from __future__ import annotations

import argparse
import threading
from pathlib import Path
from typing import Any

from core.actions import bundles, dataset_report
from core.actions import projects as actions
from core.catalogue import adapters, checks, items, projects, runs
from core.catalogue.records import ProjectRecord
from core.cli.desk import Commands, Desk, group, leaf
from core.cli.terminal import stoppable


def add(commands: Commands) -> None:
    """The noun with its commands."""
    nouns = group(commands, "project", "brand projects")
    parser = leaf(nouns, "create", "make a new project", _create)
    parser.add_argument("name")
    _fields(parser)
    parser = leaf(nouns, "list", "all projects", _list)
    parser.add_argument("--bin", action="store_true", help="those in the bin")
    parser.add_argument("--archived", action="store_true", help="those in the archive")
    leaf(nouns, "show", "what a project holds", _show).add_argument("name")
    parser = leaf(nouns, "change", "change a project's details", _change)
    parser.add_argument("name")
    _fields(parser)
    parser = leaf(nouns, "rename", "give a project another name", _rename)
    parser.add_argument("name")
    parser.add_argument("new_name")
    leaf(nouns, "delete", "put a project into the bin for 30 days", _delete).add_argument("name")
    leaf(nouns, "restore", "take a project out of the bin", _restore).add_argument("name")
    parser = leaf(nouns, "duplicate", "a second project with the same content", _duplicate)
    parser.add_argument("name")
    parser.add_argument("new_name", nargs="?", default="")
    parser = leaf(nouns, "archive", "lay a project aside, whole", _archive)
    parser.add_argument("name")
    parser.add_argument("--undo", action="store_true", help="take it up again")
    parser = leaf(nouns, "bundle", "save a whole project as one file", _bundle)
    parser.add_argument("name")
    parser.add_argument("--to", type=Path, required=True, metavar="FILE")
    parser = leaf(nouns, "report", "save what its data is, and who allows it, as a PDF", _report)
    parser.add_argument("name")
    parser.add_argument("--to", type=Path, required=True, metavar="FILE")
    parser = leaf(nouns, "unbundle", "bring in a project from its file", _unbundle)
    parser.add_argument("file", type=Path)


def _fields(parser: Any) -> None:
    parser.add_argument("--thing", help="what the photos show, such as “cup”")
    parser.add_argument("--trigger", help="made-up word that stands for the brand in captions")
    parser.add_argument("--language", help="main language of the texts, such as en or de")
    parser.add_argument("--notes")
    parser.add_argument(
        "--people", action=argparse.BooleanOptionalAction,
        help="--no-people: faces on photos stop a training until somebody has decided",
    )  # fmt: skip
    parser.add_argument("--colour", action="append", dest="colours", help="such as #1a5f7a")


def _given(desk: Desk) -> dict[str, Any]:
    names = {"thing": "class_word", "trigger": "trigger", "language": "language", "notes": "notes",
             "colours": "colours"}  # fmt: skip
    values = {field: getattr(desk.args, name) for name, field in names.items()}
    if desk.args.people is not None:
        values["no_people"] = not desk.args.people
    return {field: value for field, value in values.items() if value is not None}


def _create(desk: Desk) -> dict[str, Any]:
    with desk.catalogue() as catalogue:
        made, _ = actions.create(catalogue, desk.args.name, **_given(desk))
    desk.terminal.say(f"Created “{made.name}”; its trigger word is “{made.trigger}”.")
    return {"project": made}


def _change(desk: Desk) -> dict[str, Any]:
    with desk.catalogue() as catalogue:
        with catalogue.reading() as session:
            found = projects.find(session, desk.args.name)
        made, _ = actions.change(catalogue, found.id, **_given(desk))
    desk.terminal.say(f"Changed “{made.name}”.")
    return {"project": made}


def _list(desk: Desk) -> dict[str, Any]:
    with desk.catalogue() as catalogue, catalogue.reading() as session:
        every = projects.list_all(session, include_binned=desk.args.bin)
    shown = [
        one
        for one in every
        if bool(one.binned) == desk.args.bin
        and (desk.args.bin or bool(one.archived) == desk.args.archived)
    ]
    desk.terminal.table(
        [(one.id, one.name, one.trigger, one.class_word) for one in shown],
        "The bin is empty." if desk.args.bin else "There is no project yet.",
    )
    return {"projects": shown}


def _show(desk: Desk) -> dict[str, Any]:
    with desk.catalogue() as catalogue, catalogue.reading() as session:
        project = projects.find(session, desk.args.name)
        photos = items.list_items(session, project.id, "photo")
        texts = items.list_items(session, project.id, "text")
        findings = checks.list_findings(session, project.id, include_ignored=False)
        trained = adapters.list_all(session, project.id)
        cut_short = runs.interrupted(session, project.id)
    counts = {
        "photos": len(photos), "texts": len(texts), "findings": len(findings),
        "adapters": len(trained), "interrupted_runs": len(cut_short),
    }  # fmt: skip
    _describe(desk, project, counts)
    return {"project": project, **counts}


def _describe(desk: Desk, project: ProjectRecord, counts: dict[str, int]) -> None:
    desk.terminal.say(project.name)
    details = [("trigger word", project.trigger), ("thing", project.class_word),
               ("language", project.language), ("notes", project.notes),
               ("people", "none on photos" if project.no_people else "")]  # fmt: skip
    rows = [(name, value) for name, value in details if value]
    rows += [(name.replace("_", " "), str(count)) for name, count in counts.items()]
    desk.terminal.table([(f"  {name}", value) for name, value in rows], "")


def _rename(desk: Desk) -> dict[str, Any]:
    with desk.catalogue() as catalogue:
        with catalogue.reading() as session:
            found = projects.find(session, desk.args.name)
        made, _ = actions.change(catalogue, found.id, name=desk.args.new_name)
    desk.terminal.say(f"“{found.name}” is now called “{made.name}”.")
    return {"project": made}


def _delete(desk: Desk) -> dict[str, Any]:
    with desk.catalogue() as catalogue:
        with catalogue.reading() as session:
            found = projects.find(session, desk.args.name)
        made, _ = actions.delete(catalogue, found.id)
    desk.terminal.say(f"“{made.name}” is in the bin; it can be restored for 30 days.")
    return {"project": made}


def _restore(desk: Desk) -> dict[str, Any]:
    with desk.catalogue() as catalogue:
        made, _ = actions.restore(catalogue, desk.args.name)
    desk.terminal.say(f"“{made.name}” is back.")
    return {"project": made}


def _duplicate(desk: Desk) -> dict[str, Any]:
    with desk.catalogue() as catalogue:
        with catalogue.reading() as session:
            found = projects.find(session, desk.args.name)
        made, _ = actions.duplicate(catalogue, found.id, desk.args.new_name)
    desk.terminal.say(f"“{made.name}” is a copy; its trigger word is “{made.trigger}”.")
    return {"project": made}


def _archive(desk: Desk) -> dict[str, Any]:
    with desk.catalogue() as catalogue:
        with catalogue.reading() as session:
            found = projects.find(session, desk.args.name)
        made, _ = actions.archive(catalogue, found.id, not desk.args.undo)
    done = "in use again" if desk.args.undo else "in the archive"
    desk.terminal.say(f"“{made.name}” is {done}.")
    return {"project": made}


def _bundle(desk: Desk) -> dict[str, Any]:
    stop, bar = threading.Event(), desk.terminal.bar("Saving")
    with desk.catalogue() as catalogue, stoppable(desk.terminal, stop.set):
        with catalogue.reading() as session:
            found = projects.find(session, desk.args.name)
        path, _ = bundles.save(
            catalogue,
            found.id,
            desk.args.to.expanduser().absolute(),
            progress=bar.show,
            cancelled=stop.is_set,
        )
        bar.close()
    desk.terminal.say(f"“{found.name}” is in {path}.")
    return {"project": found, "file": str(path), "bytes": path.stat().st_size}


def _report(desk: Desk) -> dict[str, Any]:
    with desk.catalogue() as catalogue:
        with catalogue.reading() as session:
            found = projects.find(session, desk.args.name)
        wanted = desk.args.to.expanduser().absolute()
        path, _ = dataset_report.save(catalogue, found.id, wanted)
    desk.terminal.say(f"The report of “{found.name}” is in {path}.")
    return {"project": found, "file": str(path), "bytes": path.stat().st_size}


def _unbundle(desk: Desk) -> dict[str, Any]:
    stop, bar = threading.Event(), desk.terminal.bar("Bringing in")
    path = desk.args.file.expanduser().absolute()
    with desk.catalogue() as catalogue, stoppable(desk.terminal, stop.set):
        arrived, _ = bundles.bring_in(catalogue, path, progress=bar.show, cancelled=stop.is_set)
        bar.close()
    desk.terminal.say(f"Brought in “{arrived.project.name}”.")
    if arrived.same_trigger:
        desk.terminal.note(f"Its trigger word is that of “{arrived.same_trigger}”, too.")
    return {"project": arrived.project, "counts": arrived.counts}
