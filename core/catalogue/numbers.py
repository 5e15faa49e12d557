"""Numbers of rows are given once.

SQLite alone gives the number of the newest row again after it was deleted, and a job or an undo
step that still knows it would then mean something else, of another brand even.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Table, func, inspect, select
from sqlalchemy.orm import Session

from core.catalogue.tables import About, Base, Board, Dataset, Item, Project, Result

_ONCE = (Project, Dataset, Item, Board, Result)
"""Those that others know by their number and that can be deleted for good."""


def remember(session: Session) -> None:
    """Call this before rows are deleted for good: their numbers stay used."""
    for kind in _ONCE:
        table = _table(kind)
        highest = str(first_free(session, table) - 1)
        known = session.get(About, _key(table))
        if known is None:
            session.add(About(key=_key(table), value=highest))
        else:
            known.value = highest
    session.flush()


def first_free(session: Session, table: Table) -> int:
    """The number for the next row of this table, higher than any that was ever given."""
    highest = session.scalar(select(func.max(table.c["id"]))) or 0
    known = session.get(About, _key(table))
    return max(highest, int(known.value) if known is not None else 0) + 1


def give(session: Session, *_: Any) -> None:
    """Number new rows before they are written, in the order in which they were added."""
    fresh = [one for one in session.new if isinstance(one, _ONCE) and one.id is None]
    if not fresh:
        return
    free: dict[type, int] = {}
    with session.no_autoflush:
        for one in sorted(fresh, key=lambda one: inspect(one).insert_order or 0):
            kind = type(one)
            if kind not in free:
                free[kind] = first_free(session, _table(kind))
            one.id, free[kind] = free[kind], free[kind] + 1


def _table(kind: type[Base]) -> Table:
    return Base.metadata.tables[kind.__tablename__]


def _key(table: Table) -> str:
    return f"last {table.name}"
