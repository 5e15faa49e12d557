"""Photos and texts by real drops, keys and clicks: what comes in, what is set aside, undo."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QGuiApplication,
    QImage,
)
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QPushButton, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from core.actions import projects
from core.catalogue import items
from core.catalogue.records import ItemRecord
from core.datasets.importing import SetAside
from core.files import sha256_file
from core.paths import resources
from desktop_app import translation
from desktop_app.main_window import MainWindow
from desktop_app.pages.dataset import DatasetPage
from desktop_app.state.intake import Arrival
from desktop_app.widgets.dataset.strip import Strip

SAMPLE = resources() / "sample_brand"
CLICK = Qt.MouseButton.LeftButton


@pytest.fixture
def page(window: MainWindow, qtbot: QtBot, settle: Callable[[], None]) -> DatasetPage:
    """The empty page of a new brand."""
    record, _ = projects.create(window.desk.catalogue, "Morning Ember", class_word="cup")
    window.resize(1280, 800)
    with qtbot.waitActive(window):
        window.activateWindow()
    window.desk.open_project(record)
    window.desk.go("dataset")
    settle()
    made = window.current
    assert isinstance(made, DatasetPage)
    qtbot.waitUntil(lambda: made.state.tallies is not None)
    return made


@pytest.fixture
def photos(tmp_path: Path) -> list[Path]:
    """Four photos of the sample brand in a folder of their own."""
    folder = tmp_path / "my photos"
    folder.mkdir()
    for number in range(4):
        shutil.copy(SAMPLE / "photos" / "cup" / f"cup_{number:02}.jpg", folder)
    return sorted(folder.iterdir())


def mime_of(*files: Path) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    return mime


def drop(on: QWidget, mime: QMimeData) -> QDropEvent:
    """Drag over a widget's middle and let go, through the window as the system does it."""
    window = on.window()
    place = QPointF(on.mapTo(window, on.rect().center()))
    actions = Qt.DropAction.CopyAction | Qt.DropAction.MoveAction
    none = Qt.KeyboardModifier.NoModifier
    handle = window.windowHandle()
    for kind in (QDragEnterEvent, QDragMoveEvent):
        QApplication.sendEvent(handle, kind(place.toPoint(), actions, mime, CLICK, none))
    event = QDropEvent(place, actions, mime, CLICK, none)
    QApplication.sendEvent(handle, event)
    return event


def arrive(page: DatasetPage, qtbot: QtBot, settle: Callable[[], None]) -> None:
    """Wait for the end of the import, of the checks and of all reading."""
    qtbot.waitUntil(lambda: not page.intake.busy, timeout=60_000)
    settle()
    findings = page.side.findings.state
    qtbot.waitUntil(
        lambda: not page.state.count or (findings.checked and not findings.running), timeout=60_000
    )
    settle()


def stored(page: DatasetPage) -> list[ItemRecord]:
    with page.desk.catalogue.reading() as session:
        return items.list_items(session, page.state.project_id)


def button(page: QWidget, name: str) -> QPushButton:
    found = page.findChild(QPushButton, name)
    assert found is not None, name
    return found


def test_what_arrived_is_told_to_its_end_in_german(look: None, qtbot: QtBot) -> None:
    translation.install("de")
    place, strip = QScrollArea(), Strip()
    qtbot.addWidget(place)
    place.setWidget(strip)
    place.setWidgetResizable(True)
    place.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    place.resize(620, 200)
    place.show()
    aside = (SetAside("broken.jpg", "", ""),)
    strip.show_arrival(Arrival(tuple(range(55)), already_there=2, set_aside=aside))
    QApplication.processEvents()
    text = strip.text
    assert strip.width() <= 620
    assert text.text().endswith("1 beiseitegelegt.")
    assert text.width() >= text.minimumSizeHint().width()
    assert text.height() >= text.heightForWidth(text.width())


def test_photos_dropped_on_the_empty_page_are_copied(
    page: DatasetPage, photos: list[Path], qtbot: QtBot, settle: Callable[[], None]
) -> None:
    assert page.views.currentWidget() is page.drop_area
    before = [sha256_file(photo) for photo in photos]
    event = drop(page.drop_area, mime_of(photos[0].parent))
    assert event.dropAction() == Qt.DropAction.CopyAction
    arrive(page, qtbot, settle)
    assert [sha256_file(photo) for photo in photos] == before
    assert len(stored(page)) == 4
    grid = page.lists.grids["photo"]
    assert page.views.currentWidget() is page.lists
    assert page.lists.currentWidget() is grid
    assert len(grid.items.ids) == 4
    assert page.strip.isVisible()
    assert "4" in page.strip.text.text()
    assert page.desk.step_states["dataset"] in ("attention", "blocked", "ready")
    assert "4" in page.next_button.text()


