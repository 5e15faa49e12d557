"""The open brand at the top of the rail; its menu leads to the others."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QAction, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QMenu, QPushButton

from core.catalogue.records import ProjectRecord
from desktop_app import theme
from desktop_app.state.desk import Desk
from desktop_app.state.projects import Projects
from desktop_app.tokens import SPACE
from desktop_app.widgets.projects.seal import seal_icon, seal_pixmap

SEAL = 24
LISTED = 8
LONGEST = 260
"""Brands in the menu; the others are one click further."""


class ProjectSwitcher(QPushButton):
    """Seal and name of the open brand. Enter, Space or the arrow down open the menu."""

    def __init__(self, desk: Desk) -> None:
        """Follows the desk."""
        super().__init__()
        self.setObjectName("rail.switcher")
        self.setProperty("variant", "nav")
        self.setMinimumHeight(44)
        self.desk, self._narrow = desk, False
        self.state = Projects.of(desk)
        self.setIconSize(QSize(SEAL, SEAL))
        self._menu = QMenu(self)
        self._menu.setObjectName("rail.switcher.menu")
        self._menu.aboutToShow.connect(self._fill)
        self.clicked.connect(self.open_menu)
        desk.project_changed.connect(self._draw)
        self.state.cards_changed.connect(self._draw)
        theme.current().changed.connect(self._draw)
        self._draw()

    def set_narrow(self, narrow: bool) -> None:
        """Only the seal."""
        self._narrow = narrow
        self._draw()

    def open_menu(self) -> None:
        """Below the button; without any brand, straight to where one is made."""
        if self.desk.project is None and not self.state.cards:
            self.desk.go("projects")
            return
        self._menu.setMinimumWidth(max(self.width(), 220))
        self._menu.popup(self.mapToGlobal(self.rect().bottomLeft()))

    def _fill(self) -> None:
        self._menu.clear()
        open_now = self.desk.project
        for one in self.state.cards[:LISTED]:
            action = self._entry(one.project)
            action.setCheckable(True)
            is_open = open_now is not None and one.project.id == open_now.id
            action.setChecked(is_open)
            if is_open:  # a mark would take the seal's place
                font = action.font()
                font.setBold(True)
                action.setFont(font)
        self._menu.addSeparator()
        look = theme.current()
        every = self._menu.addAction(look.icon("layers", "muted"), self.tr("All brands"))
        every.setObjectName("rail.switcher.all")
        every.triggered.connect(lambda: self.desk.go("projects"))
        new = self._menu.addAction(look.icon("plus", "muted"), self.tr("New brand"))
        new.setObjectName("rail.switcher.new")
        new.triggered.connect(lambda: self.desk.go("projects", new=True))

    def _entry(self, project: ProjectRecord) -> QAction:
        # An ampersand in a name is no key to press.
        text = self.fontMetrics().elidedText(project.name, Qt.TextElideMode.ElideRight, LONGEST)
        text = text.replace("&", "&&")
        action = self._menu.addAction(seal_icon(project, 20), text)
        action.setObjectName(f"rail.switcher.{project.id}")
        action.triggered.connect(lambda: self.state.open(project))
        return action

    def _draw(self, _: object = None) -> None:
        project = self.desk.project
        name = project.name if project else self.tr("Choose a brand")
        if project:
            ratio = max(1.0, self.devicePixelRatioF())
            self.setIcon(seal_pixmap(project, SEAL, ratio))
        else:
            self.setIcon(theme.current().icon("layers", "muted", SEAL))
        room = self.width() - SEAL - SPACE[7] - SPACE[3]
        shown = self.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, max(40, room))
        self.setText("" if self._narrow else " " + shown.replace("&", "&&"))
        self.setToolTip(name if self._narrow or shown != name else "")
        told = self.tr("Brand: {name}").format(name=name) if project else name
        self.setAccessibleName(told)

    # --- Qt's events -----------------------------------------------------------------------------

    def keyPressEvent(self, event) -> None:  # noqa: N802 - Qt's name
        """The arrow down opens, as in any list of choices."""
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.open_menu()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """A long name is cut to fit."""
        super().resizeEvent(event)
        self._draw()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """A button with the sign of a choice at its end."""
        super().paintEvent(event)
        if self._narrow:
            return
        painter, ratio = QPainter(self), self.devicePixelRatioF()
        sign = theme.current().pixmap("chevrons-up-down", "muted", 16, ratio)
        place = QRectF(self.rect()).center()
        painter.drawPixmap(QPointF(self.width() - 16 - SPACE[2], place.y() - 8), sign)
