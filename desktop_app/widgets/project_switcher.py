"""The open brand, at the top of the rail; leads to all brands."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QPushButton

from desktop_app import theme
from desktop_app.state.desk import Desk


class ProjectSwitcher(QPushButton):
    """Shows the open brand's name."""

    def __init__(self, desk: Desk) -> None:
        """Follows the desk."""
        super().__init__()
        self.setObjectName("rail.switcher")
        self.setProperty("variant", "nav")
        self.desk, self._narrow = desk, False
        self.setIconSize(QSize(20, 20))
        self.setIcon(theme.current().icon("layers", "accent", 20))
        self.clicked.connect(lambda: desk.go("projects"))
        desk.project_changed.connect(lambda _: self._draw())
        self._draw()

    def set_narrow(self, narrow: bool) -> None:
        """Only the sign."""
        self._narrow = narrow
        self._draw()

    def _draw(self) -> None:
        project = self.desk.project
        name = project.name if project else self.tr("Brands")
        self.setText("" if self._narrow else name)
        self.setAccessibleName(name)
