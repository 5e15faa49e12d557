"""A filled table as a file: the columns it came with, one a mix, remarks beside it, its origin."""

from __future__ import annotations

from pathlib import Path

import core
from core.actions.batches import TABLE, Batch, BatchRow
from core.actions.changes import Changes
from core.actions.remarks import told
from core.catalogue import exports
from core.catalogue.records import ExportRecord
from core.catalogue.store import Catalogue, utcnow
from core.errors import KnownError
from core.exporting import provenance
from core.exporting.sheets import FORMATS, write_sheet
from core.files import sha256_bytes, write_bytes
from core.language import say


def save(
    catalogue: Catalogue, batch: Batch, target: Path, *, with_remarks: bool = True
) -> tuple[ExportRecord, Changes]:
    """Write a batch as CSV or XLSX and note the export down.

    Texts are as they were edited. The file says that an AI wrote them, as every export does.

    Raises:
        KnownError: kind "bad_request" for another kind of file, or nothing is made yet.
    """
    kind = target.suffix.lower().removeprefix(".")
    if kind not in FORMATS:
        raise KnownError(
            say("A table cannot be saved as “{format}”.", format=kind or target.name),
            say("Choose one of: {names}.", names=", ".join(FORMATS)),
            kind="bad_request",
        )
    if not any(row.results for row in batch.rows):
        raise KnownError(
            say("Nothing of this table is made yet."),
            say("Begin it, then save what is there."),
            kind="bad_request",
        )
    made = utcnow()
    data = write_sheet(rows_of(batch, with_remarks), kind, batch.board.name, made)
    write_bytes(target, data)
    entry = {
        "name": target.name, "kind": "texts", "bytes": len(data), "sha256": sha256_bytes(data),
        "recipe": _recipe(batch),
    }  # fmt: skip
    manifest = {
        "format": "signet-pack", "version": 1, "brand": batch.project.name,
        "made": made.isoformat(timespec="seconds"),
        "program": {"name": "Signet", "version": core.__version__},
        "origin": provenance.AI_MADE, "files": [entry], "notes": [],
    }  # fmt: skip
    with catalogue.writing() as session:
        record = exports.add(
            session, batch.project.id, target.parent.absolute(), (target.name,), manifest
        )
    return record, Changes(exports=frozenset({record.id}))


def rows_of(batch: Batch, with_remarks: bool = True) -> list[list[str]]:
    """All cells, the names of the columns first."""
    head = list(batch.names)
    for title in batch.titles:
        head.append(_free(title, head))
        if with_remarks:
            head.append(_free(say("{column}: remarks", column=title), head))
    head += [_free(say("not made"), head), _free(say("origin of the texts"), head)]
    return [head, *(_cells(batch, row, with_remarks) for row in batch.rows)]


def _cells(batch: Batch, row: BatchRow, with_remarks: bool) -> list[str]:
    cells = [row.values[name] for name in batch.names]
    for mix in batch.mixes:
        result = row.results.get(mix)
        cells.append(result.final if result is not None else "")
        if with_remarks:
            cells.append(told(batch.remarks(row, mix)))
    return [*cells, row.error, "AI-generated" if row.results else ""]


def _recipe(batch: Batch) -> dict[str, object]:
    request = batch.board.request
    return {
        "base": {"name": request.get("model", ""), "hash": request.get("model_hash", "")},
        "family": request.get("family", ""),
        "mixes": request.get("mixes", []),
        "seeds": request.get("seeds", []),
        "options": request.get("text", {}),
        "form": request[TABLE]["form"],
        "results": [one.sha256 for row in batch.rows for one in row.results.values()],
    }


def _free(name: str, taken: list[str]) -> str:
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name} ({number})"
    return free
