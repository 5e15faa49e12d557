"""From a table: every row becomes a text, one new column a mix of Compare's board."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QMimeData, QModelIndex, Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from core.actions.changes import Changes
from core.catalogue.records import ProjectRecord
from core.datasets.plain_tables import KINDS
from core.errors import KnownError
from desktop_app import words
from desktop_app.page import Page
from desktop_app.state.desk import Desk
from desktop_app.state.exports import default_folder
from desktop_app.state.tables import Columns, TablesState
from desktop_app.tokens import SPACE
from desktop_app.widgets.ask_path import ask_file, ask_file_to_save
from desktop_app.widgets.basics import ErrorBox, clear, label, primary, quiet, secondary
from desktop_app.widgets.compare.stage import TextStage
from desktop_app.widgets.compare.take_dialog import TakeDialog
from desktop_app.widgets.tables.grid import Grid
from desktop_app.widgets.tables.judging import JudgingBar
from desktop_app.widgets.tables.setup import SetupCard
from desktop_app.widgets.tables.start import StartView

_REVIEWED = 200
"""Rows up to which Compare shows a table without making the reader wait."""


class TablesPage(Page):
    """Belongs to Compare, whose columns it takes; its rail entry is Compare's."""

    NAME = "tables"

    def __init__(self, desk: Desk) -> None:
        """Nothing is read before it is shown."""
        super().__init__(desk)
        self.state = TablesState(desk, self)
        self._at = (-1, -1)
        """Row and column of the cell that is looked at."""
        self.body.setContentsMargins(SPACE[5], SPACE[4], SPACE[5], SPACE[2])
        self.body.setSpacing(SPACE[3])
        self._build_top()
        self._problem = QVBoxLayout()
        self.body.addLayout(self._problem)
        self.stack = QStackedWidget()
        self.start = StartView(self.state)
        self.stack.addWidget(self.start)
        self.stack.addWidget(self._build_work())
        self.body.addWidget(self.stack, 1)
        self._build_footer()
        self._connect()
        self._refresh()

    # --- hooks -----------------------------------------------------------------------------------

    def shown(self, **hint: Any) -> None:
        """`columns`: what Compare's board has; `board`: open a table that was begun."""
        if isinstance(hint.get("columns"), Columns):
            self.state.take_columns(hint["columns"])
        if hint.get("board"):
            self.state.open_batch(int(hint["board"]))

    def project_changed(self, project: ProjectRecord | None) -> None:
        """Another brand has other tables."""
        self.state.open_project(project)

    def catalogue_changed(self, changes: Changes) -> None:
        """A text was edited, rated or taken back somewhere else."""
        batch = self.state.batch
        if changes.results and batch is not None and self.state.writing is None:
            self.state.open_batch(batch.board.id)

    def accept_drop(self, mime: QMimeData) -> bool:
        """A file; whether it is a table is told when it is dropped."""
        return self.state.project is not None and mime.hasUrls() and self.state.writing is None

    def dragged(self, over: bool) -> None:
        """Show where it may be dropped."""
        self.start.set_over(over)

    def dropped(self, mime: QMimeData) -> None:
        """Read the first file."""
        files = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
        if files:
            self.state.take_file(files[0])

    # --- building --------------------------------------------------------------------------------

    def _build_top(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(SPACE[3])
        self.back = quiet(self.tr("Compare"), "arrow-left")
        self.back.setObjectName("tables.back")
        row.addWidget(self.back)
        self.name = label("", "lead", wrap=False)
        row.addWidget(self.name, 1)
        self.review = quiet(self.tr("Review in Compare"), "columns-3")
        self.review.setObjectName("tables.review")
        row.addWidget(self.review)
        self.other = quiet(self.tr("Another table"), "grid-2x2")
        self.other.setObjectName("tables.other")
        row.addWidget(self.other)
        self.body.addLayout(row)

    def _build_work(self) -> QWidget:
        work = QWidget()
        column = QVBoxLayout(work)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE[3])
        self.setup = SetupCard(self.state)
        column.addWidget(self.setup)
        self.grid = Grid(self.state)
        column.addWidget(self.grid, 3)
        self.reader = TextStage()
        self.reader.setObjectName("tables.reader")
        column.addWidget(self.reader, 2)
        self.judging = JudgingBar(self.desk)
        column.addWidget(self.judging)
        self.reader.hide()
        self.judging.hide()
        return work

    def _build_footer(self) -> None:
        self.stop = quiet(self.tr("Stop"))
        self.stop.setObjectName("tables.stop")
        self.keep = secondary(self.tr("Save the table"))
        self.keep.setObjectName("tables.save")
        self.write = primary(self.tr("Write"))
        self.write.setObjectName("tables.write")
        self.set_primary(self.write, self.stop, self.keep)
        self.footer_note.setObjectName("tables.progress")

    def _connect(self) -> None:
        state = self.state
        for name in ("plan", "batch", "columns", "writing", "reading"):
            getattr(state, name + "_changed").connect(lambda _: self._refresh())
        state.problem_changed.connect(self._show_problem)
        state.saved.connect(self._tell_saved)
        self.back.clicked.connect(lambda: self.desk.go("compare"))
        self.setup.columns_asked.connect(lambda: self.desk.go("compare"))
        self.other.clicked.connect(state.close_table)
        self.review.clicked.connect(self._review)
        self.start.file_asked.connect(self._ask_file)
        self.write.clicked.connect(state.write)
        self.stop.clicked.connect(state.stop)
        self.keep.clicked.connect(self._ask_target)
        self.judging.edit_asked.connect(self._edit)
        self.grid.looked_at.connect(self._look_at)
        self.grid.cells.modelReset.connect(self._stay)

    # --- following -------------------------------------------------------------------------------

    def _refresh(self) -> None:
        state = self.state
        there = state.plan is not None or state.batch is not None
        self.stack.setCurrentIndex(1 if there else 0)
        self.setup.setVisible(state.batch is None)
        self.other.setVisible(there)
        few = state.batch is not None and len(state.batch.rows) <= _REVIEWED
        self.review.setVisible(few)
        self.other.setEnabled(state.writing is None)
        if state.batch is not None:
            self.name.setText(state.batch.board.name)
        else:
            self.name.setText(state.plan.table.name if state.plan is not None else "")
        busy = state.writing is not None
        self.stop.setVisible(busy)
        made = state.batch is not None and any(row.results for row in state.batch.rows)
        self.keep.setVisible(made)
        self.keep.setEnabled(made and not busy)
        self.show_footer(there)
        self._name_write(busy)
        self._tell_progress()

    def _name_write(self, busy: bool) -> None:
        state = self.state
        if state.batch is not None:
            count = state.batch.missing
        else:
            ready = sum(1 for row in self.grid.cells.rows if row.prompt)
            count = ready * (1 + len(state.columns.mixes))
        self.write.setText(
            self.tr("Write %n text(s)", "", count) if count else self.tr("Everything is written")
        )
        self.write.setEnabled(count > 0 and not busy)

    def _tell_progress(self) -> None:
        state = self.state
        faulty = sum(1 for row in self.grid.cells.rows if row.error)
        if state.writing is not None:
            done, total = state.writing
            if not total:
                self.footer_note.setText(self.tr("Waiting for the engine"))
                return
            text = self.tr("{done} of {total} texts")
            self.footer_note.setText(
                text.format(done=words.number(done), total=words.number(total))
            )
        elif state.reading:
            self.footer_note.setText(self.tr("Reading the table"))
        elif faulty:
            self.footer_note.setText(self.tr("%n row(s) cannot be made; see the last column", "",
                                             faulty))  # fmt: skip
        else:
            self.footer_note.setText("")

    def _show_problem(self, error: KnownError | None) -> None:
        clear(self._problem)
        if error is not None:
            self._problem.addWidget(ErrorBox(error))

    def _stay(self) -> None:
        """A table that was read again shows the same cell."""
        row, column = self._at
        index = self.grid.cells.index(row, column)
        if index.isValid():
            self.grid.setCurrentIndex(index)
        self._look_at(index)

    def _look_at(self, index: QModelIndex) -> None:
        """The whole text of a cell under the table, with its remarks."""
        cells = self.grid.cells
        if index.isValid():
            self._at = (index.row(), index.column())
        text = cells.text(index) if index.isValid() and cells.mix(index) else ""
        self.reader.setVisible(bool(text))
        self.judging.show_result(cells.result(index) if index.isValid() else None)
        if not text:
            return
        base = index.siblingAtColumn(len(cells.names))
        alone = base == index
        self.reader.show_texts(
            text, "" if alone else cells.text(base), alone=alone, claims=tuple(cells.claims(index))
        )

    # --- actions ---------------------------------------------------------------------------------

    def _review(self) -> None:
        if self.state.batch is not None:
            self.desk.go("compare", board=self.state.batch.board.id)

    def _edit(self) -> None:
        index, batch = self.grid.currentIndex(), self.state.batch
        result = self.grid.cells.result(index) if index.isValid() else None
        if result is not None and batch is not None:
            given = self.grid.cells.rows[index.row()].given
            dialog = TakeDialog(
                self.desk, result, lambda text: tuple(batch.look_at(text, given)), self
            )
            dialog.open()

    def _ask_file(self) -> None:
        kinds = " ".join(f"*.{kind}" for kind in KINDS)
        start = Path(str(self.desk.memory.get("tables.folder", "") or default_folder()))
        dialog = ask_file(
            self, self.tr("Choose a table"), start, self.tr("Tables ({kinds})").format(kinds=kinds),
            self._take,
        )  # fmt: skip
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def _take(self, path: Path) -> None:
        self.desk.memory.set("tables.folder", str(path.parent))
        self.state.take_file(path)

    def _ask_target(self) -> None:
        if self.state.batch is None:
            return
        start = Path(str(self.desk.memory.get("tables.folder", "") or default_folder()))
        stem = Path(str(self.state.batch.board.request["table"]["name"])).stem
        kinds = f"{self.tr('Excel table')} (*.xlsx);;CSV (*.csv)"
        ask_file_to_save(
            self, self.tr("Save the table"), start / f"{stem}-signet.xlsx", kinds, self.state.save
        )

    def _tell_saved(self, target: Path) -> None:
        text = self.tr("The table is saved as “{name}”. It says that an AI wrote it.")
        self.desk.say(text.format(name=target.name))
