"""Other backgrounds for a set before one wall: proposed, chosen, used, and taken back."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QCoreApplication, QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.actions import datasets
from core.catalogue.records import FindingRecord, ItemRecord, ProjectRecord
from core.contract.items import Finding
from core.datasets.backgrounds import FACT
from core.datasets.remedies import remedies_for
from desktop_app.state.desk import Desk
from desktop_app.widgets.findings import FindingsPanel
from desktop_app.widgets.findings.backgrounds import BackgroundsDialog
from tests.desktop_app.findings.conftest import SAMPLE

Rows = Callable[[], dict[str, ItemRecord]]
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def cups(desk: Desk, brand: ProjectRecord, tmp_path: Path) -> ProjectRecord:
    """Two photos before the same wall, and a texture that hides nothing before nothing."""
    folder = tmp_path / "cups"
    folder.mkdir()
    for file in sorted((SAMPLE / "photos" / "cup").glob("*.jpg"))[::16]:
        shutil.copy(file, folder / file.name)
    noise = Image.effect_noise((160, 120), 90).convert("RGB")
    noise.save(folder / "noise.jpg", quality=90)
    datasets.import_files(desk.catalogue, brand.id, [folder])
    return brand


@pytest.fixture
def panel(desk: Desk, qtbot: QtBot) -> Iterator[FindingsPanel]:
    """The panel whose card has the button."""
    made = FindingsPanel(desk)
    qtbot.addWidget(made)
    made.resize(320, 700)
    made.show()
    yield made
    made.state.stop()


@pytest.fixture
def dialog(
    panel: FindingsPanel, cups: ProjectRecord, rows: Rows, qtbot: QtBot
) -> BackgroundsDialog:
    """Opened by the finding's remedy, with all its proposals."""
    ids = tuple(one.id for one in rows().values())
    finding = Finding("same_background", "attention", "", "", ids, remedy="vary_backgrounds")
    (remedy,) = remedies_for(finding)
    panel.mend(FindingRecord(1, cups.id, "photo", finding, datetime.now(UTC)), remedy)
    made = next(one for one in QApplication.topLevelWidgets() if isinstance(one, BackgroundsDialog))
    ready(made, qtbot)
    return made


def ready(dialog: BackgroundsDialog, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: dialog.job is None, timeout=30_000)


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


def test_before_is_shown_doubt_is_left_out_until_touched_up_and_use_can_be_undone(
    dialog: BackgroundsDialog, desk: Desk, rows: Rows, qtbot: QtBot
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

    before = rows()
    doubtful = {one.proposal.name for one in dialog.previews() if one.proposal.doubtful}
    assert doubtful == {"noise.jpg"}
    assert len(dialog.chosen()) == 2
    assert before["noise.jpg"].id not in dialog.chosen()
    assert "2" in dialog.accept_button.text()
    touch_up_the_doubtful(dialog, qtbot)
    chosen = dialog.chosen()
    assert set(chosen) == {one.id for one in before.values()}
    qtbot.mouseClick(dialog.accept_button, LEFT)
    settled(desk, qtbot)
    now = rows()
    assert {one.id for one in now.values() if FACT in one.facts} == set(chosen)
    desk.undo.undo()
    settled(desk, qtbot)
    assert rows() == before


def test_own_pictures_come_in_and_without_any_background_nothing_can_be_used(
    dialog: BackgroundsDialog, desk: Desk, tmp_path: Path, qtbot: QtBot
) -> None:
    wood = tmp_path / "wood.png"
    Image.linear_gradient("L").convert("RGB").save(wood)
    dialog.plain.setChecked(False)
    dialog.gradient.setChecked(False)
    assert not dialog.accept_button.isEnabled()
    dialog.take_files([wood])
    settled(desk, qtbot)
    ready(dialog, qtbot)
    assert [one.kind for one in dialog.pictures] == ["blurred"]
    assert {one.proposal.backdrop.kind for one in dialog.previews()} == {"blurred"}
    notes = tmp_path / "notes.txt"
    notes.write_text("no picture", "utf-8")
    dialog.take_files([notes])
    settled(desk, qtbot)
    assert dialog.errors.count() == 1
    dialog.reject()
