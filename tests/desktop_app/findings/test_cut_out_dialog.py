"""The brush: real strokes with the mouse and by keys change the mask, and what comes of it is one
step that can be undone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QCoreApplication, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from core.actions import datasets
from core.catalogue import items
from core.catalogue.records import ItemRecord, ProjectRecord
from core.datasets.backgrounds import backdrop_of, plains
from desktop_app.state.desk import Desk
from desktop_app.state.mending import Mending
from desktop_app.widgets.captions.picture_tools import PictureTools
from desktop_app.widgets.cutting.dialog import CutOutDialog
from tests.desktop_app.findings.conftest import SAMPLE

Rows = Callable[[], dict[str, ItemRecord]]
LEFT = Qt.MouseButton.LeftButton
TANK = (0.29, 0.54)
"""In the grey tank before grey ground: the colours alone leave a hole. Shares of the width."""


@pytest.fixture
def machine(desk: Desk, brand: ProjectRecord, rows: Rows) -> ItemRecord:
    """One photo whose mask is in doubt."""
    photo = SAMPLE / "photos" / "coffee_brewer" / "view_12.jpg"
    datasets.import_files(desk.catalogue, brand.id, [photo])
    return rows()[photo.name]


@pytest.fixture
def home(qtbot: QtBot) -> QWidget:
    """The window over which the dialog opens."""
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(1100, 800)
    made.show()
    return made


def cut(dialog: CutOutDialog, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: dialog.job is None, timeout=30_000)
    QCoreApplication.processEvents()


def covered(dialog: CutOutDialog, place: tuple[float, float]) -> int:
    """How much of a place counts as background, 0 to 255."""
    assert dialog.preview is not None
    cover = dialog.preview.cover
    return cover.pixelColor(
        round(place[0] * cover.width()), round(place[1] * cover.width())
    ).alpha()


def drag(dialog: CutOutDialog, place: tuple[float, float]) -> None:
    """A short stroke upwards through a place, with the mouse."""
    middle = dialog.canvas.spot(*place).toPoint()
    QTest.mousePress(dialog.canvas, LEFT, pos=middle + QPoint(0, 12))
    QTest.mouseMove(dialog.canvas, middle)
    QTest.mouseRelease(dialog.canvas, LEFT, pos=middle - QPoint(0, 12))


def test_strokes_change_the_mask_until_it_is_used_and_undone(
    desk: Desk, machine: ItemRecord, home: QWidget, rows: Rows, qtbot: QtBot
) -> None:
    tools = PictureTools(desk, Mending(desk))
    tools.setParent(home)
    tools.show_photos([machine.id], machine)
    tools.show()
    qtbot.mouseClick(tools.cut, LEFT)
    dialog: CutOutDialog = tools.brush
    cut(dialog, qtbot)
    assert dialog.preview is not None
    assert dialog.preview.proposal.doubtful
    assert covered(dialog, TANK) > 200
    drag(dialog, TANK)
    assert not dialog.use.isEnabled()
    cut(dialog, qtbot)
    assert covered(dialog, TANK) < 30
    assert not dialog.preview.proposal.doubtful
    dialog.undo()
    cut(dialog, qtbot)
    assert covered(dialog, TANK) > 200
    dialog.redo()
    cut(dialog, qtbot)
    assert covered(dialog, TANK) < 30
    before = rows()
    qtbot.mouseClick(dialog.use, LEFT)
    qtbot.waitUntil(lambda: not desk.jobs and desk.lane.idle, timeout=30_000)
    QCoreApplication.processEvents()
    behind = backdrop_of(rows()[machine.name].facts)
    assert behind is not None
    assert len(behind.strokes) == 1
    desk.undo.undo()
    qtbot.waitUntil(lambda: desk.lane.idle)
    assert rows() == before


def test_the_keyboard_alone_is_enough(
    desk: Desk, machine: ItemRecord, home: QWidget, qtbot: QtBot
) -> None:
    dialog = CutOutDialog(desk, machine.id, plains(()), home)
    dialog.open()
    cut(dialog, qtbot)
    canvas = dialog.canvas
    small = canvas.radius
    qtbot.keyClick(canvas, Qt.Key.Key_Plus)
    assert canvas.radius > small
    qtbot.keyClick(canvas, Qt.Key.Key_X)
    assert not canvas.belongs
    # From the middle of the red front a little down, painted as background.
    QTest.keyPress(canvas, Qt.Key.Key_Space)
    for _ in range(2):
        QTest.keyClick(canvas, Qt.Key.Key_Down)
    QTest.keyRelease(canvas, Qt.Key.Key_Space)
    cut(dialog, qtbot)
    assert [one.belongs for one in dialog.strokes] == [False]
    assert covered(dialog, dialog.strokes[0].points[-1]) > 200
    first = dialog.preview
    qtbot.mouseClick(dialog.other, LEFT)
    cut(dialog, qtbot)
    assert dialog.preview is not None
    assert first is not None
    assert dialog.preview.proposal.backdrop.colours != first.proposal.backdrop.colours
    assert dialog.preview.proposal.backdrop.strokes == first.proposal.backdrop.strokes
    dialog.reject()
    with desk.catalogue.reading() as session:
        assert items.get(session, machine.id) == machine
