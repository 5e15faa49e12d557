"""What can be done with the selected items: one set of actions for keys and the context menu."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QPoint, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from desktop_app import theme
from desktop_app.state.dataset import DatasetState
from desktop_app.widgets.dataset.grid import Grid


class Commands:
    """Actions of one grid; its letters work while it has the keyboard."""

    def __init__(self, grid: Grid, state: DatasetState) -> None:
        """Adds the actions to the grid."""
        self._grid, self._state = grid, state
        self._icons: dict[QAction, str] = {}
        translate = QCoreApplication.translate
        self.open = self._action(
            "maximize-2", translate("DatasetCommands", "Open"), "", self._open_current
        )
        self.aside = self._action(
            "eye-off", translate("DatasetCommands", "Set aside"), "S", lambda: self._set_aside(True)
        )
        self.use = self._action(
            "eye", translate("DatasetCommands", "Use again"), "U", lambda: self._set_aside(False)
        )
        self.hold = self._action(
            "badge-check",
            translate("DatasetCommands", "Keep for checking"),
            "K",
            lambda: self._hold_out(True),
        )
        self.learn = self._action(
            "graduation-cap",
            translate("DatasetCommands", "Learn from it"),
            "L",
            lambda: self._hold_out(False),
        )
        self.choose = self._action(
            "shuffle",
            translate("DatasetCommands", "Let Signet choose"),
            "",
            lambda: self._hold_out(None),
        )
        self.delete = self._action(
            "trash-2", translate("DatasetCommands", "Delete"), "Del", self._delete
        )
        self.delete.setShortcuts([QKeySequence("Del"), QKeySequence("Backspace")])
        grid.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        grid.customContextMenuRequested.connect(self.show_menu)

    def _action(self, icon: str, text: str, keys: str, work: Callable[[], None]) -> QAction:
        action = QAction(text, self._grid)
        self._icons[action] = icon
        if keys:
            action.setShortcut(QKeySequence(keys))
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.triggered.connect(lambda _=False: work())
        self._grid.addAction(action)
        return action

    def menu(self) -> QMenu:
        """For what is selected now."""
        menu, grid = QMenu(self._grid), self._grid
        for action, icon in self._icons.items():
            action.setIcon(theme.current().icon(icon, "muted", 18))
        chosen = grid.chosen()
        lines = [grid.items.line(row) for row in map(grid.items.row_of, chosen[:500])]
        known = [line for line in lines if line is not None]
        if len(chosen) == 1:
            menu.addAction(self.open)
            menu.addSeparator()
        all_known = len(known) == len(chosen)
        if not all_known or any(not line.ignored for line in known):
            menu.addAction(self.aside)
        if not all_known or any(line.ignored for line in known):
            menu.addAction(self.use)
        menu.addSeparator()
        if not all_known or any(line.held_out is not True for line in known):
            menu.addAction(self.hold)
        if not all_known or any(line.held_out is not False for line in known):
            menu.addAction(self.learn)
        if not all_known or any(line.held_out is not None for line in known):
            menu.addAction(self.choose)
        menu.addSeparator()
        menu.addAction(self.delete)
        return menu

    def show_menu(self, place: QPoint) -> None:
        """Below the pointer, or on the current item when it came from the keyboard."""
        if not self._grid.chosen():
            return
        menu = self.menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self._grid.viewport().mapToGlobal(place))

    def _open_current(self) -> None:
        row = self._grid.currentIndex().row()
        if row >= 0:
            self._grid.opened.emit(row)

    def _set_aside(self, aside: bool) -> None:
        if chosen := self._grid.chosen():
            self._state.set_aside(chosen, aside)

    def _hold_out(self, held_out: bool | None) -> None:
        if chosen := self._grid.chosen():
            self._state.hold_out(chosen, held_out)

    def _delete(self) -> None:
        if chosen := self._grid.chosen():
            self._state.delete(chosen)
