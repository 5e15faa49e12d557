"""Trainings that wait, and those that were cut short and can go on: records, always up to date."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from core.actions.changes import Changes
from core.actions.waiting import can_go_on
from core.catalogue import runs
from core.catalogue.records import RunRecord
from core.catalogue.session import Session
from desktop_app.lane import CatalogueLane
from desktop_app.observable import Property
from desktop_app.state.engine_room import EngineRoom


class TrainingQueue(QObject):
    """Follows the engine room's list and every change of a run."""

    waiting = Property[tuple[RunRecord, ...]](())
    """Next one first."""
    waiting_changed = Signal(object)
    offers = Property[tuple[RunRecord, ...]](())
    """Cut short, newest first; those with nothing saved are not worth an offer."""
    offers_changed = Signal(object)

    def __init__(self, room: EngineRoom, lane: CatalogueLane) -> None:
        """Reads once now."""
        super().__init__()
        self._room, self._lane = room, lane
        room.waiting_changed.connect(lambda _: self._read())
        lane.changed.connect(self._follow)
        self._read()

    def _follow(self, changes: Changes) -> None:
        if changes.runs:
            self._read()

    def _read(self) -> None:
        order = self._room.waiting

        def look(session: Session) -> tuple[tuple[RunRecord, ...], tuple[RunRecord, ...]]:
            queued = {one.id: one for one in runs.list_runs(session, state="queued")}
            waiting = tuple(queued[run] for run in order if run in queued)
            return waiting, tuple(one for one in runs.interrupted(session) if can_go_on(one))

        self._lane.ask(look, self._take, owner=self, key="queue")

    def _take(self, found: tuple[tuple[RunRecord, ...], tuple[RunRecord, ...]]) -> None:
        self.waiting, self.offers = found
