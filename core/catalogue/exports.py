"""What was exported, where to, and with which manifest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Text, select, type_coerce
from sqlalchemy.orm import Session

from core.catalogue.records import ExportRecord
from core.catalogue.session import clock_of, required
from core.catalogue.tables import Export, Project


def add(
    session: Session,
    project_id: int,
    folder: str | Path,
    files: Iterable[str | Path],
    manifest: Mapping[str, Any],
) -> ExportRecord:
    """Note an export that is complete on the disk.

    Args:
        folder: absolute path of the folder the user chose.
        files: names inside it.
    """
    required(session, Project, project_id, "project")
    row = Export(
        project_id=project_id,
        folder=str(folder),
        files=[str(file) for file in files],
        manifest=dict(manifest),
        created=clock_of(session),
    )
    session.add(row)
    session.flush()
    return as_record(row)


def list_all(session: Session, project_id: int | None = None) -> list[ExportRecord]:
    """Exports, newest first."""
    query = select(Export).order_by(Export.created.desc(), Export.id.desc())
    if project_id is not None:
        query = query.where(Export.project_id == project_id)
    return [as_record(row) for row in session.scalars(query)]


def with_file(session: Session, sha256: str) -> list[ExportRecord]:
    """Exports whose manifest names a file with this content, newest first."""
    query = select(Export).where(type_coerce(Export.manifest, Text).contains(sha256))
    return [as_record(row) for row in session.scalars(query.order_by(Export.id.desc()))]


def as_record(row: Export) -> ExportRecord:
    """The frozen copy of a row."""
    return ExportRecord(
        row.id, row.project_id, row.folder, tuple(row.files), dict(row.manifest), row.created
    )
