"""Every page, full and empty, by keyboard and by ear: named, reachable, visible, uncut."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QScrollArea,
    QScrollBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from core.paths import Library
from core.preferences import Preferences, save
from desktop_app.app import Application
from desktop_app.main_window import MainWindow
from desktop_app.pages import PAGES

SCREENS = Path(__file__).resolve().parent / "screens"
NAMES = [info.name for info in PAGES]
AT_MOST = 400
"""Presses of Tab; a page with more stops than that is no page for a keyboard."""


def _world():
    spec = importlib.util.spec_from_file_location("signet_world", SCREENS / "world.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A full and an empty library, made once."""
    home, world = tmp_path_factory.mktemp("worlds"), _world()
    world.build(Library(home / "full").create())
    world.build_empty(Library(home / "empty").create())
    return {"full": home / "full", "empty": home / "empty"}


@pytest.fixture(params=["full", "empty"], scope="module")
def application(
    request: pytest.FixtureRequest,
    worlds: dict[str, Path],
    tmp_path_factory: pytest.TempPathFactory,
    qapp: QApplication,
) -> Iterator[Application]:
    """The program on one of them, with its brand open; looked at by all tests, changed by none."""
    settings = tmp_path_factory.mktemp("settings")
    save(Preferences("light", "normal", "reduced", "en"), settings)
    qapp.setStyle("Fusion")
    made = Application(Library(worlds[request.param]), settings)
    made.desk.memory.set("project", 1)
    made.desk.memory.set("page", "projects")
    made.show()
    while made.desk.project is None or not made.desk.lane.idle:
        QTest.qWait(20)
    yield made
    made.window.may_close.clear()
    made.close()
    QApplication.processEvents()


def settled(application: Application, qtbot: QtBot) -> None:
    """Nothing is loading any more."""
    desk = application.desk
    for _ in range(3):
        qtbot.waitUntil(lambda: desk.lane.idle and not desk.jobs, timeout=30_000)
        QTest.qWait(120)


def stops(window: QWidget) -> list[QWidget]:
    """Everything that can be seen, used and reached with Tab."""
    return [
        one
        for one in window.findChildren(QWidget)
        if one.isVisible()
        and one.isEnabled()
        and one.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not isinstance(one, QScrollBar)
        and not one.focusProxy()
        and not _inside_composite(one)
    ]


def _inside_composite(one: QWidget) -> bool:
    """Parts of Qt's own composite controls, which take the focus as one."""
    parent = one.parentWidget()
    return isinstance(parent, QAbstractSpinBox | QComboBox) or one.objectName().startswith("qt_")


def spoken(one: QWidget) -> str:
    """What a screen reader says of it."""
    interface = QAccessible.queryAccessibleInterface(one)
    return interface.text(QAccessible.Text.Name).strip() if interface is not None else ""


def describe(one: QWidget) -> str:
    """Enough to find it in the source."""
    chain, parent = [], one
    while parent is not None and len(chain) < 4:
        chain.append(f"{type(parent).__name__}#{parent.objectName()}")
        parent = parent.parentWidget()
    return " < ".join(chain)


@pytest.mark.parametrize("name", NAMES)
def test_every_stop_has_a_name(application: Application, name: str, qtbot: QtBot) -> None:
    application.desk.go(name)
    settled(application, qtbot)
    assert name == application.window.current.NAME
    unnamed = [describe(one) for one in stops(application.window) if not spoken(one)]
    assert not unnamed


@pytest.mark.parametrize("name", NAMES)
def test_tab_reaches_everything_and_comes_round(
    application: Application, name: str, qtbot: QtBot
) -> None:
    application.desk.go(name)
    settled(application, qtbot)
    window = active(application, qtbot)
    wanted = {one for one in stops(window) if not _follows_its_group(one)}
    reached: list[QWidget] = []
    window.rail.switcher.setFocus()
    for _ in range(AT_MOST):
        now = QApplication.focusWidget()
        assert now is not None
        QTest.keyClick(now, Qt.Key.Key_Tab)
        now = QApplication.focusWidget()
        assert now is not None
        if now in reached and reached[0] is now and wanted <= set(reached):
            break
        reached.append(now)
        if wanted <= set(reached) and len(reached) > len(wanted) + 3:
            break
    missed = [describe(one) for one in wanted - set(reached)]
    assert not missed


def active(application: Application, qtbot: QtBot) -> MainWindow:
    """The window with the keyboard's attention."""
    window = application.window
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def _follows_its_group(one: QWidget) -> bool:
    """Of exclusive choices only the chosen one is a stop; arrow keys reach the others."""
    if not isinstance(one, QAbstractButton) or not one.isCheckable() or one.isChecked():
        return False
    group = one.group()
    return (group is not None and group.exclusive()) or one.autoExclusive()


@pytest.mark.parametrize("name", NAMES)
def test_words_fit_where_they_stand(application: Application, name: str, qtbot: QtBot) -> None:
    """No label or button is cut off at the smallest window."""
    before = application.window.size()
    application.window.resize(1024, 680)
    application.desk.go(name)
    settled(application, qtbot)
    cut = []
    for one in application.window.findChildren(QWidget):
        if not one.isVisible() or not isinstance(one, QAbstractButton | QLabel):
            continue
        if isinstance(one, QLabel) and (one.wordWrap() or not one.pixmap().isNull()):
            continue
        if not one.text() or one.property("elides"):
            continue
        if one.width() + 1 < one.minimumSizeHint().width():
            cut.append(f"{describe(one)}: {one.text()!r} {one.width()}")
    application.window.resize(before)
    assert not cut


@pytest.mark.parametrize("name", NAMES)
def test_the_focus_can_be_seen(application: Application, name: str, qtbot: QtBot) -> None:
    """A stop looks different while it has the focus."""
    application.desk.go(name)
    settled(application, qtbot)
    window = active(application, qtbot)
    invisible = []
    for one in stops(window)[:60]:
        _bring_into_view(one)
        window.setFocus()
        QApplication.processEvents()
        before = one.grab().toImage()
        one.setFocus(Qt.FocusReason.TabFocusReason)
        QApplication.processEvents()
        unchanged = QApplication.focusWidget() is one and one.grab().toImage() == before
        if unchanged and not _frame_changes(window, one):
            invisible.append(describe(one))
    assert not invisible


def _bring_into_view(one: QWidget) -> None:
    parent = one.parentWidget()
    while parent is not None:
        if isinstance(parent, QScrollArea):
            parent.ensureWidgetVisible(one)
        parent = parent.parentWidget()


def _frame_changes(window: QWidget, one: QWidget) -> bool:
    """The ring may be drawn by what holds the control: a card round a picture."""
    corner = one.mapTo(window, QPoint(0, 0))
    area = one.rect().translated(corner).adjusted(-8, -8, 8, 8)
    with_focus = window.grab(area).toImage()
    window.setFocus()
    QApplication.processEvents()
    return window.grab(area).toImage() != with_focus


def test_every_shortcut_is_told_in_the_settings(application: Application, qtbot: QtBot) -> None:
    application.desk.go("settings")
    settled(application, qtbot)
    said = " ".join(one.text() for one in application.window.findChildren(QLabel) if one.text())
    for shortcut in application.window.findChildren(QShortcut):
        if shortcut.parent() is application.window:
            keys = shortcut.key().toString(shortcut.key().SequenceFormat.NativeText)
            assert keys in said, keys
