"""All projects as their cards show them: counts, last activity and cover, in one question.

Everything is read from indexes, so that a project of 100,000 items costs milliseconds.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, String, func, literal, select
from sqlalchemy.orm import Session, aliased

from core.catalogue import projects
from core.catalogue.columns import UtcTime
from core.catalogue.records import ProjectOverview
from core.catalogue.tables import Adapter, Board, Export, Item, Project, Result, Run

_PHOTO, _TEXT = "photo", "text"


def every(session: Session, *, include_binned: bool = False) -> list[ProjectOverview]:
    """Each project with what is in it, the last one worked on first."""
    photo = aliased(Item)
    query = select(
        Project,
        _items(_PHOTO).label("photos"),
        _items(_TEXT).label("texts"),
        _of_project(Adapter).label("adapters"),
        _results().label("results"),
        _last_activity().label("moved"),
        photo.working_path,
        photo.sha256,
    ).outerjoin(photo, photo.id == func.coalesce(_chosen(), _first_photo()))
    if not include_binned:
        query = query.where(Project.binned.is_(None))
    found = [
        ProjectOverview(
            project=projects.as_record(row),
            photos=photos,
            texts=texts,
            adapters=adapters,
            results=results,
            last_activity=moved,
            cover=cover or "",
            cover_sha=sha or "",
        )
        for row, photos, texts, adapters, results, moved, cover, sha in session.execute(query)
    ]
    return sorted(found, key=lambda one: one.last_activity, reverse=True)


def _items(kind: str) -> ScalarSelect[int]:
    query = select(func.count()).select_from(Item)
    return _alone(query.where(*_alive(kind)))


def _of_project(table: Any) -> ScalarSelect[int]:
    query = select(func.count()).select_from(table)
    return _alone(query.where(table.project_id == Project.id, table.binned.is_(None)))


def _results() -> ScalarSelect[int]:
    query = select(func.count()).select_from(Result).join(Board, Result.board_id == Board.id)
    alive = Board.project_id == Project.id, Board.binned.is_(None), Result.binned.is_(None)
    return _alone(query.where(*alive))


def _first_photo() -> ScalarSelect[int]:
    return _alone(select(func.min(Item.id)).where(*_alive_in_list(_PHOTO)))


def _chosen() -> ScalarSelect[int]:
    """The cover of somebody's choice, as long as it is there and in use."""
    return _alone(select(Item.id).where(Item.id == Project.cover_item, *_alive(_PHOTO)))


def _last_activity() -> ColumnElement[datetime]:
    """The newest of all times; those of items and results are of the last that came in."""
    newest = [
        _newest_item(_PHOTO),
        _newest_item(_TEXT),
        _alone(select(func.max(Run.updated)).where(Run.project_id == Project.id)),
        _alone(select(func.max(Adapter.updated)).where(Adapter.project_id == Project.id)),
        _alone(select(func.max(Board.created)).where(Board.project_id == Project.id)),
        _alone(select(func.max(Export.created)).where(Export.project_id == Project.id)),
        _newest_result(),
    ]
    # Texts of fixed width in UTC: the greatest is the latest.
    plain = [func.coalesce(one, "", type_=String) for one in newest]
    return func.max(func.coalesce(Project.updated, "", type_=String), *plain, type_=UtcTime)


def _newest_item(kind: str) -> ScalarSelect[Any]:
    last = _alone(select(func.max(Item.id)).where(*_alive_in_list(kind)))
    twin = aliased(Item)
    return select(twin.created).where(twin.id == last).scalar_subquery()


def _newest_result() -> ScalarSelect[Any]:
    mine = Board.project_id == Project.id
    last = select(func.max(Result.id)).join(Board, Result.board_id == Board.id).where(mine)
    twin = aliased(Result)
    return select(twin.created).where(twin.id == _alone(last)).scalar_subquery()


def _alive(kind: str) -> tuple[ColumnElement[bool], ...]:
    return Item.project_id == Project.id, Item.kind == literal(kind), Item.binned.is_(None)


def _alive_in_list(kind: str) -> tuple[ColumnElement[bool], ...]:
    """The same in words that keep SQLite from walking all of the bin's index for the least or
    greatest number: it reads the project's own part of `ix_item_listed` instead."""
    in_use = func.coalesce(Item.binned, "", type_=String) == ""
    return Item.project_id == Project.id, Item.kind == literal(kind), in_use


def _alone(query: Select[Any]) -> ScalarSelect[Any]:
    """Asked once for each project of the outer question."""
    return query.correlate(Project).scalar_subquery()
