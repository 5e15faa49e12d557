"""Compare: the same brief through different mixes, side by side, without adapter always first."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QModelIndex, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from core.actions.changes import Changes
from core.catalogue.records import ProjectRecord
from desktop_app import words
from desktop_app.observable import bind
from desktop_app.page import Page
from desktop_app.state.compare import CompareState
from desktop_app.state.compare_layout import Layout
from desktop_app.state.compare_maker import Maker, Making
from desktop_app.state.desk import Desk
from desktop_app.state.tables import columns_of
from desktop_app.tokens import SPACE
from desktop_app.widgets.basics import (
    EmptyState,
    Skeleton,
    primary,
    quiet,
    secondary,
)
from desktop_app.widgets.compare.base_line import BaseLine
from desktop_app.widgets.compare.blind_bar import BlindBar
from desktop_app.widgets.compare.board_view import BoardView
from desktop_app.widgets.compare.brief_box import BriefBox
from desktop_app.widgets.compare.head_strip import HeadStrip
from desktop_app.widgets.compare.notices import Notices
from desktop_app.widgets.compare.side_panel import SidePanel
from desktop_app.widgets.compare.toolbar import Toolbar
from desktop_app.widgets.compare.twin_line import TwinLine
from desktop_app.widgets.compare.viewer import Viewer


class ComparePage(Page):
    """Brief on top, board below, history and details at the side."""

    NAME = "compare"

    def __init__(self, desk: Desk) -> None:
        """Builds everything; nothing is read before a project is shown."""
        super().__init__(desk)
        self.state = CompareState(desk)
        self.maker = Maker(self.state)
        self.state.setParent(self)
        self.maker.setParent(self)
        self._wanted_adapter = ""
        self._leads_on = False
        self.body.setSpacing(SPACE[3])
        self.body.setContentsMargins(SPACE[5], SPACE[4], SPACE[5], SPACE[2])
        self.tools = Toolbar()
        self.body.addWidget(self.tools)
        self.box = BriefBox(self.state)
        self.body.addWidget(self.box)
        self.body.addWidget(TwinLine(self.state))
        self.body.addWidget(BaseLine(self.state))
        self.body.addWidget(Notices(desk, self.maker))
        self.blind_bar = BlindBar(self.state)
        self.body.addWidget(self.blind_bar)
        self._build_board()
        self._build_side()
        self._build_footer()
        self.viewer = Viewer(self.view, self)
        self._connect()

    # --- hooks -----------------------------------------------------------------------------------

    def shown(self, **hint: Any) -> None:
        """`adapter`: compare the base with it; `board`: open a kept comparison."""
        if hint.get("adapter"):
            self._wanted_adapter = str(hint["adapter"])
            self._take_hint()
        elif hint.get("board"):
            self.state.open_board(int(hint["board"]))
        self.state.look_for_models()

    def hidden(self) -> None:
        """Write what was not written yet."""
        self.state.keep_now()

    def project_changed(self, project: ProjectRecord | None) -> None:
        """Another brand has other adapters and comparisons."""
        self.state.open_project(project)
        self.view.drawing.remarks.follow(project)
        self.side.words.show_words()

    def catalogue_changed(self, changes: Changes) -> None:
        """The state looks what concerns it."""
        self.state.catalogue_changed(changes)

    def search_hint(self) -> str:
        """The header finds kept comparisons."""
        return self.tr("Search comparisons")

    def searched(self, text: str) -> None:
        """Open the history with what answers."""
        if text or self.side.open == "history":
            self.side.turn("history")
            self.side.history.search_for(text)

    # --- building --------------------------------------------------------------------------------

    def _build_board(self) -> None:
        self.view = BoardView(self.state, self.maker, self.desk.library.root)
        self.heads = HeadStrip(self.state, self.view)
        board = QWidget()
        column = QVBoxLayout(board)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.heads)
        self.area = QStackedWidget()
        self.area.addWidget(self.view)
        self.empty = self._empty_board()
        self.area.addWidget(self.empty)
        column.addWidget(self.area, 1)
        loading = QWidget()
        grey = QVBoxLayout(loading)
        grey.setContentsMargins(0, 0, 0, 0)
        grey.addWidget(Skeleton(48))
        grey.addWidget(Skeleton(220))
        grey.addStretch(1)
        self.stack = QStackedWidget()
        self.stack.addWidget(loading)
        self.stack.addWidget(board)
        self.body.addWidget(self.stack, 1)

    def _empty_board(self) -> QWidget:
        """Before the first result; names what is missing most."""
        self.to_train = secondary(self.tr("Train an adapter"))
        self.to_train.setObjectName("compare.toTrain")
        self.no_adapter = EmptyState(
            "sparkles",
            self.tr("There is no adapter to compare yet"),
            self.tr("You can already see what the model makes by itself."),
            self.to_train,
        )
        self.first_brief = EmptyState(
            "columns-3",
            self.tr("Write a brief and see every mix side by side"),
            self.tr("The first column always shows the model without adapter."),
        )
        empty = QStackedWidget()
        empty.addWidget(self.first_brief)
        empty.addWidget(self.no_adapter)
        return empty

    def _build_side(self) -> None:
        self.side = SidePanel(self.state, self.maker)
        self.set_side(self.side)
        self._side_frame = self.side.parentWidget()
        self._side_frame.hide()

    def _build_footer(self) -> None:
        self.stop = quiet(self.tr("Stop"))
        self.stop.setObjectName("compare.stop")
        self.stop.hide()
        self.make = primary(self.tr("Make"))
        self.make.setObjectName("compare.make")
        self.make.setToolTip(self.tr("Make what is missing (Ctrl+Enter)"))
        self.set_primary(self.make, self.stop)
        self.footer_note.setObjectName("compare.progress")

    def _connect(self) -> None:
        state, maker = self.state, self.maker
        self.tools.kinds.chosen.connect(state.choose_kind)
        self.tools.blind.clicked.connect(self._start_blind)
        self.tools.review.clicked.connect(self._review)
        self.tools.fresh.clicked.connect(lambda: state.new_board())
        self.tools.form.clicked.connect(lambda on: self._turn_to("form", on))
        self.tools.words.clicked.connect(lambda on: self._turn_to("words", on))
        self.tools.table.clicked.connect(self._open_table)
        self.tools.history.clicked.connect(lambda on: self.side.turn("history" if on else ""))
        self.tools.details.clicked.connect(lambda on: self.side.turn("details" if on else ""))
        self.to_train.clicked.connect(lambda: self.desk.go("train"))
        self.make.clicked.connect(self._go_on)
        self.stop.clicked.connect(maker.stop)
        self.box.made.connect(self._make)
        self.box.shaped.connect(self._shape)
        shortcut = QShortcut(QKeySequence("Ctrl+Return"), self, self._make)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.heads.told.connect(self._offer_undo)
        self.view.opened.connect(self.viewer.open_at)
        self.view.reused.connect(self._reuse)
        self.viewer.reused.connect(self._reuse)
        self.viewer.covered.connect(self._cover)
        self.view.brief_taken.connect(self._take_brief)
        self.view.removed.connect(self._remove_row)
        self.view.sought.connect(self._look_at)
        self.side.details.limited.connect(self._limit)
        self._limit(self.side.details.limit)
        self.side.form.limited.connect(self.side.details.choose_limit)
        for name in ("layout", "brief", "ready", "kind", "model", "adapters", "blind", "seeds"):
            getattr(state, name + "_changed").connect(lambda _: self._refresh())
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._refresh)
        state.cells_changed.connect(lambda _: self._soon.start())
        state.history_changed.connect(lambda _: self._tell_step())
        state.ready_changed.connect(lambda _: self._take_hint())
        state.adapters_changed.connect(lambda _: self._take_hint())
        state.blind_changed.connect(self._follow_blind)
        bind(maker, "making", self._show_making)
        self.side.turned.connect(self._show_side)
        state.balanced.connect(self._tell_balance)
        self._refresh()

    # --- following -------------------------------------------------------------------------------

    def _refresh(self) -> None:
        state = self.state
        self.stack.setCurrentIndex(1 if state.ready else 0)
        self.tools.kinds.choose(state.kind)
        self.tools.for_texts(state.kind == "text")
        if state.kind != "text" and self.side.open in ("form", "words"):
            self.side.turn("")
        made = bool(state.layout.rows)
        self.area.setCurrentIndex(0 if made else 1)
        lonely = state.ready and not any(one.kind == state.kind for one in state.adapters)
        self.empty.setCurrentWidget(self.no_adapter if lonely else self.first_brief)
        several = len(state.layout.columns) > 1
        self.tools.blind.setEnabled(bool(state.results) and several and not state.blind)
        self.tools.review.setEnabled(bool(state.results) and not state.blind)
        self.box.setEnabled(state.ready)
        self.box.setVisible(not state.blind)
        self._name_make()

    def _name_make(self) -> None:
        state = self.state
        count = len(state.missing()) if state.ready else 0
        favourites = sum(1 for one in state.results.values() if one.favourite)
        self._leads_on = not count and favourites > 0 and self.maker.making is None
        if self._leads_on:
            self.make.setText(self.tr("Export %n favourite(s)", "", favourites))
            self.make.setEnabled(True)
            return
        if state.kind == "image":
            text = self.tr("Make %n picture(s)", "", count)
        else:
            text = self.tr("Write %n text(s)", "", count)
        if not count and state.layout.rows:
            text = self.tr("Everything is made")
        elif not count:
            text = self.tr("Make")
        self.make.setText(text)
        busy = self.maker.making is not None
        self.make.setEnabled(count > 0 and not busy and not state.blind and state.model is not None)

    def _show_making(self, making: Making | None) -> None:
        self.stop.setVisible(making is not None)
        self._tell_step()
        self._name_make()
        if making is None:
            self.footer_note.setText("")
        else:
            self.footer_note.setText(self._progress(making))

    def _tell_step(self) -> None:
        """The dot in the rail."""
        there = "ready" if self.state.history else "empty"
        number = self.state.project.id if self.state.project is not None else 0
        state = "running" if self.maker.making is not None else there
        self.desk.set_step(self.NAME, state, number)

    def _progress(self, making: Making) -> str:
        text = self.tr("{done} of {total}").format(
            done=words.number(making.done), total=words.number(making.total)
        )
        if making.waiting:
            return self.tr("Waiting for the training to end")
        if making.seconds_left is not None:
            return f"{text} · {words.left(making.seconds_left)}"
        return f"{text} · {making.say}" if making.say else text

    def _open_table(self) -> None:
        """Fill in a table with the columns of this board."""
        self.desk.go("tables", columns=columns_of(self.state))

    def _turn_to(self, name: str, on: bool) -> None:
        self.side.turn(name if on else "")

    def _show_side(self, name: str) -> None:
        self._side_frame.setVisible(bool(name))
        self.tools.form.setChecked(name == "form")
        self.tools.words.setChecked(name == "words")
        self.tools.history.setChecked(name == "history")
        self.tools.details.setChecked(name == "details")

    def _take_hint(self) -> None:
        if self._wanted_adapter and self.state.ready:
            if self._wanted_adapter in self.state.records:
                wanted, self._wanted_adapter = self._wanted_adapter, ""
                self.state.compare_adapter(wanted)
            else:  # just trained: it is on its way from the catalogue
                self.state.refresh()

    def _follow_blind(self, blind: bool) -> None:
        """The choice is made at full width; its result is told at the side."""
        self.side.turn("tally" if not blind and self.state.tally() else "")
        self.make.setVisible(not blind)

    def _look_at(self, index: QModelIndex) -> None:
        cell = self.view.cells.cell(index)
        hidden = cell is None or bool(cell.letter)
        self.side.details.show_result(None if hidden or cell is None else cell.result)

    def _limit(self, limit: Any) -> None:
        self.view.drawing.remarks.set_limit(limit)

    # --- actions ---------------------------------------------------------------------------------

    def _go_on(self) -> None:
        """The primary button: make what is missing, else lead on with the favourites."""
        if self._leads_on:
            self.desk.go("export")
        else:
            self.maker.make()

    def _make(self) -> None:
        """Ctrl+Enter, wherever the focus is."""
        if self.make.isEnabled() and not self._leads_on and not self.state.blind:
            self.maker.make()

    def _cover(self, covered: bool) -> None:
        """What lies under the review cannot be reached by Tab."""
        for one in self.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
            if one is not self.viewer:
                one.setEnabled(not covered)

    def _start_blind(self) -> None:
        self.viewer.close_view()
        self.state.start_blind()
        first = next(iter(self.view.cells.finished()), None)
        if first is not None:
            self.view.setCurrentIndex(first)
        self.view.setFocus()

    def _review(self) -> None:
        index = self.view.currentIndex()
        cell = self.view.cells.cell(index)
        if cell is None or cell.result is None:
            index = next(iter(self.view.cells.finished()), QModelIndex())
        if index.isValid():
            self.viewer.open_at(index)

    def _reuse(self, index: QModelIndex) -> None:
        cell = self.view.cells.cell(index)
        if cell is not None and cell.result is not None:
            self.state.reuse(cell.result)
            self.box.edit.setFocus()

    def _take_brief(self, brief: str) -> None:
        row = next((one for one in self.state.layout.rows if one.brief == brief), None)
        self.state.brief = brief
        if row is not None:
            self.state.seeds = row.seeds
        self.box.edit.setFocus()

    def _remove_row(self, brief: str) -> None:
        before = self.state.layout
        if self.state.brief.strip() == brief:
            self.state.brief = ""
        self.state.remove_row(brief)
        self._offer_undo(self.tr("The brief is off the board. Its results are kept."), before)

    def _offer_undo(self, text: str, before: Layout) -> None:
        self.desk.say(text, self.tr("Undo"), lambda: self.state.put_back(before))

    def _tell_balance(self, column_id: int, factor: float) -> None:
        text = self.tr("Balanced for you: all are turned down to {share}, so that none drowns.")
        self.desk.say(
            text.format(share=words.percent(factor)),
            self.tr("Undo"),
            lambda: self.state.set_balanced(column_id, False),
        )

    def _shape(self, width: int, height: int) -> None:
        self.state.set_options(replace(self.state.image, width=width, height=height))
