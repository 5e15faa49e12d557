"""What a comparison reads of a project in the catalogue's lane."""

from __future__ import annotations

from collections.abc import Callable

from core.actions import briefs
from core.catalogue import adapters
from core.catalogue.records import AdapterRecord, ProjectRecord
from core.catalogue.session import Session


def read_project(session: Session, project: ProjectRecord) -> tuple[list[AdapterRecord], list[str]]:
    """Its adapters and what its texts are about."""
    return read_adapters(project.id)(session), briefs.topics_of(session, project)


def read_adapters(project_id: int) -> Callable[[Session], list[AdapterRecord]]:
    """A reader of the adapters of one project and of none, binned ones included."""

    def read(session: Session) -> list[AdapterRecord]:
        every = adapters.list_all(session, include_binned=True)
        return [one for one in every if one.project_id in (project_id, None)]

    return read
