"""The running job in the header."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton, QWidget

from desktop_app.state.desk import Desk


class JobsPill(QPushButton):
    """Hidden while nothing runs; else leads to the page that shows the job."""

    def __init__(self, desk: Desk, window: QWidget) -> None:
        """Follows the engine room."""
        super().__init__(window)
        self.setObjectName("header.jobs")
        self.setProperty("variant", "chip")
        self.desk = desk
        self.clicked.connect(lambda: desk.go("train"))
        desk.engine_room.running_changed.connect(self._follow)
        self._follow(desk.engine_room.running)

    def _follow(self, running: object) -> None:
        self.setVisible(running is not None)
        self.setText(self.tr("Training") if running else "")
