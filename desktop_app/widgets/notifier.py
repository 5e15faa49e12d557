"""A message of the system when a training is over and the reader is somewhere else."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QObject, QTimer
from PySide6.QtWidgets import QSystemTrayIcon, QWidget

from core.contract.messages import Cancelled, Failed
from desktop_app.state.desk import Desk
from desktop_app.state.training_course import Finished

_STAYS = 10_000
_SIGN_STAYS = 60_000
"""Milliseconds of the message, and of the sign that brings the window back."""


class Notifier(QObject):
    """Says it once for each training, only while the window is not the active one."""

    def __init__(self, desk: Desk, window: QWidget) -> None:
        """Follows the course."""
        super().__init__(window)
        self._desk, self._window = desk, window
        self._sign: QSystemTrayIcon | None = None
        self.last = ""
        """What was said last."""
        self._away = QTimer(self, singleShot=True, interval=_SIGN_STAYS)
        self._away.timeout.connect(self._take_away)
        desk.course.finished_changed.connect(self._tell)

    def _tell(self, finished: Finished | None) -> None:
        if finished is None or self._window.isActiveWindow():
            return
        title, text = self._words(finished)
        if isinstance(finished.ending, Cancelled):
            return  # the reader stopped it
        self.last = f"{title} {text}"
        if not QSystemTrayIcon.isSystemTrayAvailable():
            return
        if self._sign is None:
            self._sign = QSystemTrayIcon(self._window.windowIcon(), self)
            self._sign.setToolTip(QCoreApplication.applicationName())
            self._sign.messageClicked.connect(self._come_back)
            self._sign.activated.connect(lambda _: self._come_back())
        self._sign.show()
        icon = QSystemTrayIcon.MessageIcon
        kind = icon.Warning if isinstance(finished.ending, Failed) else icon.Information
        self._sign.showMessage(title, text, kind, _STAYS)
        self._away.start()

    def _words(self, finished: Finished) -> tuple[str, str]:
        name = finished.run.adapter_name
        if isinstance(finished.ending, Failed):
            return self.tr("“{name}” did not get to its end").format(name=name), finished.ending.say
        return (
            self.tr("“{name}” has learnt").format(name=name),
            self.tr("Compare it with the model alone."),
        )

    def _come_back(self) -> None:
        self._take_away()
        if self._window.isMinimized():
            self._window.showNormal()
        self._window.raise_()
        self._window.activateWindow()
        self._desk.go("train")

    def _take_away(self) -> None:
        if self._sign is not None:
            self._sign.hide()
