"""What stands between a brief and its pictures: a training that has the engine, or an error."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.errors import KnownError
from desktop_app import words
from desktop_app.state.compare_maker import Maker
from desktop_app.state.desk import Desk
from desktop_app.tokens import SPACE
from desktop_app.widgets.basics import Banner, ErrorBox, IconButton, secondary


class Notices(QWidget):
    """Hidden while there is nothing to say."""

    def __init__(self, desk: Desk, maker: Maker) -> None:
        """Follows both."""
        super().__init__()
        self._desk, self._maker = desk, maker
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SPACE[2])
        self._busy: Banner | None = None
        self._box: QWidget | None = None
        maker.error_changed.connect(lambda _: self._show_error())
        maker.training_left_changed.connect(lambda _: self._show_busy())
        desk.engine_room.running_changed.connect(self._follow_training)
        self._show_busy()

    def _follow_training(self, _running: object) -> None:
        self._show_busy()

    def _show_busy(self) -> None:
        running = self._desk.engine_room.running
        if running is None:
            if self._busy is not None:
                self._busy.hide()
                self._busy.deleteLater()
                self._busy = None
        elif self._busy is None:
            self._busy = Banner("info", self._sentence())
            self._busy.text.setObjectName("compare.busy")
            self._column.insertWidget(0, self._busy)
        else:
            self._busy.text.setText(self._sentence())
        self._fit()

    def _sentence(self) -> str:
        left = self._maker.training_left
        if left is None:
            return self.tr("The training has the engine. What you make here comes after it.")
        text = self.tr(
            "The training has the engine, {time} to go. What you make here comes after it."
        )
        return text.format(time=words.about(left))

    def _show_error(self) -> None:
        if self._box is not None:
            self._box.hide()
            self._box.deleteLater()
            self._box = None
        if self._maker.error is not None:
            self._box = self._error_box(self._maker.error)
            self._column.addWidget(self._box)
        self._fit()

    def _error_box(self, error: KnownError) -> QWidget:
        again = secondary(self.tr("Try again"))
        again.setObjectName("compare.tryAgain")
        again.clicked.connect(self._maker.make)
        close = IconButton("x", self.tr("Close"))
        close.clicked.connect(lambda: setattr(self._maker, "error", None))
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(ErrorBox(error, again), 1)
        line.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _fit(self) -> None:
        self.setVisible(self._busy is not None or self._box is not None)
