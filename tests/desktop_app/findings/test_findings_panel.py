"""The panel on real photos: it looks by itself, mends with a preview, ignores with a reason, and
everything can be undone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from core.actions import datasets
from core.catalogue import listing
from core.catalogue.records import ItemRecord, ProjectRecord
from core.datasets.check_registry import PICTURE_CHECKS
from core.datasets.photo_recipes import Recipe
from core.paths import resources
from desktop_app.state.desk import Desk
from desktop_app.widgets.findings import FindingsPanel
from desktop_app.widgets.findings.card import FindingCard, IgnoredCard
from desktop_app.widgets.findings.mend_all import MendAllDialog
from desktop_app.widgets.findings.preview import ProposalDialog
from desktop_app.widgets.findings.what_it_does import Strip, WhatItDoes, was_tried

Rows = Callable[[], dict[str, ItemRecord]]
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def panel(desk: Desk, qtbot: QtBot) -> Iterator[FindingsPanel]:
    """Beside a page, shown."""
    made = FindingsPanel(desk)
    qtbot.addWidget(made)
    made.resize(320, 900)
    made.show()
    yield made
    made.state.stop()


def looked(panel: FindingsPanel, desk: Desk, qtbot: QtBot) -> None:
    """Wait until the checks that follow a change are done."""

    def quiet() -> bool:
        state = panel.state
        waits = state._again.isActive()
        return state.checked and not (state.running or waits or desk.jobs) and desk.lane.idle

    qtbot.waitUntil(quiet, timeout=30_000)
    QCoreApplication.processEvents()


def codes(panel: FindingsPanel) -> list[str]:
    return [card.record.finding.code for card in panel.cards()]


def card(panel: FindingsPanel, code: str) -> FindingCard:
    return next(one for one in panel.cards() if one.record.finding.code == code)


def press(panel: FindingsPanel, name: str, qtbot: QtBot) -> None:
    button = panel.findChild(QPushButton, name)
    assert button is not None, name
    qtbot.mouseClick(button, LEFT)


def dialog(qtbot: QtBot) -> ProposalDialog:
    """The preview, when everything in it is ready."""

    def found() -> ProposalDialog | None:
        return next(
            (one for one in QApplication.topLevelWidgets() if isinstance(one, ProposalDialog)
             and one.isVisible()), None,
        )  # fmt: skip

    qtbot.waitUntil(lambda: found() is not None and found().job is None, timeout=20_000)  # type: ignore[union-attr]
    made = found()
    assert made is not None
    return made


def test_it_says_how_it_stands_before_anything_is_there(
    panel: FindingsPanel, desk: Desk, brand: ProjectRecord, qtbot: QtBot
) -> None:
    panel.set_project(brand)
    looked(panel, desk, qtbot)
    assert panel.state.light == "empty"
    assert panel.light.title.text() == "Nothing to look at yet"
    assert desk.step_states["dataset"] == "empty"


def test_it_looks_by_itself_after_an_import_and_says_what_turns_it_green(
    panel: FindingsPanel, desk: Desk, brand: ProjectRecord, spoilt_photos: Path, qtbot: QtBot
) -> None:
    panel.set_project(brand)
    panel.set_kind("photo")
    looked(panel, desk, qtbot)
    seen: list[tuple[int, int]] = []
    panel.state.progress_changed.connect(seen.append)
    desk.lane.do(lambda catalogue: datasets.import_files(catalogue, brand.id, [spoilt_photos]),
                 owner=panel)  # fmt: skip
    qtbot.waitUntil(lambda: bool(panel.state.findings), timeout=30_000)
    looked(panel, desk, qtbot)
    assert seen[-1][0] == seen[-1][1] == 6
    assert panel.light.title.text() == "Needs attention"
    assert {"too_dark", "near_duplicates", "missing_captions", "too_few_photos"} <= set(
        codes(panel)
    )
    assert panel.state.todo("photo")[0] in [one.record.finding.hint for one in panel.cards()]
    assert desk.step_states["dataset"] == "attention"
    score = panel.state.score()
    assert score is not None
    assert 0 < score.points < 100
    assert panel.light.forecast.text() == score.forecast
    assert panel.light.forecast.isVisible()
    shown = [one.text() for one in panel.light.findChildren(QLabel)]
    assert any(f"{score.points} of 100 points" in one for one in shown)
    assert {f"+{one.points}" for one in score.gains} <= set(shown)


def test_where_all_is_set_aside_it_says_so_and_nothing_is_warned_of(
    panel: FindingsPanel, desk: Desk, filled: ProjectRecord, rows: Rows, qtbot: QtBot
) -> None:
    panel.set_project(filled)
    panel.set_kind("photo")
    looked(panel, desk, qtbot)
    assert panel.cards()
    chosen = [one.id for one in rows().values()]
    desk.do(
        "aside", lambda catalogue: datasets.set_ignored(catalogue, chosen),
        lambda catalogue, changed: datasets.set_ignored(catalogue, changed, False),
    )  # fmt: skip
    qtbot.waitUntil(lambda: panel.light.title.text() == "All set aside", timeout=10_000)
    looked(panel, desk, qtbot)
    assert "Use some of them again" in panel.light.sentence.text()
    assert not panel.cards()
    with desk.catalogue.reading() as session:
        assert listing.tally(session, filled.id)["photo"].warnings == 0
    desk.undo.undo()
    looked(panel, desk, qtbot)
    qtbot.waitUntil(lambda: bool(panel.cards()), timeout=10_000)


def test_nobody_says_ready_before_anybody_has_looked(
    panel: FindingsPanel, desk: Desk, brand: ProjectRecord, qtbot: QtBot
) -> None:
    cup = resources() / "sample_brand" / "photos" / "cup"
    datasets.import_files(desk.catalogue, brand.id, [cup])
    datasets.fill_in_captions(desk.catalogue, brand.id)
    lights: list[str] = []
    panel.state.light_changed.connect(lights.append)
    panel.set_project(brand)
    panel.set_kind("photo")
    looked(panel, desk, qtbot)
    assert panel.state.light != "unknown"
    assert lights[0] == "unknown"
    before = lights[: lights.index(panel.state.light)]
    assert "ready" not in before


def test_relighting_shows_before_and_after_and_is_undone(
    panel: FindingsPanel, desk: Desk, filled: ProjectRecord, rows: Rows, qtbot: QtBot
) -> None:
    panel.set_project(filled)
    looked(panel, desk, qtbot)
    before = rows()
    press(panel, "findings.too_dark.relight", qtbot)
    shown = dialog(qtbot)
    assert shown.accept_button.text() == "Relight (1)"
    (preview,) = shown.chosen()
    assert preview.after is not None
    middle = preview.after.pixelColor(preview.after.width() // 2, 20)
    was = preview.before.pixelColor(preview.before.width() // 2, 20)
    assert middle.lightness() > was.lightness() + 40
    qtbot.mouseClick(shown.accept_button, LEFT)
    qtbot.waitUntil(lambda: rows()["dark.jpg"] != before["dark.jpg"], timeout=20_000)
    looked(panel, desk, qtbot)
    assert "too_dark" not in codes(panel)
    assert rows()["dark.jpg"].original_path == before["dark.jpg"].original_path
    desk.undo.undo()
    looked(panel, desk, qtbot)
    assert rows() == before
    assert "too_dark" in codes(panel)
    desk.undo.redo()
    looked(panel, desk, qtbot)
    assert "too_dark" not in codes(panel)


def test_a_preview_that_is_cancelled_changes_nothing(
    panel: FindingsPanel, desk: Desk, filled: ProjectRecord, rows: Rows, qtbot: QtBot
) -> None:
    panel.set_project(filled)
    looked(panel, desk, qtbot)
    before = rows()
    press(panel, "findings.too_dark.relight", qtbot)
    shown = dialog(qtbot)
    shown.list.item(0).setCheckState(Qt.CheckState.Unchecked)
    assert not shown.accept_button.isEnabled()
    qtbot.keyClick(shown, Qt.Key.Key_Escape)
    looked(panel, desk, qtbot)
    assert rows() == before
    assert desk.undo.activeStack() is None or desk.undo.activeStack().count() == 0


def test_a_card_shows_what_its_fault_did_when_it_was_tried(
    filled: ProjectRecord, panel: FindingsPanel, desk: Desk, qtbot: QtBot
) -> None:
    panel.set_project(filled)
    looked(panel, desk, qtbot)
    fold = card(panel, "too_dark").findChild(WhatItDoes)
    assert fold is not None
    assert not fold.findChildren(Strip), "nothing is read before it is opened"
    press(panel, "findings.too_dark.what_it_does", qtbot)
    strips = fold.findChildren(Strip)
    assert len(strips) == 2
    smooth = Qt.TransformationMode.SmoothTransformation
    pictures = [one.grab().toImage().scaled(1, 1, mode=smooth) for one in strips]
    seen = [one.pixelColor(0, 0).lightness() for one in pictures]
    assert seen[0] > seen[1] + 20, "dark photos made dark pictures"
    qtbot.waitUntil(lambda: all(abs(off(one)) <= 1 for one in strips))
    assert len({one.accessibleName() for one in strips}) == 2


def off(strip: Strip) -> int:
    """How many pixels higher it is than its shape."""
    return strip.height() - strip.heightForWidth(strip.width())


def test_every_picture_of_a_tried_fault_belongs_to_a_check() -> None:
    files = {one.stem for one in (resources() / "what_faults_do").glob("*.jpg")} - {"sound"}
    assert len(files) == 8
    assert files <= set(PICTURE_CHECKS)
    assert not was_tried("sound")
    assert not was_tried("noisy")


def test_copies_are_set_aside_with_one_click_and_the_toast_undoes_it(
    panel: FindingsPanel, desk: Desk, filled: ProjectRecord, rows: Rows, qtbot: QtBot
) -> None:
    panel.set_project(filled)
    looked(panel, desk, qtbot)
    said = []
    desk.said.connect(said.append)
    press(panel, "findings.near_duplicates.set_aside", qtbot)
    looked(panel, desk, qtbot)
    assert rows()["twin.jpg"].ignored
    assert "near_duplicates" not in codes(panel)
    assert said[0].action_label == "Undo"
    said[0].action()
    looked(panel, desk, qtbot)
    assert not rows()["twin.jpg"].ignored
    assert "near_duplicates" in codes(panel)


def test_show_selects_the_items_and_a_selection_marks_its_findings(
    panel: FindingsPanel, desk: Desk, filled: ProjectRecord, rows: Rows, qtbot: QtBot
) -> None:
    panel.set_project(filled)
    looked(panel, desk, qtbot)
    with qtbot.waitSignal(panel.show_items) as shown:
        press(panel, "findings.too_dark.show", qtbot)
    assert shown.args == [[rows()["dark.jpg"].id]]
    panel.set_selection([rows()["dark.jpg"].id])
    assert card(panel, "too_dark").property("selected")
    assert not card(panel, "near_duplicates").property("selected")


def test_a_finding_is_ignored_with_a_reason_and_taken_back(
    panel: FindingsPanel, desk: Desk, filled: ProjectRecord, qtbot: QtBot
) -> None:
    panel.set_project(filled)
    looked(panel, desk, qtbot)
    press(panel, "findings.too_few_photos.ignore", qtbot)
    one = card(panel, "too_few_photos")
    assert not one.ignore.isEnabled()
    qtbot.keyClicks(one.reason, "Only for a first look")
    qtbot.mouseClick(one.ignore, LEFT)
    qtbot.waitUntil(lambda: "too_few_photos" not in codes(panel))
    assert panel._ignored.button.text() == "Ignored (1)"
    with qtbot.waitSignal(panel.state.running_changed):
        panel.state.check()
    looked(panel, desk, qtbot)  # the numbers of findings change with each run
    qtbot.mouseClick(panel._ignored.button, LEFT)
    below = panel._ignored.findChild(IgnoredCard)
    assert below.record.ignored_reason == "Only for a first look"
    desk.undo.undo()
    qtbot.waitUntil(lambda: "too_few_photos" in codes(panel))
    desk.undo.redo()
    qtbot.waitUntil(lambda: "too_few_photos" not in codes(panel))
    press(panel, "findings.too_few_photos.heed", qtbot)
    qtbot.waitUntil(lambda: "too_few_photos" in codes(panel))


def test_a_reason_being_written_outlives_another_look(
    panel: FindingsPanel, desk: Desk, filled: ProjectRecord, qtbot: QtBot
) -> None:
    panel.set_project(filled)
    looked(panel, desk, qtbot)
    press(panel, "findings.too_dark.ignore", qtbot)
    one = card(panel, "too_dark")
    qtbot.keyClicks(one.reason, "meant so")
    with qtbot.waitSignal(panel.state.running_changed):
        panel.state.check()
    looked(panel, desk, qtbot)
    assert card(panel, "too_dark") is one
    qtbot.keyClick(one.reason, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "too_dark" not in codes(panel))


def test_personal_data_is_masked_after_a_look_at_it(
    panel: FindingsPanel, desk: Desk, written: ProjectRecord, rows: Rows, qtbot: QtBot
) -> None:
    panel.set_project(written)
    panel.set_kind("text")
    looked(panel, desk, qtbot)
    before = rows()
    press(panel, "findings.personal_data.mask_personal_data", qtbot)
    shown = dialog(qtbot)
    assert "anna@example.org" in shown.pair.before.toPlainText()
    assert "[e-mail]" in shown.pair.after.toPlainText()
    qtbot.mouseClick(shown.accept_button, LEFT)
    looked(panel, desk, qtbot)
    assert "anna@" not in rows()["letter.txt"].body
    desk.undo.undo()
    looked(panel, desk, qtbot)
    assert rows() == before


def test_closing_while_it_looks_stops_at_once(
    desk: Desk, filled: ProjectRecord, qtbot: QtBot
) -> None:
    panel = FindingsPanel(desk)
    qtbot.addWidget(panel)
    with qtbot.waitSignal(panel.state.running_changed):
        panel.set_project(filled)
    (thread,) = desk.jobs
    panel.set_project(None)
    assert thread.cancelled()
    qtbot.waitUntil(lambda: not desk.jobs, timeout=5_000)
    assert panel.state.findings == ()


def test_very_many_items_wait_until_asked(
    panel: FindingsPanel, desk: Desk, filled: ProjectRecord, qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr("desktop_app.state.findings.MOST_BY_THEMSELVES", 3)
    panel.set_project(filled)
    qtbot.waitUntil(lambda: panel._waits.isVisible(), timeout=5_000)
    assert not panel.state.checked
    press(panel, "findings.start", qtbot)
    looked(panel, desk, qtbot)
    assert codes(panel)
    assert not panel._waits.isVisible()


def test_changing_many_photos_tells_how_far_it_is_and_can_be_stopped(
    panel: FindingsPanel, desk: Desk, filled: ProjectRecord, rows: Rows, qtbot: QtBot
) -> None:
    panel.set_project(filled)
    looked(panel, desk, qtbot)
    before = rows()
    told: list[tuple[int, int] | None] = []
    panel.mending.drawing_changed.connect(told.append)
    recipes = {one.id: Recipe(stops=0.5) for one in before.values()}
    panel.mending.mend_photos(recipes, "Adjust")
    assert panel.findChild(QLabel, "mend.progress").isVisible()
    panel.mending.stop()
    qtbot.waitUntil(lambda: not desk.jobs, timeout=10_000)
    qtbot.waitUntil(lambda: panel.mending.drawing is None)
    assert rows() == before
    panel.mending.mend_photos(recipes, "Adjust")
    qtbot.waitUntil(lambda: rows() != before, timeout=20_000)
    looked(panel, desk, qtbot)
    assert (len(before), len(before)) in told
    assert told[-1] is None


def test_a_report_is_saved_where_the_reader_says(
    desk: Desk, filled: ProjectRecord, panel: FindingsPanel, qtbot: QtBot, tmp_path: Path
) -> None:
    assert not panel.report.isVisible(), "there is nothing to report of nothing"
    panel.set_project(filled)
    looked(panel, desk, qtbot)
    press(panel, "findings.report", qtbot)
    dialog = panel.findChild(QFileDialog)
    assert dialog is not None
    target = tmp_path / "for the records.pdf"
    with qtbot.waitSignal(desk.said, timeout=20_000) as told:
        dialog.fileSelected.emit(str(target))
    dialog.close()
    assert "for the records.pdf" in told.args[0].text
    assert target.read_bytes().startswith(b"%PDF-")
    assert str(tmp_path) == desk.memory.get("report.folder", "")


def test_everything_is_mended_with_two_clicks_and_taken_back_with_one(
    desk: Desk, filled: ProjectRecord, panel: FindingsPanel, rows: Rows, qtbot: QtBot
) -> None:
    panel.set_project(filled)
    panel.set_kind("photo")
    looked(panel, desk, qtbot)
    before, found = rows(), set(codes(panel))
    assert {"too_dark", "near_duplicates", "missing_captions"} <= found
    press(panel, "findings.all", qtbot)
    dialog = panel.findChild(MendAllDialog)
    assert dialog is not None
    shown = {one.text() for one in dialog.findChildren(QLabel)}
    assert card(panel, "too_dark").record.finding.say in shown
    qtbot.mouseClick(dialog.go, LEFT)
    qtbot.waitUntil(lambda: panel.mending.drawing is None and not desk.jobs, timeout=30_000)
    looked(panel, desk, qtbot)
    assert not {"too_dark", "near_duplicates", "missing_captions"} & set(codes(panel))
    assert set(rows()) == set(before), "nothing is deleted"
    desk.undo.undo()
    looked(panel, desk, qtbot)
    assert rows() == before
    assert set(codes(panel)) == found
