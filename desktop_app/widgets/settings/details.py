"""For experts: which Python runs the engine, where settings lie, which version this is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout

import core
from core.errors import KnownError
from core.preferences import Preferences
from core.settings import describe
from desktop_app.observable import bind
from desktop_app.state.desk import Desk
from desktop_app.state.restarting import ClosedWork
from desktop_app.state.settings import SettingsState
from desktop_app.tokens import SPACE
from desktop_app.widgets.ask_path import ask_file
from desktop_app.widgets.basics import (
    Banner,
    Card,
    ErrorBox,
    Fold,
    clear,
    label,
    quiet,
    secondary,
)


class DetailsFold(Fold):
    """Folded at first; nobody needs it to work."""

    def __init__(self, desk: Desk, state: SettingsState) -> None:
        """Shows the stored value; what is typed is tried before it is kept."""
        super().__init__("")
        self.button.setText(self.tr("Details"))
        self.button.setObjectName("settings.details")
        self._desk, self._state = desk, state
        (info,) = [one for one in describe(Preferences) if one.name == "engine_python"]
        card = Card(spacing=SPACE[2])
        self.body.addWidget(card)
        caption = label(info.label, "label")
        card.body.addWidget(caption)
        row = QHBoxLayout()
        row.setSpacing(SPACE[2])
        self.python = QLineEdit(desk.preferences.engine_python)
        self.python.setObjectName("settings.engine")
        self.python.setAccessibleName(info.label)
        self.python.setAccessibleDescription(info.help)
        self.python.setPlaceholderText(self.tr("The one that came with Signet"))
        self.python.returnPressed.connect(self._try)
        caption.setBuddy(self.python)
        row.addWidget(self.python, 1)
        choose = quiet(self.tr("Choose"), "folder-open")
        choose.setObjectName("settings.engine.choose")
        choose.clicked.connect(self._choose)
        row.addWidget(choose)
        self.test = secondary(self.tr("Try and keep"))
        self.test.setObjectName("settings.engine.try")
        self.test.clicked.connect(self._try)
        row.addWidget(self.test)
        card.body.addLayout(row)
        card.body.addWidget(label(info.help, "small"))
        self._answer = QVBoxLayout()
        card.body.addLayout(self._answer)
        for text in (
            self.tr("Signet {version}").format(version=core.__version__),
            self.tr("Settings are kept in {folder}").format(folder=desk.settings_folder),
        ):
            line = label(text, "small")
            line.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            card.body.addWidget(line)
        self._asked = ""
        bind(state, "engine", self._show)

    def _choose(self) -> None:
        start = Path(self.python.text() or Path.home())
        ask_file(self, self.tr("Choose a Python"), start, "*", self._take)

    def _take(self, chosen: Path) -> None:
        self.python.setText(str(chosen))
        self._try()

    def _try(self) -> None:
        self._asked = self.python.text().strip()
        self.test.setEnabled(False)
        clear(self._answer)
        self._answer.addWidget(label(self.tr("Asking this Python"), "small"))
        self._state.try_engine(self._asked)

    def _show(self, answer: str | KnownError | None) -> None:
        if answer is None:
            return
        self.test.setEnabled(True)
        clear(self._answer)
        if isinstance(answer, KnownError):
            self._answer.addWidget(ErrorBox(answer))
            return
        changed = self._asked != self._desk.preferences.engine_python
        self._desk.prefer(replace(self._desk.preferences, engine_python=self._asked))
        text = self.tr("This Python can run the engine (torch {version}).").format(version=answer)
        if not changed:
            self._answer.addWidget(Banner("ready", text))
            return
        again = secondary(self.tr("Restart now"))
        again.setObjectName("settings.restart")
        again.clicked.connect(lambda: self._desk.restart(ClosedWork(self.tr("Restarting"))))
        text += " " + self.tr("It is used from the next start.")
        self._answer.addWidget(Banner("ready", text, again))
