"""One text in hand: reword it with its remarks beside it, keep the wording, or let the brand learn
from it. Only here does a generated text become material, and only with a name."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from core.actions import datasets, taking
from core.catalogue.records import ItemRecord, ResultRecord
from core.datasets.claims import Claim
from core.datasets.prompts import CHANNELS
from core.errors import KnownError
from desktop_app.state.desk import Desk
from desktop_app.tokens import SIDE_WIDTH, SPACE
from desktop_app.widgets.basics import ErrorBox, clear, label, primary, quiet, secondary
from desktop_app.widgets.compare.form_panel import kind_name, make_combo
from desktop_app.widgets.compare.remark_list import RemarkList

_LOOK_AFTER = 250
"""Milliseconds of quiet after the last key before the text is looked through."""
_PERSON = "person"
"""In the window's memory: who approved last."""


class TakeDialog(QDialog):
    """Stays open until the catalogue has taken what was typed, so that nothing typed is lost."""

    def __init__(
        self,
        desk: Desk,
        result: ResultRecord,
        look: Callable[[str], tuple[Claim, ...]],
        parent: QWidget,
    ) -> None:
        """`look` finds the remarks on a wording."""
        super().__init__(parent)
        self.desk, self.result, self._look = desk, result, look
        self.setObjectName("compare.take")
        self.setWindowTitle(self.tr("Edit and approve"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(860, 560)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE[5], SPACE[4], SPACE[5], SPACE[4])
        column.setSpacing(SPACE[3])
        self._errors = QVBoxLayout()
        self._later = QTimer(self, singleShot=True, interval=_LOOK_AFTER)
        self._later.timeout.connect(self._look_through)
        column.addLayout(self._build_text(), 1)
        column.addLayout(self._build_approval())
        column.addLayout(self._errors)
        column.addLayout(self._build_buttons())
        self.field.textChanged.connect(self._typed)
        self.person.textChanged.connect(self._typed)
        self._look_through()
        self._typed()

    @property
    def wording(self) -> str:
        """What is in the field."""
        return self.field.toPlainText().strip()

    # --- building --------------------------------------------------------------------------------

    def _build_text(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SPACE[4])
        self.field = QPlainTextEdit(self.result.final)
        self.field.setObjectName("compare.take.text")
        self.field.setAccessibleName(self.tr("Text"))
        self.field.setTabChangesFocus(True)
        row.addWidget(self.field, 1)
        self.remarks = RemarkList()
        self.remarks.setFixedWidth(SIDE_WIDTH)
        row.addWidget(self.remarks)
        return row

    def _build_approval(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SPACE[3])
        self.kind = make_combo("compare.take.kind", self.tr("What it is"))
        for key in CHANNELS["en"]:
            self.kind.addItem(kind_name(key), key)
        guessed = taking.kind_of(self.result.prompt)
        self.kind.setCurrentIndex(max(0, self.kind.findData(guessed)))
        self.person = QLineEdit(str(self.desk.memory.get(_PERSON, "") or ""))
        self.person.setObjectName("compare.take.person")
        self.person.setAccessibleName(self.tr("Approved by"))
        self.person.setPlaceholderText(self.tr("Your name or initials"))
        for caption, widget in (
            (self.tr("What it is"), self.kind),
            (self.tr("Approved by"), self.person),
        ):
            name = label(caption, "label", wrap=False)
            name.setBuddy(widget)
            row.addWidget(name)
            row.addWidget(widget, 1)
        return row

    def _build_buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SPACE[2])
        self.note = label(
            self.tr("Training learns from a text made here only after somebody approved it."),
            "small",
        )
        row.addWidget(self.note, 1)
        leave = quiet(self.tr("Cancel"))
        leave.setObjectName("compare.take.cancel")
        leave.clicked.connect(self.reject)
        row.addWidget(leave)
        self.keep = secondary(self.tr("Keep this wording"))
        self.keep.setObjectName("compare.take.keep")
        self.keep.clicked.connect(self._keep)
        row.addWidget(self.keep)
        self.approve = primary(self.tr("Add to the brand's texts"))
        self.approve.setObjectName("compare.take.approve")
        self.approve.clicked.connect(self._approve)
        row.addWidget(self.approve)
        return row

    # --- following -------------------------------------------------------------------------------

    def _typed(self) -> None:
        self._later.start()
        self.keep.setEnabled(bool(self.wording) and self.wording != self.result.final.strip())
        self.approve.setEnabled(bool(self.wording) and bool(self.person.text().strip()))

    def _look_through(self) -> None:
        self.remarks.show_claims(self._look(self.field.toPlainText()))

    # --- actions ---------------------------------------------------------------------------------

    def _keep(self) -> None:
        number, wording = self.result.id, self.wording
        self.desk.do(
            self.tr("Edit a text"),
            lambda catalogue: taking.edit(catalogue, number, wording),
            lambda catalogue, before: taking.edit(catalogue, number, before),
            then=lambda _: self.accept(),
            failed=self._refused,
            owner=self,
            toast=self.tr("The wording is kept; what was made stays beside it."),
            undo_label=self.tr("Undo"),
        )

    def _approve(self) -> None:
        number, who, wording = self.result.id, self.person.text().strip(), self.wording
        kind = str(self.kind.currentData())
        self.desk.memory.set(_PERSON, who)
        self.desk.do(
            self.tr("Add a text that was made here"),
            lambda catalogue: taking.take(catalogue, number, who=who, body=wording, kind=kind),
            lambda catalogue, taken: datasets.delete(catalogue, [taken.id]),
            then=self._taken,
            failed=self._refused,
            owner=self,
        )

    def _taken(self, _: ItemRecord) -> None:
        self.desk.say(
            self.tr("The text is among the brand's texts; the next training learns from it."),
            self.tr("Undo"),
            self.desk.undo.undo,
        )
        self.accept()

    def _refused(self, error: KnownError) -> None:
        clear(self._errors)
        self._errors.addWidget(ErrorBox(error))
