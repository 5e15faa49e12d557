"""The head of a column: its adapters with their strengths, whether they get on, and its menu."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QSlider, QVBoxLayout, QWidget

from desktop_app import theme, words
from desktop_app.state.compare import CompareState
from desktop_app.state.compare_layout import MAX_PARTS, Column, Layout, highest_slider
from desktop_app.tokens import SPACE
from desktop_app.widgets.basics import IconButton, IconLabel, Switch, clear, label, set_tone
from desktop_app.widgets.compare.names import adapter_colour, adapter_name, without_adapter

LIGHTS = {
    "green": ("circle-check", "ready"),
    "amber": ("triangle-alert", "attention"),
    "red": ("octagon-alert", "blocked"),
}
DRAG_FROM = 12
"""Pixels the pointer moves before a head is dragged."""


class ColourDot(QWidget):
    """The colour of one adapter."""

    def __init__(self, board: CompareState, adapter_id: str) -> None:
        """Ten pixels wide."""
        super().__init__()
        self._board, self._adapter = board, adapter_id
        self.setFixedSize(10, 10)
        theme.current().changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """A disc."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(adapter_colour(self._board, self._adapter))
        painter.drawEllipse(self.rect())


class PartRow(QWidget):
    """One adapter of a column with its slider."""

    moved = Signal(str, float)

    def __init__(self, board: CompareState, adapter_id: str, slider: float, column: int) -> None:
        """`slider`: 1.0 is the adapter's best strength."""
        super().__init__()
        self.adapter_id = adapter_id
        name = adapter_name(board, adapter_id)
        column_box = QVBoxLayout(self)
        column_box.setContentsMargins(0, 0, 0, 0)
        column_box.setSpacing(0)
        row = QHBoxLayout()
        row.setSpacing(SPACE[2])
        row.addWidget(ColourDot(board, adapter_id))
        self.title = label(name, "label", wrap=False)
        self.title.setToolTip(name)
        self.title.setMinimumWidth(20)
        row.addWidget(self.title, 1)
        self.value = label("", "muted", wrap=False)
        row.addWidget(self.value)
        column_box.addLayout(row)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setObjectName(f"compare.strength.{column}.{adapter_id}")
        self.slider.setAccessibleName(self.tr("Strength of {name}").format(name=name))
        best = board.best.get(adapter_id, 1.0)
        self.slider.setRange(0, int(highest_slider(best) * 100))
        self.slider.setSingleStep(5)
        self.slider.setPageStep(10)
        tip = self.tr("100 % is the strength at which this adapter works best.")
        self.slider.setToolTip(tip)
        self.set_slider(slider)
        self.slider.valueChanged.connect(self._tell)
        column_box.addWidget(self.slider)

    def set_slider(self, slider: float) -> None:
        """Show a strength without telling."""
        self.slider.blockSignals(True)
        self.slider.setValue(round(slider * 100))
        self.slider.blockSignals(False)
        self.value.setText(words.percent(self.slider.value() / 100))

    def _tell(self, value: int) -> None:
        self.value.setText(words.percent(value / 100))
        self.moved.emit(self.adapter_id, value / 100)


