"""Before and after: the text as it came in becomes what the model is asked and what it answers.

`ExamplesPreview(desk)` with `set_project`, `set_selection` and the signal `show_items` is all that
a page needs; `dialog` shows the same in a window of its own.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QHideEvent,
    QResizeEvent,
    QShowEvent,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QListView,
    QSplitter,
    QStackedWidget,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from core.catalogue.records import ProjectRecord
from core.errors import KnownError
from desktop_app import theme, words
from desktop_app.observable import bind
from desktop_app.state.desk import Desk
from desktop_app.state.examples import ExamplesState, Shown
from desktop_app.tokens import SPACE
from desktop_app.widgets.basics import (
    Chip,
    EmptyState,
    ErrorBox,
    SearchField,
    Segmented,
    Skeleton,
    clear,
    label,
    link,
)
from desktop_app.widgets.examples.drafts import DraftsLine
from desktop_app.widgets.examples.listing import ExampleList, one_line

_NARROW = 620


class ExamplesPreview(QWidget):
    """A list on the left, question and answer on the right (below where it is narrow)."""

    show_items = Signal(list)
    """The text an example comes from."""

    def __init__(self, desk: Desk) -> None:
        """Builds nothing until it is looked at."""
        super().__init__()
        self.setObjectName("examples")
        self.state = ExamplesState(desk)
        self._selection: frozenset[int] = frozenset()
        self._current: Shown | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE[4], SPACE[4], SPACE[4], SPACE[4])
        column.setSpacing(SPACE[3])
        self.summary = label("", "lead")
        self.summary.setObjectName("examples.summary")
        column.addWidget(self.summary)
        self.drafts = desk.drafts
        self.drafts_line = DraftsLine(self.drafts)
        self.drafts_line.show_drafts.connect(self._show_drafts)
        column.addWidget(self.drafts_line)
        column.addLayout(self._filters())
        self._pages = QStackedWidget()
        self._pages.addWidget(self._waiting())
        self._pages.addWidget(self._filled())
        self._pages.addWidget(
            EmptyState(
                "file-text",
                self.tr("No examples yet"),
                self.tr("Add texts; each one becomes several questions and answers."),
            )
        )
        self._problem = QWidget()
        self._problem_column = QVBoxLayout(self._problem)
        self._pages.addWidget(self._problem)
        column.addWidget(self._pages, 1)
        theme.current().changed.connect(self._draw)
        bind(self.state, "examples", lambda _: self._refill())
        bind(self.state, "running", lambda _: self._choose_page())
        bind(self.state, "problem", self._show_problem)

    # --- building --------------------------------------------------------------------------------

    def _filters(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SPACE[3])
        self.kind = QComboBox()
        self.kind.setObjectName("examples.kind")
        self.kind.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.kind.setAccessibleName(self.tr("Kind of example"))
        self.kind.currentIndexChanged.connect(lambda _: self._filter())
        self.side = Segmented(
            [
                ("all", self.tr("All")),
                ("train", self.tr("Learnt")),
                ("held", self.tr("For checking")),
                ("left", self.tr("Left out")),
            ],
            self.tr("Which side"),
        )
        self.side.chosen.connect(lambda _: self._filter())
        self.search = SearchField(self.tr("Search examples"))
        self.search.setObjectName("examples.search")
        self.search.searched.connect(lambda _: self._filter())
        self.only = QCheckBox(self.tr("Only from the selected texts"))
        self.only.setObjectName("examples.only_selected")
        self.only.toggled.connect(lambda _: self._filter())
        self.only.hide()
        row.addWidget(self.kind)
        row.addWidget(self.side)
        row.addWidget(self.only)
        row.addWidget(self.search, 1)
        return row

    def _waiting(self) -> QWidget:
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE[3])
        for _ in range(6):
            column.addWidget(Skeleton(44))
        column.addStretch()
        return box

    def _filled(self) -> QWidget:
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.setChildrenCollapsible(False)
        self.list = QListView()
        self.list.setObjectName("examples.list")
        self.list.setAccessibleName(self.tr("Examples"))
        self.list.setUniformItemSizes(True)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.model = ExampleList(self._names())
        self.list.setModel(self.model)
        self.list.selectionModel().currentChanged.connect(lambda now, _: self._open(now))
        self._split.addWidget(self.list)
        self._split.addWidget(self._pair())
        self._split.setStretchFactor(0, 2)
        self._split.setStretchFactor(1, 3)
        return self._split

    def _pair(self) -> QWidget:
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(SPACE[3], 0, 0, 0)
        column.setSpacing(SPACE[2])
        head = QHBoxLayout()
        self.source = link("")
        self.source.setObjectName("examples.source")
        self.source.clicked.connect(self._show_source)
        self.held = Chip(self.tr("For checking"), "accent")
        head.addWidget(self.source, 1)
        head.addWidget(self.held)
        column.addLayout(head)
        self.asked, self.answer = QTextEdit(), QTextEdit()
        self._headings: list[QLabel] = []
        self.learns = label("", "small")
        for field, title, name, stretch in (
            (self.asked, self.tr("The model is asked"), "examples.asked", 2),
            (self.answer, self.tr("It learns to answer"), "examples.answer", 3),
        ):
            field.setReadOnly(True)
            field.setObjectName(name)
            field.setAccessibleName(title)
            field.setTabChangesFocus(True)
            heading = label(title, "label")
            self._headings.append(heading)
            column.addWidget(heading)
            column.addWidget(field, stretch)
        column.addWidget(self.learns)
        return box

    def _names(self) -> dict[str, str]:
        return {
            "attributes": self.tr("Facts to product text"),
            "brief": self.tr("Key words to text"),
            "continuation": self.tr("Opening to the rest"),
            "draft": self.tr("Plain draft to your text"),
            "line": self.tr("A short line"),
            "pair": self.tr("From the other language"),
            "prompt": self.tr("Your own question to text"),
            "question": self.tr("Question to answer"),
            "shorter": self.tr("Long to short"),
            "title": self.tr("Title to text"),
            "": self.tr("The whole text"),
        }

    # --- for the page ----------------------------------------------------------------------------

    def set_project(self, project: ProjectRecord | None) -> None:
        """Examples of this project's texts."""
        self.state.set_project(project)
        self.drafts.set_project(project)

    def set_selection(self, ids: Sequence[int]) -> None:
        """These are selected on the page; the reader can narrow the examples down to them."""
        self._selection = frozenset(ids)
        self.only.setVisible(bool(self._selection))
        if self.only.isChecked():
            self._filter()

    # --- drawing ---------------------------------------------------------------------------------

    def _refill(self) -> None:
        counts = self.state.counts()
        chosen = self.kind.currentData()
        self.kind.blockSignals(True)
        self.kind.clear()
        self.kind.addItem(
            self.tr("All kinds ({count})").format(count=words.number(counts.total())), ""
        )
        for builder, count in counts.most_common():
            name = self._names().get(builder, builder)
            self.kind.addItem(f"{name} ({words.number(count)})", builder)
        self.kind.setCurrentIndex(max(0, self.kind.findData(chosen)))
        self.kind.blockSignals(False)
        train = [one for one in self.state.examples if not one.held_out]
        held = {one.source for one in self.state.examples if one.held_out}
        self.summary.setText(
            " ".join((
                self.tr("%n example(s)", "", len(train)),
                self.tr("from %n text(s);", "", len({one.source for one in train})),
                self.tr("%n text(s) are kept to check what was learnt.", "", len(held)),
                self._left_out_told(),
            )).strip() if train else self._left_out_told()
        )  # fmt: skip
        self._filter()
        self._choose_page()
        if self.state.examples:
            self.drafts.look()

    def _show_drafts(self) -> None:
        self.side.choose("all")
        self.kind.setCurrentIndex(max(0, self.kind.findData("draft")))

    def _left_out_told(self) -> str:
        count = len(self.state.left_out)
        return self.tr("%n thing(s) are left out or cut.", "", count) if count else ""

    def _filter(self) -> None:
        builder, side = str(self.kind.currentData() or ""), self.side.value
        wanted = self.search.text().casefold().split()
        only = self._selection if self.only.isChecked() and self._selection else None
        found = [
            one
            for one in (self.state.left_out if side == "left" else self.state.examples)
            if (not builder or one.builder == builder)
            and (side in ("all", "left") or one.held_out == (side == "held"))
            and (only is None or one.source in only)
            and all(word in _searched(one) for word in wanted)
        ]
        self.model.show_all(found)
        if found:
            self.list.setCurrentIndex(self.model.index(0))
        else:
            self._current = None
            self._draw()

    def _open(self, index: QModelIndex) -> None:
        self._current = self.model.shown[index.row()] if index.isValid() else None
        self._draw()

    def _draw(self) -> None:
        one, look = self._current, theme.current()
        plain, learnt = QTextCharFormat(), QTextCharFormat()
        learnt.setBackground(look.colour("accent_soft"))
        left_out = one is not None and bool(one.reason)
        self._head(left_out)
        for field, text, shape in (
            (self.asked, (one.reason or one.asked) if one else "", plain),
            (self.answer, one.answer if one else "", plain if left_out else learnt),
        ):
            field.clear()
            QTextCursor(field.document()).insertText(text, shape)
            field.moveCursor(QTextCursor.MoveOperation.Start)
        self.held.setVisible(one is not None and one.held_out)
        self.source.setVisible(one is not None)
        if one is None:
            nothing = self.side.value == "left" and not self.state.left_out
            self.learns.setText(
                self.tr("Nothing is left out.") if nothing else self.tr("No example matches.")
            )
            return
        self.source.setText(one_line(one.name, 46))
        self.source.setToolTip(self.tr("Show the text “{name}”").format(name=one.name))
        if one.reason:
            self.learns.setText("")
            return
        count = len(one.answer.split())
        self.learns.setText(
            self.tr("%n marked word(s): compared with the answer, not learnt.", "", count)
            if one.held_out
            else self.tr("%n marked word(s) are learnt, exactly as they stand here.", "", count)
        )

    def _head(self, left_out: bool) -> None:
        """What the two fields show."""
        told = (
            (self.tr("Why it is left out, or what was cut"), self.tr("The text as it came in"))
            if left_out
            else (self.tr("The model is asked"), self.tr("It learns to answer"))
        )
        for heading, field, title in zip(
            self._headings, (self.asked, self.answer), told, strict=True
        ):
            heading.setText(title)
            field.setAccessibleName(title)

    def _choose_page(self) -> None:
        state = self.state
        if state.problem is not None:
            at = 2 if state.problem.kind == "bad_data" else 3
        elif state.examples or state.left_out:
            at = 1
        else:
            at = 0 if state.running else 2
        self._pages.setCurrentIndex(at)
        for widget in (self.kind, self.side, self.search):
            widget.setEnabled(at == 1)

    def _show_problem(self, error: KnownError | None) -> None:
        clear(self._problem_column)
        if error is not None:
            self._problem_column.addWidget(ErrorBox(error))
            self._problem_column.addStretch()
        self._choose_page()

    def _show_source(self) -> None:
        if self._current is not None:
            self.show_items.emit([self._current.source])

    # --- Qt --------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Somebody looks: now the examples are built."""
        super().showEvent(event)
        self.state.look(True)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        """Nobody looks."""
        super().hideEvent(event)
        self.state.look(False)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Below each other where there is no room side by side."""
        super().resizeEvent(event)
        wide = self.width() >= _NARROW
        wanted = Qt.Orientation.Horizontal if wide else Qt.Orientation.Vertical
        if self._split.orientation() != wanted:
            self._split.setOrientation(wanted)


def _searched(one: Shown) -> str:
    return f"{one.asked} {one.answer} {one.name} {one.reason}".casefold()
