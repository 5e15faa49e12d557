"""How far the changing of photos is; it can be stopped, and then nothing was changed."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app import words
from desktop_app.observable import bind
from desktop_app.state.mending import Mending
from desktop_app.tokens import SPACE
from desktop_app.widgets.basics import Meter, label, quiet


class MendProgress(QWidget):
    """Visible only while photos are being drawn."""

    def __init__(self, mending: Mending) -> None:
        """Follows the mending of one panel."""
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE[1])
        row = QHBoxLayout()
        self.text = label("", "small")
        self.text.setObjectName("mend.progress")
        stop = quiet(self.tr("Stop"))
        stop.setObjectName("mend.stop")
        stop.clicked.connect(mending.stop)
        row.addWidget(self.text, 1)
        row.addWidget(stop)
        column.addLayout(row)
        self.bar = Meter(self.tr("Progress of the changes"))
        column.addWidget(self.bar)
        bind(mending, "drawing", self._show)

    def _show(self, drawing: tuple[int, int] | None) -> None:
        self.setVisible(drawing is not None)
        if drawing is None:
            return
        done, total = drawing
        self.text.setText(
            self.tr("Changing photo {done} of {total}").format(
                done=words.number(min(done + 1, total)), total=words.number(total)
            )
        )
        self.bar.set_share(done / total if total else 0.0)
