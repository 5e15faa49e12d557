"""While something is handed out: what is being done, how far it is, and a way to stop it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar

from desktop_app.state.handing_out import Stage
from desktop_app.tokens import SPACE
from desktop_app.widgets.basics import Card, label, quiet


class MakingCard(Card):
    """Hidden while there is nothing."""

    cancelled = Signal()

    def __init__(self) -> None:
        """Bound by the page."""
        super().__init__(margin=SPACE[4], spacing=SPACE[3])
        row = QHBoxLayout()
        row.setSpacing(SPACE[4])
        self.text = label("", "lead")
        row.addWidget(self.text, 1)
        stop = quiet(self.tr("Cancel"))
        stop.setObjectName("adapters.stopHandOut")
        stop.clicked.connect(self.cancelled)
        row.addWidget(stop)
        self.body.addLayout(row)
        self.bar = QProgressBar()
        self.bar.setAccessibleName(self.tr("Progress"))
        self.body.addWidget(self.bar)
        self.hide()

    def show_stage(self, stage: Stage | None) -> None:
        """None hides it."""
        self.setVisible(stage is not None)
        if stage is None:
            return
        self.text.setText(stage.text)
        self.bar.setRange(0, 0 if stage.percent is None else 100)
        if stage.percent is not None:
            self.bar.setValue(stage.percent)
