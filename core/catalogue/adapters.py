"""Adapters: register, find, lineage, bin. Their files are the business of core.adapters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NotRequired, TypedDict, Unpack, cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.catalogue import items
from core.catalogue.records import AdapterKind, AdapterRecord, ItemKind, ItemRecord, SourceRecord
from core.catalogue.session import clock_of, in_portions, plain_name, required
from core.catalogue.tables import Adapter, AdapterItem, Item, Project, Run
from core.errors import KnownError
from core.language import say

_UNSAID: dict[str, Any] = {
    "trigger": "",
    "best_strength": 1.0,
    "licence": "",
    "recipe": "",
    "run_id": None,
    "metrics": {},
}


class AdapterFacts(TypedDict):
    """What `register` is told of an adapter."""

    adapter_id: str
    name: str
    kind: AdapterKind
    family: str
    file: str
    """File or folder, relative to the library's root."""
    sha256: str
    base_hash: str
    base_name: str
    trigger: NotRequired[str]
    best_strength: NotRequired[float]
    """1.0, the default, is 100 %."""
    licence: NotRequired[str]
    recipe: NotRequired[str]
    run_id: NotRequired[str | None]
    metrics: NotRequired[Mapping[str, Any]]


def register(
    session: Session,
    project_id: int | None,
    *,
    item_ids: Sequence[int] = (),
    **facts: Unpack[AdapterFacts],
) -> AdapterRecord:
    """Enter an adapter whose file lies in the library; numbered when its name is taken.

    Args:
        project_id: None for an adapter that belongs to no brand.
        item_ids: what it learnt from, in training order.
        facts: the fields of `AdapterFacts`, as keywords.

    Raises:
        KnownError: kind "bad_request" when the id is taken; "not_found" without project or items.
    """
    if project_id is not None:
        required(session, Project, project_id, "project")
    if facts.get("run_id") is not None:
        required(session, Run, facts["run_id"], "training")
    if session.get(Adapter, facts["adapter_id"]) is not None:
        raise KnownError(
            say("The adapter “{name}” is in the library already.", name=facts["name"]),
            say("Use that one."),
            detail=facts["adapter_id"],
            kind="bad_request",
        )
    learnt = _items(session, item_ids)
    values: dict[str, Any] = {**_UNSAID, **facts, "id": facts["adapter_id"]}
    del values["adapter_id"]
    values["metrics"] = dict(values["metrics"])
    values["name"] = _free_name(session, facts["name"], project_id)
    now = clock_of(session)
    row = Adapter(project_id=project_id, created=now, updated=now, **values)
    session.add(row)
    session.flush()
    _note_lineage(session, row.id, learnt)
    return as_record(row)


def get(session: Session, adapter_id: str) -> AdapterRecord:
    """The adapter with this id; KnownError kind "not_found" without one."""
    return as_record(required(session, Adapter, adapter_id, "adapter"))


def find(session: Session, name_or_id: str, project_id: int | None = None) -> AdapterRecord:
    """The adapter in use with this id or name (upper or lower case).

    Raises:
        KnownError: kind "not_found", or "bad_request" when several have the name.
    """
    wanted = name_or_id.strip()
    everything = list_all(session, project_id)
    for one in everything:
        if one.id == wanted:
            return one
    named = [one for one in everything if one.name.casefold() == wanted.casefold()]
    if len(named) == 1:
        return named[0]
    if named:
        raise KnownError(
            say(
                "{count} adapters are called “{name_or_id}”.",
                count=len(named),
                name_or_id=name_or_id,
            ),
            say("Say which by its id: {names}.", names=", ".join(one.id for one in named)),
            kind="bad_request",
        )
    names = ", ".join(f"“{one.name}”" for one in everything[:10])
    raise KnownError(
        say("There is no adapter “{name_or_id}”.", name_or_id=name_or_id),
        say("There is: {names}.", names=names) if names else say("Train or import one first."),
        kind="not_found",
    )


def list_all(
    session: Session, project_id: int | None = None, *, include_binned: bool = False
) -> list[AdapterRecord]:
    """Adapters of a project, or of all, newest first."""
    query = select(Adapter).order_by(Adapter.created.desc(), Adapter.id)
    if project_id is not None:
        query = query.where(Adapter.project_id == project_id)
    if not include_binned:
        query = query.where(Adapter.binned.is_(None))
    return [as_record(row) for row in session.scalars(query)]


