"""What a page is: a title, a body, perhaps a side panel, one primary button, and a few hooks."""

from __future__ import annotations

from typing import Any, ClassVar

from PySide6.QtCore import QMimeData, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from core.actions.changes import Changes
from core.catalogue.records import ProjectRecord
from desktop_app.state.desk import Desk
from desktop_app.tokens import SIDE_WIDTH, SPACE


class Page(QWidget):
    """Subclasses fill `self.body` and declare how they are called and found.

    Every change of the catalogue reaches `catalogue_changed` while the page is visible; changes
    that came meanwhile reach it, added up, when it is shown again.
    """

    NAME: ClassVar[str] = ""

    def __init__(self, desk: Desk) -> None:
        """Builds the frame; no work with the catalogue here, that is for `shown`."""
        super().__init__()
        self.setObjectName("page")
        self.desk = desk
        self._missed = Changes()
        self._project_missed = True
        middle, self._row = QWidget(), QHBoxLayout()
        middle.setLayout(self._row)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        content = QWidget()
        self.body = QVBoxLayout(content)
        self.body.setContentsMargins(SPACE[6], SPACE[5], SPACE[6], SPACE[5])
        self.body.setSpacing(SPACE[4])
        self._row.addWidget(content, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(middle, 1)
        self._footer = QWidget(objectName="footer")
        self._footer_row = QHBoxLayout(self._footer)
        self._footer_row.setContentsMargins(SPACE[6], SPACE[3], SPACE[5], SPACE[3])
        self.footer_note = QLabel()
        self.footer_note.setProperty("role", "muted")
        self._footer_row.addWidget(self.footer_note, 1)
        self._footer.hide()
        whole.addWidget(self._footer)
        desk.lane.changed.connect(self._hear_changes)
        desk.project_changed.connect(self._hear_project)

    # --- for subclasses --------------------------------------------------------------------------

    def shown(self, **hint: Any) -> None:
        """The page has come into view; hints come from `desk.go`."""

    def hidden(self) -> None:
        """The page has gone out of view."""

    def catalogue_changed(self, changes: Changes) -> None:
        """Something in the catalogue is different; reload what concerns this page."""

    def project_changed(self, project: ProjectRecord | None) -> None:
        """Another project is open now, or the open one was changed."""

    def accept_drop(self, mime: QMimeData) -> bool:
        """Whether something dragged over the window could be dropped on this page."""
        return False

    def dragged(self, over: bool) -> None:
        """Something that can be dropped here hovers over the window, or has left it."""

    def dropped(self, mime: QMimeData) -> None:
        """It was dropped."""

    def search_hint(self) -> str:
        """Placeholder of the header's search field; empty hides the field."""
        return ""

    def searched(self, text: str) -> None:
        """The reader typed into the header's search field."""

    def set_primary(self, button: QPushButton, *others: QWidget) -> None:
        """The one primary button, bottom right; others stand to its left."""
        for other in others:
            self._footer_row.addWidget(other)
        self._footer_row.addWidget(button)
        self._footer.show()

    def show_footer(self, visible: bool) -> None:
        """Hide the primary button where a part of the page has none."""
        self._footer.setVisible(visible)

    def set_side(self, widget: QWidget) -> None:
        """The right panel for what is selected."""
        side = QFrame(objectName="side")
        side.setFixedWidth(SIDE_WIDTH)
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(widget)
        self._row.addWidget(side)

    # --- for the window --------------------------------------------------------------------------

    def enter(self, hint: dict[str, Any]) -> None:
        """Called by the window when the page comes into view."""
        if self._project_missed:
            self._project_missed = False
            self.project_changed(self.desk.project)
        missed, self._missed = self._missed, Changes()
        if missed:
            self.catalogue_changed(missed)
        self.shown(**hint)

    def leave(self) -> None:
        """Called by the window when another page comes into view."""
        self.hidden()

    def _hear_changes(self, changes: Changes) -> None:
        if self.isVisible():
            self.catalogue_changed(changes)
        else:
            self._missed = self._missed | changes

    def _hear_project(self, project: ProjectRecord | None) -> None:
        if self.isVisible():
            self.project_changed(project)
        else:
            self._project_missed = True


def later(owner: QWidget, callback: Any, milliseconds: int = 0) -> QTimer:
    """Call back once, a little later, only if the owner still lives."""
    timer = QTimer(owner, singleShot=True, interval=milliseconds)
    timer.timeout.connect(callback)
    timer.timeout.connect(timer.deleteLater)
    timer.start()
    return timer