def test_a_drop_anywhere_on_the_filled_window_adds(
    page: DatasetPage, photos: list[Path], qtbot: QtBot, settle: Callable[[], None], tmp_path: Path
) -> None:
    drop(page.drop_area, mime_of(*photos[:2]))
    arrive(page, qtbot, settle)
    packed = tmp_path / "more.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(photos[2], "inner/one.jpg")
        archive.write(SAMPLE / "texts" / "slogans.txt", "slogans.txt")
    drop(page.lists.grids["photo"].viewport(), mime_of(packed))
    arrive(page, qtbot, settle)
    kinds = [one.kind for one in stored(page)]
    assert kinds.count("photo") == 3
    assert kinds.count("text") == 40
    drop(page.window().rail, mime_of(photos[3]))
    arrive(page, qtbot, settle)
    assert page.state.tallies["photo"].all == 4
    assert not page.hint.isVisible()


def test_what_is_set_aside_is_reviewed_and_imported_anyway(
    page: DatasetPage, photos: list[Path], qtbot: QtBot, settle: Callable[[], None], tmp_path: Path
) -> None:
    mixed = tmp_path / "mixed"
    mixed.mkdir()
    shutil.copy(photos[0], mixed / "good.jpg")
    (mixed / "broken.jpg").write_bytes(b"\xff\xd8\xff\xe0 and then nothing of the kind")
    (mixed / "README.txt").write_text("We roast on Tuesdays, and the street knows.", "utf-8")
    drop(page.drop_area, mime_of(mixed))
    arrive(page, qtbot, settle)
    assert page.views.currentWidget() is page.review
    told = " ".join(one.text() for one in page.review.findChildren(object, "") if _has_text(one))
    assert "broken.jpg" in told
    assert "README.txt" in told
    qtbot.mouseClick(button(page.review, "dataset.review.anyway"), CLICK)
    arrive(page, qtbot, settle)
    assert sorted(one.name for one in stored(page)) == ["README.txt", "good.jpg"]
    if page.views.currentWidget() is page.review:
        qtbot.mouseClick(page.review.done, CLICK)
    assert page.views.currentWidget() is page.lists


def _has_text(widget: object) -> bool:
    return isinstance(widget, QWidget) and hasattr(widget, "text") and callable(widget.text)


def test_the_whole_import_is_undone_and_done_again(
    page: DatasetPage, photos: list[Path], qtbot: QtBot, settle: Callable[[], None]
) -> None:
    drop(page.drop_area, mime_of(*photos))
    arrive(page, qtbot, settle)
    qtbot.mouseClick(page.strip.undo, CLICK)
    settle()
    qtbot.waitUntil(lambda: page.state.count == 0)
    assert page.views.currentWidget() is page.drop_area
    assert page.intake.arrival.undone
    page.desk.undo.redo()
    settle()
    qtbot.waitUntil(lambda: page.state.count == 4)
    assert not page.intake.arrival.undone
    assert len(stored(page)) == 4


def test_a_picture_from_another_program_is_taken_in(
    page: DatasetPage, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    picture = QImage(300, 200, QImage.Format.Format_RGB32)
    picture.fill(QColor(180, 90, 40))
    mime = QMimeData()
    mime.setImageData(picture)
    mime.setUrls([QUrl("https://example.org/cup.png")])
    drop(page.drop_area, mime)
    arrive(page, qtbot, settle)
    (photo,) = stored(page)
    assert (photo.width, photo.height, photo.kind) == (300, 200, "photo")
    assert not list(page.desk.library.cache.glob(".pasted-*"))


def test_an_address_on_the_web_is_refused_with_a_sentence(
    page: DatasetPage, window: MainWindow, settle: Callable[[], None]
) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl("https://example.org/cup.png")])
    drop(page.drop_area, mime)
    settle()
    assert not page.intake.busy
    assert stored(page) == []
    (toast,) = window.toasts.shown
    assert "fetches nothing" in toast.saying.text


