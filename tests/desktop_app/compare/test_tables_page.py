"""A table dropped, mapped, written, looked at and saved, with the real engine and a toy model."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtWidgets import QComboBox, QFileDialog, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from core.catalogue import boards
from core.catalogue.records import ProjectRecord
from core.datasets.plain_tables import read_table
from desktop_app.pages.compare import ComparePage
from desktop_app.pages.tables import TablesPage
from desktop_app.state.desk import Desk
from desktop_app.state.tables import columns_of
from desktop_app.widgets.compare.take_dialog import TakeDialog

Settle = Callable[[], None]
LEFT = Qt.MouseButton.LeftButton
CSV = "Name;volume_ml;colour\nDawn;800;sand\nNoon;;\nDusk;350;\n"


def child(page: QWidget, name: str) -> QWidget:
    found = page.findChild(QWidget, name)
    assert found is not None, name
    return found


def click(qtbot: QtBot, page: QWidget, name: str) -> None:
    qtbot.mouseClick(child(page, name), LEFT)


@pytest.fixture
def tables(page: ComparePage, desk: Desk, qtbot: QtBot, settle: Settle) -> TablesPage:
    """The page as Compare's button opens it."""
    click(qtbot, page, "compare.texts")
    settle()
    state = page.state
    assert state.text is not None
    state.set_options(replace(state.text, max_new_tokens=8))
    hints: list[object] = []
    desk.went.connect(lambda name, hint: hints.append((name, hint)))
    click(qtbot, page, "compare.openTable")
    assert hints == [("tables", {"columns": columns_of(state)})]
    made = TablesPage(desk)
    qtbot.addWidget(made)
    made.resize(1064, 760)
    made.show()
    qtbot.waitExposed(made)
    made.enter({"columns": columns_of(state)})
    settle()
    return made


def drop(page: TablesPage, file: Path, qtbot: QtBot) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file))])
    assert page.accept_drop(mime)
    page.dropped(mime)
    qtbot.waitUntil(lambda: not page.state.reading, timeout=20_000)


def test_a_table_is_filled_in_looked_at_and_saved(
    tables: TablesPage, desk: Desk, ember: ProjectRecord, qtbot: QtBot, settle: Settle,
    tmp_path: Path,
) -> None:  # fmt: skip
    page, cells = tables, tables.grid.cells
    (tmp_path / "bad.csv").write_text("x", "utf-8")
    drop(page, tmp_path / "bad.csv", qtbot)
    assert page.state.problem is not None
    assert page.stack.currentWidget() is page.start
    (tmp_path / "in.csv").write_text(CSV, "utf-8")
    drop(page, tmp_path / "in.csv", qtbot)
    assert page.state.problem is None
    assert cells.names == ("Name", "volume_ml", "colour")
    assert cells.mixes == ("Without adapter", "Voice 100 %")
    name = child(page, "tables.field.name")
    assert isinstance(name, QComboBox)
    assert name.currentData() == "Name"
    assert cells.rows[1].error.startswith("“Facts” is empty.")
    write = child(page, "tables.write")
    assert isinstance(write, QPushButton)
    assert write.text() == "Write 4 texts"
    seen: list[str] = []
    page.state.cell_made.connect(lambda prompt, _: seen.append(prompt))
    click(qtbot, page, "tables.write")
    qtbot.waitUntil(
        lambda: page.state.batch is not None and page.state.writing is None, timeout=60_000
    )
    settle()
    assert len(seen) == 4, "texts are seen as they arrive"
    assert page.state.batch is not None
    assert page.state.batch.missing == 0
    assert not write.isEnabled()
    with desk.catalogue.writing() as session:
        result = cells.result(cells.index(0, 3))
        assert result is not None
        boards.edit(session, result.id, "The best kettle of all, for 12 cups.")
    page.state.open_batch(page.state.batch.board.id)
    settle()
    page.grid.setCurrentIndex(cells.index(0, 3))
    assert page.reader.own.toPlainText() == "The best kettle of all, for 12 cups."
    told = [one.text() for one in page.reader.remarks.findChildren(QLabel)]
    assert "2 places to look at" in told
    click(qtbot, page, "tables.star4")
    click(qtbot, page, "tables.favourite")
    settle()
    rated = cells.result(page.grid.currentIndex())
    assert rated is not None, "the same cell is shown after the table was read again"
    assert (rated.rating, rated.favourite) == (4, True)
    click(qtbot, page, "tables.edit")
    dialog = page.findChild(TakeDialog)
    assert dialog is not None
    assert dialog.wording == "The best kettle of all, for 12 cups."
    assert dialog.remarks.title.text() == "2 places to look at"
    dialog.reject()
    click(qtbot, page, "tables.save")
    dialog = page.findChild(QFileDialog)
    assert dialog is not None
    with qtbot.waitSignal(page.state.saved, timeout=10_000):
        dialog.fileSelected.emit(str(tmp_path / "out.xlsx"))
    dialog.reject()
    again = read_table(tmp_path / "out.xlsx")
    assert again.row(0)["Without adapter"] == "The best kettle of all, for 12 cups."
    assert again.row(1)["not made"].startswith("“Facts” is empty.")
    assert again.row(2)["origin of the texts"] == "AI-generated"
    click(qtbot, page, "tables.other")
    settle()
    assert page.stack.currentWidget() is page.start
    click(qtbot, page, f"tables.open.{page.state.earlier[0].id}")
    settle()
    assert page.state.batch is not None
    assert page.stack.currentIndex() == 1


def test_a_stopped_table_goes_on(
    tables: TablesPage, qtbot: QtBot, settle: Settle, tmp_path: Path
) -> None:
    page = tables
    rows = "\n".join(f"Kettle {number};{number} ml" for number in range(40))
    (tmp_path / "in.csv").write_text(f"Name;volume\n{rows}\n", "utf-8")
    drop(page, tmp_path / "in.csv", qtbot)
    page.state.cell_made.connect(lambda *_: page.state.stop())
    click(qtbot, page, "tables.write")
    qtbot.waitUntil(
        lambda: page.state.batch is not None and page.state.writing is None, timeout=60_000
    )
    settle()
    assert page.state.batch is not None
    left = page.state.batch.missing
    assert 0 < left < 80
    assert page.write.text() == f"Write {left} texts"
    assert page.state.problem is None


def test_another_form_asks_for_other_columns(
    tables: TablesPage, qtbot: QtBot, settle: Settle, tmp_path: Path
) -> None:
    page = tables
    (tmp_path / "in.csv").write_text("Thema;Notiz\nRegen;x\n", "utf-8")
    drop(page, tmp_path / "in.csv", qtbot)
    form = page.setup.form
    form.setCurrentIndex(form.findData("post"))
    form.activated.emit(form.currentIndex())
    assert page.state.plan is not None
    assert page.state.plan.columns == {"about": "Thema", "words": ""}
    assert "Regen" in page.grid.cells.rows[0].prompt
    page.setup.limit.setCurrentIndex(page.setup.limit.findData("x_post"))
    page.setup.limit.activated.emit(0)
    assert "about 35 words" in page.grid.cells.rows[0].prompt
    page.state.set_column("about", "Notiz")
    assert page.grid.cells.rows[0].prompt.endswith("It mentions: x.")
