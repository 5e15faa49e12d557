"""Before an adapter is handed out: for which program, in plain words; formats under Details."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QComboBox, QHBoxLayout, QRadioButton

from core.actions.model_exports import PRECISIONS
from core.adapters.respelling import Precision, Spelling
from core.catalogue.records import AdapterRecord
from core.contract.requests import ModelExportOptions
from desktop_app.state.handing_out import HandOutOrder
from desktop_app.state.memory import Memory
from desktop_app.tokens import SPACE
from desktop_app.widgets.adapters.together import Together
from desktop_app.widgets.basics import Card, Fold, label, quiet, secondary

translate = QCoreApplication.translate
"""With the context named: `tr` would look a subclass's texts up under the subclass's name."""
Choices = tuple[tuple[str, str, str], ...]
"""(key, what it is for, what is written or "")."""


class HandOut(Card):
    """Hidden until it is asked for; remembers what was chosen last."""

    wanted = Signal(object)
    """A HandOutOrder: the folder is to be chosen now."""
    MEMORY: ClassVar[tuple[str, str]] = ("adapters.program", "adapters.format")
    """Names under which the last choice is remembered."""
    USUAL = "diffusers"

    def __init__(
        self, memory: Memory, adapter: AdapterRecord, others: Sequence[AdapterRecord]
    ) -> None:
        """With the choice of the last time; `others` can become one with the adapter."""
        super().__init__(margin=SPACE[4], spacing=SPACE[2])
        self._memory = memory
        self.body.addWidget(label(translate("HandOut", "Which program is it for?"), "lead"))
        self._group = QButtonGroup(self)
        self._programs: dict[str, QRadioButton] = {}
        for key, name, written in self.choices():
            button = QRadioButton(name)
            button.setObjectName(f"adapters.for.{key}")
            self._group.addButton(button)
            self._programs[key] = button
            self.body.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
            if written:
                about = label(written, "small")
                about.setContentsMargins(SPACE[6], 0, 0, SPACE[1])  # below the words, not the dot
                self.body.addWidget(about)
        last = self._programs.get(memory.get(self.MEMORY[0], self.USUAL))
        (last or self._programs[self.USUAL]).setChecked(True)
        self.together = Together(adapter, others)
        self.body.addWidget(self.together)
        self.body.addWidget(self._details())
        row = QHBoxLayout()
        row.addStretch(1)
        cancel = quiet(translate("HandOut", "Cancel"))
        cancel.setObjectName("adapters.handOutCancel")
        cancel.clicked.connect(self.hide)
        row.addWidget(cancel)
        self.go = secondary(translate("HandOut", "Choose a folder…"))
        self.go.setObjectName("adapters.handOut")
        self.go.clicked.connect(self._go)
        row.addWidget(self.go)
        self.body.addLayout(row)
        self.hide()

    def ask(self) -> None:
        """Show it, with the keys on what is chosen."""
        self.show()
        self._programs[self.program].setFocus()

    @property
    def program(self) -> str:
        """The key of what is chosen now."""
        return next(key for key, button in self._programs.items() if button.isChecked())

    @property
    def spelling(self) -> Spelling:
        """What is chosen now, of an adapter for pictures."""
        return Spelling(self.program, self.formats.currentData())  # type: ignore[arg-type]

    def how(self) -> Spelling | ModelExportOptions:
        """What is chosen now."""
        return self.spelling

    def choices(self) -> Choices:
        """The programs, in plain words."""
        return (
            ("comfyui", translate("HandOut", "For ComfyUI"), ""),
            ("kohya",
             translate("HandOut", "For Automatic1111, Forge and other kohya-style programs"), ""),
            ("diffusers", translate("HandOut", "For diffusers and everything else"), ""),
        )  # fmt: skip

    def _details(self) -> Fold:
        fold = Fold(translate("HandOut", "Details"))
        fold.button.setObjectName("adapters.handOutDetails")
        fold.body.addWidget(label(translate("HandOut", "Number format"), "label"))
        self.formats = QComboBox()
        self.formats.setObjectName("adapters.format")
        self.formats.setAccessibleName(translate("HandOut", "Number format"))
        self._fill_formats()
        row = QHBoxLayout()
        row.addWidget(self.formats)
        row.addStretch(1)
        fold.body.addLayout(row)
        self._fill_details(fold)
        return fold

    def _fill_formats(self) -> None:
        formats: tuple[tuple[Precision, str], ...] = (
            ("", translate("HandOut", "As it is")),
            ("fp32", translate("HandOut", "Full (fp32), the largest file")),
            ("bf16", translate("HandOut", "Half (bf16)")),
            ("fp16", translate("HandOut", "Half (fp16), for older programs")),
        )
        for precision, name in formats:
            self.formats.addItem(name, precision)
        remembered = self._memory.get(self.MEMORY[1], "")
        self.formats.setCurrentIndex(max(0, self.formats.findData(remembered)))

    def _fill_details(self, fold: Fold) -> None:
        fold.body.addWidget(
            label(
                translate(
                    "HandOut", "Most programs read every format. “As it is” changes no number."
                ),
                "small",
            )
        )

    def _go(self) -> None:
        self._memory.set(self.MEMORY[0], self.program)
        self._memory.set(self.MEMORY[1], self.formats.currentData())
        self.wanted.emit(HandOutOrder(self.together.shares, self.how()))


class HandOutText(HandOut):
    """Of an adapter for texts: what the four forms are for; the engine writes and compares."""

    MEMORY: ClassVar[tuple[str, str]] = ("adapters.textProgram", "adapters.textFormat")
    USUAL = "gguf"

    def choices(self) -> Choices:
        """The forms that other programs take."""
        return (
            ("gguf", self.tr("For Ollama, LM Studio and llama.cpp, ready to speak"),
             self.tr("One file with the whole model, and a Modelfile for Ollama")),
            ("gguf-adapter", self.tr("For Ollama and llama.cpp, beside their own model"),
             self.tr("A small file with only what was learnt, as GGUF")),
            ("model", self.tr("For vLLM and other servers: the whole model"),
             self.tr("A model's folder with what was learnt in its weights")),
            ("peft", self.tr("For Python programs: only what was learnt"),
             self.tr("A PEFT folder, as it was trained")),
        )  # fmt: skip

    def how(self) -> ModelExportOptions:
        """What is chosen now."""
        form = self.program
        beside = form == "gguf-adapter" and self.with_base.isChecked()
        return ModelExportOptions(form, self.formats.currentData() or "auto", beside)

    def _fill_formats(self) -> None:
        for button in self._programs.values():
            button.toggled.connect(self._show_formats)
        self._show_formats()
        remembered = self._memory.get(self.MEMORY[1], "auto")
        self.formats.setCurrentIndex(max(0, self.formats.findData(remembered)))

    def _show_formats(self) -> None:
        names = {
            "auto": self.tr("What suits it"),
            "fp32": self.tr("Full (fp32), the largest file"),
            "bf16": self.tr("Half (bf16)"),
            "fp16": self.tr("Half (fp16)"),
            "q8_0": self.tr("8 bits (q8_0), the smallest file"),
        }
        kept = self.formats.currentData()
        self.formats.clear()
        for precision in PRECISIONS[self.program]:
            self.formats.addItem(names[precision], precision)
        self.formats.setCurrentIndex(max(0, self.formats.findData(kept)))
        if hasattr(self, "with_base"):
            self.with_base.setVisible(self.program == "gguf-adapter")

    def _fill_details(self, fold: Fold) -> None:
        self.with_base = QCheckBox(self.tr("Write the model for it, too"))
        self.with_base.setObjectName("adapters.withBase")
        self.with_base.setVisible(self.program == "gguf-adapter")
        fold.body.addWidget(self.with_base)
        fold.body.addWidget(
            label(
                self.tr(
                    "What was written is read back and compared with the adapter, word by word."
                ),
                "small",
            )
        )
