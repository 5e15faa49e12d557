"""The rail on the left: open brand, the four steps as a path, shelves, settings and help."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop_app import theme
from desktop_app.state.desk import Desk
from desktop_app.tokens import RAIL_NARROW, RAIL_WIDTH, SPACE
from desktop_app.widgets.basics import StateDot, line


class NavButton(QPushButton):
    """One page in the rail, with a sign for how the step stands."""

    def __init__(self, name: str, icon: str, text: str, with_state: bool) -> None:
        """`name` is the page's."""
        super().__init__()
        self.setObjectName("rail." + name)
        self.setProperty("variant", "nav")
        self.setCheckable(True)
        self.setAutoExclusive(False)
        self.page, self._icon, self._words = name, icon, text
        self.setIconSize(QSize(20, 20))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, SPACE[2], 0)
        row.addStretch()
        self.dot = StateDot()
        self.dot.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.dot.setVisible(with_state)
        row.addWidget(self.dot)
        self._with_state = with_state
        self.toggled.connect(lambda _: self.draw())
        theme.current().changed.connect(self.draw)
        self.set_narrow(False)

    def set_narrow(self, narrow: bool) -> None:
        """Only the sign, or the words beside it."""
        self.setText("" if narrow else "  " + self._words)
        self.setToolTip(self._words if narrow else "")
        self.dot.setVisible(self._with_state and not narrow)
        self.draw()

    def set_state(self, state: str, words: str) -> None:
        """Show and tell how the step stands."""
        self.dot.set_state(state)
        self.setAccessibleName(f"{self._words}, {words}" if words else self._words)

    def draw(self) -> None:
        """The sign in the colour of the moment."""
        role = "accent" if self.isChecked() else "muted"
        self.setIcon(theme.current().icon(self._icon, role, 20))


class Rail(QWidget):
    """Tells which page was asked for."""

    asked = Signal(str)

    def __init__(
        self,
        desk: Desk,
        switcher: QWidget,
        pages: list[tuple[str, str, str, str, bool]],
        state_words: Callable[[str], str],
    ) -> None:
        """`pages` are (name, icon, text, place, needs a brand)."""
        super().__init__()
        self.setObjectName("rail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.desk, self._state_words = desk, state_words
        self._needs = {name: needs for name, _, _, _, needs in pages}
        self.buttons: dict[str, NavButton] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE[3], SPACE[3], SPACE[3], SPACE[3])
        column.setSpacing(SPACE[1])
        column.addWidget(switcher)
        column.addSpacing(SPACE[3])
        self._fill(column, pages, "step")
        column.addSpacing(SPACE[2])
        column.addWidget(line())
        column.addSpacing(SPACE[2])
        self._fill(column, pages, "shelf")
        column.addStretch(1)
        self._fill(column, pages, "end")
        self.switcher = switcher
        self.set_narrow(False)
        desk.step_states_changed.connect(self._states)
        desk.project_changed.connect(self._project)
        self._states(desk.step_states)
        self._project(desk.project)

    def set_narrow(self, narrow: bool) -> None:
        """Icons only, for narrow windows."""
        self.setFixedWidth(RAIL_NARROW if narrow else RAIL_WIDTH)
        for button in self.buttons.values():
            button.set_narrow(narrow)
        if hasattr(self.switcher, "set_narrow"):
            self.switcher.set_narrow(narrow)

    def mark(self, name: str) -> None:
        """This page is open now."""
        for key, button in self.buttons.items():
            button.setChecked(key == name)

    def _fill(
        self, column: QVBoxLayout, pages: list[tuple[str, str, str, str, bool]], wanted: str
    ) -> None:
        for name, icon, text, place, _ in pages:
            if place == wanted:
                button = NavButton(name, icon, text, wanted == "step")
                button.clicked.connect(lambda _=False, name=name: self._ask(name))
                self.buttons[name] = button
                column.addWidget(button)

    def _ask(self, name: str) -> None:
        self.buttons[name].setChecked(True)
        self.asked.emit(name)

    def _states(self, states: dict[str, str]) -> None:
        for name, button in self.buttons.items():
            state = states.get(name, "empty")
            button.set_state(state, self._state_words(state) if name in states else "")

    def _project(self, project: object) -> None:
        for name, button in self.buttons.items():
            button.setEnabled(project is not None or not self._needs[name])
