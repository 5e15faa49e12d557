"""The preview shows exactly the examples that a training would be given."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from pytestqt.qtbot import QtBot

from core.actions import datasets
from core.actions.material import gather
from core.catalogue.records import ProjectRecord
from core.jobs.supervisor import WarmEngine
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


WRITER = """
import json, os, sys
def say(job, type, **body):
    os.write(1, json.dumps({"v": 1, "job": job, "type": type, **body}).encode() + b"\\n")
say("", "Hello", protocol=1, core_version="0", pid=os.getpid())
for line in sys.stdin:
    heard = json.loads(line)
    if heard["type"] == "Leave": break
    if heard["type"] != "Generate": continue
    job, prompts = heard["job"], heard["request"]["prompts"]
    for at, prompt in enumerate(prompts):
        words = prompt.partition("\\n\\n")[2].split()
        # Every fourth word is said otherwise: facts stay, and no four words in a row do.
        text = " ".join(w if at % 4 or not w.islower() else "so" + w for at, w in enumerate(words))
        say(job, "Result", cell=[at, 0, 0], seed=1, prompt=prompt, mix="", text=text)
        say(job, "Progress", step=at + 1, steps=len(prompts))
    if os.environ.get("SLOW_WRITER"):
        while json.loads(sys.stdin.readline())["type"] != "Cancel": pass
        say(job, "Cancelled")
    else:
        say(job, "Done", path="", summary={})
"""


def _writer(tmp_path: Path) -> WarmEngine:
    script = tmp_path / "writer.py"
    script.write_text(WRITER, "utf-8")
    return WarmEngine(
        log=tmp_path / "log.txt", python=sys.executable, arguments=("-u", str(script))
    )


def test_plain_drafts_are_offered_written_shown_and_left(
    desk: Desk, written: ProjectRecord, qtbot: QtBot, tmp_path: Path
) -> None:
    desk.engine_room.warm = _writer(tmp_path)
    preview = shown(desk, written, qtbot)
    line = preview.drafts_line
    settled(desk, preview, qtbot)
    qtbot.waitUntil(lambda: line.write.isVisible(), timeout=10_000)
    assert "in plain words" in line.told.text()
    assert not line.used.isVisible()
    qtbot.mouseClick(line.write, Qt.MouseButton.LeftButton)
    assert line.stop.isVisible()
    qtbot.waitUntil(lambda: line.used.isVisible(), timeout=30_000)
    assert "kept the facts" in line.told.text()
    assert line.used.isChecked()
    settled(desk, preview, qtbot)
    qtbot.mouseClick(line.show_them, Qt.MouseButton.LeftButton)
    assert {one.builder for one in preview.model.shown} == {"draft"}
    first = preview.model.shown[0]
    assert "so" in first.asked
    assert first.answer not in first.asked
    qtbot.mouseClick(line.used, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: desk.lane.idle)
    settled(desk, preview, qtbot)
    assert "draft" not in preview.state.counts()


def test_writing_goes_on_behind_a_closed_list_and_can_be_stopped(
    desk: Desk,
    written: ProjectRecord,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SLOW_WRITER", "1")
    desk.engine_room.warm = _writer(tmp_path)
    preview = ExamplesPreview(desk)
    preview.set_project(written)
    preview.show()
    settled(desk, preview, qtbot)
    qtbot.waitUntil(lambda: preview.drafts_line.write.isVisible(), timeout=10_000)
    preview.drafts_line.write.click()
    qtbot.waitUntil(lambda: (desk.drafts.writing or (0, 0))[0] == 16, timeout=20_000)
    preview.close()
    preview.deleteLater()
    QCoreApplication.processEvents()
    again = shown(desk, written, qtbot)
    assert "16 of" in again.drafts_line.told.text()
    qtbot.mouseClick(again.drafts_line.stop, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: desk.drafts.writing is None, timeout=20_000)
    settled(desk, again, qtbot)
    qtbot.waitUntil(lambda: desk.drafts.report is not None, timeout=10_000)
    assert desk.drafts.report.drafted == 16
    assert desk.drafts.problem is None
