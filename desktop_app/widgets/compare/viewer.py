"""The review: one result after the other, large, judged by keys; Space is held for the base."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop_app import theme, words
from desktop_app.tokens import SPACE
from desktop_app.widgets.basics import IconButton, label, quiet
from desktop_app.widgets.compare.board_model import Cell
from desktop_app.widgets.compare.board_view import BoardView
from desktop_app.widgets.compare.marks import heart_icon, star_icon
from desktop_app.widgets.compare.names import column_name
from desktop_app.widgets.compare.stage import STEP, PictureStage, TextStage
from desktop_app.widgets.compare.take_dialog import TakeDialog

_MOVES = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}


class Viewer(QWidget):
    """Lies over the page while it is open."""

    covered = Signal(bool)
    """Whether it lies over the page now."""
    reused = Signal(QModelIndex)

    def __init__(self, view: BoardView, parent: QWidget) -> None:
        """Reads the board's model; follows the size of `parent`."""
        super().__init__(parent)
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Review"))
        self.view = view
        self._index = QPersistentModelIndex()
        self._build()
        view.cells.dataChanged.connect(lambda *_: self._follow())
        view.cells.modelReset.connect(self.close_view)
        theme.current().changed.connect(self._follow)
        parent.installEventFilter(self)
        self.hide()

    def open_at(self, index: QModelIndex) -> None:
        """Show one result, over the whole page."""
        parent = self.parentWidget()
        self.setGeometry(parent.rect())
        self._index = QPersistentModelIndex(index)
        self.covered.emit(True)
        self.show()
        self.raise_()
        self.setFocus()
        self._follow()

    def close_view(self) -> None:
        """Back to the board, at the same cell."""
        if not self.isVisible():
            return
        index = QModelIndex(self._index)
        self.hide()
        self.covered.emit(False)
        if index.isValid():
            self.view.setCurrentIndex(index)
        self.view.setFocus()

    @property
    def cell(self) -> Cell | None:
        """What is looked at."""
        return self.view.cells.cell(self._index)

    # --- building --------------------------------------------------------------------------------

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE[6], SPACE[4], SPACE[6], SPACE[4])
        column.setSpacing(SPACE[3])
        column.addLayout(self._top())
        self.pictures, self.texts = PictureStage(), TextStage()
        self.stages = QStackedWidget()
        self.stages.addWidget(self.pictures)
        self.stages.addWidget(self.texts)
        column.addWidget(self.stages, 1)
        column.addLayout(self._bottom())

    def _top(self) -> QHBoxLayout:
        top = QHBoxLayout()
        top.setSpacing(SPACE[3])
        names = QVBoxLayout()
        names.setSpacing(0)
        self.name = label("", "lead", wrap=False)
        self.name.setObjectName("compare.viewerName")
        self.brief = label("", "muted", wrap=False)
        self.brief.setMinimumWidth(80)
        names.addWidget(self.name)
        names.addWidget(self.brief)
        top.addLayout(names, 1)
        self.count = label("", "muted", wrap=False)
        top.addWidget(self.count)
        close = IconButton("x", self.tr("Back to the board (Esc)"), size=20)
        close.setObjectName("compare.viewerClose")
        close.clicked.connect(self.close_view)
        top.addWidget(close)
        return top

    def _bottom(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SPACE[1])
        self.stars: list[IconButton] = []
        for number in range(1, 6):
            star = IconButton("star", self.tr("%n star(s)", "", number), "line_strong", 22)
            star.setObjectName(f"compare.star{number}")
            star.clicked.connect(partial(self._judge, Qt.Key(0x30 + number)))
            self.stars.append(star)
            row.addWidget(star)
        row.addSpacing(SPACE[3])
        self.favourite = IconButton("heart", self.tr("Favourite (F)"), size=22)
        self.favourite.setObjectName("compare.favourite")
        self.favourite.setCheckable(True)
        self.favourite.clicked.connect(partial(self._judge, Qt.Key.Key_F))
        row.addWidget(self.favourite)
        self.reject = IconButton("thumbs-down", self.tr("Reject (X)"), size=22)
        self.reject.setObjectName("compare.reject")
        self.reject.setCheckable(True)
        self.reject.clicked.connect(partial(self._judge, Qt.Key.Key_X))
        row.addWidget(self.reject)
        row.addStretch(1)
        self.hint = label(self.tr("Hold Space to see it without adapter"), "small", wrap=False)
        row.addWidget(self.hint)
        row.addStretch(1)
        self.swipe = quiet(self.tr("Swipe"), "arrow-left-right")
        self.swipe.setObjectName("compare.swipe")
        self.swipe.setCheckable(True)
        self.swipe.toggled.connect(self.pictures.set_swipe)
        row.addWidget(self.swipe)
        self.edit = quiet(self.tr("Edit and approve"), "pencil")
        self.edit.setObjectName("compare.edit")
        self.edit.clicked.connect(self._edit)
        row.addWidget(self.edit)
        copy = quiet(self.tr("Copy"), "copy")
        copy.clicked.connect(lambda: self.view.copy(QModelIndex(self._index)))
        row.addWidget(copy)
        again = quiet(self.tr("Use these settings again"), "refresh-cw")
        again.setObjectName("compare.viewerReuse")
        again.clicked.connect(self._reuse)
        row.addWidget(again)
        return row

    # --- following -------------------------------------------------------------------------------

    def _follow(self) -> None:
        cell = self.cell
        if not self.isVisible() or cell is None or cell.result is None:
            return
        result, root = cell.result, self.view.drawing.root
        number = words.number(result.seed)
        self.name.setText(column_name(self.view.board, cell.column))
        self.brief.setText(
            self.tr("{brief} · variation {number}").format(
                brief=" ".join(result.prompt.split()), number=number
            )
        )
        self.brief.setToolTip(result.prompt)
        base = cell.base if cell.column.parts else None
        if result.kind == "image":
            self.stages.setCurrentWidget(self.pictures)
            self.pictures.show_files(root / result.file, root / base.file if base else None)
        else:
            self.stages.setCurrentWidget(self.texts)
            self.texts.show_texts(
                result.final,
                base.final if base else "",
                alone=base is None,
                claims=self.view.drawing.remarks.of(result),
            )
        self.swipe.setVisible(result.kind == "image")
        self.edit.setVisible(result.kind == "text")
        self.swipe.setEnabled(base is not None)
        self.hint.setVisible(base is not None)
        for place, star in enumerate(self.stars, 1):
            star.setIcon(star_icon(place <= (result.rating or 0)))
        self.favourite.setChecked(result.favourite)
        self.favourite.setIcon(heart_icon(result.favourite))
        self.reject.setChecked(result.rejected)
        places = [(one.row(), one.column()) for one in self.view.cells.finished()]
        here = (self._index.row(), self._index.column())
        at = places.index(here) + 1 if here in places else 0
        text = self.tr("{at} of {count}")
        self.count.setText(text.format(at=words.number(at), count=words.number(len(places))))

    def step(self, down: int, right: int) -> bool:
        """Go to the next finished cell that way; in a row, its end leads to the next row."""
        places = list(self.view.cells.finished())
        here = (self._index.row(), self._index.column())
        rows = sorted({one.row() for one in places})
        if right:
            order = [(one.row(), one.column()) for one in places]
            at = order.index(here) + right if here in order else -1
            target = places[at] if 0 <= at < len(places) else None
        else:
            at = rows.index(here[0]) + down if here[0] in rows else -1
            row = rows[at] if 0 <= at < len(rows) else None
            near = [one for one in places if one.row() == row]
            target = min(near, key=lambda one: abs(one.column() - here[1]), default=None)
        if target is None:
            return False
        self._index = QPersistentModelIndex(target)
        self.hold(False)
        self._follow()
        return True

    def hold(self, held: bool) -> None:
        """Show the base, or the result again."""
        self.pictures.set_held(held)
        if self.texts.isVisible():
            self.texts.set_held(held)

    def _judge(self, key: Qt.Key) -> None:
        cell = self.cell
        if cell is not None:
            self.view.judge_by_key(cell, key)
        self.setFocus()

    def _edit(self) -> None:
        cell, book = self.cell, self.view.drawing.remarks
        if cell is not None and cell.result is not None:
            given = cell.result.prompt
            dialog = TakeDialog(
                self.view.board.desk, cell.result, lambda text: book.of_text(text, given), self
            )
            dialog.open()

    def _reuse(self) -> None:
        index = QModelIndex(self._index)
        self.close_view()
        self.reused.emit(index)

    # --- keys ------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Arrows, 1 to 5, F, X, Space, S, Esc."""
        key, cell = event.key(), self.cell
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if key == Qt.Key.Key_Escape:
            self.close_view()
        elif key in _MOVES and shift and self.swipe.isChecked():
            self.pictures.move_split(STEP * _MOVES[key][1])
        elif key in _MOVES:
            self.step(*_MOVES[key])
        elif key == Qt.Key.Key_Space:
            if not event.isAutoRepeat():
                self.hold(True)
        elif key == Qt.Key.Key_S and self.swipe.isEnabled() and self.swipe.isVisible():
            self.swipe.toggle()
        elif key == Qt.Key.Key_R:
            self._reuse()
        elif cell is None or not self.view.judge_by_key(cell, key):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """The base goes when Space is let go."""
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self.hold(False)
        super().keyReleaseEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """As large as the page."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self.setGeometry(self.parentWidget().rect())
        return False
