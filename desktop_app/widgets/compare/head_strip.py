"""The heads of all columns in a line above the board, and the button that adds a column."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QWidget

from core.models.library import shown_name
from desktop_app.state.compare import CompareState
from desktop_app.state.compare_layout import Part
from desktop_app.tokens import SPACE
from desktop_app.widgets.basics import IconButton, label
from desktop_app.widgets.compare.board_model import LETTERS
from desktop_app.widgets.compare.board_view import BoardView
from desktop_app.widgets.compare.column_head import ColumnHead


class HeadStrip(QWidget):
    """Places each head over its column and follows when the board scrolls."""

    told = Signal(str, object)

    def __init__(self, board: CompareState, view: BoardView) -> None:
        """`view` says where the columns are."""
        super().__init__()
        self.board, self.view = board, view
        self.heads: dict[int, ColumnHead] = {}
        self._letters: list[QWidget] = []
        self._window = QWidget(self)
        """Clips the heads at the gutter."""
        self.add = IconButton("plus", self.tr("Add a column"), "accent", 20)
        self.add.setObjectName("compare.addColumn")
        self._plate = QFrame(self, objectName="toast")
        inner = QHBoxLayout(self._plate)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(self.add)
        self.add.clicked.connect(self._open_menu)
        board.layout_changed.connect(self._follow)
        board.adapters_changed.connect(lambda _: self._follow())
        board.models_changed.connect(lambda _: self._follow())
        board.blind_changed.connect(lambda _: self._follow())
        board.conflict_known.connect(self._verdicts)
        view.columns_moved.connect(self.place)
        self._follow()

    def head(self, column_id: int) -> ColumnHead:
        """The head of one column."""
        return self.heads[column_id]

    def add_menu(self) -> QMenu:
        """Every adapter that fits, then mixes of two."""
        menu = QMenu(self)
        fitting = self.board.fitting()
        for one in fitting:
            menu.addAction(one.name, lambda one=one: self.board.add_column([Part(one.id)]))
        pairs = [(first, second) for n, first in enumerate(fitting) for second in fitting[n + 1 :]]
        if pairs:
            menu.addSeparator()
        for first, second in pairs[:12]:
            menu.addAction(
                f"{first.name} + {second.name}",
                lambda a=first, b=second: self.board.add_column([Part(a.id), Part(b.id)]),
            )
        others = [one for one in self.board.adapters if one.kind == self.board.kind]
        strangers = [one for one in others if one not in fitting]
        if strangers:
            menu.addSection(self.tr("Made for another model"))
        for one in strangers:
            action = menu.addAction(f"{one.name} ({shown_name(one.base_name)})")
            action.setEnabled(False)
        if not fitting and not strangers:
            action = menu.addAction(self.tr("There is no adapter yet. Train one first."))
            action.setEnabled(False)
        return menu

    def place(self) -> None:
        """Put every head over its column."""
        view, blind = self.view, self.board.blind
        left = view.viewport().x()
        width = max(0, view.viewport().width())
        heads = [self.heads[one.id] for one in self.board.layout.columns if one.id in self.heads]
        wide = view.column_width() - SPACE[2]
        height = 36 if blind else max((_height(one, wide) for one in heads), default=48)
        for number, head in enumerate(heads):
            x = view.columnViewportPosition(number) + SPACE[1]
            head.setGeometry(x, 0, wide, height)
            head.setVisible(not blind)
        for number, letter in enumerate(self._letters):
            x = view.columnViewportPosition(number) + SPACE[1]
            letter.setGeometry(x, 0, wide, height)
        self._window.setGeometry(left, 0, width, height)
        last = view.columnViewportPosition(len(heads) - 1) + view.column_width() if heads else 0
        fits = last + SPACE[1] + 36 <= width
        self._plate.setGeometry(left + last + SPACE[1] if fits else 0, 0, 36, 36)
        self._plate.raise_()
        self._plate.setVisible(not blind)
        if self.minimumHeight() != height + SPACE[1]:
            self.setFixedHeight(height + SPACE[1])

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """As wide as the board."""
        super().resizeEvent(event)
        self.place()

    def _follow(self, _layout: object = None) -> None:
        columns = self.board.layout.columns
        for gone in set(self.heads) - {one.id for one in columns}:
            head = self.heads.pop(gone)
            head.hide()
            head.deleteLater()
        for column in columns:
            if column.id in self.heads:
                self.heads[column.id].show_column(column)
            else:
                head = ColumnHead(self.board, column)
                head.setParent(self._window)
                head.told.connect(self.told)
                head.dragged.connect(self._drop)
                head.resized.connect(self.place)
                self.heads[column.id] = head
        self._make_letters(len(columns) if self.board.blind else 0)
        self._order_tabs()
        self.place()

    def _make_letters(self, count: int) -> None:
        for one in self._letters:
            one.hide()
            one.deleteLater()
        self._letters = []
        for number in range(count):
            letter = label(LETTERS[number % len(LETTERS)], "title")
            letter.setAlignment(Qt.AlignmentFlag.AlignCenter)
            letter.setParent(self._window)
            letter.show()
            self._letters.append(letter)

    def _order_tabs(self) -> None:
        heads = [self.heads[one.id] for one in self.board.layout.columns]
        chain = [
            *(one for head in heads for one in head.findChildren(QWidget) if _stops(one)), self.add
        ]  # fmt: skip
        for before, after in pairwise(chain):
            QWidget.setTabOrder(before, after)

    def _verdicts(self, _key: object) -> None:
        for column in self.board.layout.columns:
            if column.id in self.heads:
                self.heads[column.id].show_verdict()
        self.place()

    def _drop(self, column_id: int, where: QPoint) -> None:
        x = self._window.mapFromGlobal(where).x()
        wide = self.view.column_width()
        to = round((x - self.view.columnViewportPosition(0) - wide / 2) / wide)
        self.board.move_column(column_id, to)
        self.place()

    def _open_menu(self) -> None:
        menu = self.add_menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.add.mapToGlobal(QPoint(0, self.add.height())))


def _height(head: ColumnHead, width: int) -> int:
    layout = head.layout()
    return (
        layout.totalHeightForWidth(width)
        if layout.hasHeightForWidth()
        else head.sizeHint().height()
    )


def _stops(widget: QWidget) -> bool:
    return widget.focusPolicy() != Qt.FocusPolicy.NoFocus and not widget.isHidden()
