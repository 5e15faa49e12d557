"""How the files are written: kind of file, quality, documents, names, folder."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from core.errors import KnownError
from desktop_app.state.exports import ExportState, Manner
from desktop_app.tokens import SPACE
from desktop_app.widgets.basics import (
    Card,
    FlowLayout,
    Segmented,
    label,
    secondary,
    set_tone,
)
from desktop_app.widgets.export.phrases import FORMAT_NAMES, file_name_font, template_words

QUALITIES = {"small": 75, "balanced": 85, "best": 92}


class MannerCard(Card):
    """Shows and changes `state.manner`."""

    changed = Signal()

    def __init__(self, state: ExportState) -> None:
        """Follows the state."""
        super().__init__()
        self._state = state
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE[4])
        grid.setVerticalSpacing(SPACE[3])
        grid.setColumnStretch(1, 1)
        self.body.addLayout(grid)
        self._pictures(grid, 0)
        self._texts(grid, 1)
        self._names(grid, 2)
        self._folder(grid, 3)
        state.manner_changed.connect(self.show_manner)
        self.show_manner(state.manner)

    def show_kinds(self, pictures: bool, texts: bool) -> None:
        """Only what concerns the chosen results is seen."""
        for widget in self._picture_row:
            widget.setVisible(pictures or not texts)
        for widget in self._text_row:
            widget.setVisible(texts)

    def show_example(self, name: str, error: KnownError | None) -> None:
        """The first file's name, or why the names cannot be used."""
        wrong = error is not None
        self.example.setText(
            str(error) if error else (self.tr("Such as {name}").format(name=name) if name else "")
        )
        set_tone(self.example, "blocked" if wrong else "muted")
        self.template.setProperty("invalid", wrong)
        self.template.style().unpolish(self.template)
        self.template.style().polish(self.template)

    def show_manner(self, manner: Manner) -> None:
        """Take on what the state says."""
        at = self.format.findData(manner.format)
        self.format.setCurrentIndex(max(0, at))
        nearest = min(QUALITIES, key=lambda key: abs(QUALITIES[key] - manner.quality))
        self.quality.choose(nearest)
        for form, box in self._documents.items():
            box.blockSignals(True)
            box.setChecked(form in manner.text_formats)
            box.blockSignals(False)
        if self.template.text() != manner.template:
            self.template.setText(manner.template)
        self.folder.setText(str(self._state.target))
        self.folder.setToolTip(str(self._state.target))

    # --- rows ------------------------------------------------------------------------------------

    def _pictures(self, grid: QGridLayout, row: int) -> None:
        self.format = QComboBox()
        self.format.setObjectName("export.format")
        self.format.setAccessibleName(self.tr("Kind of picture file"))
        self.format.addItem(self.tr("What suits each format best"), "")
        for key, name in FORMAT_NAMES.items():
            self.format.addItem(name, key)
        self.format.activated.connect(lambda _: self._change(format=self.format.currentData()))
        self.quality = Segmented(
            [
                ("best", self.tr("Best")),
                ("balanced", self.tr("Balanced")),
                ("small", self.tr("Small files")),
            ],
            self.tr("Quality"),
        )
        self.quality.setObjectName("sunken")
        self.quality.chosen.connect(lambda key: self._change(quality=QUALITIES[key]))
        holder = QWidget()
        inside = FlowLayout(holder, SPACE[3])
        inside.addWidget(self.format)
        inside.addWidget(self.quality)
        self._picture_row = self._add(grid, row, self.tr("Pictures"), holder)

    def _texts(self, grid: QGridLayout, row: int) -> None:
        names = {
            "docx": self.tr("Word document"),
            "csv": self.tr("Table (CSV)"),
            "txt": self.tr("Plain text"),
        }
        holder, inside = _row()
        self._documents: dict[str, QCheckBox] = {}
        for form, name in names.items():
            box = QCheckBox(name)
            box.setObjectName(f"export.text.{form}")
            box.toggled.connect(self._change_documents)
            self._documents[form] = box
            inside.addWidget(box)
        inside.addStretch(1)
        self._text_row = self._add(grid, row, self.tr("Texts"), holder)

    def _names(self, grid: QGridLayout, row: int) -> None:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE[2])
        self.template = QLineEdit()
        self.template.setObjectName("export.template")
        self.template.setAccessibleName(self.tr("File names"))
        self.template.textEdited.connect(lambda text: self._change(template=text))
        column.addWidget(self.template)
        self.example = label("", "small", tone="muted")
        self.example.setObjectName("export.example")
        self.example.setFont(file_name_font("small"))
        column.addWidget(self.example)
        chips = QWidget()
        flow = FlowLayout(chips, SPACE[1] + 2)
        for word, meaning in template_words():
            chip = QPushButton(meaning)
            chip.setProperty("variant", "chip")
            chip.setObjectName(f"export.word.{word.strip('{}')}")
            chip.setToolTip(self.tr("Puts {word} into the file names").format(word=word))
            chip.setAccessibleName(
                self.tr("Put “{meaning}” into the file names").format(meaning=meaning)
            )
            chip.clicked.connect(lambda _=False, word=word: self._insert(word))
            flow.addWidget(chip)
        column.addWidget(chips)
        self._add(grid, row, self.tr("File names"), holder, top=True)

    def _folder(self, grid: QGridLayout, row: int) -> None:
        holder, inside = _row()
        self.folder = label("", wrap=False)
        self.folder.setObjectName("export.folder")
        self.folder.setMinimumWidth(1)
        self.folder.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.folder.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        inside.addWidget(self.folder, 1)
        self.choose_folder = secondary(self.tr("Change…"))
        self.choose_folder.setObjectName("export.chooseFolder")
        self.choose_folder.setAccessibleName(self.tr("Choose another folder for exports"))
        self.choose_folder.clicked.connect(self._ask_folder)
        inside.addWidget(self.choose_folder)
        self._add(grid, row, self.tr("Folder"), holder)

    def _add(
        self, grid: QGridLayout, row: int, name: str, field: QWidget, top: bool = False
    ) -> list[QWidget]:
        head = label(name, "label", wrap=False)
        way = Qt.AlignmentFlag.AlignTop if top else Qt.AlignmentFlag.AlignVCenter
        if top:
            head.setContentsMargins(0, 8, 0, 0)
        grid.addWidget(head, row, 0, way)
        grid.addWidget(field, row, 1)
        return [head, field]

    # --- changing --------------------------------------------------------------------------------

    def _change(self, **parts: Any) -> None:
        self._state.change(**parts)

    def _change_documents(self) -> None:
        forms = tuple(form for form, box in self._documents.items() if box.isChecked())
        if forms:
            self._change(text_formats=forms)
        else:  # at least one: texts that are chosen are also written
            self.show_manner(self._state.manner)

    def _insert(self, word: str) -> None:
        """Put a word where the mark stands, apart from what is there."""
        at, text = self.template.cursorPosition(), self.template.text()
        before = "_" if at and text[at - 1] not in "_-" else ""
        after = "_" if text[at:] and text[at] not in "_-" else ""
        self.template.insert(before + word + after)
        self._change(template=self.template.text())
        self.template.setFocus()

    def _ask_folder(self) -> None:
        found = QFileDialog.getExistingDirectory(
            self, self.tr("Folder for exports"), str(self._state.target)
        )
        if found:
            self._change(folder=found)


def _row() -> tuple[QWidget, QHBoxLayout]:
    holder = QWidget()
    inside = QHBoxLayout(holder)
    inside.setContentsMargins(0, 0, 0, 0)
    inside.setSpacing(SPACE[3])
    return holder, inside
