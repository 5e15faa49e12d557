"""The export page: real results become real files, by mouse and by keys, and leave as a drag."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from urllib.request import url2pathname

import pytest
from PIL import Image, ImageDraw
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDrag, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from core.actions import projects
from core.catalogue import boards
from core.catalogue import exports as export_records
from core.exporting.packs import MANIFEST
from core.exporting.provenance import AI_MADE, read_source_type
from desktop_app.app import Application
from desktop_app.main_window import MainWindow
from desktop_app.pages.export import ExportPage
from desktop_app.widgets.export.finished import FinishedFiles

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def page(
    application: Application,
    window: MainWindow,
    qtbot: QtBot,
    settle: Callable[[], None],
    tmp_path: Path,
) -> ExportPage:
    """The page of a brand with four pictures and two texts; two and one of them favourites."""
    desk = application.desk
    brand, _ = projects.create(desk.catalogue, "Morning Ember")
    with desk.catalogue.writing() as session:
        board = boards.create(session, brand.id, "Board", {"model": "toy"})
        for number in range(4):
            image = Image.new("RGB", (400, 300), (90, 120, 40 * number))
            ImageDraw.Draw(image).ellipse((250, 90, 380, 220), fill=(220, 30, 40))
            image.save(desk.library.results / f"r{number}.png")
            made = boards.add_result(
                session, board.id, kind="image", prompt=f"a cup, picture {number}", seed=number,
                mix={"name": "Look 100 %", "parts": []}, file=f"results/r{number}.png",
            )  # fmt: skip
            boards.rate(session, made.id, None, number < 2)
        for number in range(2):
            made = boards.add_result(
                session, board.id, kind="text", prompt="a line", seed=number,
                text=f"Line {number}.", mix={"name": "Voice", "parts": []},
            )  # fmt: skip
            boards.rate(session, made.id, None, number == 0)
    desk.open_project(brand)
    window.open_page("export", {})
    settle()
    made_page = window.pages["export"]
    assert isinstance(made_page, ExportPage)
    made_page.state.change(places=("google_300x250",), folder=str(tmp_path / "out"))
    _looked(qtbot, made_page)
    return made_page


def _looked(qtbot: QtBot, page: ExportPage) -> None:
    """Wait until the files were looked at anew."""
    qtbot.waitUntil(lambda: page.state.settled, timeout=10_000)


def _click(qtbot: QtBot, page: QWidget, name: str) -> None:
    button = page.findChild(QPushButton, name)
    assert button is not None, name
    assert button.isEnabled(), name
    qtbot.mouseClick(button, LEFT)


def _export(qtbot: QtBot, page: ExportPage) -> Path:
    with qtbot.waitSignal(page.state.finished, timeout=20_000) as told:
        _click(qtbot, page, "export.go")
    qtbot.waitUntil(lambda: not page.state.running)
    folder: Path = told.args[0].folder
    return folder


def test_favourites_are_exported_as_the_table_says(
    page: ExportPage, qtbot: QtBot, application: Application, settle: Callable[[], None]
) -> None:
    table = page.table.files
    shown = [table.index(row, 0).data() for row in range(table.rowCount())]
    assert shown == [
        "morning-ember_google-300x250_300x250_01.jpg",
        "morning-ember_google-300x250_300x250_02.jpg",
        "morning-ember-texts.docx",
    ]
    assert table.index(0, 1).data() == "300 × 250"
    assert "3" in page.go.text()
    folder = _export(qtbot, page)
    assert sorted(one.name for one in folder.iterdir()) == sorted([*shown, MANIFEST])
    assert read_source_type(folder / shown[0]) == AI_MADE
    with Image.open(folder / shown[0]) as image:
        assert image.size == (300, 250)
    assert page.finished.isVisible()
    settle()
    with application.desk.catalogue.reading() as session:
        (record,) = export_records.list_all(session)
    assert Path(record.folder) == folder
    assert page.history_fold.isVisible()
    assert application.desk.step_states["export"] == "ready"


def test_choosing_by_click_and_by_keys(
    page: ExportPage, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    view = page.tray.viewport()
    assert len(page.state.chosen) == 3
    qtbot.mouseClick(view, LEFT, pos=page.tray.tile(0).center())
    assert len(page.state.chosen) == 2
    page.tray.setFocus()
    for key in (Qt.Key.Key_Home, Qt.Key.Key_Space, Qt.Key.Key_Right, Qt.Key.Key_Space):
        QTest.keyClick(page.tray, key)
    assert len(page.state.chosen) == 2, "one came back, another was left out"
    _click(qtbot, page, "export.showAll")
    settle()
    assert page.tray.results.rowCount() == 6
    page.tray.setFocus()
    QTest.keyClick(page.tray, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert len(page.state.chosen) == 6
    _click(qtbot, page, "export.chooseNone")
    _looked(qtbot, page)
    assert not page.go.isEnabled()
    page.searched("picture 3")
    settle()
    assert page.tray.results.rowCount() == 1
    _click(qtbot, page, "export.chooseAll")
    page.searched("")
    settle()
    assert [one.seed for one in page.state.chosen_results()] == [3]


def test_a_cut_moved_by_hand_is_the_cut_that_is_written(page: ExportPage, qtbot: QtBot) -> None:
    """The red thing is at the right: the square has it until the cut is dragged away."""
    page.state.change(places=("instagram_square",))
    _looked(qtbot, page)
    frame = page.formats.frame("instagram_square")
    before = frame.cut.cut
    assert before is not None
    assert before[2] > 380
    middle = frame.cut.rect().center()
    qtbot.mousePress(frame.cut, LEFT, pos=middle)
    qtbot.mouseMove(frame.cut, middle + QPoint(150, 0))
    qtbot.mouseRelease(frame.cut, LEFT, pos=middle + QPoint(150, 0))
    assert frame.cut.cut == (0, 0, 300, 300)
    _looked(qtbot, page)
    assert not frame.reset.isHidden()
    frame.cut.setFocus()
    QTest.keyClick(frame.cut, Qt.Key.Key_Right)
    assert frame.cut.cut == (8, 0, 308, 300)
    _looked(qtbot, page)
    folder = _export(qtbot, page)
    first = folder / "morning-ember_instagram-square_1080x1080_01.jpg"
    with Image.open(first) as image:
        # 250 of 400 is where the thing begins: at (250 - 8) / 300 of the cut
        assert image.getpixel((round(1080 * 230 / 300), 540))[0] < 150
        assert image.getpixel((round(1080 * 270 / 300), 540))[0] > 190
    QTest.keyClick(frame.cut, Qt.Key.Key_Home)
    _looked(qtbot, page)
    assert frame.cut.cut == before


def test_names_formats_and_what_is_remembered(
    page: ExportPage, qtbot: QtBot, application: Application, monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:  # fmt: skip
    field = page.manner.template
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "spring")
    _click(qtbot, page, "export.word.n")
    assert page.state.manner.template == "spring_{n}"
    _looked(qtbot, page)
    assert "spring_01.jpg" in page.manner.example.text()
    qtbot.keyClicks(field, "/{")
    _looked(qtbot, page)
    assert "cannot be used" in page.manner.example.text()
    assert not page.go.isEnabled()
    field.selectAll()
    qtbot.keyClicks(field, "{brand}-{n}")
    page.manner.format.setFocus()
    QTest.keyClick(page.manner.format, Qt.Key.Key_Down)
    QTest.keyClick(page.manner.format, Qt.Key.Key_Down)
    qtbot.mouseClick(
        page.manner._documents["csv"],
        LEFT,
        pos=QPoint(10, page.manner._documents["csv"].height() // 2),
    )
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path / "elsewhere"))
    _click(qtbot, page, "export.chooseFolder")
    _looked(qtbot, page)
    names = [one.name for one in page.state.files]
    assert names[0] == "morning-ember-01.png"
    assert names[-1] == "morning-ember-texts.csv"
    folder = _export(qtbot, page)
    assert folder.parent == tmp_path / "elsewhere"
    again = application.desk.memory.get("export")
    assert again["template"] == "{brand}-{n}"
    assert again["format"] == "png"
    json.dumps(again)


def test_finished_files_leave_as_files(
    page: ExportPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A real press and pull begins the drag; what it carries are the files."""
    folder = _export(qtbot, page)
    strip = page.finished.files
    carried: list[list[str]] = []

    def carry(view: FinishedFiles, drag: QDrag) -> None:
        carried.append([url2pathname(url.path()) for url in drag.mimeData().urls()])
        assert drag.supportedActions() is not None

    monkeypatch.setattr(FinishedFiles, "carry", carry)
    QTest.keyClick(strip, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    start = strip.visualRect(strip.files.index(1)).center()
    qtbot.mousePress(strip.viewport(), LEFT, pos=start)
    for step in range(1, 6):
        qtbot.mouseMove(strip.viewport(), start + QPoint(8 * step, 0))
    qtbot.mouseRelease(strip.viewport(), LEFT, pos=start + QPoint(40, 0))
    assert carried
    assert len(carried[0]) == 3
    assert all(Path(name).parent == folder and Path(name).is_file() for name in carried[0])
    assert not any(name.endswith(MANIFEST) for name in carried[0])
    _click(qtbot, page, "export.copyPath")
    assert QGuiApplication.clipboard().text() == str(folder)


def test_a_dropped_file_tells_its_mark(
    page: ExportPage, qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    folder = _export(qtbot, page)
    (stranger := tmp_path / "photo.png").write_bytes(
        (page.desk.library.results / "r0.png").read_bytes()
    )
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(one)) for one in
                  (folder / "morning-ember_google-300x250_300x250_01.jpg", stranger)])  # fmt: skip
    drop = QDropEvent(
        QPointF(600, 400), Qt.DropAction.CopyAction, mime, LEFT, Qt.KeyboardModifier.NoModifier
    )
    window.dropEvent(drop)
    assert drop.isAccepted()
    qtbot.waitUntil(lambda: len(page.origin.answers()) == 2, timeout=5000)
    ours, theirs = page.origin.answers()
    assert "made with AI" in ours
    assert "exactly the file" in ours
    assert "no mark" in theirs


