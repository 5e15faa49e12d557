"""Before an adapter is handed out: for which program, in plain words; formats under Details."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QComboBox, QHBoxLayout, QRadioButton

from core.adapters.respelling import Layout, Precision, Spelling
from desktop_app.state.memory import Memory
from desktop_app.tokens import SPACE
from desktop_app.widgets.basics import Card, Fold, label, quiet, secondary

_PROGRAM, _FORMAT = "adapters.program", "adapters.format"
"""Names under which the last choice is remembered."""


class HandOut(Card):
    """Hidden until it is asked for; remembers what was chosen last."""

    wanted = Signal(object)
    """A Spelling: the folder is to be chosen now."""

    def __init__(self, memory: Memory) -> None:
        """With the choice of the last time."""
        super().__init__(margin=SPACE[4], spacing=SPACE[2])
        self._memory = memory
        self.body.addWidget(label(self.tr("Which program is it for?"), "lead"))
        self._group = QButtonGroup(self)
        self._programs: dict[Layout, QRadioButton] = {}
        for layout, name in _programs():
            button = QRadioButton(name)
            button.setObjectName(f"adapters.for.{layout}")
            self._group.addButton(button)
            self._programs[layout] = button
            self.body.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        last = self._programs.get(memory.get(_PROGRAM, "diffusers"), self._programs["diffusers"])
        last.setChecked(True)
        self.body.addWidget(self._details())
        row = QHBoxLayout()
        row.addStretch(1)
        cancel = quiet(self.tr("Cancel"))
        cancel.setObjectName("adapters.handOutCancel")
        cancel.clicked.connect(self.hide)
        row.addWidget(cancel)
        go = secondary(self.tr("Choose a folder…"))
        go.setObjectName("adapters.handOut")
        go.clicked.connect(self._go)
        row.addWidget(go)
        self.body.addLayout(row)
        self.hide()

    def ask(self) -> None:
        """Show it, with the keys on what is chosen."""
        self.show()
        self._group.checkedButton().setFocus()

    @property
    def spelling(self) -> Spelling:
        """What is chosen now."""
        layout = next(one for one, button in self._programs.items() if button.isChecked())
        return Spelling(layout, self.formats.currentData())

    def _details(self) -> Fold:
        fold = Fold(self.tr("Details"))
        fold.button.setObjectName("adapters.handOutDetails")
        fold.body.addWidget(label(self.tr("Number format"), "label"))
        self.formats = QComboBox()
        self.formats.setObjectName("adapters.format")
        self.formats.setAccessibleName(self.tr("Number format"))
        formats: tuple[tuple[Precision, str], ...] = (
            ("", self.tr("As it is")),
            ("fp32", self.tr("Full (fp32), the largest file")),
            ("bf16", self.tr("Half (bf16)")),
            ("fp16", self.tr("Half (fp16), for older programs")),
        )
        for precision, name in formats:
            self.formats.addItem(name, precision)
        self.formats.setCurrentIndex(max(0, self.formats.findData(self._memory.get(_FORMAT, ""))))
        row = QHBoxLayout()
        row.addWidget(self.formats)
        row.addStretch(1)
        fold.body.addLayout(row)
        fold.body.addWidget(
            label(
                self.tr("Most programs read every format. “As it is” changes no number."), "small"
            )
        )
        return fold

    def _go(self) -> None:
        chosen = self.spelling
        self._memory.set(_PROGRAM, chosen.layout)
        self._memory.set(_FORMAT, chosen.precision)
        self.wanted.emit(chosen)


def _programs() -> tuple[tuple[Layout, str], ...]:
    translate = QCoreApplication.translate
    return (
        ("comfyui", translate("HandOut", "For ComfyUI")),
        (
            "kohya",
            translate("HandOut", "For Automatic1111, Forge and other kohya-style programs"),
        ),
        ("diffusers", translate("HandOut", "For diffusers and everything else")),
    )
