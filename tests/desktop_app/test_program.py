"""The program around the window: opening, recovering, restarting with the library closed."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from core.actions import projects
from core.catalogue import projects as rows
from core.catalogue.lock import LibraryLock
from core.catalogue.store import Catalogue
from core.errors import KnownError
from core.paths import Library
from core.preferences import Preferences, load, save
from desktop_app.program import Program
from desktop_app.state.restarting import ClosedWork
from desktop_app.widgets.recovery import ClosedWorkWindow, RecoveryWindow


@pytest.fixture
def program(settings: Path, look: None, qtbot: QtBot) -> Iterator[Program]:
    made = Program(settings)
    yield made
    if made.application is not None:
        made.application.window.may_close.clear()
    made.end()
    QApplication.processEvents()


@pytest.fixture
def used(library: Library) -> Library:
    with Catalogue.open(library) as catalogue:
        projects.create(catalogue, "Morning Ember")
        catalogue.backup("asked")
    return library


def brands(program: Program) -> list[str]:
    assert program.application is not None
    with program.application.desk.catalogue.reading() as session:
        return [one.name for one in rows.list_all(session)]


def recovery(program: Program) -> RecoveryWindow:
    assert isinstance(program.other, RecoveryWindow)
    return program.other


def said(widget: QWidget) -> str:
    return " ".join(one.text() for one in widget.findChildren(QLabel))


def press(qtbot: QtBot, inside: QWidget, name: str) -> None:
    button = inside.findChild(QPushButton, name)
    assert button is not None, name
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def opened(program: Program) -> Callable[[], bool]:
    return lambda: program.application is not None


def test_it_opens_and_ends_with_its_window(program: Program, used: Library, qtbot: QtBot) -> None:
    assert program.start()
    assert brands(program) == ["Morning Ember"]
    assert program.application is not None
    assert (used.logs / "window.txt").is_file()
    with qtbot.waitSignal(program.ended):
        program.application.window.close()
    with Catalogue.open(used):  # it has let go of the library
        pass


def test_a_damaged_library_offers_its_backup(program: Program, used: Library, qtbot: QtBot) -> None:
    used.catalogue.write_bytes(b"not a catalogue at all" * 500)
    program.start()
    window = recovery(program)
    assert program.application is None
    assert "damaged" in said(window) or "not a catalogue" in said(window)
    press(qtbot, window, "recovery.restore")
    qtbot.waitUntil(opened(program), timeout=10_000)
    assert brands(program) == ["Morning Ember"]
    assert list(used.backups.glob("set-aside-*"))


def test_a_lost_catalogue_is_no_new_library(program: Program, used: Library, qtbot: QtBot) -> None:
    used.catalogue.unlink()
    program.start()
    assert "missing or empty" in said(recovery(program))
    press(qtbot, recovery(program), "recovery.restore")
    qtbot.waitUntil(opened(program), timeout=10_000)
    assert brands(program) == ["Morning Ember"]


def test_a_newer_library_is_left_alone_and_another_one_opened(
    program: Program, used: Library, qtbot: QtBot, tmp_path: Path
) -> None:
    with sqlite3.connect(used.catalogue) as raw:
        raw.execute("PRAGMA user_version=999")
    raw.close()
    before = used.catalogue.read_bytes()
    program.start()
    window = recovery(program)
    assert "newer Signet" in said(window)
    assert window.findChild(QPushButton, "recovery.restore") is None
    other = tmp_path / "second library"
    other.mkdir()
    press(qtbot, window, "recovery.elsewhere")
    dialog = window.findChild(QFileDialog, "askPath")
    assert dialog is not None
    dialog.fileSelected.emit(str(other))
    dialog.reject()
    qtbot.waitUntil(opened(program), timeout=10_000)
    assert brands(program) == []
    assert load(program.settings).library == str(other)
    assert used.catalogue.read_bytes() == before


def test_a_busy_library_can_be_tried_again(program: Program, used: Library, qtbot: QtBot) -> None:
    other = LibraryLock(used.root / "catalogue.lock")
    program.start()
    assert "Another program" in said(recovery(program))
    press(qtbot, recovery(program), "recovery.again")
    qtbot.wait(50)
    assert "Another program" in said(recovery(program))
    other.release()
    press(qtbot, recovery(program), "recovery.again")
    qtbot.waitUntil(opened(program), timeout=10_000)
    assert brands(program) == ["Morning Ember"]


def test_a_missing_drive_makes_no_new_library(
    program: Program, used: Library, qtbot: QtBot, tmp_path: Path
) -> None:
    away = tmp_path / "drive" / "library"
    save(Preferences(library=str(away)), program.settings)
    program.start()
    assert "not there" in said(recovery(program))
    assert not away.exists()
    shutil.copytree(used.root, away)
    press(qtbot, recovery(program), "recovery.again")
    qtbot.waitUntil(opened(program), timeout=10_000)
    assert brands(program) == ["Morning Ember"]


@pytest.mark.parametrize("way", ["button", "escape", "close"])
def test_quitting_the_recovery_ends_the_program(
    program: Program, used: Library, qtbot: QtBot, way: str
) -> None:
    used.catalogue.write_bytes(b"")
    program.start()
    window = recovery(program)
    with qtbot.waitSignal(program.ended):
        if way == "button":
            press(qtbot, window, "recovery.quit")
        elif way == "escape":
            qtbot.keyClick(window, Qt.Key.Key_Escape)
        else:
            window.close()
    assert used.catalogue.read_bytes() == b""


def test_work_on_the_closed_library_and_back_again(
    program: Program, used: Library, qtbot: QtBot
) -> None:
    program.start()
    assert program.application is not None
    desk = program.application.desk

    seen = threading.Event()

    def work(thread) -> None:
        lock = LibraryLock(used.root / "catalogue.lock")  # would be busy while it is open
        thread.tell((1, 2))
        assert seen.wait(10)
        lock.abandon()

    desk.restart(ClosedWork("Moving the library", work))
    qtbot.waitUntil(lambda: isinstance(program.other, ClosedWorkWindow), timeout=10_000)
    assert program.other is not None
    assert not program.other.close()  # half-done work is waited for
    qtbot.waitUntil(lambda: program.other.bar.value() == 500)
    seen.set()
    qtbot.waitUntil(opened(program), timeout=10_000)
    assert program.application.desk is not desk
    assert program.other is None


def test_work_that_fails_is_told_and_the_library_is_back(
    program: Program, used: Library, qtbot: QtBot
) -> None:
    program.start()
    assert program.application is not None

    def work(_) -> None:
        raise KnownError("The disk is full.", "Free some space.", kind="disk_full")

    before = program.application
    before.desk.restart(ClosedWork("Moving", work))
    qtbot.waitUntil(lambda: program.application not in (None, before), timeout=10_000)
    window = program.application.window
    qtbot.waitUntil(lambda: "The disk is full." in said(window))
    assert brands(program) == ["Morning Ember"]


def test_an_objection_to_closing_cancels_the_restart(program: Program, qtbot: QtBot) -> None:
    program.start()
    assert program.application is not None
    ran: list[int] = []
    program.application.window.may_close.append(lambda: False)
    program.application.desk.restart(ClosedWork("x", lambda _: ran.append(1)))
    qtbot.wait(50)
    assert program.application is not None
    assert program.application.window.isVisible()
    program.application.window.may_close.clear()
    with qtbot.waitSignal(program.ended):
        program.application.window.close()
    assert ran == []


def test_an_error_nobody_caught_is_told(program: Program, qtbot: QtBot) -> None:
    program.start()
    assert program.application is not None
    error = ZeroDivisionError("division by zero")
    program.tell_bug(type(error), error, None)
    window = program.application.window
    qtbot.waitUntil(lambda: "Something inside Signet" in said(window))


def test_preferences_of_a_new_place_are_kept_beside_the_others(settings: Path) -> None:
    save(replace(Preferences(), appearance="dark"), settings)
    save(replace(load(settings), library="elsewhere"), settings)
    assert (load(settings).appearance, load(settings).library) == ("dark", "elsewhere")


def test_a_recovery_saves_a_report(
    program: Program, used: Library, qtbot: QtBot, tmp_path: Path
) -> None:
    used.catalogue.write_bytes(b"x" * 5000)
    program.start()
    window = recovery(program)
    target = tmp_path / "report.zip"

    def choose() -> None:
        dialog = window.findChild(QFileDialog, "askPath")
        if dialog is None:
            QTimer.singleShot(20, choose)
            return
        dialog.fileSelected.emit(str(target))
        dialog.reject()

    QTimer.singleShot(20, choose)
    press(qtbot, window, "recovery.report")
    qtbot.waitUntil(target.is_file, timeout=10_000)
    qtbot.waitUntil(lambda: "report.zip" in said(window))
