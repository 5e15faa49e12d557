"""The line above the list: Photos or Texts, what is shown of them, in which order, add more."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from core.catalogue.listing import Order, Show, Tally
from core.catalogue.records import ItemKind
from desktop_app import words
from desktop_app.state.dataset import DatasetState
from desktop_app.tokens import SPACE
from desktop_app.widgets.basics import FlowLayout, quiet, secondary


class Bar(QWidget):
    """Tells what the reader chose; shows what the page says it is."""

    kind_chosen = Signal(str)
    show_chosen = Signal(str)
    order_chosen = Signal(str)
    stacked_chosen = Signal(bool)
    """Whether photos that look alike shall lie in one stack."""
    stacks_asked = Signal()
    files_asked = Signal()
    folder_asked = Signal()

    def __init__(self) -> None:
        """Photos, everything, in the order they came."""
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE[3])
        self._tabs: dict[ItemKind, QPushButton] = {}
        self._filters: dict[Show, QPushButton] = {}
        column.addLayout(self._first_line())
        column.addWidget(self._second_line())

    def show_state(
        self, kind: ItemKind, show: Show, order: Order, tallies: Mapping[ItemKind, Tally]
    ) -> None:
        """Counts on the tabs; filters of which there is something."""
        for one, tab in self._tabs.items():
            tab.setText(f"{_kind_word(one)}  {words.number(tallies.get(one, Tally()).all)}")
            tab.setChecked(one == kind)
        tally = tallies.get(kind, Tally())
        for which, button in self._filters.items():
            number = getattr(tally, which)
            button.setText(f"{_show_word(which)}  {words.number(number)}")
            button.setVisible(which == "all" or number > 0 or which == show)
            button.setChecked(which == show)
        self._orders[order].setChecked(True)
        self.order.setText(_order_word(order))

    def show_stacks(self, state: DatasetState) -> None:
        """How many stacks nobody has decided about, while photos lie in stacks."""
        count = sum(one.undecided for one in state.stacks) if state.piles else 0
        self.stacks.setVisible(state.kind == "photo" and count > 0)
        self.stacks.setText(self.tr("%n stack(s)", "", count))
        self.stacked.setVisible(state.kind == "photo")
        self.stacked.setChecked(state.stacked)

    def _first_line(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SPACE[4])
        group = QButtonGroup(self)
        kinds: tuple[ItemKind, ...] = ("photo", "text")
        for kind in kinds:
            tab = QPushButton(_kind_word(kind), checkable=True)
            tab.setObjectName(f"dataset.tab.{kind}")
            tab.setProperty("variant", "tab")
            tab.clicked.connect(lambda _=False, kind=kind: self.kind_chosen.emit(kind))
            group.addButton(tab)
            self._tabs[kind] = tab
            row.addWidget(tab)
        row.addStretch(1)
        self.stacks = quiet("", "layers")
        self.stacks.setObjectName("dataset.stacks")
        self.stacks.setToolTip(self.tr("Photos that look alike: keep the best one of each stack"))
        self.stacks.clicked.connect(self.stacks_asked)
        self.stacks.hide()
        row.addWidget(self.stacks)
        self.order = quiet("", "list")
        self.order.setObjectName("dataset.order")
        self.order.setAccessibleDescription(self.tr("Order of the list"))
        self.order.setMenu(self._order_menu())
        row.addWidget(self.order)
        self.add = secondary(self.tr("Add"))
        self.add.setObjectName("dataset.add")
        self.add.setAccessibleName(self.tr("Add photos or texts"))
        menu = QMenu(self.add)
        menu.addAction(self.tr("Choose files …"), self.files_asked)
        menu.addAction(self.tr("Choose a folder …"), self.folder_asked)
        self.add.setMenu(menu)
        row.addWidget(self.add)
        return row

    def _second_line(self) -> QWidget:
        holder = QWidget()
        flow = FlowLayout(holder)
        group = QButtonGroup(self)
        shows: tuple[Show, ...] = ("all", "warnings", "uncaptioned", "set_aside", "held_out")
        for show in shows:
            button = QPushButton(_show_word(show), checkable=True)
            button.setObjectName(f"dataset.show.{show}")
            button.setProperty("variant", "chip")
            button.clicked.connect(lambda _=False, show=show: self.show_chosen.emit(show))
            group.addButton(button)
            self._filters[show] = button
            flow.addWidget(button)
        return holder

    def _order_menu(self) -> QMenu:
        menu, group = QMenu(self), QActionGroup(self)
        self._orders: dict[Order, QAction] = {}
        orders: tuple[Order, ...] = ("oldest", "newest", "name", "warnings")
        for order in orders:
            action = menu.addAction(_order_word(order))
            action.setCheckable(True)
            action.triggered.connect(lambda _=False, order=order: self.order_chosen.emit(order))
            group.addAction(action)
            self._orders[order] = action
        menu.addSeparator()
        self.stacked = menu.addAction(self.tr("Stack photos that look alike"))
        self.stacked.setCheckable(True)
        self.stacked.setChecked(True)
        self.stacked.triggered.connect(self.stacked_chosen)
        return menu


def _kind_word(kind: ItemKind) -> str:
    translate = QCoreApplication.translate
    return (
        translate("DatasetBar", "Photos") if kind == "photo" else translate("DatasetBar", "Texts")
    )


def _show_word(show: Show) -> str:
    translate = QCoreApplication.translate
    return {
        "all": translate("DatasetBar", "All"),
        "warnings": translate("DatasetBar", "With warnings"),
        "uncaptioned": translate("DatasetBar", "Without caption"),
        "set_aside": translate("DatasetBar", "Set aside"),
        "held_out": translate("DatasetBar", "Kept for checking"),
    }[show]


def _order_word(order: Order) -> str:
    translate = QCoreApplication.translate
    return {
        "oldest": translate("DatasetBar", "Oldest first"),
        "newest": translate("DatasetBar", "Newest first"),
        "name": translate("DatasetBar", "By name"),
        "warnings": translate("DatasetBar", "Warnings first"),
    }[order]
