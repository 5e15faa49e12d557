"""Data sets: named groups of items of one kind. Most projects have just one of each kind."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from core.catalogue.records import DatasetRecord, ItemKind
from core.catalogue.session import clock_of, in_portions, plain_name, required
from core.catalogue.tables import Dataset, Item, Project
from core.errors import KnownError
from core.language import say

_FIRST: dict[ItemKind, str] = {"photo": "Photos", "text": "Texts"}


def create(session: Session, project_id: int, kind: ItemKind, name: str) -> DatasetRecord:
    """A new, empty data set.

    Raises:
        KnownError: kind "not_found" without the project, "bad_request" when the name is taken.
    """
    required(session, Project, project_id, "project")
    name = plain_name(name, "data set")
    if any(one.name.casefold() == name.casefold() for one in list_all(session, project_id, kind)):
        raise KnownError(
            say("There is already a data set “{name}”.", name=name),
            say("Choose another name."),
            kind="bad_request",
        )
    row = Dataset(project_id=project_id, kind=kind, name=name, created=clock_of(session))
    session.add(row)
    session.flush()
    return as_record(row)


def first(session: Session, project_id: int, kind: ItemKind) -> DatasetRecord:
    """The oldest data set of this kind, made when there is none."""
    for one in list_all(session, project_id, kind):
        return one
    return create(session, project_id, kind, _FIRST[kind])


def list_all(
    session: Session, project_id: int, kind: ItemKind | None = None
) -> list[DatasetRecord]:
    """Data sets of a project, oldest first."""
    query = select(Dataset).where(Dataset.project_id == project_id).order_by(Dataset.id)
    if kind is not None:
        query = query.where(Dataset.kind == kind)
    return [as_record(row) for row in session.scalars(query)]


def move(session: Session, item_ids: Iterable[int], dataset_id: int) -> int:
    """Put items into another data set of the same project and kind; returns how many fitted."""
    target = required(session, Dataset, dataset_id, "data set")
    moved = 0
    for ids in in_portions(item_ids):
        fitting = Item.project_id == target.project_id, Item.kind == target.kind
        chosen = session.scalars(select(Item.id).where(Item.id.in_(ids), *fitting)).all()
        session.execute(update(Item).where(Item.id.in_(chosen)).values(dataset_id=dataset_id))
        moved += len(chosen)
    return moved


def as_record(row: Dataset) -> DatasetRecord:
    """The frozen copy of a row."""
    kind: ItemKind = "photo" if row.kind == "photo" else "text"
    return DatasetRecord(row.id, row.project_id, kind, row.name, row.created)
