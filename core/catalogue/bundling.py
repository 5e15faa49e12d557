"""The rows of one project as plain values: out of one catalogue, into another under new numbers.

Which columns there are follows from `tables.py` alone. What lies in the bin stays behind, and so do
exports: their folders are those of another computer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Column, Integer, Select, Table, Text, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core.catalogue import projects
from core.catalogue.columns import Flag, IsoDate, Json, UtcTime
from core.catalogue.numbers import first_free
from core.catalogue.records import ProjectRecord
from core.catalogue.tables import (
    Adapter,
    AdapterItem,
    Base,
    Board,
    CheckFinding,
    Dataset,
    FindingItem,
    Item,
    ItemVersion,
    Project,
    Result,
    Run,
)
from core.contract.wire import to_plain

Row = dict[str, Any]
ORDER = (
    "project", "dataset", "item", "item_version", "finding", "finding_item", "run", "adapter",
    "adapter_item", "board", "result",
)  # fmt: skip
"""Each table after those it refers to."""
_REFERS: dict[str, dict[str, str]] = {
    "dataset": {"project_id": "project"},
    "item": {"project_id": "project", "dataset_id": "dataset"},
    "item_version": {"item_id": "item"},
    "finding": {"project_id": "project"},
    "finding_item": {"finding_id": "finding", "item_id": "item"},
    "run": {"project_id": "project"},
    "adapter": {"project_id": "project", "run_id": "run"},
    "adapter_item": {"adapter_id": "adapter", "item_id": "item"},
    "board": {"project_id": "project"},
    "result": {"board_id": "board"},
}
_ADDED_LATER: dict[str, Any] = {
    "project.archived": None, "project.cover_item": None, "project.words": {}, "result.edited": "",
    "project.no_people": False, "finding.past": False, "finding_item.sha256": "",
}  # fmt: skip
"""Columns that bundles of an older catalogue lack, with what they mean there."""
_LISTS = frozenset({"project.colours"})
"""JSON columns that hold a list; the others hold objects."""
_AT_ONCE = 500


class RowFaultError(ValueError):
    """A row that no catalogue could have written; the text says why."""


@dataclass(frozen=True)
class Renaming:
    """What has another name in the library that takes a project in."""

    adapters: dict[str, str] = field(default_factory=dict)
    runs: dict[str, str] = field(default_factory=dict)
    run_folder: Callable[[str], str] = str
    """Absolute folder of the run with this new id."""
    results: str = ""
    """Folder of the results, relative to the library's root."""


def dump(session: Session, project_id: int) -> Iterator[tuple[str, Row]]:
    """(table, row) of everything of a project that is in use, in the order of `ORDER`."""
    for name in ORDER:
        table = Base.metadata.tables[name]
        query = _selection(name, table, project_id).execution_options(yield_per=_AT_ONCE)
        for found in session.execute(query).mappings():
            yield name, _outward(name, {key: _plain(value) for key, value in found.items()})


def taken_ids(session: Session) -> set[str]:
    """Ids of adapters and runs that are in use, the bin included."""
    return set(session.scalars(select(Adapter.id))) | set(session.scalars(select(Run.id)))


def check(rows: Iterable[tuple[str, Row]]) -> Iterator[tuple[str, Row]]:
    """Give the rows on as they belong into the tables, if they hold together.

    Raises:
        RowFaultError: a value of the wrong kind, a number twice, a reference into nowhere.
    """
    known: dict[str, set[Any]] = {name: set() for name in ORDER}
    for name, row in rows:
        typed = _typed(name, row)
        for column, target in _REFERS.get(name, {}).items():
            if typed[column] is not None and typed[column] not in known[target]:
                raise RowFaultError(f"{name}.{column} {typed[column]!r} is not in the bundle")
        if "id" in typed:
            if typed["id"] in known[name]:
                raise RowFaultError(f"{name} {typed['id']!r} twice")
            known[name].add(typed["id"])
        yield name, typed
    if len(known["project"]) != 1:
        raise RowFaultError(f"{len(known['project'])} projects")


