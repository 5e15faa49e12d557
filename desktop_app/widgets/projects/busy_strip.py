"""What is being done with a whole brand right now, how far it is, and a way to stop it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from desktop_app import words
from desktop_app.state.projects import Busy
from desktop_app.tokens import SPACE
from desktop_app.widgets.basics import Card, Meter, label, secondary


class BusyStrip(Card):
    """Hidden while nothing is done."""

    stop_asked = Signal()

    def __init__(self) -> None:
        """Hidden at first."""
        super().__init__(SPACE[3])
        row = QHBoxLayout()
        row.setSpacing(SPACE[4])
        column = QVBoxLayout()
        column.setSpacing(SPACE[2])
        self.text = label("", "label", wrap=False)
        column.addWidget(self.text)
        self.meter = Meter(self.tr("Progress"))
        column.addWidget(self.meter)
        row.addLayout(column, 1)
        self.stop = secondary(self.tr("Stop"))
        self.stop.setObjectName("projects.busy.stop")
        self.stop.clicked.connect(self._stop)
        row.addWidget(self.stop)
        self.body.addLayout(row)
        self.hide()

    def show_busy(self, busy: Busy | None) -> None:
        """Follow what the state says."""
        self.setVisible(busy is not None)
        if busy is None:
            self.stop.setEnabled(True)
            return
        told = f"{busy.text} · {words.percent(busy.share)}" if busy.share else busy.text
        self.text.setText(told)
        self.meter.set_share(busy.share)
        self.stop.setVisible(busy.can_stop)

    def _stop(self) -> None:
        self.stop.setEnabled(False)
        self.stop_asked.emit()
