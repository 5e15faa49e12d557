"""The panel on the right: what the checks say of everything, and what is selected."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from core.catalogue.records import ItemKind, ProjectRecord
from desktop_app.state.desk import Desk
from desktop_app.tokens import SPACE
from desktop_app.widgets.basics import Segmented
from desktop_app.widgets.captions.panel import CaptionPanel
from desktop_app.widgets.findings.panel import FindingsPanel


class SidePanel(QWidget):
    """Findings while nothing is selected, the description of what is selected otherwise."""

    show_items = Signal(list)

    def __init__(self, desk: Desk) -> None:
        """Empty until `set_project`."""
        super().__init__()
        self._chosen_by_finding: frozenset[int] = frozenset()
        self._had_selection = False
        self.findings, self.captions = FindingsPanel(desk), CaptionPanel(desk)
        self.switch = Segmented(
            [("findings", self.tr("Checks")), ("captions", self.tr("Selection"))],
            self.tr("What the panel shows"),
        )
        self.switch.setObjectName("sunken")
        self._stack = QStackedWidget()
        self._stack.addWidget(self.findings)
        self._stack.addWidget(self.captions)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        row = QHBoxLayout()
        row.setContentsMargins(SPACE[4], SPACE[4], SPACE[4], 0)
        row.addWidget(self.switch)
        row.addStretch()
        column.addLayout(row)
        column.addWidget(self._stack, 1)
        self.switch.chosen.connect(self.show_part)
        self.findings.show_items.connect(self._show_of_finding)
        self.captions.show_items.connect(self.show_items)

    def show_part(self, part: str) -> None:
        """ "findings" or "captions"."""
        self.switch.choose(part)
        self._stack.setCurrentWidget(self.captions if part == "captions" else self.findings)

    def set_project(self, project: ProjectRecord | None) -> None:
        """Another project, or the same one changed."""
        self.findings.set_project(project)
        self.captions.set_project(project)

    def set_kind(self, kind: ItemKind) -> None:
        """Photos or texts are listed."""
        self.findings.set_kind(kind)

    def set_order(self, ids: Sequence[int]) -> None:
        """The list as it is shown: next and previous follow it."""
        self.captions.set_order(ids)

    def set_selection(self, ids: Sequence[int]) -> None:
        """These are selected; a first selection opens its description, none the findings.

        What a finding has selected leaves the findings open: the reader goes on there.
        """
        self.findings.set_selection(ids)
        self.captions.set_selection(ids)
        by_finding = bool(ids) and frozenset(ids) == self._chosen_by_finding
        if ids and not self._had_selection and not by_finding:
            self.show_part("captions")
        elif not ids and self._had_selection:
            self.show_part("findings")
        self._had_selection = bool(ids)

    def _show_of_finding(self, ids: list[int]) -> None:
        self._chosen_by_finding = frozenset(ids)
        self.show_items.emit(ids)
