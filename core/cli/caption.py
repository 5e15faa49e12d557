"""`caption`: show, set, fill, describe, replace."""

from __future__ import annotations

from typing import Any

from core.actions import datasets
from core.actions.captioning import Captioning
from core.catalogue import items
from core.cli.desk import Commands, Desk, group, leaf, whole
from core.cli.terminal import stoppable
from core.cli.train import Watch
from core.models import describers


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
    parser = leaf(nouns, "describe", "have a vision-language model describe the photos", _describe,
                  project=True)  # fmt: skip
    parser.add_argument("numbers", nargs="*", type=whole, help="of photos; all without captions "
                        "where none is named")  # fmt: skip
    parser.add_argument("--model", default="", help="name or folder; the smallest without it")
    parser.add_argument("--overwrite", action="store_true", help="all photos, whatever they have")
    parser.add_argument("--keep", action="store_true", help="only show what it would write")
    parser.add_argument("--device", default="auto", help="auto, cpu or cuda")
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
        desk.require_items(catalogue, desk.project(catalogue), [desk.args.number], "photo")
        before, _ = datasets.set_captions(catalogue, {desk.args.number: desk.args.text})
    desk.terminal.say(f"Photo {desk.args.number}: {desk.args.text.strip()}")
    return {"changed": len(before), "before": before}


def _fill(desk: Desk) -> dict[str, Any]:
    with desk.catalogue() as catalogue:
        project = desk.project(catalogue)
        before, _ = datasets.fill_in_captions(catalogue, project.id, overwrite=desk.args.overwrite)
    desk.terminal.say(f"{len(before)} captions written.")
    return {"changed": len(before), "before": before}


def _describe(desk: Desk) -> dict[str, Any]:
    args = desk.args
    model = describers.find(args.model)
    watch = Watch(desk.terminal)
    with desk.catalogue() as catalogue:
        project = desk.project(catalogue)
        desk.require_items(catalogue, project, args.numbers, "photo")
        with catalogue.reading() as session:
            photos = items.list_items(session, project.id, "photo")
        wanted = args.numbers or [
            one.id for one in photos if args.overwrite or not one.caption.strip()
        ]
        captioning = Captioning(
            catalogue, project.id, wanted, model, on_message=watch.hear, device=args.device
        )
        try:
            with stoppable(desk.terminal, captioning.cancel):
                captioning.run()
        finally:
            watch.close()
            made = {one.item_id: one.after for one in captioning.suggestions}
            if made and not args.keep:  # what was described before a stop is kept, too
                datasets.set_captions(catalogue, made)
    for one in captioning.suggestions:
        desk.terminal.say(f"[{one.item_id}] {one.name}: {one.after}")
    desk.terminal.say(
        f"{len(made)} captions " + ("suggested." if args.keep else f"written by “{model.name}”.")
    )
    return {"model": model.name, "licence": model.licence.name, "captions": made}


def _replace(desk: Desk) -> dict[str, Any]:
    with desk.catalogue() as catalogue:
        project = desk.project(catalogue)
        before, _ = datasets.replace_in_all_captions(
            catalogue, project.id, desk.args.find, desk.args.replacement
        )
    desk.terminal.say(f"{len(before)} captions changed.")
    return {"changed": len(before), "before": before}
