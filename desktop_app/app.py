"""The one place where everything is put together: settings, catalogue, desk, window."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from core.catalogue.store import Catalogue
from core.paths import Library, resources
from core.preferences import Preferences, load, settings_home
from desktop_app import theme, translation
from desktop_app.main_window import MainWindow
from desktop_app.state.desk import Desk


class Application(QObject):
    """Desk and window of one library; used by the program and by the tests alike."""

    closed = Signal()
    """The reader has closed the window; `close` ends the rest."""

    def __init__(self, library: Library, settings: Path | None = None) -> None:
        """Opens the library.

        Raises:
            KnownError: it cannot be opened; nothing was changed.
        """
        super().__init__()
        self._settings = settings or settings_home()
        wear(load(self._settings))
        self.desk = Desk(Catalogue.open(library), self._settings)
        self._worn = self.desk.preferences
        self.desk.preferences_changed.connect(self._wear_new)
        self.window = self._make_window()

    def show(self) -> None:
        """Open the window where it was left."""
        self.window.begin()
        self.window.show()
        for note in self.desk.catalogue.opening_notes:
            self.desk.say(note)

    def close(self) -> None:
        """End everything; safe to call after the window was closed."""
        if self.window.isVisible():
            self.window.close()
        self.desk.close()
        self.window.deleteLater()

    def _make_window(self) -> MainWindow:
        window = MainWindow(self.desk)
        window.setWindowIcon(app_icon())
        window.closing.connect(self.closed)
        return window

    def _wear_new(self, preferences: Preferences) -> None:
        wear(preferences)
        if preferences.language != self._worn.language:
            self._renew_window()
        self._worn = preferences

    def _renew_window(self) -> None:
        """Another language: all words are said anew, so the window is made anew."""
        old = self.window
        self.desk.memory.set("geometry", bytes(old.saveGeometry().toBase64().data()).decode())
        self.window = self._make_window()
        self.window.begin()
        self.window.show()
        old.may_close.clear()
        old.hide()
        old.deleteLater()


def wear(preferences: Preferences) -> None:
    """Take on looks and language."""
    translation.install(preferences.language)
    theme.current().apply(preferences.appearance, preferences.contrast, preferences.motion)


def app_icon() -> QIcon:
    """The seal."""
    return QIcon(str(resources() / "icons" / "signet.svg"))


def make_qt_application(arguments: Sequence[str]) -> QApplication:
    """Qt's own application object, with our name and style."""
    app = QApplication(list(arguments))
    app.setApplicationName("Signet")
    app.setDesktopFileName("signet")
    app.setStyle("Fusion")
    theme.current().follow_system()
    return app
