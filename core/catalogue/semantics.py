"""What SQLite's own check does not see: JSON, times and texts that cannot be read back.

Only for a file of this program's version, whose tables are those of `tables.py`.
"""

from __future__ import annotations

import sqlite3

from sqlalchemy import Column

from core.catalogue.columns import IsoDate, Json, UtcTime
from core.catalogue.tables import Base

_TIME = "????-??-??T??:??:??.??????+00:00"
_DATE = "????-??-??"


def problems(connection: sqlite3.Connection) -> list[str]:
    """One sentence for each column with values that cannot be right."""
    found = []
    for table in Base.metadata.sorted_tables:
        tests = {column.name: _test(column) for column in table.columns}
        wanted = {name: test for name, test in tests.items() if test}
        if not wanted:
            continue
        sums = ", ".join(f"total({test})" for test in wanted.values())
        try:
            row = connection.execute(f'SELECT {sums} FROM "{table.name}"').fetchone()
        except sqlite3.DatabaseError as error:
            found.append(f"{table.name}: {error}")
            continue
        found += [
            f"{int(count)} unreadable values in {table.name}.{name}"
            for name, count in zip(wanted, row, strict=True)
            if count
        ]
    return found


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
