"""`models`: what is on this computer; add a folder or a single file."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

from core.cli.desk import Commands, Desk, group, leaf
from core.cli.terminal import stoppable
from core.models import fitting, importing, library
from core.models.library import ModelRecord, shown_name

_MB = 1_000_000


def add(commands: Commands) -> None:
    """The noun with its commands."""
    nouns = group(commands, "models", "the models that adapters are taught on")
    leaf(nouns, "list", "all models on this computer", _list)
    parser = leaf(nouns, "add", "add a model's folder, or one .safetensors or .gguf file", _add)
    parser.add_argument("source", type=Path, metavar="FOLDER_OR_FILE")
    parser.add_argument(
        "--with",
        dest="companion",
        type=Path,
        metavar="FOLDER",
        help="model folder for what a single file lacks; without it the shelf is searched",
    )


def _list(desk: Desk) -> dict[str, Any]:
    every = library.installed()
    desk.terminal.table(
        [(shown_name(one.name), one.family, one.commercial, one.licence, one.folder)
         for one in every],
        "There is no model yet.",
    )  # fmt: skip
    for one in every:
        if (why := fitting.refusal(one)) is not None:
            desk.terminal.note(f"{shown_name(one.name)}: {why.say} {why.hint}")
    return {"models": [_plain(one) for one in every]}


def _add(desk: Desk) -> dict[str, Any]:
    stop = threading.Event()
    bar = desk.terminal.bar("Writing MB")
    with stoppable(desk.terminal, stop.set):
        found = importing.add(
            desk.args.source,
            companion=desk.args.companion,
            progress=lambda done, total: bar.show(done // _MB, total // _MB),
            cancelled=stop.is_set,
        )
    bar.close()
    state = "was there already" if found.known else "is on the shelf"
    record = found.record
    desk.terminal.say(f"“{shown_name(record.name)}” {state}: {record.folder}")
    desk.terminal.say(record.licence_line)
    if record.warning:
        desk.terminal.note(record.warning)
    if record.kind == "text" and not record.converses:
        desk.terminal.note("It has no template of conversations: it goes on with texts.")
    return {"model": _plain(found.record), "known": found.known}


def _plain(one: ModelRecord) -> dict[str, Any]:
    return {
        "name": one.name,
        "family": one.family,
        "folder": str(one.folder),
        "licence": one.licence,
        "commercial": one.commercial,
        "licence_says": one.commercial_note,
        "bytes": one.size_bytes,
        "can_be_taught": fitting.refusal(one) is None,
    }
