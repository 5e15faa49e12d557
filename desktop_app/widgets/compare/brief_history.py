"""Earlier briefs of the project, found by their words, in a frame that lies over the page."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from core.actions import briefs
from core.catalogue.records import BriefRecord
from desktop_app import words
from desktop_app.state.compare import CompareState
from desktop_app.tokens import SPACE
from desktop_app.widgets.basics import SearchField, label

WIDTH, HEIGHT = 440, 320


class BriefHistory(QFrame):
    """Enter or a click takes a brief; Esc, or looking elsewhere, closes."""

    taken = Signal(str)

    def __init__(self, board: CompareState, parent: QWidget) -> None:
        """Asks the catalogue at once."""
        super().__init__(parent.window())
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("toast")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.board = board
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE[3], SPACE[3], SPACE[3], SPACE[3])
        column.setSpacing(SPACE[2])
        self.search = SearchField(self.tr("Search earlier briefs"))
        self.search.setObjectName("compare.briefSearch")
        self.search.searched.connect(self._ask)
        self.search.returnPressed.connect(self._take_first)
        column.addWidget(self.search)
        self.list = QListWidget()
        self.list.setObjectName("compare.briefList")
        self.list.setAccessibleName(self.tr("Earlier briefs"))
        self.list.setWordWrap(True)
        self.list.itemActivated.connect(self._take)
        self.list.itemClicked.connect(self._take)
        column.addWidget(self.list, 1)
        self.nothing = label(self.tr("No brief answers. Results keep their briefs here."), "muted")
        self.nothing.hide()
        column.addWidget(self.nothing)
        self._ask("")

    def open_below(self, widget: QWidget) -> None:
        """Show at the right edge of a widget."""
        self.resize(WIDTH, HEIGHT)
        corner = QPoint(widget.width() - WIDTH, widget.height() + SPACE[1])
        self.move(widget.mapTo(self.parentWidget(), corner))
        self.show()
        self.raise_()
        self.search.setFocus()
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._follow_focus)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Esc closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def _follow_focus(self, _old: QWidget | None, new: QWidget | None) -> None:
        if new is not None and new is not self and not self.isAncestorOf(new):
            self.close()

    def _ask(self, search: str) -> None:
        project, kind = self.board.project, self.board.kind
        if project is not None:
            self.board.desk.lane.ask(
                lambda session: briefs.history(session, project.id, kind, search),
                self._fill,
                owner=self,
                key="briefs",
            )

    def _fill(self, found: list[BriefRecord]) -> None:
        self.list.clear()
        for one in found:
            count = self.tr("%n result(s)", "", one.results)
            item = QListWidgetItem(f"{one.prompt}\n{count} · {words.ago(one.last_used)}")
            item.setData(Qt.ItemDataRole.UserRole, one.prompt)
            self.list.addItem(item)
        self.nothing.setVisible(not found)
        if found:
            self.list.setCurrentRow(0)

    def _take(self, item: QListWidgetItem) -> None:
        self.taken.emit(item.data(Qt.ItemDataRole.UserRole))
        self.close()

    def _take_first(self) -> None:
        item = self.list.currentItem() or self.list.item(0)
        if item is not None:
            self._take(item)