def load(
    session: Session, rows: Iterable[tuple[str, Row]], renaming: Renaming
) -> tuple[ProjectRecord, dict[str, int]]:
    """Enter checked rows under free numbers.

    Returns:
        The new project (numbered when its name is taken) and how many rows of each table.

    Raises:
        RowFaultError: the tables refuse a row; roll the transaction back.
    """
    numbers: dict[str, dict[Any, Any]] = {"adapter": renaming.adapters, "run": renaming.runs}
    counts = dict.fromkeys(ORDER, 0)
    cover: int | None = None
    for name, group in groupby(rows, key=lambda one: one[0]):
        table = Base.metadata.tables[name]
        given = numbers.setdefault(name, {})
        is_numbered = "id" in table.c and isinstance(table.c["id"].type, Integer)
        free = first_free(session, table) if is_numbered else 0
        waiting: list[Row] = []
        for _, row in group:
            if is_numbered:
                given[row["id"]], free = free, free + 1
            if name == "project":
                cover = row["cover_item"]
                row = {**row, "name": projects.numbered_name(session, row["name"])}
            waiting.append(_inward(name, row, numbers, renaming))
            counts[name] += 1
            if len(waiting) == _AT_ONCE:
                _enter(session, table, waiting)
        _enter(session, table, waiting)
    (project_id,) = numbers["project"].values()
    made = projects.get(session, project_id)
    if cover in numbers.get("item", {}):
        made = projects.set_cover(session, project_id, numbers["item"][cover])
    return made, counts


def _enter(session: Session, table: Table, waiting: list[Row]) -> None:
    try:
        if waiting:
            session.execute(insert(table), waiting)
    except IntegrityError as error:
        raise RowFaultError(f"{table.name}: {error.orig}") from error
    waiting.clear()


def _selection(name: str, table: Table, project_id: int) -> Select[Any]:
    items = select(Item.id).where(Item.project_id == project_id, Item.binned.is_(None))
    adapters = select(Adapter.id).where(Adapter.project_id == project_id, Adapter.binned.is_(None))
    boards = select(Board.id).where(Board.project_id == project_id, Board.binned.is_(None))
    findings = select(CheckFinding.id).where(CheckFinding.project_id == project_id)
    used = select(Adapter.run_id).where(Adapter.id.in_(adapters))
    conditions: dict[str, tuple[Any, ...]] = {
        "project": (Project.id == project_id,),
        "dataset": (Dataset.project_id == project_id,),
        "item": (Item.id.in_(items),),
        "item_version": (ItemVersion.item_id.in_(items),),
        "finding": (CheckFinding.id.in_(findings),),
        "finding_item": (FindingItem.finding_id.in_(findings), FindingItem.item_id.in_(items)),
        "run": (Run.project_id == project_id, Run.id.in_(used)),
        "adapter": (Adapter.id.in_(adapters),),
        "adapter_item": (AdapterItem.adapter_id.in_(adapters),),
        "board": (Board.id.in_(boards),),
        "result": (Result.board_id.in_(boards), Result.binned.is_(None)),
    }
    if name == "adapter_item":
        return _lineage(items).where(*conditions[name])
    if name == "adapter":
        return _adapters().where(*conditions[name])
    return select(table).where(*conditions[name]).order_by(*table.primary_key)


def _lineage(items: Select[Any]) -> Select[Any]:
    """What an item that stays behind was stays known; only the link to it goes."""
    columns = [one for one in AdapterItem.__table__.c if one.name != "item_id"]
    link = select(Item.id).where(Item.id == AdapterItem.item_id, Item.id.in_(items))
    return select(*columns, link.scalar_subquery().label("item_id")).order_by(
        AdapterItem.adapter_id, AdapterItem.place
    )


def _adapters() -> Select[Any]:
    """A run of another project stays behind."""
    columns = [one for one in Adapter.__table__.c if one.name != "run_id"]
    run = select(Run.id).where(Run.id == Adapter.run_id, Run.project_id == Adapter.project_id)
    return select(*columns, run.scalar_subquery().label("run_id")).order_by(Adapter.id)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat(timespec="microseconds")
    return value.isoformat() if isinstance(value, date) else to_plain(value)


