"""Short messages over the lower left of the window: what was done, what did not work.

A message that went well leaves by itself; one about an error stays until it is closed. Nothing is
ever asked here.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.state.desk import Saying
from desktop_app.tokens import SPACE
from desktop_app.widgets.basics import IconButton, IconLabel, detail_fold, label, link

STAYS = 6000
"""Milliseconds; twice as long when there is something to click."""
WIDTH = 420
AT_MOST = 3


class Toast(QFrame):
    """One message."""

    def __init__(self, saying: Saying, parent: QWidget) -> None:
        """Closes itself when its time is over, unless the pointer or the focus is on it."""
        super().__init__(parent)
        self.setObjectName("toast")
        self.setFixedWidth(WIDTH)
        self.saying = saying
        error = saying.error
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE[4], SPACE[3], SPACE[2], SPACE[3])
        row = QHBoxLayout()
        row.setSpacing(SPACE[3])
        sign = ("circle-alert", "blocked") if error else ("circle-check", "ready")
        row.addWidget(IconLabel(*sign), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(SPACE[1])
        words.addWidget(label(saying.text, "label"))
        if error:
            words.addWidget(label(error.hint))
        if saying.action is not None:
            self.action = link(saying.action_label)
            self.action.setObjectName("toast.action")
            self.action.clicked.connect(saying.action)
            self.action.clicked.connect(self.close_now)
            words.addWidget(self.action, 0, Qt.AlignmentFlag.AlignLeft)
        row.addLayout(words, 1)
        close = IconButton("x", self.tr("Close"))
        close.setObjectName("toast.close")
        close.clicked.connect(self.close_now)
        row.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(row)
        if error and error.detail:
            fold = detail_fold(error)
            fold.toggled.connect(lambda _: QTimer.singleShot(0, self, self._fit))
            column.addWidget(fold)
        self._time = QTimer(self, singleShot=True)
        self._time.timeout.connect(self._leave)
        if not error:
            self._time.start(STAYS * (2 if saying.action else 1))

    def close_now(self) -> None:
        """Take it away."""
        self._time.stop()
        self.hide()
        self.deleteLater()
        stack = self.parent()
        if isinstance(stack, Toasts):
            stack.gone(self)

    def _leave(self) -> None:
        if self.underMouse() or self.isAncestorOf(self.focusWidget() or self.window()):
            self._time.start(STAYS // 2)
        else:
            self.close_now()

    def _fit(self) -> None:
        self.adjustSize()
        stack = self.parent()
        if isinstance(stack, Toasts):
            stack.arrange()


class Toasts(QWidget):
    """The stack of messages; lies over the window and lets clicks through beside them."""

    def __init__(self, window: QWidget) -> None:
        """Follows the window's size."""
        super().__init__(window)
        self.setAccessibleName(self.tr("Messages"))
        self._window = window
        self._shown: list[Toast] = []
        window.installEventFilter(self)
        self.hide()

    def show_saying(self, saying: Saying) -> None:
        """Put a message on top; the same one twice is shown once."""
        for old in [one for one in self._shown if one.saying.text == saying.text]:
            old.close_now()
        while len(self._shown) >= AT_MOST:
            self._shown[0].close_now()
        toast = Toast(saying, self)
        self._shown.append(toast)
        toast.show()
        self.arrange()
        QAccessible.updateAccessibility(QAccessibleEvent(toast, QAccessible.Event.Alert))

    @property
    def shown(self) -> tuple[Toast, ...]:
        """The messages that can be seen now, oldest first."""
        return tuple(self._shown)

    def gone(self, toast: Toast) -> None:
        """A message was closed."""
        if toast in self._shown:
            self._shown.remove(toast)
        self.arrange()

    def arrange(self) -> None:
        """Stack the messages upwards from the lower left of the page area."""
        height = 0
        for toast in self._shown:
            toast.setFixedHeight(max(toast.heightForWidth(WIDTH), toast.sizeHint().height()))
            toast.move(0, height)
            height += toast.height() + SPACE[2]
        if not self._shown:
            self.hide()
            return
        self.setGeometry(
            SPACE[5] + self._left(),
            self._window.height() - height - SPACE[6] - SPACE[4],
            WIDTH,
            height,
        )
        self.show()
        self.raise_()

    def _left(self) -> int:
        rail = self._window.findChild(QWidget, "rail")
        return rail.width() if rail is not None else 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """The window has another size."""
        if event.type() == QEvent.Type.Resize:
            self.arrange()
        return False
