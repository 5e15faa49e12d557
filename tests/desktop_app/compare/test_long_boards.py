"""A board of a whole table opens at once: the lines of its briefs are made as they come in view."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from pytestqt.qtbot import QtBot

from core.actions import generation
from core.catalogue import boards
from core.catalogue.records import ProjectRecord
from desktop_app.pages.compare import ComparePage
from desktop_app.widgets.compare.board_parts import BriefLine

BRIEFS = tuple(f"Mug number {n}: two sentences about its handle" for n in range(200))


def shown(page: ComparePage) -> set[str]:
    """Briefs whose words can be read where they stand."""
    view = page.view
    area = view.viewport().rect()
    return {
        line.brief
        for line in view.findChildren(BriefLine)
        if line.isVisible() and area.intersects(line.geometry())
    }


def in_view(page: ComparePage) -> set[str]:
    """Briefs whose rows are in view."""
    view = page.view
    first, last = view.rowAt(0), view.rowAt(view.viewport().height() - 1)
    return {one.brief for one in view.cells.lines[first : last + 1] if one.seed is None}


def test_every_brief_in_view_has_its_line(
    page: ComparePage, ember: ProjectRecord, settle: Callable[[], None], qtbot: QtBot
) -> None:
    catalogue = page.desk.catalogue
    request, name = generation.make_request(
        catalogue, generation.Grid("text", list(BRIEFS[:1]), model="toy-text")
    )
    board, _ = generation.begin(
        catalogue, ember.id, "Table", replace(request, prompts=BRIEFS), name
    )
    with catalogue.writing() as session:
        for number, brief in enumerate(BRIEFS):
            boards.add_result(
                session, board.id, kind="text", prompt=brief, seed=1, mix={"name": "", "parts": []},
                text="It keeps your tea warm. " * (1 + number % 9),
            )  # fmt: skip
    page.state.open_board(board.id)
    settle()
    assert page.view.cells.rowCount() == 2 * len(BRIEFS)
    qtbot.waitUntil(lambda: bool(in_view(page)) and shown(page) == in_view(page))
    assert len(page.view.findChildren(BriefLine)) < 50
    bar = page.view.verticalScrollBar()
    for share in (0.5, 1.0, 0.2):
        bar.setValue(round(share * bar.maximum()))
        settle()
        qtbot.waitUntil(lambda: len(in_view(page)) > 1 and shown(page) == in_view(page))
    line = next(iter(page.view.findChildren(BriefLine)))
    with qtbot.waitSignal(page.view.brief_taken, check_params_cb=lambda one: one == line.brief):
        line.reused.emit(line.brief)