def _outward(name: str, row: Row) -> Row:
    """Without the places of this computer."""
    if name == "run":
        request = {**row["request"], "model": "", "run_folder": "", "cache_folder": ""}
        for photos in ("pictures", "heldout_pictures"):
            request[photos] = [{**one, "path": ""} for one in request.get(photos) or ()]
        ending = {key: value for key, value in row["ending"].items() if key != "detail"}
        if "path" in ending:
            ending["path"] = ""
        row = {**row, "request": request, "ending": ending, "folder": ""}
    if name == "project":
        row = {**row, "archived": None, "binned": None}
    return row


def _inward(name: str, row: Row, numbers: dict[str, dict[Any, Any]], renaming: Renaming) -> Row:
    row = dict(row)
    for column, target in _REFERS.get(name, {}).items():
        if row[column] is not None:
            row[column] = numbers[target][row[column]]
    if "id" in row:
        row["id"] = numbers[name].get(row["id"], row["id"])
    row |= _renamed(name, row, renaming)
    return row


def _renamed(name: str, row: Row, renaming: Renaming) -> Row:
    """What is called differently here, beside numbers."""
    match name:
        case "project":
            return {"binned": None, "archived": None, "cover_item": None}
        case "run":
            adapter = renaming.adapters.get(row["adapter_id"], row["adapter_id"])
            return {"folder": renaming.run_folder(row["id"]), "adapter_id": adapter}
        case "adapter":
            return {"file": "/".join(["adapters", row["id"], *row["file"].split("/")[2:]])}
        case "board":
            mixes = row["request"].get("mixes")
            listed = mixes if isinstance(mixes, list) else []
            return {"request": {**row["request"], "mixes": [_mix(m, renaming) for m in listed]}}
        case "result":
            file = f"{renaming.results}/{row['file'].split('/')[-1]}" if row["file"] else ""
            return {"mix": _mix(row["mix"], renaming), "file": file}
    return {}


def _mix(mix: Any, renaming: Renaming) -> Any:
    """The same adapters, by the ids they have here."""
    if not isinstance(mix, dict) or not isinstance(mix.get("parts"), list):
        return mix
    parts = []
    for part in mix["parts"]:
        if isinstance(part, dict) and isinstance(part.get("adapter_id"), str):
            known = renaming.adapters.get(part["adapter_id"], part["adapter_id"])
            part = {**part, "adapter_id": known}
        parts.append(part)
    return {**mix, "parts": parts}


def _typed(name: str, row: Any) -> Row:
    if name not in ORDER or not isinstance(row, dict):
        raise RowFaultError(f"a row of {name}")
    table = Base.metadata.tables[name]
    if unknown := set(row) - set(table.c.keys()):
        raise RowFaultError(f"{name} has no {sorted(unknown)[0]!r}")
    return {column.name: _value(name, column, row) for column in table.c}


def _value(name: str, column: Column[Any], row: Row) -> Any:
    place = f"{name}.{column.name}"
    if column.name not in row:
        if place in _ADDED_LATER:
            return _ADDED_LATER[place]
        raise RowFaultError(f"{place} is missing")
    value = row[column.name]
    if value is None:
        if column.nullable:
            return None
        raise RowFaultError(f"{place} is empty")
    read = _READERS[type(column.type)](value) if type(column.type) in _READERS else _number(value)
    if read is None or (type(read) is list and place not in _LISTS):
        raise RowFaultError(f"{place} cannot be {str(value)[:80]!r}")
    return read


def _number(value: Any) -> Any:
    """For the types of numbers: an integer stays one."""
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _time(value: Any) -> datetime | None:
    try:
        read = datetime.fromisoformat(value)
    except (ValueError, TypeError):
        return None
    return read if read.tzinfo else None


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value)
    except (ValueError, TypeError):
        return None


def _whole(value: Any) -> int | None:
    fits = isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**63
    return value if fits else None


_READERS: dict[type, Callable[[Any], Any]] = {
    Text: lambda value: value if isinstance(value, str) and "\0" not in value else None,
    Integer: _whole,
    Flag: lambda value: value if isinstance(value, bool) else None,
    UtcTime: _time,
    IsoDate: _day,
    Json: lambda value: value if isinstance(value, dict | list) else None,
}
