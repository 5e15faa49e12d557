"""Real widgets on a real library; every test closes what it opened."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.actions import projects
from core.catalogue.records import ProjectRecord
from core.catalogue.store import Catalogue
from core.paths import Library
from desktop_app import theme, tidying, translation
from desktop_app.app import Application
from desktop_app.main_window import MainWindow
from desktop_app.state.desk import Desk


@pytest.fixture(scope="session")
def qapp_cls() -> type[QApplication]:
    """Qt's application, in our style."""
    return QApplication


@pytest.fixture(autouse=True)
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of settings of this test alone."""
    folder = tmp_path / "settings"
    monkeypatch.setenv("SIGNET_SETTINGS", str(folder))
    return folder


@pytest.fixture(autouse=True, scope="module")
def _tidy() -> Iterator[None]:
    """Give collecting garbage back to Python; what a module left is destroyed in this thread."""
    yield
    gc.collect()
    tidying.end()


@pytest.fixture
def look(qapp: QApplication) -> Iterator[None]:
    """The product's own style, in light."""
    qapp.setStyle("Fusion")
    theme.current().apply("light", "normal", "reduced")
    translation.install("en")
    yield
    theme.current().apply("light", "normal", "reduced")
    translation.install("en")


@pytest.fixture
def desk(used_library: Library, settings: Path, look: None) -> Iterator[Desk]:
    """A desk on an empty library, for pages and state objects without the window."""
    made = Desk(Catalogue.open(used_library), settings)
    yield made
    made.close()
    sweep()


@pytest.fixture
def brand(desk: Desk, settle: Callable[[], None]) -> ProjectRecord:
    """An open, empty brand."""
    record, _ = projects.create(desk.catalogue, "Morning Ember")
    desk.open_project(record)
    settle()
    return record


@pytest.fixture
def settle(qtbot: QtBot, request: pytest.FixtureRequest) -> Callable[[], None]:
    """Wait until the catalogue's lane has nothing left to do and all is delivered."""

    def wait() -> None:
        desk: Desk = (
            request.getfixturevalue("application").desk
            if "application" in request.fixturenames
            else request.getfixturevalue("desk")
        )
        QCoreApplication.processEvents()
        qtbot.waitUntil(lambda: desk.lane.idle, timeout=10_000)
        QCoreApplication.processEvents()

    return wait


@pytest.fixture
def application(used_library: Library, settings: Path, look: None) -> Iterator[Application]:
    """The whole program on an empty library."""
    made = Application(used_library, settings)
    made.desk.prefer(made.desk.preferences)
    theme.current().apply("light", "normal", "reduced")
    yield made
    made.window.may_close.clear()
    made.close()
    sweep()


@pytest.fixture
def window(application: Application, qtbot: QtBot) -> MainWindow:
    """The main window, shown."""
    application.show()
    qtbot.waitExposed(application.window)
    return application.window


def sweep() -> None:
    """Let Qt delete what was given up."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QCoreApplication.processEvents()


SHOTS = Path(os.environ.get("SIGNET_SHOTS", "build/shots"))
