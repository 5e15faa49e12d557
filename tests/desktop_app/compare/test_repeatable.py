"""Results that can be made again to the last bit: chosen in Details, remembered, told later."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from core.actions import exports, generation
from core.catalogue import boards
from core.catalogue.records import BoardRecord, ProjectRecord
from core.errors import KnownError
from desktop_app.pages.compare import ComparePage
from desktop_app.state.compare import CompareState
from desktop_app.state.desk import Desk
from desktop_app.widgets.basics import Switch

Settle = Callable[[], None]
BRIEF = "a photo of a cup"


def begun(desk: Desk, project: ProjectRecord, *, repeatable: bool) -> BoardRecord:
    """A comparison of texts with one result, as the maker leaves it."""
    grid = generation.Grid("text", [BRIEF], model="toy-text", repeatable=repeatable)
    request, name = generation.make_request(desk.catalogue, grid)
    board, _ = generation.begin(desk.catalogue, project.id, BRIEF, request, name)
    with desk.catalogue.writing() as session:
        boards.add_result(session, board.id, kind="text", prompt=BRIEF, seed=1, mix={}, text="Cup")
    return board


def test_it_is_chosen_in_details_remembered_and_told(
    page: ComparePage, desk: Desk, ember: ProjectRecord, qtbot: QtBot, settle: Settle
) -> None:
    kept, again = begun(desk, ember, repeatable=False), begun(desk, ember, repeatable=True)
    state = page.state
    switch = page.findChild(Switch, "compare.repeatable")
    assert switch is not None
    assert "It takes longer." in switch.accessibleDescription()
    state.open_board(kept.id)
    settle()
    page.side.turn("details")
    qtbot.mouseClick(switch, Qt.MouseButton.LeftButton)
    assert state.board is None, "a comparison of its own"
    setting = state.setting()
    assert setting is not None
    assert setting.repeatable
    state.open_board(kept.id)
    settle()
    assert not switch.isChecked(), "it was made otherwise"
    figures = page.findChild(QLabel, "compare.figures")
    assert figures is not None
    page._look_at(next(iter(page.view.cells.finished())))
    assert "repeatable" not in figures.text()
    state.open_board(again.id)
    settle()
    page._look_at(next(iter(page.view.cells.finished())))
    assert "Exactly repeatable on the computer that made it" in figures.text()
    fresh = CompareState(desk)
    fresh.open_project(ember)
    qtbot.waitUntil(lambda: fresh.ready and not desk.jobs, timeout=20_000)
    settle()
    fresh.new_board()
    fresh.compare_adapter("image1")
    assert fresh.repeatable, "the brand's choice is remembered"


def test_a_comparison_is_repeatable_as_a_whole_and_its_recipe_says_so(
    desk: Desk, ember: ProjectRecord
) -> None:
    board = begun(desk, ember, repeatable=True)
    grid = generation.Grid("text", ["another"], model="toy-text", board=board.id)
    request, name = generation.make_request(desk.catalogue, grid)
    with pytest.raises(KnownError, match="other settings"):
        generation.begin(desk.catalogue, ember.id, BRIEF, request, name, board.id)
    with desk.catalogue.writing() as session:
        (result,) = boards.list_results(session, board.id)
        old = {key: one for key, one in board.request.items() if key != "repeatable"}
        before = boards.create(session, ember.id, "of an earlier version", old)
    generation.begin(desk.catalogue, ember.id, BRIEF, request, name, before.id)
    order = exports.make_order(desk.catalogue, ember.id, exports.Choice([result.id]))
    assert order.text_recipe["results"][0]["repeatable"] is True
