"""The panel on the right: what the checks say of everything, or what is selected in full."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from functools import cached_property

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
        """Both panels are built when they are first needed: the list beside them comes first."""
        super().__init__()
        self._desk = desk
        self._project: ProjectRecord | None = None
        self._kind: ItemKind = "photo"
        self._order: array[int] = array("q")
        self._ask_of: frozenset[int] = frozenset()
        """Photos of which the reader wants to say who agreed, until they are selected."""

    @cached_property
    def findings(self) -> FindingsPanel:
        """What the checks say."""
        panel = FindingsPanel(self._desk)
        panel.show_items.connect(self.show_items)
        panel.rights_wanted.connect(self._ask_about_people)
        panel.set_kind(self._kind)
        self.insertWidget(0, panel)
        return panel

    @cached_property
    def captions(self) -> CaptionPanel:
        """What is selected, with a way back to the findings above it."""
        panel = CaptionPanel(self._desk)
        panel.show_items.connect(self.step_to)
        panel.set_project(self._project)
        panel.set_order(self._order)
        return panel

    @cached_property
    def _about(self) -> QWidget:
        about = QWidget()
        column = QVBoxLayout(about)
        column.setContentsMargins(0, SPACE[2], 0, 0)
        column.setSpacing(0)
        back = quiet(self.tr("All findings"), "chevron-left")
        back.setObjectName("dataset.side.back")
        back.clicked.connect(self.back_asked)
        column.addWidget(back, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.captions, 1)
        self.addWidget(about)
        return about

    @property
    def _describing(self) -> bool:
        """Whether the panel about the selection was needed so far."""
        return "captions" in self.__dict__

    def set_project(self, project: ProjectRecord | None) -> None:
        """Another project, or the same one changed."""
        self._project = project
        self.findings.set_project(project)
        if self._describing:
            self.captions.set_project(project)

    def set_kind(self, kind: ItemKind) -> None:
        """Photos or texts are listed."""
        self._kind = kind
        if "findings" in self.__dict__:
            self.findings.set_kind(kind)

    def set_order(self, ids: array[int]) -> None:
        """The list as it is seen, for leafing on."""
        self._order = ids
        if self._describing:
            self.captions.set_order(ids)

    def set_selection(self, ids: Sequence[int]) -> None:
        """These are selected."""
        if ids or self._describing:
            self.captions.set_selection(ids)
        if ids or "findings" in self.__dict__:
            self.findings.set_selection(ids)
            self.setCurrentWidget(self._about if ids else self.findings)
        if ids and self._ask_of == frozenset(ids):
            self._ask_of = frozenset()
            self.captions.ask_about_people()

    def _ask_about_people(self, ids: list[int]) -> None:
        self._ask_of = frozenset(ids)
        self.show_items.emit(ids)

    def keep(self) -> None:
        """Keep what is being written."""
        if self._describing:
            self.captions.keep()
