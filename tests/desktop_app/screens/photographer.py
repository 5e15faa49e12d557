"""Takes a picture of every page: `photographer.py OUT [LANGUAGE-THEME-NAME ...]`.

A process of its own, because Qt takes the scale of its pixels only at the start; `renew.py` starts
it in the right surroundings. Whatever changes from machine to machine is painted over.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from pathlib import Path

import world
from PIL import Image
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QRect
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from core.paths import Library, models_home
from core.preferences import Preferences, save
from desktop_app import theme, words
from desktop_app.app import Application, make_qt_application

SIZE = (1280, 832)
PATIENCE = 20.0
STILL = 0.4
"""Seconds without a change after which a page has come to rest."""
VOLATILE = ("ComputerSection", "BackupsSection", "PlaceSection")
"""Classes of widgets that show what differs from machine to machine."""
Visit = Callable[[Application], None]


def page(name: str, **hint: object) -> Visit:
    """Just open a page."""
    return lambda application: application.desk.go(name, **hint)


def comparison(side: str, board: int) -> Visit:
    """A kept comparison with a panel at its side, or none."""

    def visit(application: Application) -> None:
        application.desk.go("compare", board=board)
        if side == "form":  # open only beside texts, which the page knows once it has read them
            settle(application)
        application.window.pages["compare"].side.turn(side)

    return visit


def shelf(application: Application) -> None:
    """The adapters, none of them open."""
    if (shown := application.window.pages.get("adapters")) is not None:
        shown.shelf.close()
    application.desk.go("adapters")


def hand_out(adapter: str) -> Visit:
    """One adapter, asked for which program it is."""

    def visit(application: Application) -> None:
        application.desk.go("adapters", adapter=adapter)
        settle(application)
        application.window.findChild(QWidget, "adapters.export").click()

    return visit


def voice(application: Application) -> None:
    """How well an adapter has learnt a voice."""
    application.desk.go("adapters", adapter="f6e5d4c3b2a1")
    settle(application)
    area = application.window.pages["adapters"].opened
    area.verticalScrollBar().setValue(area.widget().voice.y())


SCREENS: dict[str, Visit] = {
    "projects": page("projects"),
    "photos": page("dataset", kind="photo"),
    "texts": page("dataset", kind="text"),
    "train": page("train"),
    "compare": comparison("", 1),
    "compare-texts": comparison("", 2),
    "compare-details": comparison("details", 1),
    "compare-form": comparison("form", 2),
    "tables": page("tables"),
    "export": page("export"),
    "adapters": shelf,
    "adapter": hand_out("a1b2c3d4e5f6"),
    "adapter-text": hand_out("f6e5d4c3b2a1"),
    "voice": voice,
    "models": page("models"),
    "settings": page("settings"),
    "help": page("help"),
}
FIRST: dict[str, Visit] = {"first-start": page("projects")}
EMPTY: dict[str, Visit] = {
    "empty-photos": page("dataset"),
    "empty-train": page("train"),
    "empty-compare": page("compare"),
    "empty-export": page("export"),
    "empty-adapters": page("adapters"),
}


def settle(application: Application) -> QImage:
    """Wait until nothing moves any more; returns the last look of the window."""
    last, still_since, begun = QImage(), time.monotonic(), time.monotonic()
    while time.monotonic() - begun < PATIENCE:
        for _ in range(8):  # a look costs more than waiting
            QApplication.processEvents()
            time.sleep(0.025)
        busy = not application.desk.lane.idle or application.desk.jobs
        now = look(application)
        if busy or now != last:
            last, still_since = now, time.monotonic()
        elif time.monotonic() - still_since > STILL:
            break
    return last


def look(application: Application) -> QImage:
    """The window as it is now, with everything volatile painted over."""
    window = application.window
    image = window.grab().toImage()
    painter = QPainter(image)
    for widget in window.findChildren(QWidget):
        if widget.isVisible() and differs(widget):
            at = widget.mapTo(window, QPoint(0, 0))
            painter.fillRect(QRect(at, widget.size()), theme.current().colour("sunken"))
    painter.end()
    return image


def differs(widget: QWidget) -> bool:
    """Whether it shows the computer itself, or one of its paths."""
    if type(widget).__name__ in VOLATILE or widget.objectName() == "train.plan":
        return True
    return isinstance(widget, QLabel) and any(place in widget.text() for place in _places())


@cache
def _places() -> tuple[str, ...]:
    """Folders of this machine that a label may name."""
    models = models_home()
    return tempfile.gettempdir(), str(models), str(models.resolve()), str(Path.home())


def keep(image: QImage, file: Path) -> None:
    """Lossless, small, without metadata."""
    plain = image.convertToFormat(QImage.Format.Format_RGB888)
    width, height = plain.width(), plain.height()
    rows = bytes(plain.constBits())
    stride = plain.bytesPerLine()
    data = b"".join(rows[at * stride : at * stride + 3 * width] for at in range(height))
    file.parent.mkdir(parents=True, exist_ok=True)
    Image.frombytes("RGB", (width, height), data).save(file, lossless=True, method=0)


def take(
    library: Path, screens: dict[str, Visit], language: str, out: Path, only: set[str]
) -> None:
    """All screens of one library in one language, in both themes."""
    settings = Path(tempfile.mkdtemp())
    save(Preferences(language=language, appearance="light", motion="reduced"), settings)
    application = Application(Library(library), settings)
    if screens is not FIRST:
        application.desk.memory.set("project", 1)
    application.desk.memory.set("page", "projects")
    application.show()
    application.window.resize(*SIZE)
    for toast in application.window.toasts.shown:
        toast.close_now()
    settle(application)
    for look_name in ("light", "dark"):
        theme.current().apply(look_name, "normal", "reduced")
        for name, visit in screens.items():
            file = f"{language}-{look_name}-{name}"
            if only and file not in only:
                continue
            visit(application)
            application.window.setFocus()
            for toast in application.window.toasts.shown:
                toast.close_now()
            keep(settle(application), out / f"{file}.webp")
    application.close()
    # Nobody else deletes windows here, and each one left is polished with every change of theme.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    shutil.rmtree(settings)


def main() -> int:
    """Take all pictures of one scale; returns the exit code."""
    out, only = Path(sys.argv[1]), set(sys.argv[2:])
    words.now = lambda: world.NOW + timedelta(hours=2)
    qt = make_qt_application(["signet"])
    folder = Path(tempfile.mkdtemp())
    world.build(Library(folder / "full").create())
    world.build_empty(Library(folder / "empty").create())
    for language in ("en", "de"):
        take(folder / "full", SCREENS, language, out, only)
        take(folder / "empty", EMPTY, language, out, only)
        take(folder / f"none-{language}", FIRST, language, out, only)
    shutil.rmtree(folder)
    qt.quit()
    return 0


if __name__ == "__main__":
    sys.exit(main())
