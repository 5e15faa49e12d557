"""Changing the captions of many photos; each way says beforehand how many it would change."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from core.actions.describing import CaptionEdit
from desktop_app.state.captions import CaptionsState
from desktop_app.tokens import SPACE
from desktop_app.widgets.basics import Fold, label, secondary, set_tone

_ASK_AFTER = 200


class BulkCaptions(QWidget):
    """For a selection of photos."""

    applied = Signal()

    def __init__(self, state: CaptionsState) -> None:
        """Asks the state what each way would change."""
        super().__init__()
        self._state = state
        self._plans: dict[str, int] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE[2])
        column.addWidget(label(self.tr("Captions"), "label"))
        self.fill = self._button("fill")
        self.code_word = self._button("add_code_word")
        column.addWidget(self.fill)
        column.addWidget(self.code_word)
        column.addSpacing(SPACE[1])
        column.addWidget(label(self.tr("Find and replace"), "label"))
        self.find = self._field("caption.find", self.tr("Find words"))
        self.other = self._field("caption.replace_with", self.tr("Replace with (empty removes)"))
        column.addWidget(self.find)
        column.addWidget(self.other)
        ways = Fold(self.tr("How"))
        self.whole = QCheckBox(self.tr("Whole words only"))
        self.whole.setChecked(True)
        self.case = QCheckBox(self.tr("Upper and lower case matter"))
        for box in (self.whole, self.case):
            ways.body.addWidget(box)
            box.toggled.connect(lambda _: self.refresh())
        self.replace = self._button("replace")
        column.addWidget(ways)
        column.addWidget(self.replace)
        column.addSpacing(SPACE[1])
        column.addWidget(label(self.tr("Add words to all"), "label"))
        row = QHBoxLayout()
        row.setSpacing(SPACE[2])
        self.words = self._field("caption.add_words", self.tr("for example: on a table"))
        row.addWidget(self.words, 1)
        column.addLayout(row)
        self.add = self._button("add_words")
        column.addWidget(self.add)
        self.note = label("", "small")
        column.addWidget(self.note)
        self._later = QTimer(self, singleShot=True, interval=_ASK_AFTER)
        self._later.timeout.connect(self._ask)

    # --- building --------------------------------------------------------------------------------

    def _button(self, way: str) -> QPushButton:
        button = secondary("")
        button.setObjectName(f"caption.bulk.{way}")
        button.setEnabled(False)
        button.clicked.connect(lambda: self._apply(way))
        return button

    def _field(self, name: str, hint: str) -> QLineEdit:
        field = QLineEdit()
        field.setObjectName(name)
        field.setPlaceholderText(hint)
        field.setAccessibleName(hint)
        field.setClearButtonEnabled(True)
        field.setMaxLength(200)
        field.textChanged.connect(lambda _: self.refresh())
        return field

    # --- asking and doing ------------------------------------------------------------------------

    def edit(self, way: str) -> CaptionEdit | None:
        """The edit as it stands in the fields; None while something is missing."""
        if way == "replace":
            found, other = self.find.text().strip(), self.other.text().strip()
            if not found:
                return None
            whole, case = self.whole.isChecked(), self.case.isChecked()
            return CaptionEdit("replace", found, other, whole_words=whole, match_case=case)
        if way == "add_words":
            words = self.words.text().strip()
            return CaptionEdit("add_words", words) if words else None
        return CaptionEdit("fill") if way == "fill" else CaptionEdit("add_code_word")

    def refresh(self) -> None:
        """Ask again what each way would change, a moment after the last key."""
        if self._state.too_many:
            self._plans.clear()
        else:
            self._later.start()
        self._name_buttons()

    def _ask(self) -> None:
        for way in ("fill", "add_code_word", "replace", "add_words"):
            edit = self.edit(way)
            if edit is None:
                self._plans.pop(way, None)
                continue
            self._state.ask_plan(edit, lambda plan, way=way: self._take(way, len(plan)), way)
        self._name_buttons()

    def _take(self, way: str, count: int) -> None:
        self._plans[way] = count
        self._name_buttons()

    def _name_buttons(self) -> None:
        plans = self._plans
        empty, without = plans.get("fill", 0), plans.get("add_code_word", 0)
        self.fill.setText(self.tr("Fill %n empty caption(s)", "", empty))
        self.code_word.setText(self.tr("Add the code word to %n", "", without))
        found = plans.get("replace", 0) if self.edit("replace") else 0
        removes = not self.other.text().strip()
        self.replace.setText(
            self.tr("Remove from %n caption(s)", "", found)
            if removes
            else self.tr("Replace in %n caption(s)", "", found)
        )
        added = plans.get("add_words", 0) if self.edit("add_words") else 0
        self.add.setText(self.tr("Add to %n caption(s)", "", added))
        for button, count in (
            (self.fill, empty), (self.code_word, without), (self.replace, found),
            (self.add, added),
        ):  # fmt: skip
            button.setEnabled(count > 0)
        nothing = self.edit("replace") is not None and "replace" in plans and not found
        text = self.tr("These words stand in none of the captions.") if nothing else ""
        if self._state.too_many:
            text = self.tr("Select fewer photos to change their captions together.")
        self.note.setText(text)
        self.note.setVisible(bool(text))
        set_tone(self.note, "attention" if text else "")

    def _apply(self, way: str) -> None:
        edit = self.edit(way)
        if edit is None:
            return
        texts = {
            "fill": self.tr("Fill captions"),
            "add_code_word": self.tr("Add the code word"),
            "replace": self.tr("Replace in captions"),
            "add_words": self.tr("Add words to captions"),
        }
        self._state.apply(edit, texts[way])
        self._plans.pop(way, None)
        self._name_buttons()
        self.applied.emit()
