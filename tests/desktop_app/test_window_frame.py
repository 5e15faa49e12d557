"""The window's frame: it opens, remembers, refuses what needs a brand, and asks before closing."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from core.actions import projects
from core.errors import KnownError
from core.paths import Library
from desktop_app.app import Application
from desktop_app.main_window import MainWindow


def test_first_start_shows_the_brands(window: MainWindow) -> None:
    assert window.current is not None
    assert window.current.NAME == "projects"
    assert not window.rail.buttons["dataset"].isEnabled()


def test_a_page_of_a_brand_leads_to_the_brands_while_none_is_open(window: MainWindow) -> None:
    window.desk.go("dataset")
    assert window.current is not None
    assert window.current.NAME == "projects"


def test_brand_page_and_size_come_back(library: Library, settings, look, qtbot: QtBot) -> None:
    first = Application(library, settings)
    first.show()
    record, _ = projects.create(first.desk.catalogue, "Morning Ember")
    first.desk.open_project(record)
    first.window.open_page("settings", {})
    first.window.resize(1024, 777)
    first.close()
    remembered = first.desk.memory.get("geometry")
    assert remembered
    second = Application(library, settings)
    second.show()
    qtbot.waitUntil(lambda: second.desk.project is not None)
    qtbot.waitUntil(lambda: second.window.current is not None)
    try:
        assert second.desk.project is not None
        assert second.desk.project.name == "Morning Ember"
        assert second.window.current.NAME == "settings"
        # Qt keeps a restored window inside its screen; the virtual one is smaller than the window.
        assert second.desk.memory.get("geometry") == remembered
    finally:
        second.close()


def test_one_objection_keeps_the_window_open(window: MainWindow) -> None:
    window.may_close.append(lambda: False)
    window.close()
    assert window.isVisible()


def test_a_message_can_be_closed_and_an_error_shows_what_to_do(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.desk.fail(KnownError("The disk is full.", "Make room and try again.", "ENOSPC"))
    (toast,) = window.toasts.shown
    close = toast.findChild(object, "toast.close")
    qtbot.mouseClick(close, Qt.MouseButton.LeftButton)
    assert window.toasts.shown == ()
