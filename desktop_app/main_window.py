"""The window's frame: rail, header, the stack of pages, messages, shortcuts, drops anywhere.

It knows pages only by name; each is made when it is first shown.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QByteArray, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QCloseEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeySequence,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from core.catalogue import projects
from core.errors import KnownError
from desktop_app.page import Page
from desktop_app.pages import PAGES, title
from desktop_app.state.desk import Desk
from desktop_app.tokens import HEADER_HEIGHT, NARROW_BELOW, SPACE
from desktop_app.widgets.basics import SearchField, label
from desktop_app.widgets.rail import Rail
from desktop_app.widgets.toasts import Toasts

SMALLEST = (1024, 680)
FIRST_SIZE = (1280, 832)
_INFO = {info.name: info for info in PAGES}
STEPS = tuple(info.name for info in PAGES if info.place == "step")


class MainWindow(QMainWindow):
    """One window, one open brand."""

    closing = Signal()

    def __init__(self, desk: Desk) -> None:
        """Shows nothing until `begin`."""
        super().__init__()
        self.desk = desk
        self.setWindowTitle("Signet")
        self.setMinimumSize(*SMALLEST)
        self.setAcceptDrops(True)
        self.pages: dict[str, Page] = {}
        self.may_close: list[Callable[[], bool]] = []
        """Asked before the window closes; one False keeps it open."""
        self._page = ""
        self._build()
        self._shortcuts()
        desk.went.connect(self.open_page)
        desk.said.connect(self.toasts.show_saying)
        desk.project_changed.connect(self._name_window)

    # --- building --------------------------------------------------------------------------------

    def _build(self) -> None:
        frame = QWidget(objectName="frame")
        row = QHBoxLayout(frame)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        entries = [
            (info.name, info.icon, title(info.name), info.place, info.needs_project)
            for info in PAGES
        ]
        self.rail = Rail(self.desk, self._switcher(), entries, self.state_words)
        self.rail.asked.connect(lambda name: self.open_page(name, {}))
        row.addWidget(self.rail)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self._header())
        self.stack = QStackedWidget()
        right.addWidget(self.stack, 1)
        row.addLayout(right, 1)
        self.setCentralWidget(frame)
        self.toasts = Toasts(self)

    def _switcher(self) -> QWidget:
        from desktop_app.widgets.project_switcher import ProjectSwitcher

        return ProjectSwitcher(self.desk)

    def _header(self) -> QWidget:
        header = QWidget(objectName="header")
        header.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        header.setFixedHeight(HEADER_HEIGHT)
        row = QHBoxLayout(header)
        row.setContentsMargins(SPACE[6], 0, SPACE[5], 0)
        row.setSpacing(SPACE[3])
        self.heading = label("", "title", wrap=False)
        row.addWidget(self.heading, 1)
        self.search = SearchField()
        self.search.setObjectName("header.search")
        self.search.setFixedWidth(260)
        self.search.searched.connect(self._searched)
        row.addWidget(self.search)
        from desktop_app.widgets.jobs_drawer import JobsPill

        self.pill = JobsPill(self.desk, self)
        row.addWidget(self.pill)
        return header

    def _shortcuts(self) -> None:
        go = self.tr("Go to “{page}”")
        for number, name in enumerate(STEPS, 1):
            self._shortcut(
                f"Ctrl+{number}", go.format(page=title(name)), lambda name=name: self._step(name)
            )
        for keys, name in (("Ctrl+0", "projects"), ("Ctrl+,", "settings"), ("F1", "help")):
            self._shortcut(
                keys, go.format(page=title(name)), lambda name=name: self.open_page(name, {})
            )
        find = QKeySequence(QKeySequence.StandardKey.Find).toString()
        self._shortcut(find, self.tr("Search on this page"), self._find)
        self._shortcut("Ctrl+Q", self.tr("Close Signet"), self.close)
        for action, text, key in (
            (self.desk.undo.createUndoAction(self), self.tr("Undo"), QKeySequence.StandardKey.Undo),
            (self.desk.undo.createRedoAction(self), self.tr("Redo"), QKeySequence.StandardKey.Redo),
        ):
            assert isinstance(action, QAction)
            action.setShortcuts(key)
            action.setWhatsThis(text)
            self.addAction(action)

    def _shortcut(self, keys: str, text: str, callback: Callable[[], Any]) -> None:
        """`text` says what it does, in the table of the settings page."""
        QShortcut(QKeySequence(keys), self, callback).setWhatsThis(text)

    # --- starting and moving ---------------------------------------------------------------------

    def begin(self) -> None:
        """Come back where the reader left: size, brand, page."""
        geometry = self.desk.memory.get("geometry", "")
        if not (geometry and self.restoreGeometry(QByteArray.fromBase64(geometry.encode()))):
            self.resize(*FIRST_SIZE)
        wanted = self.desk.memory.get("project")
        if wanted is None:
            self.open_page("projects", {})
            return
        self.desk.lane.ask(
            lambda session: projects.get(session, wanted),
            self._come_back,
            owner=self,
            failed=self._nothing_to_come_back_to,
        )

    def _come_back(self, project: Any) -> None:
        if project.binned is not None:
            self.open_page("projects", {})
            return
        self.desk.open_project(project)
        page = self.desk.memory.get("page", "dataset")
        self.open_page(page if page in _INFO else "dataset", {})

    def _nothing_to_come_back_to(self, _: KnownError) -> None:
        self.open_page("projects", {})

    @property
    def current(self) -> Page | None:
        """The page that is seen."""
        return self.pages.get(self._page)

    def open_page(self, name: str, hint: dict[str, Any]) -> None:
        """Show a page, making it first if need be; pages of a brand need an open brand."""
        info = _INFO[name]
        if info.needs_project and self.desk.project is None:
            name, info, hint = "projects", _INFO["projects"], {}
        if self.current is not None and self._page != name:
            self.current.leave()
        if name not in self.pages:
            page = info.load()(self.desk)
            self.pages[name] = page
            self.stack.addWidget(page)
        page = self.pages[name]
        self._page = name
        self.desk.memory.set("page", name)
        self.rail.mark(name if name in self.rail.buttons else _INFO[name].place)
        self.heading.setText(title(name))
        self.search.blockSignals(True)
        self.search.clear()
        self.search.blockSignals(False)
        self.search.set_hint(page.search_hint())
        self.search.setVisible(bool(page.search_hint()))
        self.stack.setCurrentWidget(page)
        page.enter(hint)

    def state_words(self, state: str) -> str:
        """How a step stands, for screen readers."""
        return {
            "empty": self.tr("not begun"),
            "ready": self.tr("ready"),
            "attention": self.tr("needs attention"),
            "blocked": self.tr("blocked"),
            "running": self.tr("running"),
        }[state]

    def _step(self, name: str) -> None:
        if self.desk.project is not None:
            self.open_page(name, {})

    def _find(self) -> None:
        if self.search.isVisible():
            self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.search.selectAll()

    def _searched(self, text: str) -> None:
        if self.current is not None:
            self.current.searched(text)

    def _name_window(self, project: Any) -> None:
        self.setWindowTitle(f"{project.name} – Signet" if project else "Signet")

    # --- Qt's events -----------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Narrow windows get a narrow rail."""
        super().resizeEvent(event)
        self.rail.set_narrow(self.width() < NARROW_BELOW)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        """Something hovers over the window."""
        if self.current is not None and self.current.accept_drop(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.current.dragged(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: N802
        """It was taken elsewhere."""
        if self.current is not None:
            self.current.dragged(False)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:  # noqa: N802
        """The whole window takes it."""
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        """It is always copied, never moved."""
        if self.current is not None and self.current.accept_drop(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.current.dragged(False)
            self.current.dropped(event.mimeData())

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """Ask those who may object, then remember where things were."""
        if not all(ask() for ask in list(self.may_close)):
            event.ignore()
            return
        if self.current is not None:
            self.current.leave()
        geometry = bytes(self.saveGeometry().toBase64().data()).decode()
        self.desk.memory.set("geometry", geometry)
        self.desk.memory.save()
        event.accept()
        self.closing.emit()