def lineage(session: Session, adapter_id: str) -> list[ItemRecord]:
    """The items it learnt from that still exist, the bin included, in training order."""
    required(session, Adapter, adapter_id, "adapter")
    query = (
        select(Item)
        .join(AdapterItem, AdapterItem.item_id == Item.id)
        .where(AdapterItem.adapter_id == adapter_id)
        .order_by(AdapterItem.place)
    )
    return [items.as_record(row) for row in session.scalars(query)]


def sources(session: Session, adapter_id: str) -> list[SourceRecord]:
    """All it learnt from, by name and content, also what has been deleted for good since."""
    query = select(AdapterItem).where(AdapterItem.adapter_id == adapter_id)
    return [
        SourceRecord(row.item_id, cast("ItemKind", row.kind), row.sha256, row.name)
        for row in session.scalars(query.order_by(AdapterItem.place))
    ]


def count_sources(session: Session) -> dict[str, int]:
    """How many items each adapter learnt from, by its id."""
    query = select(AdapterItem.adapter_id, func.count()).group_by(AdapterItem.adapter_id)
    return {row[0]: row[1] for row in session.execute(query)}


def learnt_from(session: Session, item_id: int) -> list[AdapterRecord]:
    """The adapters that learnt from an item: what its rights have an effect on."""
    query = (
        select(Adapter)
        .join(AdapterItem, AdapterItem.adapter_id == Adapter.id)
        .where(AdapterItem.item_id == item_id)
        .order_by(Adapter.created.desc(), Adapter.id)
    )
    return [as_record(row) for row in session.scalars(query)]


def rename(session: Session, adapter_id: str, name: str) -> AdapterRecord:
    """Give it another name; numbered when that is taken."""
    row = required(session, Adapter, adapter_id, "adapter")
    row.name = _free_name(session, name, row.project_id, own_id=adapter_id)
    row.updated = clock_of(session)
    session.flush()
    return as_record(row)


def set_best_strength(session: Session, adapter_id: str, strength: float) -> AdapterRecord:
    """Note the strength that works best; 1.0 is 100 %."""
    row = required(session, Adapter, adapter_id, "adapter")
    row.best_strength, row.updated = strength, clock_of(session)
    session.flush()
    return as_record(row)


def to_bin(session: Session, adapter_id: str) -> AdapterRecord:
    """Put it into the bin; its file stays until the bin is emptied."""
    row = required(session, Adapter, adapter_id, "adapter")
    row.binned = row.binned or clock_of(session)
    session.flush()
    return as_record(row)


def from_bin(session: Session, adapter_id: str) -> AdapterRecord:
    """Take it back out of the bin; numbered when its name was taken meanwhile."""
    row = required(session, Adapter, adapter_id, "adapter")
    if row.binned is not None:
        row.name = _free_name(session, row.name, row.project_id, own_id=adapter_id)
        row.binned = None
        session.flush()
    return as_record(row)


def as_record(row: Adapter) -> AdapterRecord:
    """The frozen copy of a row."""
    return AdapterRecord(
        id=row.id,
        project_id=row.project_id,
        name=row.name,
        kind=cast("AdapterKind", row.kind),
        family=row.family,
        file=row.file,
        sha256=row.sha256,
        base_hash=row.base_hash,
        base_name=row.base_name,
        trigger=row.trigger,
        best_strength=row.best_strength,
        licence=row.licence,
        recipe=row.recipe,
        run_id=row.run_id,
        metrics=dict(row.metrics),
        created=row.created,
        updated=row.updated,
        binned=row.binned,
    )


def _note_lineage(session: Session, adapter_id: str, learnt: Sequence[Item]) -> None:
    for place, item in enumerate(learnt):
        same = {"item_id": item.id, "kind": item.kind, "sha256": item.sha256, "name": item.name}
        session.add(AdapterItem(adapter_id=adapter_id, place=place, **same))
    session.flush()


def _items(session: Session, item_ids: Sequence[int]) -> list[Item]:
    """All these items, in this order; KnownError kind "not_found" if one is missing."""
    wanted = list(dict.fromkeys(item_ids))
    known: dict[int, Item] = {}
    for some in in_portions(wanted):
        rows = session.scalars(select(Item).where(Item.id.in_(some)))
        known.update((row.id, row) for row in rows)
    return [known.get(one) or required(session, Item, one, "item") for one in wanted]


def _free_name(
    session: Session, name: str, project_id: int | None, own_id: str | None = None
) -> str:
    name = plain_name(name, "adapter")
    taken = {
        one.name.casefold()
        for one in list_all(session)
        if one.project_id == project_id and one.id != own_id
    }
    free, number = name, 1
    while free.casefold() in taken:
        number += 1
        free = f"{name} ({number})"
    return free
