"""`export`: pictures for channels, texts as documents, adapters as files, with their recipe."""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import Any

from core.actions import exports
from core.catalogue import boards
from core.catalogue.store import Catalogue
from core.cli.desk import Commands, Desk, leaf, whole
from core.errors import KnownError
from core.exporting import channels
from core.exporting.naming import TEMPLATE
from core.exporting.packs import Size
from core.language import say


def add(commands: Commands) -> None:
    """The command."""
    parser = leaf(commands, "export", "hand out results for use", _run, project=True)
    parser.add_argument("--to", type=Path, metavar="DIR", help="a new folder")
    parser.add_argument("--result", type=whole, action="append", default=[], metavar="NUMBER")
    parser.add_argument("--board", type=whole, metavar="NUMBER", help="all of a comparison")
    parser.add_argument("--rating", type=whole, metavar="N", help="only results rated N or more")
    parser.add_argument("--favourites", action="store_true", help="only favourites")
    parser.add_argument("--channel", action="append", default=[], help="see --channels")
    parser.add_argument("--size", type=_size, action="append", default=[], metavar="WxH")
    parser.add_argument("--format", action="append", default=[], help="png, jpeg, webp, tiff")
    parser.add_argument("--text-format", action="append", default=[], help="docx, csv, txt")
    parser.add_argument("--adapter", action="append", default=[], metavar="NAME")
    parser.add_argument("--form", choices=("file", "folder", "zip"), default="file",
                        help="of adapters")  # fmt: skip
    parser.add_argument("--template", default=TEMPLATE, help=f"file names, {TEMPLATE}")
    parser.add_argument("--channels", action="store_true", help="list the channels")


def _run(desk: Desk) -> dict[str, Any]:
    if desk.args.channels:
        return _channels(desk)
    if desk.args.to is None:
        raise KnownError(
            say("It is not said where to."),
            say("Name a new folder with --to DIR."),
            kind="bad_request",
        )
    with desk.catalogue() as catalogue:
        project = desk.project(catalogue)
        choice = exports.Choice(
            results=_results(desk, catalogue, project.id),
            adapters=desk.args.adapter,
            channels=channels.find(desk.args.channel),
            sizes=desk.args.size,
            formats=desk.args.format,
            text_formats=desk.args.text_format or ("docx",),
            adapter_form=desk.args.form,
            template=desk.args.template,
        )
        (record, pack), _ = exports.export(catalogue, project.id, choice, desk.args.to)
    desk.terminal.say(f"{len(pack.files)} files are in {pack.folder}:")
    for name in pack.files:
        desk.terminal.say(f"  {name}")
    for note in pack.notes:
        desk.terminal.note(note)
    return {
        "export": record.id, "folder": str(pack.folder), "files": pack.files, "notes": pack.notes,
    }  # fmt: skip


def _results(desk: Desk, catalogue: Catalogue, project_id: int) -> list[int]:
    """The chosen results; every one of the project's when nothing narrows it and no adapter is
    asked for."""
    args = desk.args
    if args.result:
        return list(args.result)
    narrowed = args.board is not None or args.rating is not None or args.favourites
    if args.adapter and not narrowed:
        return []
    with catalogue.reading() as session:
        found = boards.list_results(
            session, args.board, project_id, args.rating, args.favourites, include_rejected=False
        )
    return [one.id for one in found]


def _channels(desk: Desk) -> dict[str, Any]:
    every = list(channels.all_channels().values())
    rows = [
        (
            one.key, f"{one.width}x{one.height}", "/".join(one.formats),
            f"{one.max_bytes // 1000} kB" if one.max_bytes else "-", str(one.as_of), one.note,
        )
        for one in every
    ]  # fmt: skip
    desk.terminal.table(rows, "")
    return {"channels": [{**vars(one), "as_of": str(one.as_of)} for one in every]}


def _size(word: str) -> Size:
    matched = re.fullmatch(r"(\d{1,6})[xX×](\d{1,6})", word)
    if matched is None:
        raise argparse.ArgumentTypeError(f"{word} is no size; write it as 1200x800")
    return Size(int(matched[1]), int(matched[2]))
