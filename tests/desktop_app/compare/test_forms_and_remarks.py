"""Forms at the side write briefs; remarks are marked in texts and told in sentences."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QModelIndex, Qt
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from core.catalogue import boards, items, projects
from core.catalogue.records import ProjectRecord, ResultRecord
from desktop_app.pages.compare import ComparePage
from desktop_app.state.desk import Desk
from desktop_app.widgets.compare.take_dialog import TakeDialog

Settle = Callable[[], None]
LEFT = Qt.MouseButton.LeftButton
TEXT = "A cheap kettle by MorningEmber, the best for 12 cups."


def child(page: QWidget, name: str) -> QWidget:
    found = page.findChild(QWidget, name)
    assert found is not None, name
    return found


def click(qtbot: QtBot, page: QWidget, name: str) -> None:
    qtbot.mouseClick(child(page, name), LEFT)


def choose(page: QWidget, name: str, value: str) -> None:
    combo = child(page, name)
    assert isinstance(combo, QComboBox)
    combo.setCurrentIndex(combo.findData(value))
    assert combo.currentData() == value
    combo.activated.emit(combo.currentIndex())
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def in_html(page: ComparePage, index: QModelIndex) -> str:
    cell = page.view.cells.cell(index)
    assert cell is not None
    return str(page.view.drawing._document(cell, 300, False).toHtml())


@pytest.fixture
def texts(page: ComparePage, qtbot: QtBot, settle: Settle) -> ComparePage:
    click(qtbot, page, "compare.texts")
    settle()
    return page


@pytest.fixture
def written(texts: ComparePage, desk: Desk, ember: ProjectRecord, settle: Settle) -> ResultRecord:
    """A kept comparison with one text that claims a lot, open on the page."""
    model = texts.state.model
    assert model is not None
    request = {"kind": "text", "model_hash": model.hash, "prompts": ["A kettle for 8 cups."],
               "seeds": [1], "mixes": [{"name": "Without adapter", "parts": []}]}  # fmt: skip
    with desk.catalogue.writing() as session:
        board = boards.create(session, ember.id, "Kettle", request)
        made = boards.add_result(
            session, board.id, kind="text", prompt="A kettle for 8 cups.", seed=1,
            mix={"name": "Without adapter", "parts": []}, text=TEXT, sha256="0" * 64,
        )  # fmt: skip
    texts.state.open_board(board.id)
    settle()
    return made


def test_a_form_writes_the_brief_and_sets_the_channel(
    texts: ComparePage, qtbot: QtBot, settle: Settle
) -> None:
    page = texts
    click(qtbot, page, "compare.openForm")
    choose(page, "compare.form", "post")
    missing = child(page, "compare.formMissing")
    assert isinstance(missing, QLabel)
    assert "“It mentions” is empty." in missing.text()
    about = child(page, "compare.field.about")
    assert isinstance(about, QPlainTextEdit)
    about.setPlainText("rain\ncoffee")
    wanted = (
        "Write a social media post for Morning Ember, about 40 words. It mentions: rain, coffee."
    )
    assert page.state.brief == wanted
    assert missing.isHidden()
    choose(page, "compare.channel", "x_post")
    assert "about 35 words" in page.state.brief
    assert page.view.drawing.remarks.limit is not None
    choose(page, "compare.language", "de")
    assert page.state.brief.startswith("Aufgabe: Social-Media-Beitrag für Morning Ember")
    choose(page, "compare.form", "slogan")
    assert len(page.state.seeds) == 4
    choose(page, "compare.form", "product")
    name = child(page, "compare.field.name")
    assert isinstance(name, QLineEdit)
    qtbot.keyClicks(name, "Kettle")
    assert "“Facts” is empty." in missing.text()
    choose(page, "compare.form", "post")
    again = child(page, "compare.field.about")
    assert isinstance(again, QPlainTextEdit)
    assert again.toPlainText() == "rain\ncoffee", "what was filled in is there again"
    assert len(page.state.seeds) == 4
    click(qtbot, page, "compare.pictures")
    settle()
    assert child(page, "compare.openForm").isHidden()
    assert page.side.open == ""


def test_remarks_are_marked_and_told(
    texts: ComparePage, written: ResultRecord, qtbot: QtBot, settle: Settle
) -> None:
    index = texts.view.cells.index(1, 0)
    cell = texts.view.cells.cell(index)
    assert cell is not None
    assert [one.words for one in texts.view.drawing.claims(cell, held=False)] == [
        "cheap", "the best", "12"
    ]  # fmt: skip
    assert in_html(texts, index).count("⚠") == 3
    texts.viewer.open_at(index)
    told = [one.text() for one in texts.viewer.texts.remarks.findChildren(QLabel)]
    assert "3 places to look at" in told
    assert "“12” does not stand in the brief." in told
    assert texts.viewer.texts.own.toPlainText() == TEXT, "what is copied has no signs in it"


def test_the_brands_words_are_kept_and_taken_back(
    texts: ComparePage, written: ResultRecord, desk: Desk, ember: ProjectRecord,
    qtbot: QtBot, settle: Settle,
) -> None:  # fmt: skip
    desk.project_changed.connect(texts.project_changed)
    click(qtbot, texts, "compare.openWords")
    panel = texts.side.words
    assert not panel.keep.isEnabled()
    panel.edits["terms"].setPlainText("Morning Ember")
    panel.edits["allowed"].setPlainText("the best\ncheap")
    click(qtbot, texts, "compare.keepWords")
    settle()
    with desk.catalogue.reading() as session:
        assert projects.get(session, ember.id).words["terms"] == "Morning Ember"
    html = in_html(texts, texts.view.cells.index(1, 0))
    assert html.count("⚠") == 2
    assert "MorningEmber" in html.split("⚠")[1]
    panel.edits["banned"].setPlainText("x" * 99)
    click(qtbot, texts, "compare.keepWords")
    settle()
    wrong = child(texts, "compare.wordsWrong")
    assert isinstance(wrong, QLabel)
    assert "too long" in wrong.text()
    assert panel.edits["banned"].toPlainText() == "x" * 99, "nothing that was typed is lost"
    desk.undo.undo()
    settle()
    with desk.catalogue.reading() as session:
        assert projects.get(session, ember.id).words == {}


def test_a_text_is_reworded_approved_and_taken_back(
    texts: ComparePage, written: ResultRecord, desk: Desk, ember: ProjectRecord,
    qtbot: QtBot, settle: Settle,
) -> None:  # fmt: skip
    desk.lane.changed.connect(texts.catalogue_changed)
    index = texts.view.cells.index(1, 0)
    texts.viewer.open_at(index)
    click(qtbot, texts.viewer, "compare.edit")
    dialog = texts.viewer.findChild(TakeDialog)
    assert dialog is not None
    assert not dialog.keep.isEnabled()
    assert not dialog.approve.isEnabled(), "nobody approves it yet"
    dialog.field.setPlainText("A kettle for 8 cups.")
    qtbot.waitUntil(lambda: dialog.remarks.title.text() == "Nothing to look at", timeout=5_000)
    dialog.person.setText("me")
    dialog.kind.setCurrentIndex(dialog.kind.findData("line"))
    click(qtbot, dialog, "compare.take.approve")
    settle()
    assert texts.viewer.texts.own.toPlainText() == "A kettle for 8 cups."
    with desk.catalogue.reading() as session:
        (taken,) = items.list_items(session, ember.id, "text")
        assert boards.get_result(session, written.id).text == TEXT
    assert (taken.body, taken.text_kind) == ("A kettle for 8 cups.", "line")
    assert taken.facts["edited_by"] == "me"
    click(qtbot, texts.viewer, "compare.edit")
    again = texts.viewer.findChildren(TakeDialog)[-1]
    assert again.person.text() == "me", "the name is remembered"
    click(qtbot, again, "compare.take.approve")
    settle()
    assert again.isVisible(), "refused: it is there already, and nothing typed is lost"
    again.reject()
    desk.undo.undo()
    desk.undo.undo()
    settle()
    with desk.catalogue.reading() as session:
        assert items.list_items(session, ember.id, "text") == []
