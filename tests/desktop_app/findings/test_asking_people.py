"""From a face that was found to what somebody says about the people: one button, nothing kept
before it is chosen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from core.actions.looking_closer import looks_folder
from core.catalogue.records import ItemRecord, ProjectRecord
from core.looks.looking import KeptLooks
from desktop_app.state.desk import Desk
from desktop_app.widgets.dataset.side import SidePanel

Rows = Callable[[], dict[str, ItemRecord]]
SEEN = {"faces": [{"box": [0.2, 0.2, 0.4, 0.5], "sure": 0.99, "size": 0.2}]}


@pytest.fixture
def side(desk: Desk, qtbot: QtBot) -> SidePanel:
    """The panel with a page that selects what it is asked to."""
    made = SidePanel(desk)
    made.show_items.connect(made.set_selection)
    qtbot.addWidget(made)
    made.resize(320, 900)
    made.show()
    made.activateWindow()
    qtbot.waitExposed(made)
    return made


def test_one_button_leads_from_a_face_to_who_agreed(
    side: SidePanel, desk: Desk, filled: ProjectRecord, rows: Rows, qtbot: QtBot
) -> None:
    def settled() -> None:
        state = side.findings.state

        def quiet() -> bool:
            waits = state._again.isActive()
            return state.checked and not (state.running or waits or desk.jobs) and desk.lane.idle

        qtbot.waitUntil(quiet, timeout=30_000)
        QCoreApplication.processEvents()

    photo = next(one for one in rows().values() if one.name == "cup_08.jpg")
    KeptLooks(looks_folder(desk.catalogue)).put(photo.sha256, SEEN)
    side.set_project(filled)
    side.set_kind("photo")
    settled()
    button = side.findings.findChild(QPushButton, "findings.people.rights")
    assert button is not None
    assert button.text() == "Enter whether they agreed"
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    people = side.captions.rights.people
    qtbot.waitUntil(people.hasFocus, timeout=10_000)
    assert side.captions.state.ids == (photo.id,)
    assert people.currentData() == "not_asked"
    assert "A face was found" in side.captions.rights.note.text()
    assert rows()[photo.name].rights.people is None  # nothing is kept before it is chosen
    people.setCurrentIndex(people.findData("agreed"))
    people.activated.emit(people.currentIndex())
    settled()
    kept = rows()[photo.name].rights
    assert (kept.people, kept.consent) == (True, True)
    assert "A face was found" not in side.captions.rights.note.text()
    assert side.findings.findChild(QPushButton, "findings.people.rights") is None
    # Looking at another photo, the question is not put.
    other = next(one for one in rows().values() if one.id != photo.id)
    side.set_selection([other.id])
    settled()
    assert people.currentData() == "unknown"
    side.findings.state.stop()