def test_a_cancelled_export_leaves_nothing(page: ExportPage, qtbot: QtBot, tmp_path: Path) -> None:
    page.state.choose([one.id for one in page.state.results])
    page.state.change(places=tuple(f"{size}x{size}" for size in range(600, 1800, 100)))
    _looked(qtbot, page)
    with qtbot.waitSignal(page.state.progressed, timeout=10_000):
        _click(qtbot, page, "export.go")
    assert page.cancel.isVisible()
    with qtbot.waitSignal(page.state.failed, timeout=20_000) as told:
        _click(qtbot, page, "export.cancel")
    assert told.args[0].kind == "cancelled"
    qtbot.waitUntil(lambda: not page.state.running)
    assert not list((tmp_path / "out").iterdir())
    assert page.go.isEnabled()


def test_nothing_yet_leads_to_compare(
    application: Application, window: MainWindow, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    brand, _ = projects.create(application.desk.catalogue, "New")
    application.desk.open_project(brand)
    window.open_page("export", {})
    settle()
    page = window.pages["export"]
    went: list[str] = []
    application.desk.went.disconnect(window.open_page)
    application.desk.went.connect(lambda name, _: went.append(name))
    button = page.findChild(QPushButton, "export.goCompare")
    assert button is not None
    assert button.isVisible()
    qtbot.mouseClick(button, LEFT)
    assert went == ["compare"]


def test_what_is_chosen_outlives_a_change_of_the_brand(
    page: ExportPage, application: Application, settle: Callable[[], None]
) -> None:
    desk, state = application.desk, page.state
    assert desk.project is not None
    own = desk.project.id
    left_out, cut = state.chosen[0], state.chosen[1]
    state.choose(state.chosen[1:])
    state.set_focus(cut, "google_300x250", (0.1, 0.2))
    desk.lane.do(lambda catalogue: projects.change(catalogue, own, notes="Quiet."), owner=desk)
    settle()
    settle()
    assert desk.project.notes == "Quiet."
    assert left_out not in state.chosen
    assert state.focus(cut, "google_300x250") == (0.1, 0.2)


def test_an_export_that_ends_in_another_brand_is_told_and_not_shown_there(
    page: ExportPage, qtbot: QtBot, application: Application, settle: Callable[[], None]
) -> None:
    desk, said = application.desk, []
    other, _ = projects.create(desk.catalogue, "Evening Moss")
    desk.said.connect(lambda saying: said.append(saying.text))
    _click(qtbot, page, "export.go")
    desk.open_project(other)
    qtbot.waitUntil(lambda: not page.state.running, timeout=20_000)
    settle()
    assert page.finished.isHidden()
    assert page.state.history == ()
    assert any("Morning Ember" in one for one in said)
