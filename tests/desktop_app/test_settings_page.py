"""The settings page, by mouse and keys: looks, library place, backups, shortcuts, engine."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFileDialog,
    QLabel,
    QMessageBox,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from core.actions import backups, projects
from core.catalogue import projects as rows
from core.catalogue.store import Catalogue
from core.paths import Library
from core.preferences import load
from desktop_app import theme
from desktop_app.pages.settings import SettingsPage
from desktop_app.program import Program
from desktop_app.widgets.settings.shortcuts import collect


@pytest.fixture
def program(library: Library, settings: Path, look: None, qtbot: QtBot) -> Iterator[Program]:
    with Catalogue.open(library) as catalogue:
        projects.create(catalogue, "Morning Ember")
    made = Program(settings)
    assert made.start()
    yield made
    if made.application is not None:
        made.application.window.may_close.clear()
    made.end()
    theme.current().apply("light", "normal", "reduced")
    QApplication.processEvents()


def page_of(program: Program, qtbot: QtBot) -> SettingsPage:
    assert program.application is not None
    window = program.application.window
    window.desk.go("settings")
    page = window.current
    assert isinstance(page, SettingsPage)
    qtbot.waitUntil(lambda: page.state.hardware is not None, timeout=10_000)
    qtbot.waitUntil(lambda: page.state.backups is not None, timeout=10_000)
    qtbot.waitUntil(lambda: page.state.space is not None, timeout=10_000)
    return page


def press(qtbot: QtBot, inside: QWidget, name: str) -> None:
    button = inside.findChild(QAbstractButton, name)
    assert button is not None, name
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def said(widget: QWidget) -> str:
    return " ".join(one.text() for one in widget.findChildren(QLabel))


def choose(qtbot: QtBot, inside: QWidget, path: Path) -> None:
    dialog = inside.findChild(QFileDialog, "askPath")
    assert dialog is not None
    dialog.fileSelected.emit(str(path))
    dialog.reject()


def brands(program: Program) -> list[str]:
    assert program.application is not None
    with program.application.desk.catalogue.reading() as session:
        return [one.name for one in rows.list_all(session)]


def test_looks_are_taken_on_at_once_and_kept(program: Program, qtbot: QtBot) -> None:
    page = page_of(program, qtbot)
    press(qtbot, page, "settings.appearance.dark")
    assert theme.current().tokens.dark
    press(qtbot, page, "settings.contrast.high")
    assert theme.current().tokens.text == "#FFFFFF"
    press(qtbot, page, "settings.motion.reduced")
    assert theme.current().motion() == 0
    press(qtbot, page, "settings.motion.normal")
    assert theme.current().motion() > 0
    press(qtbot, page, "settings.look_closer.off")
    kept = load(program.settings)
    assert (kept.appearance, kept.contrast, kept.motion) == ("dark", "high", "normal")
    assert kept.look_closer == "off"


def test_another_language_makes_the_window_anew(program: Program, qtbot: QtBot) -> None:
    page = page_of(program, qtbot)
    assert program.application is not None
    before = program.application.window
    press(qtbot, page, "settings.language.de")
    qtbot.waitUntil(lambda: program.application.window is not before)
    assert load(program.settings).language == "de"
    again = page_of(program, qtbot)
    press(qtbot, again, "settings.language.en")


def test_the_computer_is_described(program: Program, qtbot: QtBot) -> None:
    page = page_of(program, qtbot)
    text = said(page.computer)
    assert "Processor" in text
    assert "free" in text
    assert page.computer.verdict.text()


def test_a_backup_now_and_nothing_new_after_it(program: Program, qtbot: QtBot) -> None:
    page = page_of(program, qtbot)
    assert program.application is not None
    desk = program.application.desk
    heard: list[str] = []
    desk.said.connect(lambda saying: heard.append(saying.text))
    before = len(backups.list_all(desk.library))
    projects.create(desk.catalogue, "Another brand")
    press(qtbot, page, "settings.backup.now")
    qtbot.waitUntil(lambda: len(page.state.backups or []) == before + 1, timeout=10_000)
    assert heard == ["A backup was made."]
    press(qtbot, page, "settings.backup.now")
    qtbot.waitUntil(lambda: len(heard) == 2, timeout=10_000)
    assert "Nothing has changed" in heard[1]


@pytest.mark.parametrize("sure", [True, False])
def test_restoring_asks_restarts_and_goes_back(program: Program, qtbot: QtBot, sure: bool) -> None:
    assert program.application is not None
    first = program.application
    first.desk.catalogue.backup("asked")
    projects.create(first.desk.catalogue, "Too much")
    page = page_of(program, qtbot)

    def answer() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        assert box.defaultButton() is box.escapeButton()
        (yes,) = [one for one in box.buttons() if one is not box.escapeButton()]
        qtbot.mouseClick(yes if sure else box.escapeButton(), Qt.MouseButton.LeftButton)

    QTimer.singleShot(50, answer)
    press(qtbot, page, "settings.backup.restore")
    if not sure:
        assert program.application is first
        assert brands(program) == ["Morning Ember", "Too much"]
        return
    qtbot.waitUntil(lambda: program.application not in (None, first), timeout=10_000)
    assert brands(program) == ["Morning Ember"]


def test_the_library_moves_after_a_yes(
    program: Program, library: Library, qtbot: QtBot, tmp_path: Path
) -> None:
    page = page_of(program, qtbot)
    first, target = program.application, tmp_path / "new place"
    press(qtbot, page, "settings.library.move")
    choose(qtbot, page, target)
    qtbot.waitUntil(lambda: page.state.place is not None, timeout=10_000)
    press(qtbot, page, "settings.library.cancel")
    assert page.state.place is None
    assert library.catalogue.exists()
    press(qtbot, page, "settings.library.move")
    choose(qtbot, page, target)
    qtbot.waitUntil(lambda: page.state.place is not None, timeout=10_000)
    press(qtbot, page, "settings.library.go")
    qtbot.waitUntil(lambda: program.application not in (None, first), timeout=10_000)
    assert program.application is not None
    assert program.application.desk.library.root == target
    assert brands(program) == ["Morning Ember"]
    assert not library.catalogue.exists()
    assert load(program.settings).library == str(target)


def test_a_place_that_cannot_be_taken_says_why(program: Program, qtbot: QtBot) -> None:
    page = page_of(program, qtbot)
    press(qtbot, page, "settings.library.move")
    choose(qtbot, page, Path(page.place.path.text()))
    qtbot.waitUntil(lambda: "already lies in this folder" in said(page.place), timeout=10_000)
    assert page.findChild(QPushButton, "settings.library.go") is None


def test_the_table_of_keys_is_that_of_the_window(program: Program, qtbot: QtBot) -> None:
    page = page_of(program, qtbot)
    native = QKeySequence.SequenceFormat.NativeText
    real = {
        one.key().toString(native)
        for one in page.window().findChildren(QShortcut)
        if one.whatsThis()
    }
    shown = {one.keys for one in page.shortcuts.shown}
    assert real <= shown
    assert {"Ctrl+1", "F1", "Ctrl+Z"} <= shown
    assert all(one.text for one in collect(page.window()))
    silent = [
        one.key().toString()
        for one in page.window().findChildren(QShortcut, options=Qt.FindDirectChildrenOnly)
        if not one.whatsThis()
    ]
    assert silent == []


def test_the_engines_python_is_tried_before_it_is_kept(program: Program, qtbot: QtBot) -> None:
    page = page_of(program, qtbot)
    press(qtbot, page, "settings.details")
    page.details.python.setText("no-such-python")
    press(qtbot, page, "settings.engine.try")
    qtbot.waitUntil(lambda: "cannot run the engine" in said(page.details), timeout=40_000)
    assert load(program.settings).engine_python == ""
    page.details.python.setText(sys.executable)
    qtbot.keyClick(page.details.python, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "can run the engine" in said(page.details), timeout=40_000)
    assert load(program.settings).engine_python == sys.executable
    assert page.findChild(QPushButton, "settings.restart") is not None
