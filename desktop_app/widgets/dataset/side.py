"""The panel on the right: what the checks say of everything, or of what is selected."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget

from core.catalogue.records import ItemKind, ProjectRecord
from desktop_app.state.desk import Desk
from desktop_app.widgets.findings.panel import FindingsPanel


class SidePanel(QStackedWidget):
    """Findings while nothing is selected."""

    show_items = Signal(list)

    def __init__(self, desk: Desk) -> None:
        """Empty until `set_project`."""
        super().__init__()
        self.findings = FindingsPanel(desk)
        self.findings.show_items.connect(self.show_items)
        self.addWidget(self.findings)

    def set_project(self, project: ProjectRecord | None) -> None:
        """Another project, or the same one changed."""
        self.findings.set_project(project)

    def set_kind(self, kind: ItemKind) -> None:
        """Photos or texts are listed."""
        self.findings.set_kind(kind)

    def set_selection(self, ids: Sequence[int]) -> None:
        """These are selected."""
        self.findings.set_selection(ids)