class ColumnHead(QFrame):
    """One mix; the base has a name only."""

    dragged = Signal(int, QPoint)
    """(column id, global position) where a dragged head was let go."""
    told = Signal(str, object)
    """(sentence, layout before): something was taken away that can be put back."""
    resized = Signal()

    def __init__(self, board: CompareState, column: Column) -> None:
        """Follows the board until it is deleted."""
        super().__init__()
        self.setObjectName("card")
        self.board, self.column = board, column
        self._rows: dict[str, PartRow] = {}
        self._pressed: QPoint | None = None
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(SPACE[3], SPACE[2], SPACE[2], SPACE[2])
        self._box.setSpacing(SPACE[1])
        self._build()

    def event(self, event: QEvent) -> bool:
        """The stylesheet comes after the first measuring: tell when another size is wanted."""
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self.resized.emit()
        return done

    def show_column(self, column: Column) -> None:
        """Take on what changed; is built anew only when other adapters are in it."""
        before, self.column = self.column, column
        if [p.adapter_id for p in before.parts] != [p.adapter_id for p in column.parts]:
            self._build()
            return
        for part in column.parts:
            self._rows[part.adapter_id].set_slider(part.slider)
        if len(column.parts) > 1:
            self.show_verdict()

    def show_verdict(self) -> None:
        """Say in words whether the adapters get on."""
        if len(self.column.parts) < 2 or not hasattr(self, "_say"):
            return
        verdict = self.board.verdict(self.column)
        balanced = self.column.balanced
        self.balance.blockSignals(True)
        self.balance.setChecked(balanced)
        self.balance.blockSignals(False)
        if verdict is None:
            self._light.set_icon("loader", "muted")
            self._say.setText(self.tr("Looking whether they get on"))
            set_tone(self._say, "muted")
            return
        if verdict.error is not None or verdict.plain is None:
            self._light.set_icon("circle-alert", "blocked")
            self._say.setText(verdict.error.say if verdict.error is not None else "")
            set_tone(self._say, "blocked")
            return
        needed = verdict.factor < 0.995
        self.balance.setVisible(needed)
        shown = verdict.balanced if balanced and verdict.balanced is not None else verdict.plain
        icon, tone = LIGHTS[shown.report.light]
        self._light.set_icon(icon, tone)
        self._say.setText(shown.report.say)
        share = words.percent(verdict.factor)
        self.balance.setText(self.tr("Balanced for you: {share}").format(share=share))
        self.balance.updateGeometry()
        turned = self.tr("All are turned down to {share}, so that none drowns the others.")
        self.balance.setToolTip(turned.format(share=share))
        set_tone(self._say, tone)
        self._light.setToolTip(self._figures(shown.report))
        self._say.setToolTip(self._figures(shown.report))
        self.resized.emit()

    # --- building --------------------------------------------------------------------------------

    def _build(self) -> None:
        clear(self._box)
        self._rows = {}
        parts = self.column.parts
        top = QHBoxLayout()
        top.setSpacing(SPACE[2])
        if not parts:
            top.addWidget(label(without_adapter(), "label", wrap=False), 1)
            self._box.addLayout(top)
            tip = label(self.tr("What the model makes by itself."), "small")
            self._box.addWidget(tip)
            self._box.addStretch(1)
            self.resized.emit()
            return
        rows = QVBoxLayout()
        rows.setSpacing(SPACE[1])
        for part in parts:
            row = PartRow(self.board, part.adapter_id, part.slider, self.column.id)
            row.moved.connect(
                lambda adapter, value: self.board.set_slider(self.column.id, adapter, value)
            )
            self._rows[part.adapter_id] = row
            rows.addWidget(row)
        top.addLayout(rows, 1)
        self.menu_button = IconButton("ellipsis-vertical", self.tr("What to do with this column"))
        self.menu_button.setObjectName(f"compare.columnMenu.{self.column.id}")
        self.menu_button.clicked.connect(self._open_menu)
        top.addWidget(self.menu_button, 0, Qt.AlignmentFlag.AlignTop)
        self._box.addLayout(top)
        if len(parts) > 1:
            self._add_verdict()
        self._box.addStretch(1)
        self.resized.emit()

    def _add_verdict(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(SPACE[2])
        self._light = IconLabel("loader", "muted", 16)
        row.addWidget(self._light, 0, Qt.AlignmentFlag.AlignTop)
        self._say = label("", "small")
        self._say.setObjectName(f"compare.conflict.{self.column.id}")
        row.addWidget(self._say, 1)
        self._box.addLayout(row)
        line = QHBoxLayout()
        self.balance = Switch(self.tr("Balanced for you"))
        self.balance.setObjectName(f"compare.balance.{self.column.id}")
        self.balance.setAccessibleName(self.tr("Balanced for you"))
        self.balance.toggled.connect(lambda on: self.board.set_balanced(self.column.id, on))
        self.balance.hide()
        line.addWidget(self.balance)
        line.addStretch(1)
        self._box.addLayout(line)
        self.show_verdict()

    def _figures(self, report) -> str:
        text = self.tr(
            "Likeness {score}, shared directions {overlap}, together {loud} times as loud as apart"
        )
        return text.format(
            score=words.number(report.score, 2),
            overlap=words.number(report.excess_overlap, 2),
            loud=words.number(report.amplification, 2),
        )

    # --- the menu --------------------------------------------------------------------------------

    def menu(self) -> QMenu:
        """Everything that can be done to the column, also without a mouse."""
        board, column = self.board, self.column
        menu = QMenu(self)
        inside = {part.adapter_id for part in column.parts}
        if len(column.parts) < MAX_PARTS:
            more = menu.addMenu(self.tr("Mix in"))
            others = [one for one in board.fitting() if one.id not in inside]
            for one in others:
                more.addAction(one.name, lambda one=one: board.add_part(column.id, one.id))
            more.setEnabled(bool(others))
        if len(column.parts) > 1:
            less = menu.addMenu(self.tr("Take out"))
            for part in column.parts:
                name = adapter_name(board, part.adapter_id)
                less.addAction(name, lambda part=part: self._take_out(part.adapter_id))
        menu.addAction(self.tr("All strengths to 100 %"), self._to_best)
        menu.addSeparator()
        menu.addAction(self.tr("Duplicate"), lambda: board.duplicate(column.id))
        place = board.layout.place(column.id)
        left = menu.addAction(self.tr("Move left"), lambda: board.move_column(column.id, place - 1))
        left.setEnabled(place > 1)
        right = menu.addAction(
            self.tr("Move right"), lambda: board.move_column(column.id, place + 1)
        )
        right.setEnabled(place < len(board.layout.columns) - 1)
        menu.addSeparator()
        menu.addAction(self.tr("Remove the column"), self.remove)
        return menu

    def remove(self) -> None:
        """Take the column off the board, with a way back."""
        before = self.board.layout
        self.board.remove_column(self.column.id)
        self.told.emit(self.tr("The column is off the board. Its results are kept."), before)

    def _take_out(self, adapter_id: str) -> None:
        before: Layout = self.board.layout
        self.board.remove_part(self.column.id, adapter_id)
        self.told.emit(self.tr("The adapter is out of the mix."), before)

    def _to_best(self) -> None:
        for part in self.column.parts:
            self.board.set_slider(self.column.id, part.adapter_id, 1.0)

    def _open_menu(self) -> None:
        menu = self.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.menu_button.mapToGlobal(QPoint(0, self.menu_button.height())))

    # --- dragging --------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """A drag may begin."""
        if event.button() == Qt.MouseButton.LeftButton and not self.column.is_base:
            self._pressed = event.position().toPoint()
            self.raise_()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """The head follows the pointer sideways."""
        if self._pressed is None:
            return
        moved = event.position().toPoint().x() - self._pressed.x()
        if abs(moved) > DRAG_FROM or self.cursor().shape() == Qt.CursorShape.ClosedHandCursor:
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self.move(self.x() + moved, self.y())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Let go: the board decides where it lands."""
        if self._pressed is not None and self.cursor().shape() == Qt.CursorShape.ClosedHandCursor:
            self.dragged.emit(self.column.id, self.mapToGlobal(self.rect().center()))
        self._pressed = None
        self.unsetCursor()
