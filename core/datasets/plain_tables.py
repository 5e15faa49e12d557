"""A table as it is: names of columns and rows of cells, for work that fills in more columns.

Reading is a decoder's work (`decoder`, action "table"); `read_table` is the parent's side. Tables
that hold brand texts are `tables`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.datasets import extraction
from core.datasets.decoding import Decoder, Task
from core.datasets.sniffing import DOCUMENT_EXTENSIONS
from core.datasets.tables import csv_rows, header
from core.datasets.text_decoding import decode, tidy
from core.errors import KnownError
from core.language import say

KINDS = ("csv", "tsv", "xlsx")
MAX_BYTES = 50_000_000
MAX_ROWS = 1000
"""Rows of one table: an evening's work for a graphics card."""
MAX_COLUMNS = 60


@dataclass(frozen=True)
class Table:
    """`rows` are as wide as `names`; names are all different."""

    name: str
    names: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def row(self, number: int) -> dict[str, str]:
        """One row by the names of its columns."""
        return dict(zip(self.names, self.rows[number], strict=True))


def read_table(path: Path) -> Table:
    """The table in a CSV, TSV or XLSX file; of a workbook its first sheet with rows.

    Raises:
        KnownError: it is missing, no table, has no rows, or far too many.
    """
    kind = DOCUMENT_EXTENSIONS.get(path.suffix.lower(), "")
    if kind not in KINDS:
        raise KnownError(
            say("“{name}” is no table.", name=path.name),
            say("Save it as CSV or XLSX and take that."),
            kind="bad_request",
        )
    if not path.is_file():
        raise KnownError(
            say("There is no file “{source}”.", source=path),
            say("Check the name, or whether its drive is connected."),
            kind="not_found",
        )
    decoder = Decoder()
    try:
        found = decoder.read(Task("table", str(path), kind, path.name))
    finally:
        decoder.close()
    return Table(path.name, tuple(found["names"]), tuple(tuple(row) for row in found["rows"]))


def read_here(path: Path, kind: str) -> dict[str, Any]:
    """The decoder's side: {"names", "rows"} as plain lists.

    Raises:
        KnownError: as `read_table`.
    """
    if path.stat().st_size > MAX_BYTES:
        raise KnownError(
            say("This table is very large ({size:.0f} MB).", size=path.stat().st_size / 1e6),
            say("Split it into files of at most {max_bytes} MB.", max_bytes=MAX_BYTES // 1000000),
        )
    if kind == "xlsx":
        sheets = extraction.xlsx_rows(path)
        rows = next((sheet for sheet in sheets if len(sheet) > 1), [])
    else:
        rows = csv_rows(decode(path.read_bytes())[0], tab=kind == "tsv")
    return _tabled(rows)


def _tabled(rows: Sequence[Sequence[str]]) -> dict[str, Any]:
    if len(rows) < 2:
        raise KnownError(
            say("This table has no rows."),
            say("It should hold the names of its columns, and below them one product a row."),
        )
    names = header(rows[0])
    records = rows[1:] if names else rows
    width = max(len(row) for row in rows)
    if width > MAX_COLUMNS or len(records) > MAX_ROWS:
        raise KnownError(
            say(
                "This table has {rows:,} rows and {width} columns.", rows=len(records), width=width
            ),
            say(
                "At most {most:,} rows and {columns} columns are filled in at once; split it.",
                most=MAX_ROWS,
                columns=MAX_COLUMNS,
            ),
        )
    names += [say("column {number}", number=at + 1) for at in range(len(names), width)]
    padded = [[tidy(cell).strip() for cell in row] + [""] * (width - len(row)) for row in records]
    return {"names": [tidy(name) for name in names], "rows": padded}
