"""Other backgrounds for a set before one wall: proposed, chosen, used, and taken back."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QCoreApplication, QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from core.actions import datasets
from core.catalogue.records import ItemRecord, ProjectRecord
from core.datasets.backgrounds import FACT
from core.datasets.remedies import REMEDIES
from desktop_app.state.desk import Desk
from desktop_app.state.mending import Mending
from desktop_app.widgets.findings.backgrounds import BackgroundsDialog
from tests.desktop_app.findings.conftest import SAMPLE

Rows = Callable[[], dict[str, ItemRecord]]
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def cups(desk: Desk, brand: ProjectRecord, tmp_path: Path) -> ProjectRecord:
    """Four photos before the same wall, and a texture that hides nothing before nothing."""
    folder = tmp_path / "cups"
    folder.mkdir()
    for file in sorted((SAMPLE / "photos" / "cup").glob("*.jpg"))[::8][:3]:
        shutil.copy(file, folder / file.name)
    noise = Image.effect_noise((160, 120), 90).convert("RGB")
    noise.save(folder / "noise.jpg", quality=90)
    datasets.import_files(desk.catalogue, brand.id, [folder])
    return brand


@pytest.fixture
def home(qtbot: QtBot) -> QWidget:
    """The window over which the dialog opens."""
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(1100, 800)
    made.show()
    return made


@pytest.fixture
def dialog(
    desk: Desk, cups: ProjectRecord, rows: Rows, home: QWidget, qtbot: QtBot
) -> BackgroundsDialog:
    """Open, with all its proposals."""
    ids = [one.id for one in rows().values()]
    made = BackgroundsDialog(desk, Mending(desk), ids, home)
    made.open()
    qtbot.waitUntil(lambda: made.job is None, timeout=30_000)
    return made


def settled(desk: Desk, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not desk.jobs and desk.lane.idle, timeout=30_000)
    QCoreApplication.processEvents()


def touch_up_the_doubtful(dialog: BackgroundsDialog, qtbot: QtBot) -> None:
    """One stroke in the brush's dialog, then use it."""
    names = [one.proposal.name for one in dialog.previews()]
    dialog.list.setCurrentRow(names.index("noise.jpg"))
    qtbot.mouseClick(dialog.touch, LEFT)
    qtbot.mouseClick(dialog.brush.canvas, LEFT)
    qtbot.waitUntil(lambda: dialog.brush.use.isEnabled(), timeout=30_000)
    qtbot.mouseClick(dialog.brush.use, LEFT)


def test_half_is_suggested_and_doubt_is_left_out_until_it_is_used_and_undone(
    dialog: BackgroundsDialog, desk: Desk, rows: Rows, qtbot: QtBot
) -> None:
    before = rows()
    assert {one.proposal.name for one in dialog.previews() if one.proposal.doubtful} == {
        "noise.jpg"
    }
    chosen = dialog.chosen()
    assert len(chosen) == 2
    assert before["noise.jpg"].id not in chosen
    assert "2" in dialog.accept_button.text()
    touch_up_the_doubtful(dialog, qtbot)
    chosen = dialog.chosen()
    assert len(chosen) == 3
    assert before["noise.jpg"].id in chosen
    qtbot.mouseClick(dialog.accept_button, LEFT)
    settled(desk, qtbot)
    now = rows()
    changed = {one.id for name, one in now.items() if one != before[name]}
    assert changed == set(chosen)
    assert {one.id for one in now.values() if FACT in one.facts} == changed
    desk.undo.undo()
    settled(desk, qtbot)
    assert rows() == before


def test_before_is_shown_and_own_pictures_come_in(
    dialog: BackgroundsDialog, desk: Desk, tmp_path: Path, qtbot: QtBot
) -> None:
    item = dialog.list.item(0)

    def shown() -> bytes:
        image = item.icon().pixmap(dialog.list.iconSize()).toImage()
        return bytes(image.constBits())

    after = shown()
    qtbot.mouseClick(dialog.before, LEFT)
    earlier = shown()
    assert earlier != after
    qtbot.mouseClick(dialog.before, LEFT)
    viewport, middle = dialog.list.viewport(), dialog.list.visualItemRect(item).center()
    none = Qt.MouseButton.NoButton
    QCoreApplication.sendEvent(
        viewport,
        QMouseEvent(QEvent.Type.MouseMove, QPointF(middle), viewport.mapToGlobal(QPointF(middle)),
                    none, none, Qt.KeyboardModifier.NoModifier),
    )  # fmt: skip
    assert shown() == earlier
    wood = tmp_path / "wood.png"
    Image.linear_gradient("L").convert("RGB").save(wood)
    dialog.take_files([wood])
    settled(desk, qtbot)
    qtbot.waitUntil(lambda: dialog.job is None, timeout=30_000)
    assert [one.kind for one in dialog.pictures] == ["blurred"]
    dialog.plain.setChecked(False)
    dialog.gradient.setChecked(False)
    qtbot.waitUntil(lambda: dialog.job is None, timeout=30_000)
    assert {one.proposal.backdrop.kind for one in dialog.previews()} == {"blurred"}
    dialog.own.setChecked(False)
    assert not dialog.accept_button.isEnabled()
    notes = tmp_path / "notes.txt"
    notes.write_text("no picture", "utf-8")
    dialog.take_files([notes])
    settled(desk, qtbot)
    assert dialog.errors.count() == 1


def test_it_is_never_done_unasked() -> None:
    assert REMEDIES["vary_backgrounds"].asks
