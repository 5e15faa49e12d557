"""Stacks in the grid: one tile with its number, opened and decided with mouse and keyboard."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from pytestqt.qtbot import QtBot

from core.actions import checks, datasets, projects
from core.catalogue import items
from desktop_app.main_window import MainWindow
from desktop_app.pages.dataset import DatasetPage
from desktop_app.widgets.dataset.stack_view import StackView
from tests.second_shots import burst, others, save


@pytest.fixture
def page(
    window: MainWindow, qtbot: QtBot, settle: Callable[[], None], tmp_path: Path
) -> DatasetPage:
    """A burst of three, a photo with its copy, and another one; all were looked at."""
    record, _ = projects.create(window.desk.catalogue, "Morning Ember", class_word="cup")
    first = others(tmp_path / "photos", range(14, 16))[0]
    burst(tmp_path / "photos")
    with Image.open(first) as opened:
        save(opened.convert("RGB").resize((300, 300)), tmp_path / "photos" / "small.jpg")
    datasets.import_files(window.desk.catalogue, record.id, [tmp_path / "photos"])
    checks.run(window.desk.catalogue, record.id)
    window.resize(1280, 800)
    with qtbot.waitActive(window):
        window.activateWindow()
    window.desk.open_project(record)
    window.desk.go("dataset")
    settle()
    made = window.current
    assert isinstance(made, DatasetPage)
    qtbot.waitUntil(lambda: made.state.tallies is not None and bool(made.state.piles))
    return made


def names(page: DatasetPage) -> dict[str, int]:
    with page.desk.catalogue.reading() as session:
        return {one.name: one.id for one in items.list_items(session, page.state.project_id)}


def used(page: DatasetPage) -> set[str]:
    with page.desk.catalogue.reading() as session:
        found = items.list_items(session, page.state.project_id)
    return {one.name for one in found if not one.ignored}


def opened(page: DatasetPage, name: str, qtbot: QtBot, settle: Callable[[], None]) -> StackView:
    """Enter on the tile of a stack."""
    grid = page.lists.grids["photo"]
    grid.choose_row(grid.items.row_of(names(page)[name]))
    grid.setFocus()
    qtbot.keyClick(grid, Qt.Key.Key_Return)
    settle()
    assert page.stacks.isVisible()
    return page.stacks


def test_a_stack_is_one_tile_that_says_what_it_is(page: DatasetPage) -> None:
    grid, by_name = page.lists.grids["photo"], names(page)
    assert len(by_name) == 6
    assert len(grid.items.ids) == 3
    row = grid.items.row_of(by_name["burst_0.jpg"])
    assert grid.items.id_at(row) == by_name["burst_1.jpg"]
    assert "stack of 3 photos" in grid.items.spoken(row)
    spoken = QAccessible.queryAccessibleInterface(grid).child(row).text(QAccessible.Text.Name)
    assert "stack of 3 photos" in spoken
    assert page.bar.stacks.isVisibleTo(page)
    assert "2" in page.bar.stacks.text()


def test_the_best_is_kept_with_the_keyboard_and_taken_back(
    page: DatasetPage, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    view = opened(page, "burst_0.jpg", qtbot, settle)
    assert [tile.isChecked() for tile in view.tiles] == [True, False, False]
    assert "sharpest" in view.why.text()
    assert "Best one" in view.tiles[0].accessibleName()
    assert view.tiles[0].hasFocus()
    qtbot.keyClick(view.tiles[0], Qt.Key.Key_Right)
    assert view.chosen() == view.tiles[1].item_id
    assert "this one" in view.keep.text()
    qtbot.keyClick(view.tiles[1], Qt.Key.Key_Left)
    view.keep.setFocus()
    qtbot.keyClick(view.keep, Qt.Key.Key_Space)
    settle()
    assert used(page) == {"burst_1.jpg", "view_14.jpg", "view_15.jpg", "small.jpg"}
    assert len(page.lists.grids["photo"].items.ids) == 3  # what is left out stays in its stack
    page.desk.undo.undo()
    settle()
    assert len(used(page)) == 6


def test_another_one_is_put_on_top(
    page: DatasetPage, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    view, by_name = opened(page, "burst_1.jpg", qtbot, settle), names(page)
    assert not view.on_top.isEnabled()
    wanted = view.tiles[2].item_id
    qtbot.mouseClick(view.tiles[2], Qt.MouseButton.LeftButton)
    qtbot.mouseClick(view.on_top, Qt.MouseButton.LeftButton)
    settle()
    assert view.tiles[0].item_id == wanted
    assert "You put" in view.why.text()
    grid = page.lists.grids["photo"]
    assert grid.items.id_at(grid.items.row_of(by_name["burst_1.jpg"])) == wanted


def test_photos_called_different_are_tiles_of_their_own(
    page: DatasetPage, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    view = opened(page, "burst_1.jpg", qtbot, settle)
    qtbot.mouseClick(view.different, Qt.MouseButton.LeftButton)
    assert not view.keep_all.isEnabled()
    qtbot.keyClicks(view.reason, "Another angle")
    qtbot.keyClick(view.reason, Qt.Key.Key_Return)
    settle()
    grid = page.lists.grids["photo"]
    assert len(grid.items.ids) == 5
    assert view.isVisible()  # the next stack is there to be decided
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert not view.isVisible()
    page.desk.undo.undo()
    settle()
    qtbot.waitUntil(lambda: len(grid.items.ids) == 3, timeout=30_000)


def test_what_a_finding_shows_opens_its_stacks(
    page: DatasetPage, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    by_name = names(page)
    page.show_items([by_name["small.jpg"]])
    settle()
    assert page.stacks.isVisible()
    assert len(page.stacks.stacks()) == 1
    assert not page.stacks.next.isEnabled()
    page.stacks.dismiss()
    page.bar.stacked.trigger()
    settle()
    assert len(page.lists.grids["photo"].items.ids) == 6
    page.show_items([by_name["small.jpg"]])
    settle()
    assert page.lists.chosen() == [by_name["small.jpg"]]


def test_tiles_keep_what_they_say_until_it_is_read_again(
    page: DatasetPage, settle: Callable[[], None]
) -> None:
    """What was asked for before a change and answered after it is not taken for new."""
    grid, by_name = page.lists.grids["photo"], names(page)
    settle()
    model, last = grid.items, len(grid.items.ids) - 1
    row = model.row_of(by_name["view_15.jpg"])
    before = model.spoken(row)
    assert "view_15.jpg" in before
    model.outdated()
    model.want(0, last)  # asked for ...
    with page.desk.catalogue.writing() as session:
        items.set_captions(session, {by_name["view_15.jpg"]: "a cup by the window"})
    model.outdated()  # ... and changed meanwhile
    assert model.spoken(row) == before
    settle()  # the late answer has come
    model.want(0, last)  # as painting asks, wherever the window lies
    settle()
    assert "no caption" not in model.spoken(row)
