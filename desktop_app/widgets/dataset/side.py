"""The panel on the right: what the checks say of everything, or what is selected in full."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from core.catalogue.records import ItemKind, ProjectRecord
from desktop_app.state.desk import Desk
from desktop_app.tokens import SPACE
from desktop_app.widgets.basics import quiet
from desktop_app.widgets.captions import CaptionPanel
from desktop_app.widgets.findings import FindingsPanel


class SidePanel(QStackedWidget):
    """Findings while nothing is selected, else captions, rights and facts of the selection."""

    show_items = Signal(list)
    """The reader wants to see these and go on with them."""
    step_to = Signal(list)
    """The reader leafs on inside the panel, which keeps the keyboard."""
    back_asked = Signal()
    """The reader wants to see the findings, so nothing is to be selected."""

    def __init__(self, desk: Desk) -> None:
        """Empty until `set_project`."""
        super().__init__()
        self.findings = FindingsPanel(desk)
        self.findings.show_items.connect(self.show_items)
        self.captions = CaptionPanel(desk)
        self.captions.show_items.connect(self.step_to)
        self._about = QWidget()
        column = QVBoxLayout(self._about)
        column.setContentsMargins(0, SPACE[2], 0, 0)
        column.setSpacing(0)
        self.back = quiet(self.tr("All findings"), "chevron-left")
        self.back.setObjectName("dataset.side.back")
        self.back.clicked.connect(self.back_asked)
        column.addWidget(self.back, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.captions, 1)
        self.addWidget(self.findings)
        self.addWidget(self._about)

    def set_project(self, project: ProjectRecord | None) -> None:
        """Another project, or the same one changed."""
        self.findings.set_project(project)
        self.captions.set_project(project)

    def set_kind(self, kind: ItemKind) -> None:
        """Photos or texts are listed."""
        self.findings.set_kind(kind)

    def set_order(self, ids: array[int]) -> None:
        """The list as it is seen, for leafing on."""
        self.captions.set_order(ids)

    def set_selection(self, ids: Sequence[int]) -> None:
        """These are selected."""
        self.findings.set_selection(ids)
        self.captions.set_selection(ids)
        self.setCurrentWidget(self._about if ids else self.findings)

    def keep(self) -> None:
        """Keep what is being written."""
        self.captions.keep()
