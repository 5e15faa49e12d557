"""Where the library lies, how much room it takes, and moving it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from core.actions.library_place import Place
from core.errors import KnownError
from desktop_app import words
from desktop_app.observable import bind
from desktop_app.state.desk import Desk
from desktop_app.state.settings import SettingsState
from desktop_app.tokens import SPACE
from desktop_app.widgets.ask_path import ask_folder
from desktop_app.widgets.basics import Banner, ErrorBox, clear, label, quiet, secondary
from desktop_app.widgets.glossary_link import GlossaryHint
from desktop_app.widgets.settings.section import Section


class PlaceSection(Section):
    """A chosen folder is judged first; the move itself waits for a yes, because it restarts."""

    def __init__(self, desk: Desk, state: SettingsState) -> None:
        """Shows what `state` has read."""
        super().__init__(
            QCoreApplication.translate("PlaceSection", "Library"), GlossaryHint("library")
        )
        self._desk, self._state = desk, state
        self.path = label(str(desk.library.root))
        self.path.setObjectName("settings.library.path")
        self.path.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.space = label("", "small")
        column = QVBoxLayout()
        column.setSpacing(SPACE[1])
        column.addWidget(self.path)
        column.addWidget(self.space)
        row = QHBoxLayout()
        row.setSpacing(SPACE[2])
        row.addLayout(column, 1)
        show = quiet(self.tr("Show folder"), "folder-open")
        show.setObjectName("settings.library.show")
        show.clicked.connect(
            lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(desk.library.root)))
        )
        move = secondary(self.tr("Choose another place"))
        move.setObjectName("settings.library.move")
        move.clicked.connect(self._choose)
        row.addWidget(show)
        row.addWidget(move)
        self.rows.addLayout(row)
        self._answer = QVBoxLayout()
        self.rows.addLayout(self._answer)
        bind(state, "space", self._show_space)
        bind(state, "place", self._ask)
        state.problem_changed.connect(self._show_problem)

    def _choose(self) -> None:
        title = self.tr("A folder for the library")
        ask_folder(self, title, self._desk.library.root.parent, self._state.judge)

    def _show_space(self, space: tuple[int, int] | None) -> None:
        if space is None:
            self.space.setText(self.tr("Looking how much room it takes"))
            return
        text = self.tr("{used} in use, {free} free on this disk")
        self.space.setText(text.format(used=words.size(space[0]), free=words.size(space[1])))

    def _ask(self, place: Place | None) -> None:
        clear(self._answer)
        if place is None:
            return
        where = place.library.root
        if place.kind == "library":
            text = self.tr(
                "“{folder}” already holds a library. Signet can open that one instead; the "
                "present one stays where it is."
            )
            yes, title = self.tr("Open it and restart"), self.tr("Opening the other library")
        elif place.needed:
            text = self.tr(
                "Everything ({size}) is copied to “{folder}” and compared; then the old place is "
                "emptied. Signet closes meanwhile and comes back by itself."
            )
            yes, title = self.tr("Move and restart"), self.tr("Moving the library")
        else:
            text = self.tr(
                "The library moves to “{folder}” on the same disk, which takes a moment. Signet "
                "closes and comes back by itself."
            )
            yes, title = self.tr("Move and restart"), self.tr("Moving the library")
        go = secondary(yes)
        go.setObjectName("settings.library.go")
        go.clicked.connect(lambda: self._state.take_place(title))
        stop = quiet(self.tr("Cancel"))
        stop.setObjectName("settings.library.cancel")
        stop.clicked.connect(self._state.forget_place)
        sentence = text.format(folder=where, size=words.size(place.needed))
        self._answer.addWidget(Banner("info", sentence, go, stop))

    def _show_problem(self, error: KnownError | None) -> None:
        clear(self._answer)
        if error is not None:
            self._answer.addWidget(ErrorBox(error))
