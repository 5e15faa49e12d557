"""An adapter from elsewhere: a clear yes or no on whether it fits, and why."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from core.actions.adapter_fit import Examination
from core.models.library import shown_name
from desktop_app import words
from desktop_app.state.adapters import AdapterShelf
from desktop_app.state.desk import Desk
from desktop_app.tokens import SPACE
from desktop_app.widgets.adapters.phrases import kind_name
from desktop_app.widgets.basics import (
    Banner,
    Card,
    ErrorBox,
    IconLabel,
    Skeleton,
    clear,
    label,
    quiet,
    secondary,
)


class Intake(QWidget):
    """Follows `shelf.examined`; hidden while there is nothing to say."""

    def __init__(self, desk: Desk, shelf: AdapterShelf) -> None:
        """Hidden at first."""
        super().__init__()
        self._desk, self._shelf = desk, shelf
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.verdict: bool | None = None
        """What is told now: it fits, it does not, or nothing."""
        shelf.examined_changed.connect(self._show)
        shelf.busy_changed.connect(self._show_busy)
        self.hide()

    def _show_busy(self, busy: str) -> None:
        if busy == "examine":
            clear(self._column)
            card = Card()
            card.body.addWidget(label(self.tr("Looking at the file…"), "lead"))
            card.body.addWidget(Skeleton(16))
            self._column.addWidget(card)
            self.show()
        elif not busy and self._shelf.examined is None:
            self.hide()

    def _show(self, found: Examination | None) -> None:
        clear(self._column)
        self.verdict = found.fits if found else None
        self.setVisible(found is not None)
        if found is not None:
            self._column.addWidget(self._yes(found) if found.fits else self._no(found))

    def _no(self, found: Examination) -> QWidget:
        card = Card()
        card.body.addWidget(
            _headline("octagon-alert", "blocked",
                      self.tr("“{file}” does not fit").format(file=found.source.name))
        )  # fmt: skip
        if found.error is not None:
            card.body.addWidget(ErrorBox(found.error))
        if found.found is not None:
            card.body.addWidget(label(self._facts(found), "muted"))
        close = secondary(self.tr("Close"))
        close.setObjectName("adapters.intakeClose")
        close.clicked.connect(self._shelf.forget_examined)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(close)
        card.body.addLayout(row)
        return card

    def _yes(self, found: Examination) -> QWidget:
        card = Card()
        card.body.addWidget(
            _headline("circle-check", "ready",
                      self.tr("“{file}” fits").format(file=found.source.name))
        )  # fmt: skip
        card.body.addWidget(label(self._facts(found), "muted"))
        for notice in found.notices:
            card.body.addWidget(Banner("info", notice))
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE[4])
        grid.setVerticalSpacing(SPACE[2])
        grid.setColumnStretch(1, 1)
        self.name = QLineEdit(found.name)
        self.name.setObjectName("adapters.intakeName")
        self.name.setAccessibleName(self.tr("Name on the shelf"))
        grid.addWidget(label(self.tr("Name"), "label"), 0, 0)
        grid.addWidget(self.name, 0, 1)
        self.model = QComboBox()
        self.model.setObjectName("adapters.intakeModel")
        self.model.setAccessibleName(self.tr("Model it works with"))
        for model in found.models:
            self.model.addItem(shown_name(model.name), str(model.folder))
        grid.addWidget(label(self.tr("Model"), "label"), 1, 0)
        grid.addWidget(self.model, 1, 1)
        card.body.addLayout(grid)
        row = QHBoxLayout()
        row.addStretch(1)
        cancel = quiet(self.tr("Cancel"))
        cancel.setObjectName("adapters.intakeCancel")
        cancel.clicked.connect(self._shelf.forget_examined)
        row.addWidget(cancel)
        take = secondary(self.tr("Put on the shelf"))
        take.setObjectName("adapters.takeIn")
        take.clicked.connect(self._take)
        self.name.returnPressed.connect(self._take)
        row.addWidget(take)
        card.body.addLayout(row)
        return card

    def _take(self) -> None:
        project = self._desk.project
        self._shelf.take_in(
            self.name.text().strip(), self.model.currentData(), project.id if project else None
        )

    def _facts(self, found: Examination) -> str:
        told = found.found
        assert told is not None
        facts = [
            self.tr("For {kind}, {size}.").format(
                kind=kind_name(found.kind or "image").casefold(), size=words.size(told.bytes)
            )
        ]
        if found.trigger:
            facts.append(self.tr("Code word: {word}.").format(word=found.trigger))
        if base := told.metadata.get("signet.base_name", ""):
            facts.append(self.tr("It was trained on {model}.").format(model=base))
        facts.append(self.tr("It holds numbers only, nothing in it is run as a program."))
        return " ".join(facts)


def _headline(icon: str, role: str, text: str) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(SPACE[2])
    row.addWidget(IconLabel(icon, role))
    row.addWidget(label(text, "lead"), 1)
    return holder
