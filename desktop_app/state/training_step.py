"""How the step Train stands for the open brand: empty, running, something to resume, or done."""

from __future__ import annotations

from PySide6.QtCore import QObject

from core.actions.changes import Changes
from core.catalogue import adapters
from core.catalogue.session import Session
from desktop_app.state.desk import Desk


class TrainingStep(QObject):
    """Keeps the rail's dot true."""

    def __init__(self, desk: Desk) -> None:
        """Looks now and at each change."""
        super().__init__()
        self._desk = desk
        self._adapters = 0
        desk.project_changed.connect(self._count)
        desk.lane.changed.connect(self._follow)
        desk.engine_room.running_changed.connect(self._tell)
        desk.queue.offers_changed.connect(self._tell)
        self._count()

    def _follow(self, changes: Changes) -> None:
        if changes.adapters:
            self._count()

    def _count(self, _: object = None) -> None:
        project = self._desk.project
        self._adapters = 0
        self._tell()
        if project is None:
            return
        wanted = project.id

        def look(session: Session) -> int:
            return len(adapters.list_all(session, wanted))

        self._desk.lane.ask(look, self._take, owner=self, key="adapters")

    def _take(self, count: int) -> None:
        self._adapters = count
        self._tell()

    def _tell(self, _: object = None) -> None:
        desk, project = self._desk, self._desk.project
        running = desk.engine_room.running
        mine = project.id if project is not None else None
        if project is not None and running is not None and running.project_id == mine:
            state = "running"
        elif any(one.project_id == mine for one in desk.queue.offers):
            state = "attention"
        else:
            state = "ready" if self._adapters else "empty"
        desk.set_step("train", state)
