"""A tiny model that sees describes photos in the window; what is accepted can be undone."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from core.catalogue.records import ItemRecord, ProjectRecord
from desktop_app.state.desk import Desk
from desktop_app.widgets.captions import CaptionPanel
from desktop_app.widgets.captions.describe import DescribeDialog

Rows = Callable[[], dict[str, ItemRecord]]
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture(scope="module")
def talker(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of a LLaVA model of a few thousand weights."""
    path = Path(__file__).parents[2] / "core" / "generation" / "tiny_describers.py"
    spec = importlib.util.spec_from_file_location("tiny_describers", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    made: Path = module.talker(tmp_path_factory.mktemp("seeing") / "tiny talker")
    return made


@pytest.fixture
def dialog(
    desk: Desk, filled: ProjectRecord, rows: Rows, qtbot: QtBot, forked_engines: None
) -> DescribeDialog:
    """As the panel opens it for three photos."""
    panel = CaptionPanel(desk)
    qtbot.addWidget(panel)
    panel.resize(320, 1000)
    panel.show()
    panel.set_project(filled)
    panel.set_selection([one.id for one in rows().values()][:3])
    qtbot.waitUntil(panel.describe.isVisible, timeout=10_000)
    qtbot.mouseClick(panel.describe, LEFT)
    qtbot.waitUntil(lambda: panel.findChild(DescribeDialog) is not None, timeout=10_000)
    found = panel.findChild(DescribeDialog)
    assert found is not None
    qtbot.waitUntil(lambda: found.words.models is not None, timeout=20_000)
    return found


def idle(desk: Desk) -> bool:
    return not desk.engine_room.busy and desk.lane.idle and not desk.jobs


def choose(dialog: DescribeDialog, folder: Path, qtbot: QtBot) -> None:
    qtbot.mouseClick(dialog.folder, LEFT)
    chooser = dialog.findChild(QFileDialog)
    assert chooser is not None
    chooser.fileSelected.emit(str(folder))
    chooser.close()


def test_photos_are_described_looked_at_used_and_undone(
    dialog: DescribeDialog, talker: Path, desk: Desk, rows: Rows, qtbot: QtBot
) -> None:
    assert dialog.empty.isVisible()
    assert not dialog.start.isVisible()
    choose(dialog, talker, qtbot)
    assert not dialog.empty.isVisible()
    assert dialog.models.currentText() == "tiny talker"
    qtbot.mouseClick(dialog.start, LEFT)
    assert dialog.words.running
    qtbot.waitUntil(lambda: not dialog.words.running, timeout=60_000)
    assert dialog.words.problem is None
    made = dialog.list.count()
    assert made == 3
    assert all(one.caption == "" for one in rows().values()), "nothing is used unseen"
    dialog.list.item(0).setText("a photo of mrngembr cup, by a window")
    dialog.list.item(1).setCheckState(Qt.CheckState.Unchecked)
    qtbot.mouseClick(dialog.use, LEFT)
    qtbot.waitUntil(lambda: idle(desk), timeout=20_000)
    captions = sorted(one.caption for one in rows().values() if one.caption)
    assert len(captions) == 2
    assert "a photo of mrngembr cup, by a window" in captions
    desk.undo.undo()
    qtbot.waitUntil(lambda: idle(desk), timeout=20_000)
    assert all(one.caption == "" for one in rows().values())


def test_it_can_be_closed_while_photos_are_described(
    dialog: DescribeDialog, talker: Path, desk: Desk, rows: Rows, qtbot: QtBot
) -> None:
    choose(dialog, talker, qtbot)
    qtbot.mouseClick(dialog.start, LEFT)
    with qtbot.waitSignal(dialog.destroyed, timeout=10_000):
        dialog.reject()
    qtbot.waitUntil(lambda: idle(desk), timeout=60_000)  # what is heard now has nobody to tell
    QCoreApplication.processEvents()
    assert all(one.caption == "" for one in rows().values())


def test_a_folder_without_such_a_model_is_told_so(
    dialog: DescribeDialog, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    choose(dialog, tmp_path, qtbot)
    assert dialog.words.problem is not None
    assert "is no model that describes photos" in dialog.words.problem.say
    assert dialog.empty.isVisible()
    dialog.reject()
    QCoreApplication.processEvents()
    qtbot.waitUntil(lambda: idle(desk), timeout=20_000)
