"""What is done with photos that show the same again; each step can be undone. No widgets."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject

from core.actions import stacks
from desktop_app.state.dataset import DatasetState
from desktop_app.state.desk import Desk


class StacksState(QObject):
    """The stacks of the photos that a `DatasetState` lists."""

    def __init__(self, desk: Desk, dataset: DatasetState) -> None:
        """Nothing is read of its own: stacks come with the list."""
        super().__init__(dataset)
        self._desk, self._dataset = desk, dataset

    def choose_best(self, ids: Sequence[int], best: int) -> None:
        """Put another photo on top."""
        project_id, members = self._dataset.project_id, tuple(ids)
        self._desk.do(
            self.tr("Put on top of the stack"),
            lambda catalogue: stacks.choose_best(catalogue, project_id, members, best),
            stacks.undo,
            owner=self,
            project_id=project_id,
        )

    def keep_best(self, ids: Sequence[int], best: int) -> None:
        """Learn from one photo of a stack alone."""
        project_id, members = self._dataset.project_id, tuple(ids)
        self._desk.do(
            self.tr("Keep the best of a stack"),
            lambda catalogue: stacks.keep_best(catalogue, project_id, members, best),
            stacks.undo,
            owner=self,
            project_id=project_id,
            toast=self.tr("One photo is kept, %n left out. Nothing was deleted.", "",
                          len(members) - 1),
            undo_label=self.tr("Undo"),
        )  # fmt: skip

    def call_different(self, ids: Sequence[int], reason: str) -> None:
        """Keep them all, each as a photo of its own, and remember why."""
        project_id, members = self._dataset.project_id, tuple(ids)
        self._desk.do(
            self.tr("Keep all photos of a stack"),
            lambda catalogue: stacks.call_different(catalogue, project_id, members, reason),
            lambda catalogue, same: stacks.call_alike(catalogue, project_id, same),
            owner=self,
            project_id=project_id,
            toast=self.tr("All %n photo(s) are kept; the reason stands under “Ignored”.", "",
                          len(members)),
            undo_label=self.tr("Undo"),
        )  # fmt: skip
