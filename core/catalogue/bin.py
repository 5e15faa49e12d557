"""Emptying the bin: what has been in it for 30 days goes for good, and which files are free then.

Putting in and taking out belong to each noun (`to_bin`, `from_bin`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import PurePosixPath
from typing import Any

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session, joinedload

from core.catalogue import numbers
from core.catalogue.session import in_portions
from core.catalogue.tables import (
    Adapter,
    Board,
    CheckFinding,
    FindingItem,
    Item,
    ItemVersion,
    Project,
    Result,
    Run,
)

DAYS = 30
_BEFORE_ALL = datetime(1970, 1, 1, tzinfo=UTC)
_FILE_COLUMNS = (
    Item.original_path,
    Item.working_path,
    ItemVersion.working_path,
    Project.logo,
    Adapter.file,
    Result.file,
)


@dataclass(frozen=True)
class BinEntry:
    """One thing in the bin. `what`: "project", "item", "adapter", "board" or "result"."""

    what: str
    id: int | str
    name: str
    binned: datetime
    goes: datetime
    """When it will be deleted for good."""


def contents(session: Session, days: int = DAYS) -> list[BinEntry]:
    """What lies in the bin, the last thrown away first."""
    found = []
    tables: tuple[tuple[str, type[Any], str], ...] = (
        ("project", Project, "name"),
        ("item", Item, "name"),
        ("adapter", Adapter, "name"),
        ("board", Board, "name"),
        ("result", Result, "prompt"),
    )
    for what, table, title in tables:
        columns = select(table.id, getattr(table, title), table.binned)
        for key, name, binned in session.execute(columns.where(table.binned.is_not(None))):
            found.append(BinEntry(what, key, name, binned, binned + timedelta(days=days)))
    return sorted(found, key=lambda one: one.binned, reverse=True)


def empty_expired(session: Session, now: datetime, days: int = DAYS) -> list[str]:
    """Delete for good what has been in the bin for longer than `days`.

    Returns:
        Files and folders, relative to the library's root, that nothing refers to any more. Hand
        them to `objects.remove_files` after the transaction is committed, not before.
    """
    limit = now - timedelta(days=days)
    projects = session.scalars(select(Project.id).where(Project.binned < limit)).all()
    return _delete(session, projects, limit)


def purge_projects(session: Session, project_ids: Iterable[int]) -> list[str]:
    """Delete these projects for good, however long they have been in the bin; those that are in
    use stay. Returns files as `empty_expired` does."""
    chosen = select(Project.id).where(
        Project.id.in_(list(project_ids)), Project.binned.is_not(None)
    )
    return _delete(session, session.scalars(chosen).all(), _BEFORE_ALL)


def _delete(session: Session, projects: Sequence[int], limit: datetime) -> list[str]:
    """These projects, and whatever else was binned before `limit`."""
    numbers.remember(session)
    free = _files_of_projects(session, projects)
    items = session.scalars(
        select(Item).where(or_(Item.binned < limit, Item.project_id.in_(projects)))
    ).all()
    boards = select(Board.id).where(or_(Board.binned < limit, Board.project_id.in_(projects)))
    results = session.scalars(
        select(Result)
        .where(or_(Result.binned < limit, Result.board_id.in_(boards)))
        .options(joinedload(Result.board))
    ).all()
    adapters = session.scalars(
        select(Adapter).where(or_(Adapter.binned < limit, Adapter.project_id.in_(projects)))
    ).all()
    free |= {path for row in items for path in (row.original_path, row.working_path)}
    for some in in_portions(row.id for row in items):
        earlier = select(ItemVersion.working_path).where(ItemVersion.item_id.in_(some))
        free.update(session.scalars(earlier))
    free |= {row.file for row in results} | {row.file for row in adapters}
    judged = _findings_about(session, [row.id for row in items])
    doomed = session.scalars(select(Board).where(Board.id.in_(boards))).all()
    for row in (*items, *results, *adapters, *doomed):
        session.delete(row)
    session.flush()
    _forget_of_nothing(session, judged)
    for project in session.scalars(select(Project).where(Project.id.in_(projects))):
        session.delete(project)
    session.flush()
    used = _used(session)
    within = {str(parent) for name in used for parent in PurePosixPath(name).parents}
    return sorted(free - {""} - used - within)


def _files_of_projects(session: Session, projects: Iterable[int]) -> set[str]:
    ids = list(projects)
    logos = set(session.scalars(select(Project.logo).where(Project.id.in_(ids))))
    runs = session.scalars(select(Run.id).where(Run.project_id.in_(ids)))
    return logos | {f"runs/{run}" for run in runs}


def _used(session: Session) -> set[str]:
    used: set[str] = set()
    for column in _FILE_COLUMNS:
        used.update(session.scalars(select(column).where(column != "")))
    return used


def _findings_about(session: Session, items: Sequence[int]) -> set[int]:
    found: set[int] = set()
    for some in in_portions(items):
        query = select(FindingItem.finding_id).where(FindingItem.item_id.in_(some))
        found.update(session.scalars(query))
    return found


def _forget_of_nothing(session: Session, findings: Iterable[int]) -> None:
    """Those of these findings that speak of no item any more: what was decided on them would be
    taken for a decision on the whole set."""
    for some in in_portions(findings):
        about = select(FindingItem.finding_id).where(FindingItem.finding_id.in_(some))
        session.execute(
            delete(CheckFinding).where(CheckFinding.id.in_(some), CheckFinding.id.not_in(about))
        )
