"""One card a model: what it makes, what its licence allows, whether it fits, where it lies."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from core.models.fitting import Fit
from core.models.library import ModelRecord, shown_name
from desktop_app import words
from desktop_app.tokens import SPACE
from desktop_app.widgets.basics import (
    Card,
    Chip,
    IconButton,
    IconLabel,
    StateDot,
    label,
    quiet,
    secondary,
)

FIT_STATES = {
    "yes": "ready", "tight": "attention", "no": "blocked", "damaged": "blocked", "never": "empty",
}  # fmt: skip
_COMMERCIAL_TONES = {"yes": "ready", "limits": "attention", "no": "blocked", "depends": ""}


def commercial_words(commercial: str) -> str:
    """Whether a business may use it, in a few words."""
    translate = QCoreApplication.translate
    return {
        "yes": translate("ModelCard", "Business use: yes"),
        "limits": translate("ModelCard", "Business use: with limits"),
        "no": translate("ModelCard", "Business use: no"),
        "depends": translate("ModelCard", "Business use: read the licence"),
    }[commercial]


class ModelCard(Card):
    """A model that can be used."""

    forget = Signal(object, str)
    """(folder, name)"""

    def __init__(self, model: ModelRecord, fit: Fit) -> None:
        """Only an added folder can be forgotten; the starters belong to Signet."""
        super().__init__(margin=SPACE[4], spacing=SPACE[2])
        self.model = model
        self.setObjectName("card")
        self.setAccessibleName(shown_name(model.name))
        top = QHBoxLayout()
        top.setSpacing(SPACE[4])
        icon = "image" if model.kind == "image" else "type"
        top.addWidget(IconLabel(icon, "accent", 24), 0, Qt.AlignmentFlag.AlignTop)
        middle = QVBoxLayout()
        middle.setSpacing(SPACE[2])
        middle.addLayout(self._head())
        middle.addWidget(label(model.licence_line))
        if model.kind == "text":
            middle.addWidget(label(self._speech(), "muted"))
        middle.addLayout(self._fit(fit))
        place = label(f"{words.size(model.size_bytes)}  ·  {model.folder}", "small")
        place.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        middle.addWidget(place)
        top.addLayout(middle, 1)
        self.body.addLayout(top)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE[2])
        show = IconButton(
            "folder-open",
            self.tr("Show the folder of “{name}”").format(name=shown_name(model.name)),
        )
        show.setObjectName("models.show")
        show.clicked.connect(lambda: _show(model.folder))
        buttons.addWidget(show)
        if not model.own:
            take_off = IconButton(
                "x", self.tr("Take “{name}” off the shelf").format(name=shown_name(model.name))
            )
            take_off.setObjectName("models.forget")
            take_off.clicked.connect(lambda: self.forget.emit(model.folder, model.name))
            buttons.addWidget(take_off)
        top.addLayout(buttons)
        top.setAlignment(buttons, Qt.AlignmentFlag.AlignTop)

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SPACE[2])
        row.addWidget(label(shown_name(self.model.name), "lead", wrap=False))
        kind = self.tr("Pictures") if self.model.kind == "image" else self.tr("Texts")
        row.addWidget(Chip(kind))
        if self.model.practice:
            row.addWidget(Chip(self.tr("To practise with"), "accent"))
        chip = Chip(
            commercial_words(self.model.commercial), _COMMERCIAL_TONES[self.model.commercial]
        )
        chip.setObjectName("chip")
        row.addWidget(chip)
        row.addStretch(1)
        return row

    def _speech(self) -> str:
        """How a language model is used, told because a file without a template looks the same."""
        if self.model.converses:
            return self.tr("Answers in conversations")
        return self.tr("Goes on with texts; it has no template of conversations")

    def _fit(self, fit: Fit) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SPACE[2])
        row.addWidget(StateDot(FIT_STATES[fit.level]))
        verdict = label(fit.sentence, "label", wrap=False)
        verdict.setObjectName("models.fit")
        row.addWidget(verdict)
        row.addStretch(1)
        return row


class MissingCard(Card):
    """A folder that was added once and is not there now."""

    forget = Signal(object, str)
    look_again = Signal()

    def __init__(self, folder: Path) -> None:
        """Says where it should be."""
        super().__init__(margin=SPACE[4])
        row = QHBoxLayout()
        row.setSpacing(SPACE[4])
        row.addWidget(IconLabel("triangle-alert", "attention", 24), 0, Qt.AlignmentFlag.AlignTop)
        middle = QVBoxLayout()
        middle.setSpacing(SPACE[1])
        middle.addWidget(label(folder.name, "lead", wrap=False))
        middle.addWidget(
            label(self.tr("This model is not there, or not complete. Connect its drive."))
        )
        middle.addWidget(label(str(folder), "small"))
        row.addLayout(middle, 1)
        again = secondary(self.tr("Look again"))
        again.setObjectName("models.look_again")
        again.clicked.connect(self.look_again)
        off = quiet(self.tr("Take off the shelf"))
        off.setObjectName("models.forget")
        off.clicked.connect(lambda: self.forget.emit(folder, folder.name))
        row.addWidget(again, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(off, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(row)


def _show(folder: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
