"""The preview shows exactly the examples that a training would be given."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt
from pytestqt.qtbot import QtBot

from core.actions import datasets
from core.actions.material import gather
from core.catalogue.records import ProjectRecord
from desktop_app.state.desk import Desk
from desktop_app.widgets.examples import ExamplesPreview


def shown(desk: Desk, project: ProjectRecord, qtbot: QtBot) -> ExamplesPreview:
    made = ExamplesPreview(desk)
    qtbot.addWidget(made)
    made.resize(900, 600)
    made.set_project(project)
    made.show()
    return made


def settled(desk: Desk, preview: ExamplesPreview, qtbot: QtBot) -> None:
    def quiet() -> bool:
        return not preview.state.running and not desk.jobs and not preview.state._later.isActive()

    qtbot.waitUntil(quiet, timeout=20_000)
    QCoreApplication.processEvents()


def test_it_shows_what_a_training_would_learn(
    desk: Desk, written: ProjectRecord, qtbot: QtBot
) -> None:
    preview = shown(desk, written, qtbot)
    settled(desk, preview, qtbot)
    material = gather(desk.catalogue, written.id, "text").material
    expected = [(one.prompt, one.completion) for one in material.examples]
    learnt = [(one.asked, one.answer) for one in preview.model.shown if not one.held_out]
    assert learnt == expected
    assert len(preview.model.shown) == len(expected) + len(material.heldout_examples)
    assert preview.asked.toPlainText() == expected[0][0]
    assert preview.answer.toPlainText() == expected[0][1]


def test_it_can_be_narrowed_down(desk: Desk, written: ProjectRecord, qtbot: QtBot) -> None:
    preview = shown(desk, written, qtbot)
    settled(desk, preview, qtbot)
    preview.kind.setCurrentIndex(preview.kind.findData("question"))
    assert {one.builder for one in preview.model.shown} == {"question"}
    qtbot.mouseClick(preview.side.button("held"), Qt.MouseButton.LeftButton)
    assert all(one.held_out for one in preview.model.shown)
    qtbot.mouseClick(preview.side.button("all"), Qt.MouseButton.LeftButton)
    source = preview.model.shown[0].source
    preview.set_selection([source])
    preview.only.setChecked(True)
    assert {one.source for one in preview.model.shown} == {source}
    with qtbot.waitSignal(preview.show_items) as signal:
        qtbot.mouseClick(preview.source, Qt.MouseButton.LeftButton)
    assert signal.args == [[source]]


def test_what_is_left_out_is_listed_with_its_reason(
    desk: Desk, written: ProjectRecord, qtbot: QtBot, tmp_path: Path
) -> None:
    table = tmp_path / "tins.csv"
    table.write_text(
        "name,origin,roast,description\nTin Bell,Guji,dark,"
        '"It rests for 48 hours, and then it rings. You will hear it. So will the cat."\n',
        "utf-8",
    )
    datasets.import_files(desk.catalogue, written.id, [table])
    preview = shown(desk, written, qtbot)
    settled(desk, preview, qtbot)
    assert "left out or cut" in preview.summary.text()
    qtbot.mouseClick(preview.side.button("left"), Qt.MouseButton.LeftButton)
    found = {one.name: one for one in preview.model.shown}
    at = preview.model.shown.index(found["tins.csv: Tin Bell"])
    preview.list.setCurrentIndex(preview.model.index(at))
    assert preview.asked.toPlainText() == "It states a number that its facts do not: 48."
    assert preview.answer.toPlainText().startswith("It rests for 48 hours")
    assert preview.asked.accessibleName() == "Why it is left out, or what was cut"
    with qtbot.waitSignal(preview.show_items) as signal:
        qtbot.mouseClick(preview.source, Qt.MouseButton.LeftButton)
    assert signal.args == [[found["tins.csv: Tin Bell"].source]]
    qtbot.mouseClick(preview.side.button("train"), Qt.MouseButton.LeftButton)
    assert preview.asked.accessibleName() == "The model is asked"


def test_it_follows_changes_only_while_somebody_looks(
    desk: Desk, written: ProjectRecord, qtbot: QtBot
) -> None:
    preview = shown(desk, written, qtbot)
    settled(desk, preview, qtbot)
    gone = preview.model.shown[0].source
    preview.hide()
    desk.lane.do(lambda catalogue: datasets.set_ignored(catalogue, [gone]), owner=preview)
    qtbot.waitUntil(lambda: desk.lane.idle)
    assert not preview.state._later.isActive()
    assert gone in {one.source for one in preview.state.examples}
    preview.show()
    qtbot.waitUntil(lambda: gone not in {one.source for one in preview.state.examples},
                    timeout=10_000)  # fmt: skip


def test_without_texts_it_says_what_to_add(desk: Desk, brand: ProjectRecord, qtbot: QtBot) -> None:
    preview = shown(desk, brand, qtbot)
    settled(desk, preview, qtbot)
    assert preview._pages.currentIndex() == 2
    assert not preview.search.isEnabled()
