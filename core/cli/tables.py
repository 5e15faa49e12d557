"""`table`: every row of a table becomes a text, one new column a mix."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

from core.actions import adapters, batches, forms, generation, table_files
from core.actions.batches import Batch
from core.catalogue.store import Catalogue
from core.cli.desk import Commands, Desk, group, leaf, whole
from core.cli.generate import text_options
from core.cli.terminal import stoppable
from core.contract.messages import Cancelled, Failed, Message, Result
from core.datasets.plain_tables import read_table
from core.errors import KnownError
from core.jobs.supervisor import WarmEngine
from core.language import say, say_many


def add(commands: Commands) -> None:
    """The noun with its commands."""
    nouns = group(commands, "table", "texts for every row of a table")
    parser = leaf(nouns, "fill", "begin with a table and fill it in", _fill, project=True)
    parser.add_argument("file", type=Path, help="CSV, TSV or XLSX")
    parser.add_argument("--form", required=True, help="such as product; see “write forms”")
    told = "which column a field is read from; guessed where not said"
    parser.add_argument("--column", action="append", default=[], metavar="FIELD=COLUMN", help=told)
    parser.add_argument("--language", default="")
    parser.add_argument("--limit", default="", metavar="CHANNEL")
    parser.add_argument("--mix", action="append", default=[],
                        help="adapters with strengths, such as “Voice=80%%”")  # fmt: skip
    parser.add_argument("--seed", type=whole, default=1)
    parser.add_argument("--model", default="", help="base model; without it that of the adapters")
    parser.add_argument("--name", default="")
    parser.add_argument("--device", default="auto", help="auto, cpu or cuda")
    parser.add_argument("--tokens", type=whole, help="longest text")
    parser.add_argument("--temperature", type=float, help="freedom of texts, 0 to 2")
    _saving(parser, required=False)
    parser = leaf(nouns, "go-on", "fill in what is missing", _go_on, project=True)
    parser.add_argument("number", type=whole, help="of the table, from “table list”")
    _saving(parser, required=False)
    parser = leaf(nouns, "save", "save a table as it stands", _save, project=True)
    parser.add_argument("number", type=whole)
    _saving(parser, required=True)
    leaf(nouns, "list", "tables of a project", _list, project=True)


def _saving(parser: Any, *, required: bool) -> None:
    parser.add_argument("--out", type=Path, required=required, help="a new CSV or XLSX file")
    parser.add_argument("--no-remarks", dest="remarks", action="store_false")


def _fill(desk: Desk) -> dict[str, Any]:
    args = desk.args
    table = read_table(args.file.expanduser())
    form = forms.find(args.form)
    said = dict(_column(one) for one in args.column)
    columns = {**forms.suggested_columns(form, table.names), **said}
    with desk.catalogue() as catalogue:
        project = desk.project(catalogue)
        mixes = [adapters.parse_mix(catalogue, mix, "text", project.id) for mix in args.mix]
        model = generation.painter(catalogue, "text", args.model, mixes).model
        order = batches.Order(
            table, form.key, columns, args.language, args.limit, mixes, str(model.folder),
            text_options(desk, model), args.seed, args.device,
        )  # fmt: skip
        batch, _ = batches.begin(catalogue, project.id, order, args.name)
        return _make(desk, catalogue, batch)


def _go_on(desk: Desk) -> dict[str, Any]:
    with desk.catalogue() as catalogue:
        return _make(desk, catalogue, batches.read(catalogue, desk.args.number))


def _save(desk: Desk) -> dict[str, Any]:
    with desk.catalogue() as catalogue:
        batch = batches.read(catalogue, desk.args.number)
        return _report(desk, catalogue, batch)


def _list(desk: Desk) -> dict[str, Any]:
    with desk.catalogue() as catalogue:
        project = desk.project(catalogue)
        found = [
            batches.read(catalogue, one.id) for one in batches.of_project(catalogue, project.id)
        ]
    desk.terminal.table(
        [
            (one.board.id, one.board.name, say("{count:,} rows", count=len(one.rows)),
             say("{count:,} texts missing", count=one.missing))
            for one in found
        ],
        say("There is no table yet."),
    )  # fmt: skip
    return {"tables": [_numbers(one) for one in found]}


def _make(desk: Desk, catalogue: Catalogue, batch: Batch) -> dict[str, Any]:
    total, done, stop = batch.missing, 0, threading.Event()
    bar = desk.terminal.bar(say("Filling in"))

    def hear(message: Message) -> None:
        nonlocal done
        if isinstance(message, Result):
            done += 1
            bar.show(done, total)

    with WarmEngine(log=catalogue.library.logs / "generation.txt") as engine:

        def halt() -> None:
            stop.set()
            engine.cancel()

        with stoppable(desk.terminal, halt):
            ending, _ = batches.go_on(
                catalogue, batch.board.id, engine, on_message=hear, cancelled=stop.is_set
            )
    bar.close()
    answer = _report(desk, catalogue, batches.read(catalogue, batch.board.id))
    match ending:
        case Failed(kind, what, hint, detail):
            raise KnownError(what, hint, detail, kind=kind)  # type: ignore[arg-type]
        case Cancelled():
            raise KnownError(
                say_many("Stopped after {count} text.", "Stopped after {count} texts.", done),
                say("Go on with: table go-on {number}.", number=batch.board.id),
                kind="cancelled",
            )
    return answer


def _report(desk: Desk, catalogue: Catalogue, batch: Batch) -> dict[str, Any]:
    """Say what became of the rows; save them where that was asked for."""
    faulty = [row for row in batch.rows if row.error]
    claims = sum(len(batch.remarks(row, mix)) for row in batch.rows for mix in batch.mixes)
    desk.terminal.say(
        say("Table {number}: {rows:,} rows, {missing:,} texts missing, {claims:,} remarks.",
            number=batch.board.id, rows=len(batch.rows), missing=batch.missing, claims=claims)
    )  # fmt: skip
    for row in faulty[:10]:
        desk.terminal.say("    " + say("Row {number}: {why}", number=row.number + 1, why=row.error))
    answer = {**_numbers(batch), "remarks": claims}
    if desk.args.out is not None:
        target = desk.args.out.expanduser().absolute()
        table_files.save(catalogue, batch, target, with_remarks=desk.args.remarks)
        desk.terminal.say(say("Saved as {path}.", path=target))
        answer["file"] = str(target)
    return answer


def _numbers(batch: Batch) -> dict[str, Any]:
    return {
        "table": batch.board.id, "name": batch.board.name, "rows": len(batch.rows),
        "columns": list(batch.mixes), "missing": batch.missing,
        "errors": {row.number: row.error for row in batch.rows if row.error},
    }  # fmt: skip


def _column(told: str) -> tuple[str, str]:
    field, joint, column = told.partition("=")
    if not joint:
        raise KnownError(
            say("“{told}” names no column.", told=told),
            say("Write it as FIELD=COLUMN."),
            kind="bad_request",
        )
    return field.strip(), column.strip()
