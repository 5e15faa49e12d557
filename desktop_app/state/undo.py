"""Actions that can be taken back: a command on the project's undo stack that works in the lane."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QUndoCommand

from core.actions.changes import Changes
from core.catalogue.store import Catalogue
from core.errors import KnownError
from desktop_app.lane import CatalogueLane

Work = Callable[[Catalogue], tuple[Any, Changes]]
UndoWork = Callable[[Catalogue, Any], tuple[Any, Changes]]


class LaneCommand(QUndoCommand):
    """Runs `work` in the catalogue's lane; `undo_work` gets what the last `work` returned.

    A step that fails tells so and becomes obsolete: it leaves the stack at the next move, so that
    undo never claims what did not happen.
    """

    def __init__(
        self,
        text: str,
        lane: CatalogueLane,
        work: Work,
        undo_work: UndoWork,
        *,
        owner: QObject,
        then: Callable[[Any], None] | None = None,
        failed: Callable[[KnownError], None] | None = None,
    ) -> None:
        """`then` is called after each time the work is done, with its value."""
        super().__init__(text)
        self._lane, self._work, self._undo_work = lane, work, undo_work
        self._owner, self._then, self._failed = owner, then, failed
        self._value: Any = None

    def redo(self) -> None:
        """Do it, for the first time or again."""
        self._lane.do(self._keep, self._then, owner=self._owner, failed=self._fail)

    def undo(self) -> None:
        """Take it back."""
        self._lane.do(self._take_back, owner=self._owner, failed=self._fail)

    def _keep(self, catalogue: Catalogue) -> tuple[Any, Changes]:
        value, changes = self._work(catalogue)
        self._value = value
        return value, changes

    def _take_back(self, catalogue: Catalogue) -> tuple[Any, Changes]:
        return self._undo_work(catalogue, self._value)

    def _fail(self, error: KnownError) -> None:
        self.setObsolete(True)
        (self._failed or self._lane.failed.emit)(error)
