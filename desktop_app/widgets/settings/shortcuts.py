"""The table of keyboard shortcuts, read from the window's real ones.

A `QShortcut` is listed when its `whatsThis` says what it does; a `QAction` by its text.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop_app.tokens import SPACE
from desktop_app.widgets.basics import Chip, clear, label
from desktop_app.widgets.settings.section import Section


@dataclass(frozen=True)
class Keys:
    """One shortcut as a reader sees it."""

    keys: str
    text: str


def collect(window: QWidget) -> list[Keys]:
    """Every shortcut below a window that says what it does, each once, in order of making."""
    native = QKeySequence.SequenceFormat.NativeText
    found: dict[tuple[str, str], None] = {}
    for one in window.findChildren(QShortcut):
        if one.whatsThis():
            found[(one.key().toString(native), one.whatsThis())] = None
    for action in window.findChildren(QAction):
        if not action.shortcut().isEmpty() and (text := _action_text(action)):
            found[(action.shortcut().toString(native), text)] = None
    return [Keys(keys, text) for keys, text in found if keys]


def _action_text(action: QAction) -> str:
    """Without the mnemonic; undo and redo add what they would do, which changes."""
    return (action.whatsThis() or action.text()).replace("&", "").strip()


class ShortcutsSection(Section):
    """Two columns of keys and what they do."""

    COLUMNS = 2

    def __init__(self) -> None:
        """Empty until `refresh`: the window is not there yet."""
        super().__init__(QCoreApplication.translate("ShortcutsSection", "Keyboard"))
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(SPACE[4])
        self._grid.setVerticalSpacing(SPACE[2])
        self.rows.addLayout(self._grid)
        self.shown: list[Keys] = []

    def refresh(self) -> None:
        """Read the window's shortcuts anew."""
        every = collect(self.window())
        if every == self.shown:
            return
        self.shown = every
        clear(self._grid)
        half = -(-len(every) // self.COLUMNS)
        for at, one in enumerate(every):
            row, column = at % half, 2 * (at // half)
            chip = Chip(one.keys)
            self._grid.addWidget(chip, row, column, Qt.AlignmentFlag.AlignLeft)
            self._grid.addWidget(label(one.text), row, column + 1)
            self._grid.setColumnStretch(column + 1, 1)
