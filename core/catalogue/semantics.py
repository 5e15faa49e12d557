"""What SQLite's own check does not see: spoilt table definitions, unreadable JSON and times.

Only for a file of this program's version, whose tables are those of `tables.py`.
"""

from __future__ import annotations

import sqlite3

from sqlalchemy import Column, Table
from sqlalchemy.dialects.sqlite import dialect

from core.catalogue.columns import IsoDate, Json, UtcTime
from core.catalogue.sqlite import UNREADABLE, is_of_surroundings
from core.catalogue.tables import Base

_TIME = "????-??-??T??:??:??.??????+00:00"
_DATE = "????-??-??"
_SQLITE = dialect()


def problems(connection: sqlite3.Connection) -> list[str]:
    """A sentence for each table that is not as made and each column with impossible values."""
    found = []
    for table in Base.metadata.sorted_tables:
        try:
            found += _shape(connection, table) or _values(connection, table)
        except UNREADABLE as error:
            if is_of_surroundings(error):
                raise
            found.append(f"{table.name}: {error}")
    return found


def _shape(connection: sqlite3.Connection, table: Table) -> list[str]:
    """Damage to the file's own description of its tables, which `quick_check` believes."""
    name = table.name
    columns = {
        (row[1], row[2], bool(row[3]), bool(row[5]))
        for row in connection.execute(f'PRAGMA table_info("{name}")')
    }
    wanted = {
        (one.name, one.type.compile(_SQLITE), not one.nullable, one.primary_key)
        for one in table.columns
    }
    indexes = {row[1] for row in connection.execute(f'PRAGMA index_list("{name}")')}
    known = {str(one.name) for one in table.indexes}
    links = {
        (row[2], row[3], row[4], row[6])
        for row in connection.execute(f'PRAGMA foreign_key_list("{name}")')
    }
    allowed = {
        (link.column.table.name, link.parent.name, link.column.name, link.ondelete)
        for link in table.foreign_keys
    }
    parts = (
        ("columns", columns == wanted),
        ("indexes", known <= indexes),
        ("links", links == allowed),
    )
    return [f"the {what} of {name} are not as they were made" for what, fine in parts if not fine]


def _values(connection: sqlite3.Connection, table: Table) -> list[str]:
    tests = {column.name: _test(column) for column in table.columns}
    wanted = {name: test for name, test in tests.items() if test}
    if not wanted:
        return []
    sums = ", ".join(f"total({test})" for test in wanted.values())
    row = connection.execute(f'SELECT {sums} FROM "{table.name}"').fetchone()
    return [
        f"{int(count)} unreadable values in {table.name}.{name}"
        for name, count in zip(wanted, row, strict=True)
        if count
    ]


def _test(column: Column[object]) -> str:
    """SQL that is 1 for a value that cannot be right; empty where anything is."""
    name = f'"{column.name}"'
    if isinstance(column.type, Json):
        return f"json_valid({name}) = 0"
    if isinstance(column.type, UtcTime):
        return f"{name} NOT GLOB '{_TIME}'"
    if isinstance(column.type, IsoDate):
        return f"{name} NOT GLOB '{_DATE}'"
    return ""