def test_words_are_pasted_as_a_text(
    page: DatasetPage, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    QGuiApplication.clipboard().setText("The roaster is warm, the street is not. Come in.")
    page.drop_area.files.setFocus()
    qtbot.waitUntil(page.drop_area.files.hasFocus)
    qtbot.keyClick(page.drop_area.files, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    arrive(page, qtbot, settle)
    (text,) = stored(page)
    assert text.body == "The roaster is warm, the street is not. Come in."
    assert page.state.kind == "text"


def test_keys_set_aside_hold_out_and_delete_with_undo(
    page: DatasetPage, photos: list[Path], qtbot: QtBot, settle: Callable[[], None]
) -> None:
    drop(page.drop_area, mime_of(*photos))
    arrive(page, qtbot, settle)
    grid = page.lists.grids["photo"]
    grid.setFocus()
    first, second = grid.items.ids[0], grid.items.ids[1]
    qtbot.mouseClick(grid.viewport(), CLICK, pos=middle(grid, 0))
    qtbot.mouseClick(grid.viewport(), CLICK, Qt.KeyboardModifier.ControlModifier, middle(grid, 1))
    assert grid.chosen() == [first, second]
    qtbot.keyClick(grid, Qt.Key.Key_S)
    arrive(page, qtbot, settle)
    assert [one.ignored for one in stored(page)] == [True, True, False, False]
    assert grid.chosen() == [first, second]
    assert "2" in page.next_button.text()
    qtbot.keyClick(grid, Qt.Key.Key_K)
    arrive(page, qtbot, settle)
    assert [one.held_out for one in stored(page)] == [True, True, None, None]
    qtbot.keyClick(grid, Qt.Key.Key_Delete)
    arrive(page, qtbot, settle)
    assert len(stored(page)) == 2
    for _ in range(3):
        page.desk.undo.undo()
    arrive(page, qtbot, settle)
    assert [(one.ignored, one.held_out) for one in stored(page)] == [(False, None)] * 4


def middle(grid: QWidget, row: int) -> QPoint:
    return grid.visualRect(grid.items.index(row)).center()


def test_the_selection_grows_by_shift_rubber_band_and_keys(
    page: DatasetPage, photos: list[Path], qtbot: QtBot, settle: Callable[[], None]
) -> None:
    drop(page.drop_area, mime_of(*photos))
    arrive(page, qtbot, settle)
    grid = page.lists.grids["photo"]
    ids = list(grid.items.ids)
    qtbot.mouseClick(grid.viewport(), CLICK, pos=middle(grid, 0))
    qtbot.mouseClick(grid.viewport(), CLICK, Qt.KeyboardModifier.ShiftModifier, middle(grid, 2))
    assert grid.chosen() == ids[:3]
    qtbot.keyClick(grid, Qt.Key.Key_Escape)
    assert grid.chosen() == []
    below = grid.visualRect(grid.items.index(0)).bottomLeft() + QPoint(2, 60)
    qtbot.mousePress(grid.viewport(), CLICK, pos=below)
    qtbot.mouseMove(grid.viewport(), middle(grid, 1) - QPoint(0, 20))
    qtbot.mouseMove(grid.viewport(), middle(grid, 1))
    qtbot.mouseRelease(grid.viewport(), CLICK, pos=middle(grid, 1))
    assert grid.chosen() == ids[:2]
    qtbot.keyClick(grid, Qt.Key.Key_End)
    assert grid.chosen() == ids[3:]
    qtbot.keyClick(grid, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert grid.chosen() == ids
    menu = page.lists.commands["photo"].menu()
    assert len([one for one in menu.actions() if not one.isSeparator()]) == 4
    menu.deleteLater()


def test_a_photo_is_enlarged_and_leafed_on(
    page: DatasetPage, photos: list[Path], qtbot: QtBot, settle: Callable[[], None]
) -> None:
    drop(page.drop_area, mime_of(*photos))
    arrive(page, qtbot, settle)
    grid = page.lists.grids["photo"]
    grid.setFocus()
    grid.choose_row(1)
    qtbot.keyClick(grid, Qt.Key.Key_Return)
    assert page.lightbox.isVisible()
    assert page.lightbox.heading.text() == "cup_01.jpg"
    qtbot.keyClick(page.lightbox, Qt.Key.Key_Right)
    assert page.lightbox.heading.text() == "cup_02.jpg"
    qtbot.mouseClick(page.lightbox.previous, CLICK)
    assert page.lightbox.heading.text() == "cup_01.jpg"
    qtbot.keyClick(page.lightbox, Qt.Key.Key_Escape)
    assert not page.lightbox.isVisible()
    assert grid.chosen() == [grid.items.ids[1]]


def test_a_text_is_reworded_and_the_old_wording_comes_back(
    page: DatasetPage, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    drop(page.drop_area, mime_of(SAMPLE / "texts" / "slogans.txt"))
    arrive(page, qtbot, settle)
    assert page.lists.currentWidget() is page.lists.grids["text"]
    was = stored(page)[0].body
    page.lists.grids["text"].opened.emit(0)
    settle()
    field = page.editor.findChild(QPlainTextEdit, "dataset.editor.body")
    assert field.toPlainText() == was
    field.selectAll()
    qtbot.keyClicks(field, "Slow mornings, quick hands.")
    qtbot.mouseClick(page.editor.keep, CLICK)
    arrive(page, qtbot, settle)
    assert stored(page)[0].body == "Slow mornings, quick hands."
    field.selectAll()
    qtbot.keyClick(field, Qt.Key.Key_Delete)
    qtbot.keyClick(page.editor, Qt.Key.Key_Escape)
    assert page.editor.isVisible()  # an empty text cannot be kept, and nothing is thrown away
    qtbot.mouseClick(page.editor.revert, CLICK)
    qtbot.keyClick(page.editor, Qt.Key.Key_Escape)
    settle()
    assert not page.editor.isVisible()
    page.desk.undo.undo()
    arrive(page, qtbot, settle)
    assert stored(page)[0].body == was


def test_search_filter_and_order_show_what_was_asked_for(
    page: DatasetPage, photos: list[Path], qtbot: QtBot, settle: Callable[[], None]
) -> None:
    drop(page.drop_area, mime_of(*photos))
    arrive(page, qtbot, settle)
    grid = page.lists.grids["photo"]
    qtbot.keyClicks(page.window().search, "cup_03")
    qtbot.waitUntil(lambda: len(grid.items.ids) == 1, timeout=5000)
    qtbot.keyClicks(page.window().search, "zzz")
    qtbot.waitUntil(lambda: page.lists.currentWidget() is not grid, timeout=5000)
    qtbot.mouseClick(button(page.lists, "dataset.showAll"), CLICK)
    qtbot.waitUntil(lambda: len(grid.items.ids) == 4, timeout=5000)
    page.state.order = "newest"
    settle()
    assert list(grid.items.ids) == sorted(grid.items.ids, reverse=True)
    qtbot.mouseClick(button(page.bar, "dataset.show.uncaptioned"), CLICK)
    settle()
    assert len(grid.items.ids) == 4


def test_the_sample_brand_comes_in_by_one_click(
    page: DatasetPage, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    qtbot.mouseClick(page.drop_area.sample, CLICK)
    arrive(page, qtbot, settle)
    assert page.state.tallies["photo"].all == 30
    assert page.state.tallies["text"].all > 100


def test_an_import_can_be_stopped_and_keeps_what_it_had(
    page: DatasetPage, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    drop(page.drop_area, mime_of(SAMPLE / "photos"))
    qtbot.waitUntil(
        lambda: page.intake.step is not None and page.intake.step.done > 0, timeout=30_000
    )
    qtbot.mouseClick(page.strip.stop, CLICK)
    arrive(page, qtbot, settle)
    assert page.intake.arrival.stopped
    assert len(stored(page)) == len(page.intake.arrival.ids) < 60


def test_every_grid_speaks_its_items(
    page: DatasetPage, photos: list[Path], qtbot: QtBot, settle: Callable[[], None]
) -> None:
    from PySide6.QtGui import QAccessible

    drop(page.drop_area, mime_of(*photos))
    arrive(page, qtbot, settle)
    grid = page.lists.grids["photo"]
    spoken = QAccessible.queryAccessibleInterface(grid)
    assert spoken.text(QAccessible.Text.Name) == "Photos"
    assert spoken.childCount() >= 4
    first = spoken.child(0).text(QAccessible.Text.Name)
    assert "cup_00.jpg" in first
    assert "no caption" in first
