"""What a grid wants to know of how its items look."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter

if TYPE_CHECKING:
    from desktop_app.widgets.dataset.grid import Grid


class TilePainter(Protocol):
    """How one item looks."""

    cell: QSize
    """Size of an item in pixels, about; a width of 0 takes the whole line."""

    def paint(
        self, painter: QPainter, view: Grid, row: int, place: QRect, states: frozenset[str]
    ) -> None:
        """Draw a row; `states`: "selected", "current", "hovered"."""

    def prepare(self, view: Grid, first: int, last: int) -> None:
        """These rows are about to be drawn; called before every painting."""
