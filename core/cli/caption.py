"""`caption`: show, set, fill, replace."""

from __future__ import annotations

from typing import Any

from core.actions import datasets
from core.catalogue import items
from core.cli.desk import Commands, Desk, group, leaf, whole


def add(commands: Commands) -> None:
    """The noun with its commands."""
    nouns = group(commands, "caption", "what is said about each photo")
    leaf(nouns, "show", "all captions of a project", _show, project=True)
    parser = leaf(nouns, "set", "write one caption", _set, project=True)
    parser.add_argument("number", type=whole, help="of the photo, see “caption show”")
    parser.add_argument("text")
    parser = leaf(nouns, "fill", "write template captions where there are none", _fill,
                  project=True)  # fmt: skip
    parser.add_argument("--overwrite", action="store_true", help="replace those that are there")
    parser = leaf(nouns, "replace", "replace words in all captions", _replace, project=True)
    parser.add_argument("find")
    parser.add_argument("replacement")


def _show(desk: Desk) -> dict[str, Any]:
    with desk.catalogue() as catalogue:
        project = desk.project(catalogue)
        with catalogue.reading() as session:
            photos = items.list_items(session, project.id, "photo")
    desk.terminal.table(
        [(one.id, one.name, one.caption or "-") for one in photos], "There are no photos yet."
    )
    return {
        "captions": [{"id": one.id, "name": one.name, "caption": one.caption} for one in photos]
    }


def _set(desk: Desk) -> dict[str, Any]:
    with desk.catalogue() as catalogue:
        before, _ = datasets.set_captions(catalogue, {desk.args.number: desk.args.text})
    desk.terminal.say(f"Photo {desk.args.number}: {desk.args.text.strip()}")
    return {"changed": len(before), "before": before}


def _fill(desk: Desk) -> dict[str, Any]:
    with desk.catalogue() as catalogue:
        project = desk.project(catalogue)
        before, _ = datasets.fill_in_captions(catalogue, project.id, overwrite=desk.args.overwrite)
    desk.terminal.say(f"{len(before)} captions written.")
    return {"changed": len(before), "before": before}


def _replace(desk: Desk) -> dict[str, Any]:
    with desk.catalogue() as catalogue:
        project = desk.project(catalogue)
        before, _ = datasets.replace_in_all_captions(
            catalogue, project.id, desk.args.find, desk.args.replacement
        )
    desk.terminal.say(f"{len(before)} captions changed.")
    return {"changed": len(before), "before": before}
