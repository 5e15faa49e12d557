"""The Compare page by mouse and keys, with the real engine and toy models."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtWidgets import QLabel, QMenu, QWidget
from pytestqt.qtbot import QtBot

from core.actions import projects
from core.catalogue import boards
from core.catalogue.records import AdapterRecord, ProjectRecord, ResultRecord
from core.contract.messages import Chunk, Done, Failed
from core.contract.requests import TrainingRequest, TrainingSettings
from desktop_app.pages.compare import ComparePage
from desktop_app.state.compare_layout import Part
from desktop_app.state.desk import Desk, Saying
from desktop_app.state.engine_room import RunningTraining
from desktop_app.widgets.compare.brief_history import BriefHistory

Settle = Callable[[], None]
AddToy = Callable[[str, str, int], AdapterRecord]
LEFT = Qt.MouseButton.LeftButton


def child(page: QWidget, name: str) -> QWidget:
    found = page.findChild(QWidget, name)
    assert found is not None, name
    return found


def click(qtbot: QtBot, page: QWidget, name: str) -> None:
    qtbot.mouseClick(child(page, name), LEFT)


def made(page: ComparePage, qtbot: QtBot, settle: Settle) -> None:
    """Press the primary button and wait for the pictures."""
    with qtbot.waitSignal(page.maker.ended, timeout=60_000) as ended:
        click(qtbot, page, "compare.make")
    assert isinstance(ended.args[0], Done), ended.args[0]
    settle()


def results(page: ComparePage) -> list[ResultRecord]:
    return [page.view.cells.cell(one).result for one in page.view.cells.finished()]  # type: ignore[union-attr,misc]


def cell_at(page: ComparePage, row: int, column: int) -> QModelIndex:
    index = page.view.cells.index(row, column)
    page.view.scrollTo(index)
    return index


def click_cell(qtbot: QtBot, page: ComparePage, index: QModelIndex) -> None:
    page.view.scrollTo(index)
    where = page.view.visualRect(index).center()
    qtbot.mouseClick(page.view.viewport(), LEFT, pos=where)


def test_pictures_are_made_judged_and_found_again(
    page: ComparePage, desk: Desk, qtbot: QtBot, settle: Settle
) -> None:
    edit = page.box.edit
    assert edit.toPlainText().startswith("a photo of ")
    assert page.make.text().startswith("Make 4 picture")
    qtbot.keyClick(edit, Qt.Key.Key_End)
    qtbot.keyClicks(edit, ", close-up")
    with qtbot.waitSignal(page.maker.ended, timeout=60_000):
        qtbot.keyClick(edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        assert page.view.isVisible(), "the board is there at once"
        first = page.view.cells.cell(page.view.cells.index(1, 0))
        assert first is not None
        assert first.pending, "as skeletons"
        assert page.stop.isVisible()
    settle()
    assert not page.stop.isVisible()
    assert len(results(page)) == 4
    assert [one.prompt.endswith("cup, close-up") for one in results(page)] == [True] * 4
    assert [one.seed for one in results(page)] == [1, 1, 2, 2], "all columns share the variations"
    assert page.make.text() == "Everything is made"
    assert not page.make.isEnabled()
    _judged_by_keys(page, qtbot, settle)
    _reopened(page, desk, qtbot, settle)


def _judged_by_keys(page: ComparePage, qtbot: QtBot, settle: Settle) -> None:
    view = page.view
    view.setFocus()
    view.setCurrentIndex(view.cells.index(1, 0))
    qtbot.keyClick(view, Qt.Key.Key_Right)
    qtbot.keyClick(view, Qt.Key.Key_4)
    settle()
    qtbot.keyClick(view, Qt.Key.Key_Down)
    assert (view.currentIndex().row(), view.currentIndex().column()) == (2, 1)
    qtbot.keyClick(view, Qt.Key.Key_X)
    settle()
    qtbot.keyClick(view, Qt.Key.Key_Left)
    qtbot.keyClick(view, Qt.Key.Key_F)
    settle()
    got = [(one.rating, one.favourite, one.rejected) for one in results(page)]
    assert got == [
        (None, False, False), (4, False, False), (None, True, False), (None, False, True),
    ]  # fmt: skip
    page.desk.undo.undo()
    settle()
    qtbot.waitUntil(lambda: not results(page)[2].favourite)
    page.desk.undo.redo()
    settle()
    qtbot.waitUntil(lambda: results(page)[2].favourite)
    assert page.make.text().startswith("Export 1 favourite"), "what happens next"


def _reopened(page: ComparePage, desk: Desk, qtbot: QtBot, settle: Settle) -> None:
    state = page.state
    before, board = state.layout, state.board
    kept = dict(state.results)
    assert board is not None
    click(qtbot, page, "compare.new")
    settle()
    assert state.board is None
    assert results(page) == []
    state.remove_column(state.layout.columns[1].id)
    click(qtbot, page, "compare.history")
    search = child(page, "compare.historySearch")
    qtbot.keyClicks(search, "CLOSE cup")
    qtbot.wait(200)
    settle()
    assert [one.board.id for one in state.history] == [board.id]
    click(qtbot, page, "compare.onlyRated")
    settle()
    assert len(state.history) == 1
    page.side.history.list.setCurrentIndex(page.side.history.model.index(0, 0))
    click(qtbot, page, "compare.openBoard")
    settle()
    assert state.board is not None
    assert state.board.id == board.id
    assert state.layout == before
    assert state.results == kept
    sayings: list[Saying] = []
    desk.said.connect(sayings.append)
    page.side.history.list.setCurrentIndex(page.side.history.model.index(0, 0))
    click(qtbot, page, "compare.deleteBoard")
    settle()
    assert state.history == ()
    assert state.board is None
    with desk.catalogue.reading() as session:
        assert boards.get(session, board.id).binned is not None
    assert sayings[-1].action is not None
    sayings[-1].action()
    settle()
    assert [one.board.id for one in state.history] == [board.id]
    search.clear()  # type: ignore[attr-defined]
    qtbot.wait(200)
    settle()


def test_texts_stream_in_and_differences_are_marked(
    page: ComparePage, qtbot: QtBot, settle: Settle
) -> None:
    click(qtbot, page, "compare.texts")
    settle()
    state = page.state
    assert state.kind == "text"
    assert state.text is not None
    assert [[p.adapter_id for p in c.parts] for c in state.layout.columns] == [[], ["text3"]]
    state.set_options(replace(state.text, max_new_tokens=60, temperature=0.0))
    settle()
    assert state.brief == "Write a short line for Morning Ember."
    chunks: list[Chunk] = []
    seen: list[str] = []

    def watch(_: object) -> None:
        cell = page.view.cells.cell(page.view.cells.index(1, 1))
        if cell is not None and cell.partial and cell.result is None:
            seen.append(cell.partial)

    state.cells_changed.connect(watch)
    with qtbot.waitSignal(page.maker.ended, timeout=60_000) as ended:
        click(qtbot, page, "compare.make")
        page.maker._job.message.connect(  # type: ignore[union-attr]
            lambda one: chunks.append(one) if isinstance(one, Chunk) else None
        )
    assert isinstance(ended.args[0], Done), ended.args[0]
    settle()
    assert chunks
    assert seen, "words are seen while they are written"
    got = results(page)
    assert len(got) == 4
    assert got[1].text != got[0].text
    assert got[1].text.startswith(seen[0].strip()[:10])
    document = page.view.drawing._document(  # type: ignore[attr-defined]
        page.view.cells.cell(page.view.cells.index(1, 1)), 300, False
    )
    assert "underline" in document.toHtml()
    base = page.view.drawing._document(  # type: ignore[attr-defined]
        page.view.cells.cell(page.view.cells.index(1, 0)), 300, False
    )
    assert "underline" not in base.toHtml()


def test_the_counter_says_when_a_text_is_too_long(page: ComparePage) -> None:
    limits = page.side.details.limits
    limits.setCurrentIndex(limits.findData("google_headline"))
    assert page.view.drawing.length_words("Warm cup, calm day") == (
        "18 of 30 characters · 4 words", False,
    )  # fmt: skip
    text, over = page.view.drawing.length_words("A cup for every slow and golden morning")
    assert over
    assert text.startswith("⚠ 39 of 30")


def test_review_by_keys(page: ComparePage, qtbot: QtBot, settle: Settle) -> None:
    made(page, qtbot, settle)
    click_cell(qtbot, page, cell_at(page, 1, 1))
    viewer = page.viewer
    assert viewer.isVisible(), "a click enlarges"
    assert viewer.hasFocus()
    assert "Cup 100" in viewer.name.text()
    qtbot.keyClick(viewer, Qt.Key.Key_5)
    settle()
    qtbot.keyClick(viewer, Qt.Key.Key_Right)
    assert "Without adapter" in viewer.name.text(), "the end of a row leads to the next"
    qtbot.keyClick(viewer, Qt.Key.Key_F)
    settle()
    assert viewer.favourite.isChecked()
    qtbot.keyClick(viewer, Qt.Key.Key_X)
    settle()
    assert viewer.reject.isChecked()
    assert not viewer.favourite.isChecked(), "a rejected one is no favourite"
    qtbot.keyClick(viewer, Qt.Key.Key_Up)
    qtbot.keyClick(viewer, Qt.Key.Key_Right)
    qtbot.keyPress(viewer, Qt.Key.Key_Space)
    assert viewer.pictures.held
    qtbot.keyRelease(viewer, Qt.Key.Key_Space)
    assert not viewer.pictures.held
    qtbot.keyClick(viewer, Qt.Key.Key_S)
    assert viewer.pictures.swipe
    place = viewer.pictures.place()
    left = QPoint(place.left() + place.width() // 4, place.center().y())
    qtbot.mousePress(viewer.pictures, LEFT, pos=place.center())
    qtbot.mouseMove(viewer.pictures, left)
    qtbot.mouseRelease(viewer.pictures, LEFT, pos=left)
    assert viewer.pictures.split == pytest.approx(0.25, abs=0.02)
    qtbot.keyClick(viewer, Qt.Key.Key_Escape)
    assert not viewer.isVisible()
    assert page.view.hasFocus()
    got = [(one.rating, one.rejected) for one in results(page)]
    assert got == [(None, False), (5, False), (None, True), (None, False)]


def test_held_space_and_a_held_button_show_the_base(
    page: ComparePage, qtbot: QtBot, settle: Settle
) -> None:
    made(page, qtbot, settle)
    view = page.view
    index = cell_at(page, 1, 1)
    view.setFocus()
    view.setCurrentIndex(index)
    with_adapter = view.grab().toImage()
    qtbot.keyPress(view, Qt.Key.Key_Space)
    assert view.drawing.held == (1, 1)
    assert view.grab().toImage() != with_adapter
    qtbot.keyRelease(view, Qt.Key.Key_Space)
    assert view.drawing.held is None
    where = view.visualRect(index).center()
    qtbot.mousePress(view.viewport(), LEFT, pos=where)
    qtbot.waitUntil(lambda: view.drawing.held == (1, 1))
    qtbot.mouseRelease(view.viewport(), LEFT, pos=where)
    assert view.drawing.held is None
    assert not page.viewer.isVisible(), "held is not clicked"


def test_blind_choice_by_keys_and_mouse(page: ComparePage, qtbot: QtBot, settle: Settle) -> None:
    page.box.count.setValue(4)
    page.state.add_column([Part("image2")])
    made(page, qtbot, settle)
    assert len(results(page)) == 12
    click(qtbot, page, "compare.blind")
    state, view = page.state, page.view
    assert not any(head.isVisible() for head in page.heads.heads.values()), "names are hidden"
    spoken = view.cells.data(view.cells.index(1, 0), Qt.ItemDataRole.AccessibleTextRole)
    assert "Cup" not in spoken
    assert "adapter" not in spoken
    cup = state.layout.columns[1].id
    for row in range(1, 5):
        seed = view.cells.lines[row].seed
        assert seed is not None
        at = state.blind_order(state.brief, seed).index(cup if row < 4 else 0)
        if row % 2:
            qtbot.keyClick(view, Qt.Key(Qt.Key.Key_1 + at))
        else:
            click_cell(qtbot, page, cell_at(page, row, at))
    assert child(page, "compare.blindCount").text() == "4 of 4 rows judged"  # type: ignore[attr-defined]
    click(qtbot, page, "compare.reveal")
    tally = page.findChild(QLabel, "compare.tally")
    assert tally is not None
    assert tally.isVisible()
    assert tally.text() == "“Cup 100\u202f%” was chosen 3 of 4 times."
    assert [one.chosen for one in state.tally()] == [3, 1, 0]
    assert not any(one.rating for one in results(page)), "keys chose, they did not rate"
    state.keep()
    settle()
    board = state.board
    assert board is not None
    click(qtbot, page, "compare.new")
    state.open_board(board.id)
    settle()
    assert [one.chosen for one in state.tally()] == [3, 1, 0], "the tally is kept"


def test_the_code_word_comes_by_itself_and_is_missed_when_it_is_gone(
    page: ComparePage, qtbot: QtBot
) -> None:
    state = page.state
    assert state.project is not None
    word = state.project.trigger
    page.box.edit.selectAll()
    qtbot.keyClicks(page.box.edit, "a cup in the rain")
    assert page.box.warning.isVisible()
    click(qtbot, page, f"compare.putIn.{word}")
    assert state.brief == f"a {word} cup in the rain"
    assert not page.box.warning.isVisible()
    page.box.edit.selectAll()
    qtbot.keyClicks(page.box.edit, "a cup")
    state.add_column([Part("image2")])
    assert state.brief == f"a {word} cup", "a new column puts its code word in"


def test_phrases_go_in_and_out(page: ComparePage) -> None:
    state = page.state
    start = state.brief

    def press(group: str, text: str) -> None:
        (action,) = [one for one in page.box.menu(group).actions() if one.text() == text]
        action.trigger()

    press("scene", "Wooden table")
    assert state.brief == f"{start}, on a wooden table"
    press("light", "Soft light")
    press("scene", "Brand colour: red")
    assert state.brief == f"{start}, in soft light, on a red background"
    press("light", "Soft light")
    press("scene", "Brand colour: red")
    assert state.brief == start
    (wide,) = [one for one in page.box.shape_menu().actions() if one.text().startswith("Wide")]
    wide.trigger()
    assert state.image.width > state.image.height
    assert state.model is not None
    assert state.image.width % 16 == 0


def test_columns_by_their_menus(page: ComparePage, qtbot: QtBot, settle: Settle) -> None:
    state = page.state

    def press(menu: QMenu, *names: str) -> None:
        for name in names:
            (action,) = [one for one in menu.actions() if one.text() == name]
            if action.menu():
                menu = action.menu()
        action.trigger()

    with qtbot.waitSignal(state.conflict_known, timeout=5_000):
        press(page.heads.add_menu(), "Cup + Evening light")
    mix = state.layout.columns[-1]
    head = page.heads.head(mix.id)
    say = child(head, f"compare.conflict.{mix.id}")
    assert say.text() == "They work independently of each other."  # type: ignore[attr-defined]
    assert state.layout.columns[-1].balanced
    qtbot.mouseClick(head.balance, LEFT, pos=QPoint(15, head.balance.height() // 2))
    assert not state.layout.columns[-1].balanced
    slider = child(head, f"compare.strength.{mix.id}.image2")
    qtbot.keyClick(slider, Qt.Key.Key_PageUp)
    assert state.layout.columns[-1].parts[1].slider == pytest.approx(1.1)
    press(head.menu(), "Move left")
    assert [one.id for one in state.layout.columns] == [0, mix.id, 1]
    press(page.heads.head(mix.id).menu(), "Take out", "Evening light")
    assert [p.adapter_id for p in state.layout.column(mix.id).parts] == ["image1"]
    press(page.heads.head(1).menu(), "Duplicate")
    assert len(state.layout.columns) == 4
    sayings: list[Saying] = []
    page.desk.said.connect(sayings.append)
    before = state.layout
    press(page.heads.head(1).menu(), "Remove the column")
    assert len(state.layout.columns) == 3
    assert sayings[-1].action is not None
    sayings[-1].action()
    assert state.layout == before
    qtbot.waitUntil(lambda: not page.desk.jobs)


def test_a_head_is_dragged_to_another_place(page: ComparePage, qtbot: QtBot) -> None:
    state = page.state
    state.add_column([Part("image2")])
    last = state.layout.columns[-1].id
    head = page.heads.head(last)
    grip = QPoint(head.width() // 2, head.height() - 6)
    qtbot.mousePress(head, LEFT, pos=grip)
    for step in (20, 40, head.width()):
        qtbot.mouseMove(head, grip - QPoint(step, 0))
    qtbot.mouseRelease(head, LEFT, pos=grip)
    assert [one.id for one in state.layout.columns] == [0, last, 1]


def test_settings_of_a_result_are_used_again(
    page: ComparePage, qtbot: QtBot, settle: Settle
) -> None:
    made(page, qtbot, settle)
    state = page.state
    brief = state.brief
    state.set_slider(state.layout.columns[1].id, "image1", 0.3)
    page.box.edit.setPlainText("something else")
    index = page.view.cells.index(2, 0)
    page.view.setCurrentIndex(index)
    page.view.setFocus()
    qtbot.keyClick(page.view, Qt.Key.Key_R)
    assert state.brief == brief
    assert state.seeds == (2,)
    assert len(state.layout.columns) == 2


def test_a_missing_adapter_file_is_told_inline(page: ComparePage, desk: Desk, qtbot: QtBot) -> None:
    (desk.library.root / page.state.records["image1"].file).unlink()
    with qtbot.waitSignal(page.maker.ended, timeout=30_000) as ended:
        click(qtbot, page, "compare.make")
    assert isinstance(ended.args[0], Failed)
    assert child(page, "compare.tryAgain").isVisible()
    assert page.make.isEnabled(), "nothing is lost and it can be tried again"


def test_a_training_that_has_the_engine_is_waited_for(
    page: ComparePage, desk: Desk, qtbot: QtBot, settle: Settle
) -> None:
    room = desk.engine_room
    with room.turn:
        request = TrainingRequest(
            run="run", kind="image", family="flux2_klein", model="m", model_hash="", model_name="m",
            model_licence="", run_folder="r", cache_folder="c", adapter_id="a", adapter_name="Cup",
            trigger="", class_word="", settings=TrainingSettings(),
        )  # fmt: skip
        room.running = RunningTraining("run", 1, "Cup", request)
        busy = child(page, "compare.busy")
        assert busy.isVisible()
        page.maker.training_left = 240.0
        assert "about 4 minute" in busy.text()  # type: ignore[attr-defined]
        click(qtbot, page, "compare.make")
        assert page.maker.making is not None
        assert page.maker.making.waiting
        assert page.footer_note.text() == "Waiting for the training to end"
        qtbot.wait(200)
        assert not page.state.results
    with qtbot.waitSignal(page.maker.ended, timeout=60_000):
        room.running = None
    settle()
    assert len(results(page)) == 4
    assert page.findChild(QWidget, "compare.busy") is None or not busy.isVisible()


def test_a_stopped_grid_keeps_what_was_made(
    page: ComparePage, qtbot: QtBot, settle: Settle
) -> None:
    page.box.count.setValue(8)
    with qtbot.waitSignal(page.maker.ended, timeout=60_000):
        click(qtbot, page, "compare.make")
        qtbot.waitUntil(lambda: len(page.state.results) >= 2, timeout=30_000)
        click(qtbot, page, "compare.stop")
    settle()
    kept = len(page.state.results)
    assert 2 <= kept < 16
    assert page.make.text().startswith(f"Make {16 - kept} ")


def test_an_adapter_is_compared_from_elsewhere(
    page: ComparePage, settled: Callable[[object], None]
) -> None:
    page.enter({"adapter": "text3"})
    assert page.state.kind == "text"
    assert [[p.adapter_id for p in c.parts] for c in page.state.layout.columns] == [[], ["text3"]]
    page.enter({"adapter": "image2"})
    assert page.state.kind == "image"
    assert [[p.adapter_id for p in c.parts] for c in page.state.layout.columns] == [[], ["image2"]]
    assert page.state.project is not None
    assert page.state.project.trigger in page.state.brief


def test_without_any_adapter_the_base_alone_can_be_tried(
    page: ComparePage,
    desk: Desk,
    qtbot: QtBot,
    settled: Callable[[object], None],
) -> None:
    other, _ = projects.create(desk.catalogue, "Quiet Linen", class_word="towel")
    desk.open_project(other)
    settled(page.state)
    assert page.no_adapter.isVisible()
    went: list[str] = []
    desk.went.connect(lambda name, _: went.append(name))
    click(qtbot, page, "compare.toTrain")
    assert went == ["train"]
    assert len(page.state.layout.columns) == 1
    assert page.state.brief == f"a photo of {other.trigger} towel"
    assert page.make.isEnabled()


def test_live_boards_make_a_moved_slider_by_themselves(
    page: ComparePage, qtbot: QtBot, settle: Settle
) -> None:
    page.box.count.setValue(1)
    made(page, qtbot, settle)
    page.maker.live = True
    slider = child(page, f"compare.strength.{page.state.layout.columns[1].id}.image1")
    with qtbot.waitSignal(page.maker.ended, timeout=60_000):
        qtbot.keyClick(slider, Qt.Key.Key_PageDown)
    settle()
    assert len(page.state.results) == 3
    assert page.state.missing() == []


def test_earlier_briefs_are_found_by_their_words(
    page: ComparePage, qtbot: QtBot, settle: Settle
) -> None:
    page.box.count.setValue(1)
    made(page, qtbot, settle)
    first = page.state.brief
    page.box.edit.setPlainText("another thing entirely")
    click(qtbot, page, "compare.earlierBriefs")
    popup = page.window().findChild(BriefHistory)
    assert popup is not None
    settle()
    found = popup.list
    assert found.count() == 1
    qtbot.keyClick(popup.search, Qt.Key.Key_Return)
    assert page.state.brief == first


def test_an_adapter_that_was_just_trained_is_compared(
    page: ComparePage, desk: Desk, ember: ProjectRecord, add_toy: AddToy, qtbot: QtBot
) -> None:
    page.hide()
    add_toy("image", "Fresh", 9)
    page.show()
    page.enter({"adapter": "image9"})
    qtbot.waitUntil(lambda: len(page.state.layout.columns) == 2)
    qtbot.waitUntil(
        lambda: [p.adapter_id for p in page.state.layout.columns[1].parts] == ["image9"]
    )
    qtbot.waitUntil(lambda: not desk.jobs)
